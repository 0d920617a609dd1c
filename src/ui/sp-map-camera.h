/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one looks at the map from. */

#pragma once

#include "sp-map-canvas.h"

G_BEGIN_DECLS

void sp_map_camera_zoom   (SpMapCanvas *canvas, double zoom, double x, double y); /* what is at that point stays there */
void sp_map_camera_step   (SpMapCanvas *canvas, double factor);                   /* about what has the focus, or the middle */
void sp_map_camera_open   (SpMapCanvas *canvas, int node, gboolean whole);        /* a run: its snapshots, or fewer at a time */
void sp_map_camera_reveal (SpMapCanvas *canvas, int node);                        /* scrolls as little as brings it in sight */

G_END_DECLS
