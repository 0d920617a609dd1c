/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stays in its place in the widget when another history of the same machine is shown. */

#include "config.h"

#include "sp-map-anchor.h"

static SpHistory *
get_history (const SpMapSight *sight)
{
  return sp_timeline_get_history (sp_map_get_timeline (sight->map));
}

static SpSnapshot *
get_snapshot (const SpMapSight *sight,
              int               index)
{
  return index >= 0 ? sp_history_get (get_history (sight), index) : NULL;
}

static gboolean
stays (const SpMapSight *sight,
       int               index,
       SpHistory        *next)
{
  return index < 0 || sp_history_find_same (next, get_snapshot (sight, index)) >= 0;
}

static gboolean
is_in_sight (const SpMapSight *sight,
             int               node)
{
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) sight->width, (float) sight->height);
  graphene_rect_t place = sp_map_sight_find_place (sight, node);

  return graphene_rect_intersection (&all, &place, NULL);
}

/* Of what is in sight and stays, the nearest to the middle; -1: there is none. */
static int
find_middle (const SpMapSight *sight,
             SpHistory        *next)
{
  graphene_point_t middle = GRAPHENE_POINT_INIT ((float) sight->width / 2, (float) sight->height / 2);
  SpMapRange range = sp_map_sight_find_range (sight);
  float least = G_MAXFLOAT;
  int nearest = -1;
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (sight->map, &n);

  for (int i = 0; i < n; i++)
    {
      graphene_point_t place;
      float distance;

      if (!sp_map_range_has (&range, &nodes[i]) || !is_in_sight (sight, i) || !stays (sight, nodes[i].first, next))
        continue;
      place = sp_map_sight_find_node (sight, i);
      distance = graphene_point_distance (&place, &middle, NULL, NULL);
      if (distance < least)
        {
          least = distance;
          nearest = i;
        }
    }
  return nearest;
}

static graphene_point_t
find_corner (const SpMapSight *sight)
{
  graphene_point_t origin = sp_map_sight_find_origin (sight);

  return GRAPHENE_POINT_INIT (origin.x + (float) sp_map_sight_mirror (sight, 0), origin.y);
}

/**
 * sp_map_anchor_drop:
 * @sight: what is seen
 * @at: index in its history, or -1: Now: what has the focus, or would get it
 * @next: the history that is to be shown
 *
 * What has the focus is held where it is in sight and stays; else what is nearest to the middle.
 *
 * Returns: whether there is anything to be held
 */
gboolean
sp_map_anchor_drop (SpMapAnchor      *self,
                    const SpMapSight *sight,
                    int               at,
                    SpHistory        *next)
{
  int node = sp_map_find (sight->map, at);
  int n;

  if (!is_in_sight (sight, node) || !stays (sight, at, next))
    {
      node = find_middle (sight, next);
      if (node < 0)
        return FALSE;
      at = sp_map_get_nodes (sight->map, &n)[node].first;
    }
  *self = (SpMapAnchor) { get_snapshot (sight, at), sp_map_sight_find_node (sight, node), find_corner (sight) };
  return TRUE;
}

graphene_point_t
sp_map_anchor_drift (const SpMapAnchor *self,
                     const SpMapSight  *sight)
{
  int index = self->snapshot != NULL ? sp_history_find_same (get_history (sight), self->snapshot) : -1;
  graphene_point_t place = sp_map_sight_find_node (sight, sp_map_find (sight->map, index));

  return GRAPHENE_POINT_INIT (place.x - self->place.x, place.y - self->place.y);
}

graphene_point_t
sp_map_anchor_shift (const SpMapAnchor *self,
                     const SpMapSight  *sight)
{
  graphene_point_t corner = find_corner (sight);
  float across = self->corner.x - corner.x;

  return GRAPHENE_POINT_INIT (sight->rtl ? -across : across, self->corner.y - corner.y);
}
