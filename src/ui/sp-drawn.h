/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all that is drawn by hand has in common: it follows the size of the font, and has icons. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

float        sp_drawn_em    (GtkWidget *widget);
void         sp_drawn_icon  (GtkSnapshot *snapshot, GtkWidget *widget, const char *icon, float x, float y, float size, const GdkRGBA *colour);
void         sp_drawn_ground (GtkSnapshot *snapshot, GtkWidget *widget, const graphene_rect_t *place, const GdkRGBA *colour);
PangoLayout *sp_drawn_words (GtkWidget *widget, const char *words, double scale, PangoAttrList *attributes);
void         sp_drawn_line  (GtkSnapshot *snapshot, PangoLayout *words, float x, float y, float height, const GdkRGBA *colour);

G_END_DECLS
