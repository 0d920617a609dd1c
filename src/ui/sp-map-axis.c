/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days above the map, and how long nothing was taken between them. */

#include "config.h"

#include "sp-map-axis.h"

#include "sp-drawn.h"
#include "sp-map-headings.h"

#include <adwaita.h>
#include <math.h>

/* In em. */
#define HEIGHT 2.2
#define MARK 0.4 /* below where a day begins */

struct _SpMapAxis
{
  GtkWidget parent_instance;

  SpMapCanvas      *canvas; /* not owned: lives in the same view */
  const SpRowStyle *style;
};

G_DEFINE_FINAL_TYPE (SpMapAxis, sp_map_axis, GTK_TYPE_WIDGET)

static int
measure_cb (const char *text,
            gpointer    data)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (data, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* Where a day begins there is a mark, also where there is no room for its name: no day seems to be longer than it is. */
static void
draw (GtkWidget          *widget,
      GtkSnapshot        *snapshot,
      const SpMapSight   *sight,
      const SpMapHeading *heading)
{
  float high = (float) gtk_widget_get_height (widget);
  GdkRGBA colour;

  gtk_widget_get_color (widget, &colour);
  if (!heading->quiet && heading->from > sight->shape->margin + 1)
    {
      float mark = (float) (MARK * sight->shape->em);
      GdkRGBA pale = colour;

      pale.alpha *= adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 1 : 0.35f;
      gtk_snapshot_append_color (snapshot, &pale,
                                 &GRAPHENE_RECT_INIT (roundf ((float) (sight->rtl ? sight->width - heading->from - 1 : heading->from)), high - mark, 1, mark));
    }
  if (heading->text != NULL)
    {
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, heading->text);
      double from = sight->rtl ? sight->width - heading->x - heading->width : heading->x;
      int height;

      if (heading->quiet)
        colour.alpha *= 0.75f;
      pango_layout_get_pixel_size (layout, NULL, &height);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) from, (high - (float) height) / 2));
      gtk_snapshot_append_layout (snapshot, layout, &colour);
      gtk_snapshot_restore (snapshot);
    }
}

static void
sp_map_axis_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? (int) (HEIGHT * sp_drawn_em (widget)) : 0;
}

static void
sp_map_axis_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  SpMapAxis *self = SP_MAP_AXIS (widget);
  g_autoptr (GArray) headings = NULL;
  SpMapSight sight;

  if (!sp_map_canvas_look (self->canvas, &sight))
    return;
  headings = sp_map_headings_new (&sight, self->style->now, measure_cb, widget);
  for (guint i = 0; i < headings->len; i++)
    draw (widget, snapshot, &sight, &g_array_index (headings, SpMapHeading, i));
}

static void
sp_map_axis_class_init (SpMapAxisClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = sp_map_axis_measure;
  widget_class->snapshot = sp_map_axis_snapshot;

  gtk_widget_class_set_css_name (widget_class, "mapaxis");
  /* Each node says its own age. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sp_map_axis_init (SpMapAxis *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
sp_map_axis_new (SpMapCanvas      *canvas,
                 const SpRowStyle *style)
{
  SpMapAxis *self = g_object_new (SP_TYPE_MAP_AXIS, NULL);

  self->canvas = canvas;
  self->style = style;
  g_signal_connect_object (canvas, "moved", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
