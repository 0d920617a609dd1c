/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole map, small, with a frame around what is in sight; there while not all is. */

#pragma once

#include "sp-map-canvas.h"

G_BEGIN_DECLS

#define SP_TYPE_MAP_OVERVIEW (sp_map_overview_get_type ())
G_DECLARE_FINAL_TYPE (SpMapOverview, sp_map_overview, SP, MAP_OVERVIEW, GtkWidget)

GtkWidget *sp_map_overview_new (SpMapCanvas *canvas); /* outlives it */

G_END_DECLS
