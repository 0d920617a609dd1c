/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lanes beside one row or one day's header. */

#pragma once

#include "sp-lane-painter.h"

G_BEGIN_DECLS

#define SP_TYPE_LANE_CELL (sp_lane_cell_get_type ())
G_DECLARE_FINAL_TYPE (SpLaneCell, sp_lane_cell, SP, LANE_CELL, GtkWidget)

/* What all rows of a timeline share; outlives the rows. */
typedef struct
{
  float         em;     /* the size of their font, in pixels; 0: each asks for its own */
  int           n_lanes;
  gboolean      live;   /* the machine runs */
  gboolean      partial; /* more snapshots are being read: what looks like a root may be none */
  const guint8 *dashed; /* by snapshot, the last one Now's: the edge to its parent; or NULL; outlives the rows */
  int           n_dashed;
  const guint8 *traced; /* by snapshot, or NULL: looked at whenever a cell is drawn */
  int           n_traced;
  SpLaneMoves   moving; /* looked at as traced is */
  float         shift;  /* Now's node, in lanes */
} SpLaneStyle;

/* Of a timeline, or NULL; @dashed is filled, and outlives the style. */
void sp_lane_style_take     (SpLaneStyle *self, SpTimeline *timeline, GArray *dashed);
void sp_lane_cell_set_row    (SpLaneCell *self, SpTimelineRow *row, const SpLaneStyle *style);
void sp_lane_cell_set_node   (SpLaneCell *self, SpTimelineRow *row, const SpLaneStyle *style); /* nothing but its node */
void sp_lane_cell_set_header (SpLaneCell *self, SpTimelineRow *below, const SpLaneStyle *style);
int  sp_lane_cell_fit        (SpLaneCell *self, int width, int least);
void sp_lane_cell_clear      (SpLaneCell *self);
/* Of a list whose rows and headers each begin with one. */
void sp_lane_cell_redraw_all (GtkListView *list);
void sp_lane_cell_redraw_moving (GtkListView *list);

G_END_DECLS
