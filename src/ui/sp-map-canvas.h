/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ground of the map: it scrolls and zooms, and has a widget for each node in sight. */

#pragma once

#include "sp-map-sight.h"
#include "sp-scroll-area.h"
#include "sp-snapshot-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TYPE_MAP_CANVAS (sp_map_canvas_get_type ())
G_DECLARE_FINAL_TYPE (SpMapCanvas, sp_map_canvas, SP, MAP_CANVAS, SpScrollArea)

/* Signal: moved: other nodes are in sight, or the same ones elsewhere. */
GtkWidget *sp_map_canvas_new          (const SpRowStyle *style); /* outlives it */
void       sp_map_canvas_set_timeline (SpMapCanvas *self, SpTimeline *timeline); /* or NULL */
void       sp_map_canvas_restyle      (SpMapCanvas *self); /* the style has changed */
void       sp_map_canvas_restyle_now  (SpMapCanvas *self); /* that of Now alone has */
void       sp_map_canvas_set_picked   (SpMapCanvas *self, GArray *picked);
void       sp_map_canvas_hold         (SpMapCanvas *self, gboolean hold);
void       sp_map_canvas_set_zoom     (SpMapCanvas *self, double zoom);
void       sp_map_canvas_hover        (SpMapCanvas *self, int node);
gboolean   sp_map_canvas_focus_node   (SpMapCanvas *self, int node);
int        sp_map_canvas_get_at       (SpMapCanvas *self); /* index in the history of what has the focus or had it last; -1: Now */
int        sp_map_canvas_find_at      (SpMapCanvas *self); /* its node, or -1 */
void       sp_map_canvas_set_at       (SpMapCanvas *self, int index);
gboolean   sp_map_canvas_look         (SpMapCanvas *self, SpMapSight *sight); /* until something changes; FALSE: there is nothing */

G_END_DECLS
