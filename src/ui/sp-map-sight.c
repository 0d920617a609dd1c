/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a map that a widget shows. Pure functions: no widget, no state. */

#include "config.h"

#include "sp-map-sight.h"

#include <math.h>

/* Around what is revealed, in em. */
#define AROUND 1.5

/* A map that is smaller than the widget stands in its middle. */
graphene_point_t
sp_map_sight_find_origin (const SpMapSight *self)
{
  double width, height;

  sp_map_shape_measure (self->shape, self->map, &width, &height);
  return GRAPHENE_POINT_INIT ((float) round (MAX (0, (self->width - width) / 2) - self->across),
                              (float) round (MAX (0, (self->height - height) / 2) - self->down));
}

double
sp_map_sight_mirror (const SpMapSight *self,
                     double            x)
{
  double width, height;

  if (!self->rtl)
    return x;
  sp_map_shape_measure (self->shape, self->map, &width, &height);
  return width - x;
}

graphene_point_t
sp_map_sight_find_node (const SpMapSight *self,
                        int               node)
{
  graphene_point_t origin = sp_map_sight_find_origin (self);
  graphene_point_t point = sp_map_places_get (self->places, node);

  return GRAPHENE_POINT_INIT (origin.x + (float) sp_map_sight_mirror (self, point.x), origin.y + point.y);
}

graphene_rect_t
sp_map_sight_find_place (const SpMapSight *self,
                         int               node)
{
  graphene_point_t point = sp_map_sight_find_node (self, node);

  return GRAPHENE_RECT_INIT (point.x - (float) (self->shape->width / 2), point.y - (float) self->shape->line, (float) self->shape->width,
                             (float) self->shape->height);
}

/* By how much what lies from @from to @to has to move to be inside @room. */
static double
find_step (double from,
           double to,
           double room)
{
  if (from < 0 || to - from > room)
    return from;
  return to > room ? to - room : 0;
}

/**
 * sp_map_sight_find_way:
 *
 * Returns: by how much one has to scroll to see all of the node, and what floats above the ground beside it
 */
graphene_point_t
sp_map_sight_find_way (const SpMapSight *self,
                       int               node)
{
  graphene_rect_t place = sp_map_sight_find_place (self, node);
  double around = AROUND * self->shape->em;

  return GRAPHENE_POINT_INIT ((float) find_step (place.origin.x - around, place.origin.x + place.size.width + around, self->width),
                              (float) find_step (place.origin.y - around, place.origin.y + place.size.height + around + self->shape->foot,
                                                 self->height));
}

/* The last column whose middle is not right of @x. */
static int
find_column (const SpMapSight *self,
             double            x)
{
  int n;
  const SpMapColumn *columns = sp_map_get_columns (self->map, &n);
  int low = 0;

  while (n - low > 1)
    {
      int middle = low + (n - low) / 2;

      if (sp_map_shape_find_x (self->shape, columns[middle].position) <= x)
        low = middle;
      else
        n = middle;
    }
  return low;
}

/**
 * sp_map_sight_find_range:
 *
 * Returns: the columns and lanes of which anything may be seen
 */
SpMapRange
sp_map_sight_find_range (const SpMapSight *self)
{
  graphene_point_t origin = sp_map_sight_find_origin (self);
  double left = self->rtl ? sp_map_sight_mirror (self, self->width - origin.x) : -origin.x;
  double top = -origin.y - self->shape->margin;
  int n_lanes = sp_map_get_n_lanes (self->map);

  return (SpMapRange) {
    .from_column = find_column (self, left - self->shape->width),
    .to_column = find_column (self, left + self->width + self->shape->width),
    .from_lane = CLAMP ((int) floor ((top - self->shape->height) / self->shape->lane), 0, n_lanes - 1),
    .to_lane = CLAMP ((int) ceil ((top + self->height) / self->shape->lane), 0, n_lanes - 1),
  };
}

gboolean
sp_map_range_has (const SpMapRange *self,
                  const SpMapNode  *node)
{
  return node->column >= self->from_column && node->column <= self->to_column && node->lane >= self->from_lane && node->lane <= self->to_lane;
}
