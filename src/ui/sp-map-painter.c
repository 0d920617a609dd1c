/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints the lines of the map, behind its nodes. */

#include "config.h"

#include "sp-map-painter.h"

#include <math.h>

/* In em. */
#define LINE 0.13f
#define PATH_LINE 0.21f
#define FOLLOWED 0.1f
#define BAND 0.55f

/* One line, in the content's coordinates: along the parent's lane, over to the child's, along that. */
typedef struct
{
  graphene_point_t from;
  graphene_point_t to;
  float            bend_x;
  float            width;
  const GdkRGBA   *colour;
  gboolean         dashed;
} Line;

/* The only place that knows of the direction of writing. */
static float
get_x (const SpMapPicture *picture,
       float               x)
{
  return picture->rtl ? picture->width - x : x;
}

/* A run is led to as the oldest of it is. */
static gboolean
is_dashed (const SpMapPicture *picture,
           const SpMapNode    *node)
{
  int child = node->first >= 0 ? node->first : picture->n_dashed - 1;

  return picture->dashed != NULL && child >= 0 && child < picture->n_dashed && picture->dashed[child] != 0;
}

static void
find_line (const SpMapPicture *picture,
           const SpMapNode    *nodes,
           const SpMapColumn  *columns,
           int                 node,
           Line               *line)
{
  const SpMapNode *child = &nodes[node];
  const SpMapShape *shape = picture->shape;
  float clear = (float) shape->clear;
  float em = (float) shape->em;

  line->from = sp_map_places_get (picture->places, child->parent);
  line->to = sp_map_places_get (picture->places, node);
  line->from.x += clear;
  line->to.x -= clear;
  /* Over the gutter behind the column of its bend: the next column's nodes stand clear of it. */
  line->bend_x = line->from.x + (float) ((columns[child->bend].position - columns[nodes[child->parent].column].position + 1) * shape->column) - 2 * clear;
  line->bend_x = MIN (line->bend_x, line->to.x);
  line->width = (child->on_path ? PATH_LINE : LINE) + (picture->palette->high_contrast ? 0.06f : 0.f);
  if (picture->followed != NULL && picture->followed[node])
    line->width += FOLLOWED;
  line->width = MAX (1.f, roundf (line->width * em));
  line->colour = sp_palette_get_colour (picture->palette, child->chain, child->on_path);
  line->dashed = is_dashed (picture, child);
}

static gboolean
is_in_sight (const SpMapPicture *picture,
             const Line         *line)
{
  float left = MIN (line->from.x, line->to.x);
  float right = MAX (line->from.x, line->to.x);
  float top = MIN (line->from.y, line->to.y) - line->width;
  float bottom = MAX (line->from.y, line->to.y) + line->width;
  float from = picture->in_sight.origin.x;
  float to = from + picture->in_sight.size.width;

  if (picture->rtl)
    {
      float mirrored = get_x (picture, to);

      to = get_x (picture, from);
      from = mirrored;
    }
  return right >= from && left <= to && bottom >= picture->in_sight.origin.y &&
         top <= picture->in_sight.origin.y + picture->in_sight.size.height;
}

/* Its edges lie on whole pixels, so that it is crisp; no more of it is drawn than is in sight. */
static void
paint_straight (GtkSnapshot        *snapshot,
                const SpMapPicture *picture,
                const Line         *line)
{
  graphene_rect_t rect;
  float x1 = get_x (picture, line->from.x);
  float x2 = get_x (picture, line->to.x);

  rect = GRAPHENE_RECT_INIT (MIN (x1, x2), roundf (line->from.y - line->width / 2), fabsf (x2 - x1), line->width);
  if (graphene_rect_intersection (&rect, &picture->in_sight, &rect))
    gtk_snapshot_append_color (snapshot, line->colour, &rect);
}

static void
paint_curve (GtkSnapshot        *snapshot,
             const SpMapPicture *picture,
             const Line         *line)
{
  GskPathBuilder *builder = gsk_path_builder_new ();
  GskStroke *stroke = gsk_stroke_new (line->width);
  g_autoptr (GskPath) path = NULL;
  /* Rows of whole pixels at both ends, as of straight ones. */
  float y1 = roundf (line->from.y - line->width / 2) + line->width / 2;
  float y2 = roundf (line->to.y - line->width / 2) + line->width / 2;
  float middle = (line->from.x + line->bend_x) / 2;

  gsk_path_builder_move_to (builder, get_x (picture, line->from.x), y1);
  if (y1 != y2)
    gsk_path_builder_cubic_to (builder, get_x (picture, middle), y1, get_x (picture, middle), y2, get_x (picture, line->bend_x), y2);
  if (line->bend_x != line->to.x || y1 == y2)
    gsk_path_builder_line_to (builder, get_x (picture, line->to.x), y2);
  path = gsk_path_builder_free_to_path (builder);
  if (line->dashed)
    {
      const float dash[] = { 0.34f * (float) picture->shape->em, 0.26f * (float) picture->shape->em };

      gsk_stroke_set_dash (stroke, dash, G_N_ELEMENTS (dash));
    }
  gtk_snapshot_append_stroke (snapshot, path, stroke, line->colour);
  gsk_stroke_free (stroke);
}

/* A band from top to bottom where nothing was taken for long. In high contrast its edges tell of it: all of it in grey would stand out
 * from all else. */
static void
paint_gaps (GtkSnapshot        *snapshot,
            const SpMapPicture *picture,
            const SpMapColumn  *columns,
            int                 n)
{
  GdkRGBA colour = picture->palette->foreground;
  float width = BAND * (float) picture->shape->em;
  float from = picture->in_sight.origin.x;
  float to = from + picture->in_sight.size.width;
  float edge = picture->palette->high_contrast ? 1 : 0;

  colour.alpha *= edge > 0 ? 0.5f : 0.07f;
  for (int i = 1; i < n; i++)
    {
      float x;

      if (columns[i].gap == 0)
        continue;
      x = get_x (picture, (float) sp_map_shape_find_x (picture->shape, (columns[i - 1].position + columns[i].position) / 2));
      if (x + width < from || x - width > to)
        continue;
      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT (roundf (x - width / 2), picture->in_sight.origin.y, edge > 0 ? edge : roundf (width),
                                                      picture->in_sight.size.height));
      if (edge > 0)
        gtk_snapshot_append_color (snapshot, &colour,
                                   &GRAPHENE_RECT_INIT (roundf (x - width / 2) + roundf (width) - edge, picture->in_sight.origin.y, edge,
                                                        picture->in_sight.size.height));
    }
}

/**
 * sp_map_painter_paint:
 * @picture: what to paint, and how
 *
 * Paints all lines that are in sight. The path to Now lies over those that it crosses.
 */
void
sp_map_painter_paint (GtkSnapshot        *snapshot,
                      const SpMapPicture *picture)
{
  const SpMapNode *nodes;
  const SpMapColumn *columns;
  int n, n_columns;

  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));
  g_return_if_fail (picture != NULL);

  nodes = sp_map_get_nodes (picture->map, &n);
  columns = sp_map_get_columns (picture->map, &n_columns);
  paint_gaps (snapshot, picture, columns, n_columns);
  for (int on_path = 0; on_path < 2; on_path++)
    for (int i = 0; i < n; i++)
      {
        Line line;

        if (nodes[i].parent < 0 || nodes[i].on_path != on_path)
          continue;
        find_line (picture, nodes, columns, i, &line);
        if (!is_in_sight (picture, &line))
          continue;
        if (line.from.y == line.to.y && !line.dashed)
          paint_straight (snapshot, picture, &line);
        else
          paint_curve (snapshot, picture, &line);
      }
}
