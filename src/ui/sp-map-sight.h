/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a map that a widget shows. Pure functions: no widget, no state. */

#pragma once

#include "sp-map-places.h"

G_BEGIN_DECLS

typedef struct
{
  SpMap             *map;
  const SpMapShape  *shape;
  const SpMapPlaces *places;
  double             across; /* scrolled by so much, from the left */
  double             down;
  int                width; /* of the widget */
  int                height;
  gboolean           rtl;
} SpMapSight;

typedef struct
{
  int from_column;
  int to_column;
  int from_lane;
  int to_lane;
} SpMapRange;

graphene_point_t sp_map_sight_find_origin (const SpMapSight *self); /* where the content begins in the widget */
graphene_point_t sp_map_sight_find_node   (const SpMapSight *self, int node); /* in the widget: where lines meet it */
graphene_rect_t  sp_map_sight_find_place  (const SpMapSight *self, int node); /* in the widget: all of it */
graphene_point_t sp_map_sight_find_way    (const SpMapSight *self, int node); /* to where it is seen */
SpMapRange       sp_map_sight_find_range  (const SpMapSight *self);
gboolean         sp_map_range_has         (const SpMapRange *self, const SpMapNode *node);
double           sp_map_sight_mirror      (const SpMapSight *self, double x); /* in the content: the same as seen by readers from right to left */

G_END_DECLS
