/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a host is and how it is reached: what a person fills in, and libvirt's URI for it. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SP_WAY_SSH,     /* the ssh of this computer, with its keys, agent and configuration */
  SP_WAY_LIBSSH2, /* ssh built into libvirt */
  SP_WAY_LIBSSH,
  SP_WAY_TLS,     /* certificates */
  SP_WAY_TCP,     /* SASL; not encrypted by itself */
} SpWay;
#define SP_TYPE_WAY (sp_way_get_type ())
GType sp_way_get_type (void);

/* Plain value; free with sp_address_free(). Strings may be NULL: none. */
typedef struct
{
  SpWay    way;
  char    *server; /* a name, an address, or an alias of ~/.ssh/config */
  char    *user;
  int      port;   /* 0: the way's own */
  gboolean session;
  char    *key_file;    /* ssh: on this computer */
  char    *certificates; /* TLS: a folder on this computer */
} SpAddress;

SpAddress *sp_address_new      (void);
SpAddress *sp_address_from_uri (const char *uri); /* NULL: not one that can be taken apart without loss */
void       sp_address_free     (SpAddress *self);
char      *sp_address_to_uri   (const SpAddress *self, GError **error);
char      *sp_address_find_server (const char *uri); /* of any host; NULL: this computer */
/* Whom one logs in as there, and how, but nothing of what is looked at then: "ssh://me@server:2222". */
char      *sp_address_find_account (const char *uri); /* of any host; NULL: this computer */
char      *sp_address_make_account (const char *way, const char *user, const char *server, const char *port); /* @user, @port: NULL: none is said */
gboolean   sp_address_check_uri (const char *uri, GError **error); /* of any host */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpAddress, sp_address_free)

G_END_DECLS
