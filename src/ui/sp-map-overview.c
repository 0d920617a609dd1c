/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole map, small, with a frame around what is in sight; there while not all is. */

#include "config.h"

#include "sp-map-overview.h"

#include <math.h>

#define MOST_WIDTH 160
#define MOST_HEIGHT 64 /* see the foot of a map's shape */
#define LEAST 24
#define PADDING 6
#define DOT 3
#define FRAME 2

struct _SpMapOverview
{
  GtkWidget parent_instance;

  SpMapCanvas   *canvas; /* not owned: lives in the same view */
  GskRenderNode *dots;   /* of shown; NULL: to be drawn */
  SpMap         *shown;  /* or NULL */
  double         column; /* of its shape */
};

G_DEFINE_FINAL_TYPE (SpMapOverview, sp_map_overview, GTK_TYPE_WIDGET)

typedef struct
{
  SpMapSight sight;
  double     width; /* of the content */
  double     height;
  double     scale;
} Glance;

static gboolean
glance (SpMapOverview *self,
        Glance        *g)
{
  if (!sp_map_canvas_look (self->canvas, &g->sight))
    return FALSE;
  sp_map_shape_measure (g->sight.shape, g->sight.map, &g->width, &g->height);
  g->scale = MIN (MOST_WIDTH / g->width, MOST_HEIGHT / g->height);
  return TRUE;
}

/* Along one side all is drawn to scale; where a map is far longer than high, the other has a size that can be seen. */
static double
get_side (double size,
          double scale)
{
  return MAX (size * scale, LEAST);
}

static void
sp_map_overview_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  Glance g;
  double side = 0;

  if (glance (SP_MAP_OVERVIEW (widget), &g))
    side = 2 * PADDING + get_side (orientation == GTK_ORIENTATION_HORIZONTAL ? g.width : g.height, g.scale);
  *minimum = *natural = (int) ceil (side);
}

/* From the content to the widget. */
static graphene_point_t
scale_point (GtkWidget    *widget,
             const Glance *g,
             double        x,
             double        y)
{
  return GRAPHENE_POINT_INIT (PADDING + (float) (x / g->width) * (float) (gtk_widget_get_width (widget) - 2 * PADDING),
                              PADDING + (float) (y / g->height) * (float) (gtk_widget_get_height (widget) - 2 * PADDING));
}

static GskRenderNode *
draw_dots (GtkWidget    *widget,
           const Glance *g)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  SpPalette palette;
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (g->sight.map, &n);

  sp_palette_init_for (&palette, widget);
  for (int i = 0; i < n; i++)
    {
      graphene_point_t place = sp_map_places_get (g->sight.places, i);
      graphene_point_t dot = scale_point (widget, g, sp_map_sight_mirror (&g->sight, place.x), place.y);

      gtk_snapshot_append_color (snapshot, sp_palette_get_colour (&palette, nodes[i].chain, nodes[i].on_path),
                                 &GRAPHENE_RECT_INIT (roundf (dot.x - DOT / 2.f), roundf (dot.y - DOT / 2.f), DOT, DOT));
    }
  return gtk_snapshot_free_to_node (snapshot);
}

static void
sp_map_overview_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  SpMapOverview *self = SP_MAP_OVERVIEW (widget);
  graphene_point_t origin, from, to;
  graphene_rect_t seen, all;
  GskRoundedRect frame;
  GdkRGBA colour;
  Glance g;

  if (!glance (self, &g))
    return;
  if (self->dots == NULL)
    self->dots = draw_dots (widget, &g);
  gtk_snapshot_append_node (snapshot, self->dots);

  origin = sp_map_sight_find_origin (&g.sight);
  from = scale_point (widget, &g, -origin.x, -origin.y);
  to = scale_point (widget, &g, g.sight.width - origin.x, g.sight.height - origin.y);
  all = GRAPHENE_RECT_INIT (2, 2, (float) gtk_widget_get_width (widget) - 4, (float) gtk_widget_get_height (widget) - 4);
  seen = GRAPHENE_RECT_INIT (from.x - FRAME, from.y - FRAME, to.x - from.x + 2 * FRAME, to.y - from.y + 2 * FRAME);
  if (!graphene_rect_intersection (&seen, &all, &seen))
    return;
  gtk_widget_get_color (widget, &colour);
  gsk_rounded_rect_init_from_rect (&frame, &seen, 4);
  gtk_snapshot_append_border (snapshot, &frame, (float[4]) { FRAME, FRAME, FRAME, FRAME }, (GdkRGBA[4]) { colour, colour, colour, colour });
}

/* What is under the pointer comes into the middle. */
static void
go_to (SpMapOverview *self,
       double         x,
       double         y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  graphene_point_t origin;
  Glance g;

  if (!glance (self, &g))
    return;
  origin = sp_map_sight_find_origin (&g.sight);
  x = (x - PADDING) / (gtk_widget_get_width (widget) - 2 * PADDING) * g.width;
  y = (y - PADDING) / (gtk_widget_get_height (widget) - 2 * PADDING) * g.height;
  sp_scroll_area_move_by (SP_SCROLL_AREA (self->canvas), x + origin.x - g.sight.width / 2.0, y + origin.y - g.sight.height / 2.0);
}

static void
begin_cb (GtkGestureDrag *gesture,
          double          x,
          double          y,
          SpMapOverview  *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  go_to (self, x, y);
}

static void
drag_cb (GtkGestureDrag *gesture,
         double          x,
         double          y,
         SpMapOverview  *self)
{
  double from_x, from_y;

  if (gtk_gesture_drag_get_start_point (gesture, &from_x, &from_y))
    go_to (self, from_x + x, from_y + y);
}

static void
forget_dots (SpMapOverview *self)
{
  g_clear_pointer (&self->dots, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
moved_cb (SpMapOverview *self)
{
  Glance g;
  gboolean any = glance (self, &g);
  SpMap *map = any ? g.sight.map : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), any && (g.width > g.sight.width || g.height > g.sight.height));
  if (any && (self->shown != map || self->column != g.sight.shape->column))
    {
      forget_dots (self);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  g_set_object (&self->shown, map);
  self->column = any ? g.sight.shape->column : 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sp_map_overview_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  g_clear_pointer (&SP_MAP_OVERVIEW (widget)->dots, gsk_render_node_unref);
}

static void
sp_map_overview_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sp_map_overview_parent_class)->css_changed (widget, change);
  forget_dots (SP_MAP_OVERVIEW (widget));
}

static void
sp_map_overview_dispose (GObject *object)
{
  g_clear_pointer (&((SpMapOverview *) object)->dots, gsk_render_node_unref);
  g_clear_object (&((SpMapOverview *) object)->shown);

  G_OBJECT_CLASS (sp_map_overview_parent_class)->dispose (object);
}

static void
sp_map_overview_class_init (SpMapOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_map_overview_dispose;
  widget_class->measure = sp_map_overview_measure;
  widget_class->size_allocate = sp_map_overview_size_allocate;
  widget_class->snapshot = sp_map_overview_snapshot;
  widget_class->css_changed = sp_map_overview_css_changed;

  gtk_widget_class_set_css_name (widget_class, "mapoverview");
  /* Who does not see it goes by the arrow keys. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sp_map_overview_init (SpMapOverview *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
sp_map_overview_new (SpMapCanvas *canvas)
{
  SpMapOverview *self = g_object_new (SP_TYPE_MAP_OVERVIEW, NULL);

  self->canvas = canvas;
  g_signal_connect_object (canvas, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
