/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pointer and fingers on the map's ground: dragging, zooming, hovering. What they select is the view's. */

#pragma once

#include "sp-map-canvas.h"

G_BEGIN_DECLS

void sp_map_hand_attach (SpMapCanvas *canvas);
int  sp_map_hand_find   (SpMapCanvas *canvas, double x, double y); /* the node there, or -1 */

G_END_DECLS
