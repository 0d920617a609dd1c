/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was read of the machines' snapshots, kept with its connection and gone with it: a description that cannot have changed
 * is not read again. Any thread; nothing here blocks. */

#pragma once

#include "sp-history.h"

#include <libvirt-gobject/libvirt-gobject.h>

G_BEGIN_DECLS

/* One reading of a machine's snapshots. */
typedef struct
{
  gint64   begun;
  guint    doubts; /* so many there were by then */
  gboolean whole;
} SpVirtLook;

SpHistory *sp_virt_seen_begin (GVirConnection *connection, const char *uuid, SpVirtLook *look); /* (transfer full): what still counts, or NULL: read all */
void       sp_virt_seen_end   (GVirConnection *connection, const char *uuid, const SpVirtLook *look, SpHistory *history); /* as the host told it */
void       sp_virt_seen_doubt (GVirConnection *connection, const char *uuid); /* NULL: of all machines */
void       sp_virt_seen_keep  (GVirConnection *connection, GPtrArray *machines); /* of SpMachine: of others nothing is kept */

G_END_DECLS
