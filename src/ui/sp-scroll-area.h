/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A widget that scrolls what it places itself, in both directions. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TYPE_SCROLL_AREA (sp_scroll_area_get_type ())
G_DECLARE_DERIVABLE_TYPE (SpScrollArea, sp_scroll_area, SP, SCROLL_AREA, GtkWidget)

struct _SpScrollAreaClass
{
  GtkWidgetClass parent_class;

  void (*scrolled) (SpScrollArea *self); /* it is somewhere else now */
};

void   sp_scroll_area_configure (SpScrollArea *self, double width, double height, int room_width, int room_height);
double sp_scroll_area_get_value (SpScrollArea *self, GtkOrientation orientation);
void   sp_scroll_area_move_by   (SpScrollArea *self, double x, double y); /* as far as there is anything */

G_END_DECLS
