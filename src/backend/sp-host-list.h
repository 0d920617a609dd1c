/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts that a person keeps, in the settings, in the person's order. Nothing secret is among it. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One of them. Plain value. */
typedef struct
{
  char    *uri;
  char    *title;  /* NULL: what the host calls itself */
  char    *colour; /* one of the palette's names; NULL: none */
  gboolean disabled;
} SpHostEntry;

SpHostEntry *sp_host_entry_new  (const char *uri);
SpHostEntry *sp_host_entry_copy (const SpHostEntry *self);
void         sp_host_entry_free (SpHostEntry *self);

/* @settings: the program's, or NULL where no schema is installed: then there is no list. */
GSettings *sp_host_list_get_settings (void);                                       /* (transfer full), or NULL */
GPtrArray *sp_host_list_load   (GSettings *settings);                              /* (element-type SpHostEntry) (transfer full) */
void       sp_host_list_save   (GSettings *settings, GPtrArray *entries);
gboolean   sp_host_list_has    (GSettings *settings, const char *uri);             /* it is kept, or of this computer */
gboolean   sp_host_list_add    (GSettings *settings, const SpHostEntry *entry, GError **error);
gboolean   sp_host_list_replace (GSettings *settings, const char *uri, const SpHostEntry *entry, GError **error);
gboolean   sp_host_list_remove (GSettings *settings, const char *uri_or_title, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpHostEntry, sp_host_entry_free)

G_END_DECLS
