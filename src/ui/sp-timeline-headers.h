/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days above the rows of the timeline, with the lanes that pass through them. */

#pragma once

#include "sp-lane-cell.h"
#include "sp-timeline-days.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkListItemFactory *sp_timeline_headers_new (SpTimelineDays *days, const SpLaneStyle *lanes); /* lanes outlives it */

G_END_DECLS
