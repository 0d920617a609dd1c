/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a list of many rows scrolls. */

#pragma once

#include "loop-probe.h"

G_BEGIN_DECLS

/* @list: the timeline, of @n snapshots; @frames: those of its window; @distance: pixels in each frame, or 0: from end to end */
void scrolling_measure (GtkWidget *list, LoopFrames *frames, int n, double distance);

G_END_DECLS
