/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the timeline, or of the list of all machines: lanes, picture, title, age, badges. */

#pragma once

#include "sp-snapshot-words.h"

G_BEGIN_DECLS

#define SP_TYPE_SNAPSHOT_ROW (sp_snapshot_row_get_type ())
G_DECLARE_FINAL_TYPE (SpSnapshotRow, sp_snapshot_row, SP, SNAPSHOT_ROW, GtkWidget)

/* @style outlives the rows; it is looked at whenever one is measured or drawn. */
GtkWidget     *sp_snapshot_row_new    (void);
void           sp_snapshot_row_set    (SpSnapshotRow *self, SpTimelineRow *row, const SpRowStyle *style); /* NULL: nothing */
GtkWidget     *sp_snapshot_row_set_of (SpSnapshotRow *self, SpEveryRow *row, const SpRowStyle *style); /* (transfer none): goes to the machine */
SpTimelineRow *sp_snapshot_row_get    (SpSnapshotRow *self);

G_END_DECLS
