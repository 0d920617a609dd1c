/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a timeline, in sections by day. One model for a view's whole life: a new timeline is a splice. */

#pragma once

#include "sp-timeline.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TYPE_TIMELINE_DAYS (sp_timeline_days_get_type ())
G_DECLARE_FINAL_TYPE (SpTimelineDays, sp_timeline_days, SP, TIMELINE_DAYS, GObject)

/* Signal: relaid: rows that stayed where they were have other lanes, or another time of day; look at them again. */
SpTimelineDays *sp_timeline_days_new          (void);
SpTimeline     *sp_timeline_days_get_timeline (SpTimelineDays *self);
void            sp_timeline_days_set_timeline (SpTimelineDays *self, SpTimeline *timeline, gint64 now); /* or NULL */
void            sp_timeline_days_set_now      (SpTimelineDays *self, gint64 now);
gint64          sp_timeline_days_get_now      (SpTimelineDays *self);
char           *sp_timeline_days_name         (SpTimelineDays *self, guint position); /* of the row's section: "Yesterday" */

gint64          sp_timeline_days_get_gap (SpTimelineDays *self, guint position); /* seconds to the snapshot above; 0: none is */

G_END_DECLS
