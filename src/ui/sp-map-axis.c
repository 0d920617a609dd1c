/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days above the map, and how long nothing was taken between them. */

#include "config.h"

#include "sp-map-axis.h"

#include "sp-drawn.h"
#include "sp-when.h"

/* In em. */
#define HEIGHT 2.2
#define SPACE 1.0 /* between two labels */

struct _SpMapAxis
{
  GtkWidget parent_instance;

  SpMapCanvas      *canvas; /* not owned: lives in the same view */
  const SpRowStyle *style;
};

G_DEFINE_FINAL_TYPE (SpMapAxis, sp_map_axis, GTK_TYPE_WIDGET)

/* The words that stand there, as if written from left to right. */
typedef struct
{
  GtkWidget        *widget;
  GtkSnapshot      *snapshot;
  const SpMapSight *sight;
  double            left;  /* of the content, in the widget */
  double            taken; /* words reach that far */
} Writing;

static gboolean
write_at (Writing    *writing,
          const char *text,
          double      x,
          double      most,
          gboolean    quiet)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (writing->widget, text);
  GdkRGBA colour;
  int width, height;
  double from;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > most || x < writing->taken)
    return FALSE;
  gtk_widget_get_color (writing->widget, &colour);
  if (quiet)
    colour.alpha *= 0.75f;
  from = writing->sight->rtl ? writing->sight->width - x - width : x;
  gtk_snapshot_save (writing->snapshot);
  gtk_snapshot_translate (writing->snapshot, &GRAPHENE_POINT_INIT ((float) from, (float) (gtk_widget_get_height (writing->widget) - height) / 2));
  gtk_snapshot_append_layout (writing->snapshot, layout, &colour);
  gtk_snapshot_restore (writing->snapshot);
  writing->taken = x + width + SPACE * writing->sight->shape->em;
  return TRUE;
}

/* Where a column's nodes begin. */
static double
find_start (const Writing     *writing,
            const SpMapColumn *column)
{
  const SpMapShape *shape = writing->sight->shape;

  return writing->left + sp_map_shape_find_x (shape, column->position) - shape->width / 2;
}

/* In the middle of the gap, where there is room for it. */
static void
write_gap (Writing           *writing,
           const SpMapColumn *columns,
           int                i)
{
  const SpMapShape *shape = writing->sight->shape;
  g_autofree char *words = sp_when_span (columns[i].gap);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (writing->widget, words);
  double middle = writing->left + sp_map_shape_find_x (shape, (columns[i - 1].position + columns[i].position) / 2);
  double room = find_start (writing, &columns[i]) - find_start (writing, &columns[i - 1]);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  write_at (writing, words, middle - width / 2.0, room, TRUE);
}

/* The day that the first column in sight lies in stands at the edge, as a heading does while its rows go by. */
static void
write_all (Writing *writing,
           gint64   now)
{
  int n;
  const SpMapColumn *columns = sp_map_get_columns (writing->sight->map, &n);
  g_autofree char *above = NULL;
  double edge = writing->sight->shape->margin;
  gboolean begun = FALSE;

  for (int i = 0; i < n - 1; i++)
    {
      double x = find_start (writing, &columns[i]);
      g_autofree char *day = NULL;

      if (x > writing->sight->width)
        break;
      /* What lies before the edge is of use only where it is the last there. */
      if (find_start (writing, &columns[i + 1]) <= edge)
        continue;
      day = sp_when_day (columns[i].begins, now);
      if (begun && columns[i].gap > 0)
        write_gap (writing, columns, i);
      if (g_strcmp0 (day, above) != 0)
        write_at (writing, day, MAX (x, edge), G_MAXDOUBLE, FALSE);
      begun = TRUE;
      g_free (above);
      above = g_steal_pointer (&day);
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
  SpMapSight sight;
  Writing writing = { widget, snapshot, &sight };
  double origin, width, height;

  if (!sp_map_canvas_look (self->canvas, &sight))
    return;
  origin = sp_map_sight_find_origin (&sight).x;
  sp_map_shape_measure (sight.shape, sight.map, &width, &height);
  writing.left = sight.rtl ? sight.width - origin - width : origin;
  write_all (&writing, self->style->now);
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
