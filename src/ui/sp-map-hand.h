/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pointer and fingers on the map's ground: dragging, zooming, hovering. What they select is the view's. */

#pragma once

#include "sp-map-canvas.h"

G_BEGIN_DECLS

void sp_map_hand_attach (SpMapCanvas *canvas);

G_END_DECLS
