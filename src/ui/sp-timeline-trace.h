/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path to the root of the row that is pointed at, or else of the one that has the focus or was selected last: its lanes stand out. */

#pragma once

#include "sp-lane-cell.h"

G_BEGIN_DECLS

typedef struct _SpTimelineTrace SpTimelineTrace;

SpTimelineTrace *sp_timeline_trace_new      (GtkListView *list, SpLaneStyle *lanes); /* both outlive it */
void             sp_timeline_trace_free     (SpTimelineTrace *self);
void             sp_timeline_trace_follow   (SpTimelineTrace *self, SpHistory *history); /* (nullable) */
void             sp_timeline_trace_set_from (SpTimelineTrace *self, int index); /* where the keys go on from; -1: Now */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpTimelineTrace, sp_timeline_trace_free)

G_END_DECLS
