/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints the lanes of one row. */

#include "config.h"

#include "sp-lane-painter.h"

#include <math.h>

/* In em. */
#define PITCH 1.5f
#define MIN_PITCH 0.5f
#define EDGE 0.55f /* beside the outermost lanes: a current node's outer ring must fit */
#define MAX_WIDTH 11.f /* of lanes that are not closer than the least pitch */
#define LEAST_WIDTH 3.f /* where there is no more room */
#define MOST_WIDTH 13.f /* however many there are */
#define RADIUS 0.36f
#define NOW_RADIUS 0.46f
#define RING_GAP 0.24f /* from a node to the ring that says it is the current one */
#define HALO 0.36f
#define LINE 0.13f
#define PATH_LINE 0.21f
#define TRACE 0.62f
#define TRACE_ALPHA 0.16f
/* How large it is that leaves a node, or goes into one. */
#define BUD 0.5f

typedef struct
{
  GtkSnapshot      *snapshot;
  const SpLaneRow  *row;
  const SpPalette  *palette;
  const SpLaneSize *size;
  float             pitch;
  float             scale; /* of nodes, where lanes are crowded */
  float             clear; /* lines end this far from the node's centre */
  float             shrunk; /* of the node */
  float             node_y;
  gboolean          trace; /* what lies under the lines that stand out is painted, not the lines */
} Paint;

static float
get_line_width (const Paint *paint,
                gboolean     on_path)
{
  float width = (on_path ? PATH_LINE : LINE) + (paint->palette->high_contrast ? 0.06f : 0.f);

  return MAX (1.f, roundf (width * paint->size->em));
}

static float
get_width (const Paint     *paint,
           const SpSegment *segment)
{
  return paint->trace ? roundf (TRACE * paint->size->em) : get_line_width (paint, segment->on_path);
}

static GdkRGBA
get_colour (const Paint     *paint,
            const SpSegment *segment)
{
  GdkRGBA colour = *sp_palette_get_colour (paint->palette, segment->chain, segment->on_path);

  if (paint->trace)
    colour.alpha *= paint->palette->high_contrast ? 2 * TRACE_ALPHA : TRACE_ALPHA;
  return colour;
}

/* The only place that knows of the direction of writing. */
static float
get_x (const Paint *paint,
       int          lane)
{
  float x = EDGE * paint->size->em + (lane + 0.5f) * paint->pitch;

  return paint->size->rtl ? paint->size->width - x : x;
}

/* A line's edges lie on whole pixels, so that it is crisp and rows join without a seam. */
static float
snap (float x,
      float line_width)
{
  return roundf (x - line_width / 2) + line_width / 2;
}

static float
get_node_x (const Paint *paint)
{
  float there = paint->row->shift * paint->pitch;

  return snap (get_x (paint, paint->row->lane), get_line_width (paint, paint->row->on_path)) + (paint->size->rtl ? -there : there);
}

static gboolean
is_dashed (const Paint     *paint,
           const SpSegment *segment)
{
  return !paint->trace && paint->row->dashed != NULL && segment->child < paint->row->n_dashed && paint->row->dashed[segment->child] != 0;
}

/* Consumes @path. Returns: (transfer full): its end */
static GskPath *
cut (GskPath *path,
     float    left)
{
  g_autoptr (GskPath) whole = path;
  g_autoptr (GskPathMeasure) measure = NULL;
  GskPathBuilder *builder;
  GskPathPoint from, to;

  if (left >= 1)
    return g_steal_pointer (&whole);
  measure = gsk_path_measure_new (whole);
  builder = gsk_path_builder_new ();
  if (gsk_path_measure_get_point (measure, (1 - left) * gsk_path_measure_get_length (measure), &from) && gsk_path_get_end_point (whole, &to))
    gsk_path_builder_add_segment (builder, whole, &from, &to);
  return gsk_path_builder_free_to_path (builder);
}

static void
stroke (const Paint     *paint,
        GskPathBuilder  *builder,
        const SpSegment *segment)
{
  g_autoptr (GskPath) path = cut (gsk_path_builder_free_to_path (builder), sp_lane_moves_get_drawn (&paint->row->moving, segment));
  GskStroke *style = gsk_stroke_new (get_width (paint, segment));
  GdkRGBA colour = get_colour (paint, segment);

  if (is_dashed (paint, segment))
    {
      const float dash[] = { 0.34f * paint->size->em, 0.26f * paint->size->em };

      gsk_stroke_set_dash (style, dash, G_N_ELEMENTS (dash));
    }
  gtk_snapshot_append_stroke (paint->snapshot, path, style, &colour);
  gsk_stroke_free (style);
}

static void
paint_straight (const Paint     *paint,
                const SpSegment *segment,
                float            x,
                float            y1,
                float            y2)
{
  float width = get_width (paint, segment);
  GdkRGBA colour = get_colour (paint, segment);
  float drawn = sp_lane_moves_get_drawn (&paint->row->moving, segment);

  if (drawn < 1)
    y1 = roundf (y2 - (y2 - y1) * drawn);
  if (y2 <= y1)
    return;

  if (is_dashed (paint, segment))
    {
      GskPathBuilder *builder = gsk_path_builder_new ();

      gsk_path_builder_move_to (builder, x, y1);
      gsk_path_builder_line_to (builder, x, y2);
      stroke (paint, builder, segment);
      return;
    }

  gtk_snapshot_append_color (paint->snapshot, &colour, &GRAPHENE_RECT_INIT (x - width / 2, y1, width, y2 - y1));
}

/* From the row's edge in one lane round into the node of another, which it meets from the side. */
static GskPathBuilder *
make_bend (const Paint *paint,
           float        x,
           float        y,
           float        node_x,
           float        node_y)
{
  GskPathBuilder *builder = gsk_path_builder_new ();
  float side = x > node_x ? 1.f : -1.f;
  float end_x = node_x + side * paint->clear;
  float radius = MIN (fabsf (x - end_x), fabsf (node_y - y));
  float down = node_y > y ? 1.f : -1.f;
  /* of a quarter circle */
  const float k = 0.5523f;

  gsk_path_builder_move_to (builder, x, y);
  gsk_path_builder_line_to (builder, x, node_y - down * radius);
  gsk_path_builder_cubic_to (builder,
                             x, node_y - down * radius * (1 - k),
                             x - side * radius * (1 - k), node_y,
                             x - side * radius, node_y);
  gsk_path_builder_line_to (builder, end_x, node_y);
  return builder;
}

static void
paint_curve (const Paint     *paint,
             const SpSegment *segment,
             float            x1,
             float            x2)
{
  GskPathBuilder *builder = gsk_path_builder_new ();
  float height = paint->size->height;

  gsk_path_builder_move_to (builder, x1, 0);
  gsk_path_builder_cubic_to (builder, x1, height / 2, x2, height / 2, x2, height);
  stroke (paint, builder, segment);
}

/* From a node that is on its way, down into the lane that it will stand in. */
static void
paint_moving (const Paint     *paint,
              const SpSegment *segment,
              float            node_x,
              float            x)
{
  GskPathBuilder *builder = gsk_path_builder_new ();
  float height = paint->size->height;
  float middle = paint->node_y + paint->clear;

  gsk_path_builder_move_to (builder, node_x, middle);
  gsk_path_builder_cubic_to (builder, node_x, (middle + height) / 2, x, (middle + height) / 2, x, height);
  stroke (paint, builder, segment);
}

static void
paint_segment (const Paint     *paint,
               const SpSegment *segment)
{
  float width = get_line_width (paint, segment->on_path);
  float height = paint->size->height;
  float middle = paint->node_y;
  gboolean from_node = segment->from == SP_AT_NODE;
  float from_x = snap (get_x (paint, segment->from_lane), width);
  float to_x = snap (get_x (paint, segment->to_lane), width);
  float y1 = segment->from == SP_AT_TOP ? 0 : from_node ? middle + paint->clear : height;
  float y2 = segment->to == SP_AT_TOP ? 0 : segment->to == SP_AT_NODE ? middle - paint->clear : height;

  if (sp_lane_moves_get_drawn (&paint->row->moving, segment) <= 0)
    return;
  if (from_node && paint->row->shift != 0)
    paint_moving (paint, segment, get_node_x (paint), to_x);
  else if (segment->from_lane == segment->to_lane)
    paint_straight (paint, segment, from_x, y1, y2);
  else if (segment->to == SP_AT_NODE)
    stroke (paint, make_bend (paint, from_x, segment->from == SP_AT_TOP ? 0 : height, to_x, middle), segment);
  else if (from_node)
    stroke (paint, make_bend (paint, to_x, segment->to == SP_AT_TOP ? 0 : height, from_x, middle), segment);
  else
    paint_curve (paint, segment, from_x, to_x);
}

static void
paint_disc (const Paint   *paint,
            float          x,
            float          y,
            float          radius,
            const GdkRGBA *colour)
{
  GskRoundedRect rect;

  gsk_rounded_rect_init_from_rect (&rect, &GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius), radius);
  gtk_snapshot_push_rounded_clip (paint->snapshot, &rect);
  gtk_snapshot_append_color (paint->snapshot, colour, &rect.bounds);
  gtk_snapshot_pop (paint->snapshot);
}

/* @radius is the outer one. */
static void
paint_ring (const Paint   *paint,
            float          x,
            float          y,
            float          radius,
            float          line_width,
            const GdkRGBA *colour)
{
  GskRoundedRect rect;

  gsk_rounded_rect_init_from_rect (&rect, &GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius), radius);
  gtk_snapshot_append_border (paint->snapshot, &rect,
                              (float[4]){ line_width, line_width, line_width, line_width },
                              (GdkRGBA[4]){ *colour, *colour, *colour, *colour });
}

static float
get_radius (const Paint *paint)
{
  float em = paint->size->em * paint->scale * (1 - paint->shrunk);

  if (paint->row->node == SP_NODE_NOW || paint->row->node == SP_NODE_LIVE)
    return NOW_RADIUS * em;

  return RADIUS * em;
}

static float
get_clear (const Paint *paint)
{
  float em = paint->size->em * paint->scale;

  /* Not here yet: the line goes through. */
  if (sp_lane_moves_get_below (&paint->row->moving, paint->row->index) >= 1)
    return 0;
  switch (paint->row->node)
    {
    case SP_NODE_NONE:
      return 0;
    case SP_NODE_LIVE:
      return (NOW_RADIUS + HALO) * em;
    case SP_NODE_NOW:
    case SP_NODE_MEMORY:
    case SP_NODE_DISKS:
    default:
      return get_radius (paint) + (paint->row->current ? RING_GAP * em : 0);
    }
}

/* A snapshot's, without what says that it is the current one. */
static void
paint_dot (const Paint            *paint,
           SpNode                  node,
           const graphene_point_t *where,
           float                   radius,
           const GdkRGBA          *colour)
{
  if (node == SP_NODE_MEMORY)
    paint_disc (paint, where->x, where->y, radius, colour);
  else
    paint_ring (paint, where->x, where->y, radius, get_line_width (paint, TRUE) * paint->scale, colour);
}

static void
paint_node (const Paint *paint)
{
  const SpLaneRow *row = paint->row;
  const GdkRGBA *colour = sp_palette_get_colour (paint->palette, row->chain, row->on_path);
  float em = paint->size->em * paint->scale * (1 - paint->shrunk);
  float width = get_line_width (paint, TRUE) * paint->scale;
  float radius = get_radius (paint);
  /* in the middle of its line, which is what is snapped */
  float x = get_node_x (paint);
  float y = paint->node_y;

  if (sp_lane_moves_get_below (&row->moving, row->index) >= 1)
    return;
  switch (row->node)
    {
    case SP_NODE_LIVE:
      {
        GdkRGBA halo = *colour;

        halo.alpha *= 0.25f;
        paint_disc (paint, x, y, radius + HALO * em, &halo);
        paint_disc (paint, x, y, radius, colour);
      }
      break;
    case SP_NODE_NOW:
      paint_ring (paint, x, y, radius, width, colour);
      paint_disc (paint, x, y, radius * 0.4f, colour);
      break;
    case SP_NODE_MEMORY:
    case SP_NODE_DISKS:
      paint_dot (paint, row->node, &GRAPHENE_POINT_INIT (x, y), radius, colour);
      break;
    case SP_NODE_NONE:
    default:
      return;
    }

  if (row->current)
    paint_ring (paint, x, y, radius + RING_GAP * em, MAX (1.f, 0.11f * em), colour);
}

/* --- What moves --- */

/* From the row's top in @lane into the node's middle. */
static GskPath *
make_way_in (const Paint *paint,
             int          lane)
{
  Paint within = *paint;
  float x = snap (get_x (paint, CLAMP (lane, 0, paint->row->n_lanes - 1)), get_line_width (paint, FALSE));
  float node_x = get_node_x (paint);
  GskPathBuilder *builder;

  within.clear = 0;
  if (lane != paint->row->lane)
    return gsk_path_builder_free_to_path (make_bend (&within, x, 0, node_x, paint->node_y));
  builder = gsk_path_builder_new ();
  gsk_path_builder_move_to (builder, node_x, 0);
  gsk_path_builder_line_to (builder, node_x, paint->node_y);
  return gsk_path_builder_free_to_path (builder);
}

/* @gone: of the way */
static graphene_point_t
find_on_way (GskPath *way,
             float    gone)
{
  g_autoptr (GskPathMeasure) measure = gsk_path_measure_new (way);
  graphene_point_t where = GRAPHENE_POINT_INIT (0, 0);
  GskPathPoint point;

  if (gsk_path_measure_get_point (measure, gone * gsk_path_measure_get_length (measure), &point))
    gsk_path_point_get_position (&point, way, &where);
  return where;
}

/* What is new leaves the node that it grows from. */
static void
paint_bud (const Paint     *paint,
           const SpSegment *segment)
{
  const SpLaneMove *move = sp_lane_moves_get (&paint->row->moving, segment->child);
  float gone = sp_lane_moves_get_gone (&paint->row->moving, segment);
  g_autoptr (GskPath) way = NULL;
  graphene_point_t where;

  if (gone <= 0 || gone >= 1)
    return;
  way = make_way_in (paint, segment->from_lane);
  where = find_on_way (way, 1 - gone);
  paint_dot (paint, move->node, &where, RADIUS * paint->size->em * paint->scale * (BUD + (1 - BUD) * gone),
             sp_palette_get_colour (paint->palette, segment->chain, segment->on_path));
}

static gboolean
is_led_to (const SpLaneRow *row,
           int              lane)
{
  for (int i = 0; i < row->n_segments; i++)
    if (row->segments[i].from == SP_AT_TOP && row->segments[i].to == SP_AT_NODE && row->segments[i].from_lane == lane)
      return TRUE;
  return FALSE;
}

/* What was deleted goes into the node that takes it in; its line closes behind it, where that is no other's. */
static void
paint_taken (const Paint *paint)
{
  const SpLaneRow *row = paint->row;
  const SpLaneMove *move = sp_lane_moves_get (&row->moving, row->index);
  float gone = sp_lane_moves_get_taken (&row->moving, row->index);
  graphene_point_t where = GRAPHENE_POINT_INIT (get_node_x (paint), paint->node_y + (1 - gone) * (paint->size->height - paint->node_y));
  const GdkRGBA *colour;

  if (gone >= 1)
    return;
  colour = sp_palette_get_colour (paint->palette, move->chain, move->on_path);
  if (move->from == SP_AT_TOP)
    {
      g_autoptr (GskPath) way = make_way_in (paint, row->lane + move->side);

      where = find_on_way (way, gone);
      if (!is_led_to (row, row->lane + move->side))
        {
          g_autoptr (GskPath) rest = cut (g_steal_pointer (&way), 1 - gone);
          GskStroke *style = gsk_stroke_new (get_line_width (paint, move->on_path));

          gtk_snapshot_append_stroke (paint->snapshot, rest, style, colour);
          gsk_stroke_free (style);
        }
    }
  paint_dot (paint, move->node, &where, RADIUS * paint->size->em * paint->scale * (1 - (1 - BUD) * gone), colour);
}

/* Under the node. */
static void
paint_moves (const Paint *paint)
{
  if (paint->row->moving.moves == NULL)
    return;
  for (int i = 0; i < paint->row->n_segments; i++)
    paint_bud (paint, &paint->row->segments[i]);
  paint_taken (paint);
}

/* Under all lines, through the nodes. */
static void
paint_traces (const Paint *paint)
{
  const SpLaneRow *row = paint->row;
  Paint under = *paint;

  under.trace = TRUE;
  under.clear = 0;
  for (int i = 0; i < row->n_segments && row->traced != NULL; i++)
    if (row->segments[i].child < row->n_traced && row->traced[row->segments[i].child])
      paint_segment (&under, &row->segments[i]);
}

/**
 * sp_lane_painter_measure:
 * @n_lanes: of the whole timeline
 * @em: the size of the font
 *
 * Returns: the width that the lanes ask for; many of them are drawn closer together
 */
float
sp_lane_painter_measure (int   n_lanes,
                         float em)
{
  float wanted = MAX (n_lanes, 1) * PITCH * em;

  return ceilf (2 * EDGE * em + MIN (wanted, CLAMP (n_lanes * MIN_PITCH * em, MAX_WIDTH * em, MOST_WIDTH * em)));
}

/**
 * sp_lane_painter_least:
 * @n_lanes: of the whole timeline
 * @em: the size of the font
 *
 * Returns: the width below which nobody could tell the lanes apart
 */
float
sp_lane_painter_least (int   n_lanes,
                       float em)
{
  return MIN (sp_lane_painter_measure (n_lanes, em), ceilf ((2 * EDGE + LEAST_WIDTH) * em));
}

/**
 * sp_lane_painter_height:
 * @em: the size of the font
 *
 * Returns: the least height in which a node with all its rings fits
 */
float
sp_lane_painter_height (float em)
{
  return ceilf (2 * (NOW_RADIUS + HALO) * em);
}

/**
 * sp_lane_painter_paint:
 * @row: what to paint
 * @palette: its colours
 * @size: how large, and in which direction
 *
 * Paints one row. Lines reach the row's edges at whole pixels, so that rows on top of each other join.
 */
void
sp_lane_painter_paint (GtkSnapshot      *snapshot,
                       const SpLaneRow  *row,
                       const SpPalette  *palette,
                       const SpLaneSize *size)
{
  Paint paint = { snapshot, row, palette, size };

  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));
  g_return_if_fail (row != NULL && palette != NULL && size != NULL);

  paint.pitch = (size->width - 2 * EDGE * size->em) / MAX (row->n_lanes, 1);
  paint.scale = CLAMP (paint.pitch / (1.1f * size->em), 0.5f, 1.f);
  paint.shrunk = sp_lane_moves_get_shrunk (&row->moving, row->index);
  paint.node_y = roundf (size->height / 2);
  paint.node_y += roundf (sp_lane_moves_get_below (&row->moving, row->index) * (size->height - paint.node_y));
  paint.clear = get_clear (&paint);

  paint_traces (&paint);
  /* The path to Now lies over all that it crosses. */
  for (int on_path = 0; on_path < 2; on_path++)
    for (int i = 0; i < row->n_segments; i++)
      if ((row->segments[i].on_path != 0) == on_path)
        paint_segment (&paint, &row->segments[i]);

  paint_moves (&paint);
  paint_node (&paint);
}
