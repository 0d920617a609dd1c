/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the timeline: lanes, picture, title, age, badges. */

#pragma once

#include "sp-badges.h"
#include "sp-everywhere.h"
#include "sp-lane-cell.h"
#include "sp-machine.h"
#include "sp-search.h"

G_BEGIN_DECLS

#define SP_TYPE_SNAPSHOT_ROW (sp_snapshot_row_get_type ())
G_DECLARE_FINAL_TYPE (SpSnapshotRow, sp_snapshot_row, SP, SNAPSHOT_ROW, GtkBox)

/* What all rows of a timeline share. */
typedef struct
{
  SpLaneStyle lanes;
  SpHistory  *history;
  SpMachine  *machine; /* or NULL: not known */
  gint64      now;
  SpSizes    *sizes; /* or NULL: not known */
  GdkTexture *screen; /* of the machine as it is; or NULL */
  SpSearch   *search; /* or NULL: nothing is looked for */
  gboolean    compact;
} SpRowStyle;

GtkWidget     *sp_snapshot_row_new  (void);
void           sp_snapshot_row_set  (SpSnapshotRow *self, SpTimelineRow *row, const SpRowStyle *style); /* NULL: nothing */
SpTimelineRow *sp_snapshot_row_get  (SpSnapshotRow *self);
char          *sp_snapshot_row_say  (SpTimelineRow *row, const SpRowStyle *style);
char          *sp_snapshot_row_tell (SpTimelineRow *row, const SpRowStyle *style);

/* In a list of many machines; @style is looked at once. */
GtkWidget     *sp_snapshot_row_set_of (SpSnapshotRow *self, SpEveryRow *row, const SpRowStyle *style); /* (transfer none): goes to the machine */
char          *sp_snapshot_row_say_of (SpEveryRow *row, const SpRowStyle *style);

/* What the map's nodes say and mark in the same way. */
const char    *sp_snapshot_row_title       (SpTimelineRow *row);
char          *sp_snapshot_row_age         (SpTimelineRow *row, const SpRowStyle *style);
const char    *sp_snapshot_row_contents    (SpSnapshot *snapshot, const char **icon);
const char    *sp_snapshot_row_icon        (SpTimelineRow *row, const SpRowStyle *style);
void           sp_snapshot_row_show_marks  (SpBadges *marks, SpSnapshot *snapshot, const SpRowStyle *style);
void           sp_snapshot_row_show_search (GtkWidget *widget, GtkLabel *title, SpSnapshot *snapshot, const SpRowStyle *style);

G_END_DECLS
