/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and lanes for drawing a history: newest on top, Now first. Pure layout; knows no pixels. */

#pragma once

#include "sp-history.h"

G_BEGIN_DECLS

/* A piece of an edge inside one row: from the row's top, its node, or its bottom, in lanes. */
typedef enum
{
  SP_AT_TOP,
  SP_AT_NODE,
  SP_AT_BOTTOM,
} SpAnchor;

typedef struct
{
  int    from_lane;
  int    to_lane;
  int    chain;   /* chooses the colour; steady as the history grows */
  int    child;   /* the edge is that from this snapshot to its parent: index in the history; how many there are for Now */
  guint8 from;    /* SpAnchor */
  guint8 to;      /* SpAnchor */
  guint8 on_path; /* on the path from Now to its root: drawn in the accent colour */
} SpSegment;

#define SP_TYPE_TIMELINE_ROW (sp_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (SpTimelineRow, sp_timeline_row, SP, TIMELINE_ROW, GObject)

SpSnapshot      *sp_timeline_row_get_snapshot   (SpTimelineRow *self); /* NULL: this row is Now */
gboolean         sp_timeline_row_is_now         (SpTimelineRow *self);
int              sp_timeline_row_get_index      (SpTimelineRow *self); /* in the history; -1: Now */
int              sp_timeline_row_get_lane       (SpTimelineRow *self);
gboolean         sp_timeline_row_get_on_path    (SpTimelineRow *self);
gboolean         sp_timeline_row_get_current    (SpTimelineRow *self);
int              sp_timeline_row_get_chain      (SpTimelineRow *self);
int              sp_timeline_row_get_level      (SpTimelineRow *self); /* how many branches it is off: 1 for a root's own chain */
const SpSegment *sp_timeline_row_get_segments   (SpTimelineRow *self, int *n);

/* An immutable GListModel of SpTimelineRow; rows are made when asked for. */
#define SP_TYPE_TIMELINE (sp_timeline_get_type ())
G_DECLARE_FINAL_TYPE (SpTimeline, sp_timeline, SP, TIMELINE, GObject)

typedef struct _SpTimelineChange SpTimelineChange; /* sp-timeline-change.h */

SpTimeline *sp_timeline_new         (SpHistory *history);
SpHistory  *sp_timeline_get_history (SpTimeline *self);
int         sp_timeline_get_n_lanes (SpTimeline *self);
int         sp_timeline_get_index   (SpTimeline *self, guint row); /* the other way: of the snapshot of a row, without making the row; -1: Now */
int         sp_timeline_find_row    (SpTimeline *self, int index); /* row of the snapshot with that index in the history; -1 gives Now's row, 0 */
const SpTimelineChange *sp_timeline_compare (SpTimeline *self, SpTimeline *before); /* (transfer none) until the next one; found once, in whichever thread asks first */

G_END_DECLS
