/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hosts told, as bytes for the disk and back. Pure; what it reads is as hostile as what a host sends. */

#pragma once

#include "sp-history.h"
#include "sp-machine.h"

G_BEGIN_DECLS

/* What a host told of itself. Plain value. */
typedef struct
{
  char      *uri;
  char      *id;
  char      *title;
  gint64     heard;    /* when, in seconds since 1970 */
  GPtrArray *machines; /* of SpMachine */
} SpKnownHost;

SpKnownHost *sp_known_host_new  (const char *uri, const char *id, const char *title, gint64 heard, GPtrArray *machines);
void         sp_known_host_free (SpKnownHost *self);

GBytes      *sp_known_pack_host      (const SpKnownHost *host);
SpKnownHost *sp_known_unpack_host    (GBytes *bytes, const char *uri); /* NULL: it makes no sense, or is another's */
GBytes      *sp_known_pack_history   (const char *uri, const char *uuid, gint64 heard, SpHistory *history);
SpHistory   *sp_known_unpack_history (GBytes *bytes, const char *uri, const char *uuid, gint64 *heard); /* NULL likewise */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpKnownHost, sp_known_host_free)

G_END_DECLS
