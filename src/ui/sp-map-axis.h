/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days above the map, and how long nothing was taken between them. */

#pragma once

#include "sp-map-canvas.h"

G_BEGIN_DECLS

#define SP_TYPE_MAP_AXIS (sp_map_axis_get_type ())
G_DECLARE_FINAL_TYPE (SpMapAxis, sp_map_axis, SP, MAP_AXIS, GtkWidget)

GtkWidget *sp_map_axis_new (SpMapCanvas *canvas, const SpRowStyle *style); /* both outlive it */

G_END_DECLS
