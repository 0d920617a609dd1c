/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moves in the lanes of a timeline, and how far it is at each moment.
 *
 * The rows of a list cannot slide apart, and each draws for itself. So what is new is handed from row to row: it leaves its parent in
 * the parent's row, its line is drawn out through the rows between, and it comes in at the edge of its own row. */

#include "config.h"

#include "sp-lane-move.h"

/* When the new one passes from its parent's row into its own. */
#define HANDED_OVER 0.4f
/* When the line goes through the rows between. */
#define BETWEEN_FROM 0.3f
#define BETWEEN_TO 0.5f
/* When what is taken in is there, and by how much the node swells then. */
#define TAKEN 0.65f
#define SWOLLEN 0.5f

static float
part (const SpLaneMoves *self,
      float              from,
      float              to)
{
  return CLAMP ((1 - self->left - from) / (to - from), 0.f, 1.f);
}

/**
 * sp_lane_moves_get:
 * @index: of a snapshot in the history; -1: Now, or none
 *
 * Returns: (transfer none) (nullable): what it does
 */
const SpLaneMove *
sp_lane_moves_get (const SpLaneMoves *self,
                   int                index)
{
  return self->moves != NULL && index >= 0 && index < self->n && self->moves[index].kind != SP_LANE_MOVE_NONE ? &self->moves[index] : NULL;
}

static SpLaneMoveKind
get_kind (const SpLaneMoves *self,
          int                index)
{
  const SpLaneMove *move = sp_lane_moves_get (self, index);

  return move != NULL ? (SpLaneMoveKind) move->kind : SP_LANE_MOVE_NONE;
}

static gboolean
comes_along (const SpLaneMoves *self,
             int                index)
{
  SpLaneMoveKind kind = get_kind (self, index);

  return kind == SP_LANE_MOVE_GROWS || kind == SP_LANE_MOVE_RISES;
}

gboolean
sp_lane_moves_is_new (const SpLaneMoves *self,
                      int                index)
{
  return comes_along (self, index) || get_kind (self, index) == SP_LANE_MOVE_APPEARS;
}

float
sp_lane_moves_get_shown (const SpLaneMoves *self,
                         int                index)
{
  return sp_lane_moves_is_new (self, index) ? part (self, HANDED_OVER, 1) : 1;
}

float
sp_lane_moves_get_below (const SpLaneMoves *self,
                         int                index)
{
  return comes_along (self, index) ? 1 - part (self, HANDED_OVER, 1) : 0;
}

float
sp_lane_moves_get_shrunk (const SpLaneMoves *self,
                          int                index)
{
  float middle = (1 + TAKEN) / 2;

  switch (get_kind (self, index))
    {
    case SP_LANE_MOVE_APPEARS:
      return self->left;
    case SP_LANE_MOVE_TAKES_IN:
      return -SWOLLEN * (part (self, TAKEN - 0.1f, middle) - part (self, middle, 1));
    case SP_LANE_MOVE_NONE:
    case SP_LANE_MOVE_GROWS:
    case SP_LANE_MOVE_RISES:
    default:
      return 0;
    }
}

float
sp_lane_moves_get_drawn (const SpLaneMoves *self,
                         const SpSegment   *segment)
{
  if (get_kind (self, segment->child) != SP_LANE_MOVE_GROWS || segment->from != SP_AT_TOP)
    return 1;
  return segment->to == SP_AT_NODE ? part (self, 0, HANDED_OVER) : part (self, BETWEEN_FROM, BETWEEN_TO);
}

float
sp_lane_moves_get_gone (const SpLaneMoves *self,
                        const SpSegment   *segment)
{
  return comes_along (self, segment->child) && segment->from == SP_AT_TOP && segment->to == SP_AT_NODE ? part (self, 0, HANDED_OVER) : 1;
}

float
sp_lane_moves_get_taken (const SpLaneMoves *self,
                         int                index)
{
  return get_kind (self, index) == SP_LANE_MOVE_TAKES_IN ? part (self, 0, TAKEN) : 1;
}
