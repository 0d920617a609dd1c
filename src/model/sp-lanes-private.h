/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row and which lane each snapshot of a history gets: the layout behind SpTimeline. */

#pragma once

#include "sp-timeline.h"

G_BEGIN_DECLS

/* Index n stands for Now. Filled by sp_lanes_new(), only read afterwards. */
typedef struct
{
  SpHistory *history;
  int        n;           /* snapshots */
  int       *order;       /* row -> index, n for Now */
  int       *row_of;      /* index -> row */
  int       *parent;      /* index -> index; -1 */
  int       *chain_of;    /* index -> chain */
  int       *lane;        /* chain -> lane */
  int       *level;       /* chain -> how many branches it is off: 1 for a root's own */
  int       *members;     /* indices of all chains, one run for each, from the bottom row up */
  int       *first_member; /* chain -> where its run begins; one more at the end */
  int       *lane_chains; /* chains of all lanes, one run for each, from the bottom row up */
  int       *first_chain; /* lane -> where its run begins; one more at the end */
  guint8    *on_path;     /* index */
  int        n_chains;
  int        n_lanes;
} SpLanes;

SpLanes *sp_lanes_new          (SpHistory *history);
void     sp_lanes_free         (SpLanes *self);
int      sp_lanes_get_lane     (const SpLanes *self, int index);
GArray  *sp_lanes_dup_segments (const SpLanes *self, int row); /* of SpSegment */

const SpLanes *sp_timeline_peek_lanes (SpTimeline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpLanes, sp_lanes_free)

G_END_DECLS
