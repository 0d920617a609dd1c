/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one looks at the map from. */

#include "config.h"

#include "sp-map-camera.h"

/* A run opens into about so many. */
#define OPENS_INTO 4.0
#define LEAST_STEP 2.0

static int
find_nearest (const SpMapSight *sight,
              double            x,
              double            y)
{
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);
  float least = G_MAXFLOAT;
  int nearest = 0;
  int n;

  sp_map_get_nodes (sight->map, &n);
  for (int i = 0; i < n; i++)
    {
      graphene_point_t place = sp_map_sight_find_node (sight, i);
      float distance = graphene_point_distance (&place, &point, NULL, NULL);

      if (distance < least)
        {
          least = distance;
          nearest = i;
        }
    }
  return nearest;
}

/**
 * sp_map_camera_zoom:
 * @zoom: 1: comfortable
 * @x: in the canvas
 * @y: in the canvas
 *
 * The node that is nearest to that point keeps its place, and what is around it comes nearer, or goes away.
 */
void
sp_map_camera_zoom (SpMapCanvas *canvas,
                    double       zoom,
                    double       x,
                    double       y)
{
  SpMapSight sight;
  graphene_point_t before, after;
  double column, lane;
  int nearest, index, n;

  g_return_if_fail (SP_IS_MAP_CANVAS (canvas));

  if (!sp_map_canvas_look (canvas, &sight))
    return;

  nearest = find_nearest (&sight, x, y);
  index = sp_map_get_nodes (sight.map, &n)[nearest].first;
  before = sp_map_sight_find_node (&sight, nearest);
  column = sight.shape->column / sight.shape->grain;
  lane = sight.shape->lane;
  sp_map_canvas_hold (canvas, TRUE);
  sp_map_canvas_set_zoom (canvas, zoom);
  sp_map_canvas_look (canvas, &sight);
  after = sp_map_sight_find_node (&sight, sp_map_find (sight.map, index));
  sp_scroll_area_move_by (SP_SCROLL_AREA (canvas), after.x - (x + (before.x - x) * (sight.shape->column / sight.shape->grain) / column),
                          after.y - (y + (before.y - y) * sight.shape->lane / lane));
  sp_map_canvas_hold (canvas, FALSE);
}

/* The middle of what has the focus, where that is in sight; else of the canvas. */
static graphene_point_t
find_middle (SpMapCanvas      *canvas,
             const SpMapSight *sight,
             gboolean         *node)
{
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) sight->width, (float) sight->height);
  graphene_point_t at = sp_map_sight_find_node (sight, sp_map_canvas_find_at (canvas));

  *node = graphene_rect_contains_point (&all, &at);
  return *node ? at : GRAPHENE_POINT_INIT (all.size.width / 2, all.size.height / 2);
}

void
sp_map_camera_step (SpMapCanvas *canvas,
                    double       factor)
{
  SpMapSight sight;
  graphene_point_t middle;
  gboolean node;

  if (!sp_map_canvas_look (canvas, &sight))
    return;
  middle = find_middle (canvas, &sight, &node);
  sp_map_camera_zoom (canvas, sight.shape->zoom * factor, middle.x, middle.y);
  if (node)
    sp_map_camera_reveal (canvas, sp_map_canvas_find_at (canvas));
}

void
sp_map_camera_open (SpMapCanvas *canvas,
                    int          node,
                    gboolean     whole)
{
  SpMapSight sight;
  graphene_rect_t place;
  double step;
  int n;

  if (!sp_map_canvas_look (canvas, &sight))
    return;
  place = sp_map_sight_find_place (&sight, node);
  step = whole ? sight.shape->grain : MAX (LEAST_STEP, sight.shape->grain * OPENS_INTO / sp_map_get_nodes (sight.map, &n)[node].n);
  sp_map_camera_zoom (canvas, sight.shape->zoom * step, place.origin.x + place.size.width / 2,
                      place.origin.y + place.size.height / 2);
}

void
sp_map_camera_reveal (SpMapCanvas *canvas,
                      int          node)
{
  SpMapSight sight;
  graphene_point_t way;

  if (!sp_map_canvas_look (canvas, &sight))
    return;
  way = sp_map_sight_find_way (&sight, node);
  sp_scroll_area_move_by (SP_SCROLL_AREA (canvas), way.x, way.y);
}
