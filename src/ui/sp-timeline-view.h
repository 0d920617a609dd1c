/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline: one row a snapshot, newest on top, Now first. */

#pragma once

#include "sp-machine.h"
#include "sp-search.h"
#include "sp-timeline.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_TIMELINE_VIEW (sp_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (SpTimelineView, sp_timeline_view, SP, TIMELINE_VIEW, AdwBin)

/* Property: picked (GArray of int, indexes in the history; none: Now), see sp-picked.h. Signal: activate. */
GtkWidget *sp_timeline_view_new          (void);
void       sp_timeline_view_set_timeline (SpTimelineView *self, SpTimeline *timeline); /* or NULL */
void       sp_timeline_view_set_partial (SpTimelineView *self, gboolean partial); /* more rows come: their branches are not known yet */
void       sp_timeline_view_set_machine  (SpTimelineView *self, SpMachine *machine);   /* or NULL */
void       sp_timeline_view_set_search   (SpTimelineView *self, SpSearch *search);     /* outlives it, or NULL */
void       sp_timeline_view_show         (SpTimelineView *self, int index);            /* selects it; focus stays */

SpSizes   *sp_timeline_view_get_sizes    (SpTimelineView *self); /* (transfer none) or NULL: not known */

G_END_DECLS
