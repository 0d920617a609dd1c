/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One history of many machines: all their snapshots, newest first. Pure; follows each machine by splices as small as they can be. */

#pragma once

#include "sp-history.h"
#include "sp-machine.h"

G_BEGIN_DECLS

#define SP_TYPE_EVERY_ROW (sp_every_row_get_type ())
G_DECLARE_FINAL_TYPE (SpEveryRow, sp_every_row, SP, EVERY_ROW, GObject)

SpMachine  *sp_every_row_get_machine  (SpEveryRow *self);
SpHistory  *sp_every_row_get_history  (SpEveryRow *self); /* of the machine, as it was when the snapshot was last seen to change */
SpSnapshot *sp_every_row_get_snapshot (SpEveryRow *self);

/* A GListModel of SpEveryRow. */
#define SP_TYPE_EVERYWHERE (sp_everywhere_get_type ())
G_DECLARE_FINAL_TYPE (SpEverywhere, sp_everywhere, SP, EVERYWHERE, GObject)

SpEverywhere *sp_everywhere_new (void);
void          sp_everywhere_set (SpEverywhere *self, SpMachine *machine, SpHistory *history); /* NULL: it has none any more */
void          sp_everywhere_keep_only (SpEverywhere *self, GPtrArray *machines); /* of SpMachine: all others are gone */
guint         sp_everywhere_count_absent (SpEverywhere *self, GPtrArray *machines); /* those of which there is no snapshot */

G_END_DECLS
