/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole tree at a glance: time along columns, branches in lanes. Pure layout; knows no pixels. */

#pragma once

#include "sp-timeline.h"

G_BEGIN_DECLS

/* A place of the map: a snapshot, Now, or a run of one chain that stands for its snapshots. */
typedef struct
{
  int    first;   /* index in the history of its oldest snapshot; -1: Now */
  int    last;    /* of its newest */
  int    n;       /* how many snapshots it stands for; 1 for Now */
  int    column;  /* never left of what is older */
  int    lane;
  int    chain;   /* chooses the colour; steady as the history grows */
  int    parent;  /* number of the node that it grew from; -1: a root */
  int    bend;    /* the line from the parent reaches this node's lane behind that column */
  int    level;   /* see sp_timeline_row_get_level() */
  guint8 on_path; /* on the path from Now to its root */
} SpMapNode;

/* Nodes of about the same time. */
typedef struct
{
  gint64 begins;   /* seconds since 1970: its oldest snapshot */
  gint64 ends;
  gint64 gap;      /* seconds in which nothing was taken before it; 0: none worth showing */
  double position; /* in widths of a column; gaps are part of it */
} SpMapColumn;

/* Immutable when built. */
#define SP_TYPE_MAP (sp_map_get_type ())
G_DECLARE_FINAL_TYPE (SpMap, sp_map, SP, MAP, GObject)

SpMap             *sp_map_new            (SpTimeline *timeline, int grain, gint64 now);
SpTimeline        *sp_map_get_timeline   (SpMap *self);
const SpMapNode   *sp_map_get_nodes      (SpMap *self, int *n); /* parents before children */
const SpMapColumn *sp_map_get_columns    (SpMap *self, int *n);
int                sp_map_get_n_lanes    (SpMap *self);
double             sp_map_get_width      (SpMap *self); /* in widths of a column */
int                sp_map_find           (SpMap *self, int index); /* the node that holds it; -1: Now's */
const int         *sp_map_find_between   (SpMap *self, int lane, int from_column, int to_column, int *n); /* numbers of nodes */
int                sp_map_find_beside    (SpMap *self, int node, int step); /* the nearest in another lane, or the same */
void               sp_map_append_members (SpMap *self, int node, GArray *indices); /* of int; the oldest first; Now has none */

G_END_DECLS
