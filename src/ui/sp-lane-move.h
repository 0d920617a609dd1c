/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moves in the lanes of a timeline, and how far it is at each moment. Knows no pixels. */

#pragma once

#include "sp-timeline.h"

G_BEGIN_DECLS

typedef enum
{
  SP_LANE_MOVE_NONE,
  SP_LANE_MOVE_APPEARS,  /* it is new, and grew from nothing */
  SP_LANE_MOVE_GROWS,    /* it is new: it goes from its parent to its place, and draws its line out */
  SP_LANE_MOVE_RISES,    /* the same, along a line that was there */
  SP_LANE_MOVE_TAKES_IN, /* what was deleted flows into it */
} SpLaneMoveKind;

/* What one snapshot does. */
typedef struct
{
  guint8 kind;
  guint8 node;    /* SpNode: what goes along a line */
  guint8 on_path; /* what is taken in was on it */
  guint8 from;    /* SpAnchor: where in the row what is taken in comes from: its top or its bottom */
  int    side;    /* by how many lanes beside the node it was */
  int    chain;   /* of what is taken in */
} SpLaneMove;

/* All of them at one moment. */
typedef struct
{
  const SpLaneMove *moves; /* by snapshot, or NULL: nothing moves */
  int               n;
  float             left;  /* of the way: 1: it begins, 0: it is over */
} SpLaneMoves;

const SpLaneMove *sp_lane_moves_get       (const SpLaneMoves *self, int index);
gboolean          sp_lane_moves_is_new    (const SpLaneMoves *self, int index);
float             sp_lane_moves_get_shown (const SpLaneMoves *self, int index);                /* 0: not there yet, 1: whole */
float             sp_lane_moves_get_below (const SpLaneMoves *self, int index);                /* 1: at its row's edge, 0: in its place */
float             sp_lane_moves_get_shrunk (const SpLaneMoves *self, int index);               /* 1: nothing, 0: whole; less: swollen */
float             sp_lane_moves_get_drawn (const SpLaneMoves *self, const SpSegment *segment); /* from its parent's side */
float             sp_lane_moves_get_gone  (const SpLaneMoves *self, const SpSegment *segment); /* of the way of its node in there */
float             sp_lane_moves_get_taken (const SpLaneMoves *self, int index);                /* of the way of what is taken in */

G_END_DECLS
