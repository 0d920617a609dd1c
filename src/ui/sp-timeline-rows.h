/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills the rows of the timeline, and fills them anew when what is told of them has changed. */

#pragma once

#include "sp-snapshot-words.h"
#include "sp-timeline-days.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _SpTimelineRows SpTimelineRows;

/* @style outlives the rows. */
SpTimelineRows     *sp_timeline_rows_new         (SpTimelineDays *days, const SpRowStyle *style);
void                sp_timeline_rows_free        (SpTimelineRows *self);
GtkListItemFactory *sp_timeline_rows_get_factory (SpTimelineRows *self);

/* While the rows are exchanged, some belong to what was there before: they are filled when the days tell that all is in its place. */
void                sp_timeline_rows_begin       (SpTimelineRows *self);
void                sp_timeline_rows_end         (SpTimelineRows *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpTimelineRows, sp_timeline_rows_free)

G_END_DECLS
