/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the keys lead on the map. */

#include "config.h"

#include "sp-map-walk.h"

#include "sp-timeline-walk.h"

static SpHistory *
get_history (const SpMapSight *sight)
{
  return sp_timeline_get_history (sp_map_get_timeline (sight->map));
}

static int
find_parent (const SpMapSight *sight,
             int               node)
{
  int n;
  const SpMapNode *here = &sp_map_get_nodes (sight->map, &n)[node];

  return here->parent >= 0 ? here->parent : node;
}

static int
find_child (const SpMapSight *sight,
            int               node)
{
  int n;
  const SpMapNode *here = &sp_map_get_nodes (sight->map, &n)[node];

  return sp_map_find (sight->map, sp_timeline_walk_child (get_history (sight), here->last));
}

static int
find_sibling (const SpMapSight *sight,
              int               at,
              int               step)
{
  return sp_map_find (sight->map, sp_timeline_walk_sibling (get_history (sight), at, step));
}

/* As far in time as is in sight, but for one column, to whatever is nearest there; @step: 1: on; -1: back. */
static int
find_page (const SpMapSight *sight,
           int               node,
           int               step)
{
  graphene_point_t here = sp_map_places_get (sight->places, node);
  float page = (float) MAX (sight->shape->column, sight->width - sight->shape->column);
  graphene_point_t there = GRAPHENE_POINT_INIT (here.x + (float) step * page, here.y);
  float least = G_MAXFLOAT;
  int nearest = node;
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (sight->map, &n);

  for (int i = 0; i < n; i++)
    {
      graphene_point_t place = sp_map_places_get (sight->places, i);
      float distance = graphene_point_distance (&place, &there, NULL, NULL);

      if (step * (nodes[i].column - nodes[node].column) <= 0 || distance >= least)
        continue;
      least = distance;
      nearest = i;
    }
  return nearest;
}

/**
 * sp_map_walk_key:
 * @sight: what is seen
 * @node: number of the node from which one goes
 * @at: index in the history of the snapshot from which one goes, or -1: Now
 * @key: what was pressed
 * @held: modifiers that were held down with it
 *
 * Returns: the node to which the key leads, or the same one; -1: it is not one that leads anywhere
 */
int
sp_map_walk_key (const SpMapSight *sight,
                 int               node,
                 int               at,
                 guint             key,
                 GdkModifierType   held)
{
  int n;

  sp_map_get_nodes (sight->map, &n);
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return sight->rtl ? find_child (sight, node) : find_parent (sight, node);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return sight->rtl ? find_parent (sight, node) : find_child (sight, node);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return held == GDK_ALT_MASK ? find_sibling (sight, at, 1) : sp_map_find_beside (sight->map, node, -1);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return held == GDK_ALT_MASK ? find_sibling (sight, at, -1) : sp_map_find_beside (sight->map, node, 1);
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      return find_page (sight, node, -1);
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      return find_page (sight, node, 1);
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return 0;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      return n - 1;
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      return node;
    default:
      return -1;
    }
}
