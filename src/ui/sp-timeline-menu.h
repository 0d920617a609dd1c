/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a timeline's row: by the second button, a long touch, or the keyboard. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TIMELINE_MENU_HERE (-2)

/* Selects the row of @index, in the history, -1: Now; SP_TIMELINE_MENU_HERE: what is selected stays. Returns whether there is a menu. */
typedef gboolean (*SpTimelineMenuPick) (GtkWidget *view, int index);

GtkPopover *sp_timeline_menu_attach (GtkWidget *view, SpTimelineMenuPick pick); /* (transfer none): view unparents it */
void        sp_timeline_menu_open   (GtkPopover *menu, GtkWidget *row);         /* at @row, or NULL: at the view's beginning */

G_END_DECLS
