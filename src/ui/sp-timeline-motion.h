/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a timeline has become is seen to come about: a new node grows, and Now goes where it stands from now on. */

#pragma once

#include "sp-lane-cell.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _SpTimelineMotion SpTimelineMotion;

SpTimelineMotion *sp_timeline_motion_new  (GtkListView *list, SpLaneStyle *lanes); /* both outlive it */
void              sp_timeline_motion_free (SpTimelineMotion *self);
void              sp_timeline_motion_go   (SpTimelineMotion *self, SpTimeline *before, SpTimeline *after); /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpTimelineMotion, sp_timeline_motion_free)

G_END_DECLS
