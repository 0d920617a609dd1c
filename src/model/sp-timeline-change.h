/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of the rows of a timeline in a later one of the same machine. */

#pragma once

#include "sp-timeline.h"

G_BEGIN_DECLS

/* A row is the same while its snapshot is, by name and time; that of Now always is. */
struct _SpTimelineChange
{
  GArray *splices; /* of SpSplice: a few, from top to bottom */
  GArray *fresh;   /* of int: indexes, in the later history, of what the earlier one does not have */
  GArray *gone;    /* of int: and the other way */
};

SpTimelineChange *sp_timeline_change_new  (SpTimeline *before, SpTimeline *after);
void              sp_timeline_change_free (SpTimelineChange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpTimelineChange, sp_timeline_change_free)

G_END_DECLS
