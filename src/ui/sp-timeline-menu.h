/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a row of the timeline, or of a node of the map: by the second button, a long touch, or the keyboard. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Selects @row; NULL: what is selected stays. Returns whether there is a menu. */
typedef gboolean (*SpTimelineMenuPick) (GtkWidget *view, GtkWidget *row);

GtkPopover *sp_timeline_menu_attach (GtkWidget *view, GType row_type, SpTimelineMenuPick pick); /* (transfer none): view unparents it */
void        sp_timeline_menu_open   (GtkPopover *menu, GtkWidget *row); /* at @row, or NULL: at the view's beginning */

G_END_DECLS
