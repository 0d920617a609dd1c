/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where each node of a map stands, and where it comes from while it moves there. */

#include "config.h"

#include "sp-map-places.h"

/* More that move, or that are new at once, are no help to the eye. */
#define MOST_MOVING 2000
#define MOST_NEW 12

struct _SpMapPlaces
{
  SpMap            *map;
  graphene_point_t *ends;
  graphene_point_t *starts; /* or NULL: nothing moves */
  float            *grown; /* how much of each was there at the start; or NULL */
  int               n;
  double            t;
};

SpMapPlaces *
sp_map_places_new (SpMap            *map,
                   const SpMapShape *shape)
{
  SpMapPlaces *self = g_new0 (SpMapPlaces, 1);
  int n_columns;
  const SpMapColumn *columns = sp_map_get_columns (map, &n_columns);
  const SpMapNode *nodes = sp_map_get_nodes (map, &self->n);

  self->map = g_object_ref (map);
  self->t = 1;
  self->ends = g_new (graphene_point_t, self->n);
  for (int i = 0; i < self->n; i++)
    self->ends[i] = GRAPHENE_POINT_INIT ((float) sp_map_shape_find_x (shape, columns[nodes[i].column].position),
                                         (float) sp_map_shape_find_y (shape, nodes[i].lane));
  return self;
}

void
sp_map_places_free (SpMapPlaces *self)
{
  g_object_unref (self->map);
  g_free (self->ends);
  g_free (self->starts);
  g_free (self->grown);
  g_free (self);
}

/* The node of @before that stands for the same snapshot; -1: it is new. */
static int
find_before (const SpMapPlaces *before,
             SpSnapshot        *snapshot)
{
  int index;

  if (snapshot == NULL)
    return sp_map_find (before->map, -1);
  index = sp_history_find_same (sp_timeline_get_history (sp_map_get_timeline (before->map)), snapshot);
  return index >= 0 ? sp_map_find (before->map, index) : -1;
}

static graphene_point_t
move_by (graphene_point_t point,
         graphene_point_t shift)
{
  return GRAPHENE_POINT_INIT (point.x + shift.x, point.y + shift.y);
}

/**
 * sp_map_places_come_from:
 * @before: where the nodes of the same machine stood
 * @shift: how far from there the same point of the widget is now
 *
 * Nodes come from where they were, and a new one from its parent. What is on its way in @before goes on from there.
 *
 * Returns: whether there is anything to be seen of it
 */
gboolean
sp_map_places_come_from (SpMapPlaces      *self,
                         SpMapPlaces      *before,
                         graphene_point_t  shift)
{
  SpHistory *history = sp_timeline_get_history (sp_map_get_timeline (self->map));
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (self->map, &n);
  gboolean moves = FALSE;
  int n_new = 0;

  if (n > MOST_MOVING || before->n > MOST_MOVING)
    return FALSE;

  self->starts = g_new (graphene_point_t, n);
  self->grown = g_new (float, n);
  for (int i = 0; i < n; i++)
    {
      int was = find_before (before, nodes[i].first >= 0 ? sp_history_get (history, nodes[i].first) : NULL);

      self->grown[i] = was >= 0 ? (float) sp_map_places_get_growth (before, was) : 0;
      n_new += was < 0;
      self->starts[i] = was >= 0 ? move_by (sp_map_places_get (before, was), shift) : nodes[i].parent >= 0 ? self->starts[nodes[i].parent] : self->ends[i];
      moves |= self->grown[i] < 1 || !graphene_point_near (&self->starts[i], &self->ends[i], 0.5f);
    }
  if (moves && n_new <= MOST_NEW)
    return TRUE;

  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->grown, g_free);
  return FALSE;
}

/* Whether @history has any of what the node stands for. */
gboolean
sp_map_places_has (const SpMapPlaces *self,
                   SpHistory         *history,
                   int                node)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (int));
  SpHistory *own = sp_timeline_get_history (sp_map_get_timeline (self->map));
  int n;

  if (sp_map_get_nodes (self->map, &n)[node].first < 0)
    return TRUE;
  sp_map_append_members (self->map, node, members);
  for (guint i = 0; i < members->len; i++)
    if (sp_history_find_same (history, sp_history_get (own, g_array_index (members, int, i))) >= 0)
      return TRUE;
  return FALSE;
}

/**
 * sp_map_places_take_in:
 * @before: where the nodes of the same machine stood
 * @gone: a node there that is no more
 *
 * Returns: where that goes: into what grew from it, or else into the nearest that it grew from; see sp-timeline-motion
 */
graphene_point_t
sp_map_places_take_in (SpMapPlaces *self,
                       SpMapPlaces *before,
                       int          gone)
{
  SpHistory *history = sp_timeline_get_history (sp_map_get_timeline (self->map));
  SpHistory *own = sp_timeline_get_history (sp_map_get_timeline (before->map));
  int n, n_children;
  const SpMapNode *node = &sp_map_get_nodes (before->map, &n)[gone];
  const int *children = sp_history_get_children (own, node->last, &n_children);
  int taker = -1;

  for (int i = 0; i < n_children && taker < 0; i++)
    taker = sp_history_find_same (history, sp_history_get (own, children[i]));
  for (int i = sp_history_get_parent (own, node->first); i >= 0 && taker < 0; i = sp_history_get_parent (own, i))
    taker = sp_history_find_same (history, sp_history_get (own, i));
  return sp_map_places_get (self, sp_map_find (self->map, taker));
}

void
sp_map_places_move (SpMapPlaces *self,
                    double       t)
{
  self->t = t;
}

graphene_point_t
sp_map_places_get (const SpMapPlaces *self,
                   int                node)
{
  graphene_point_t point = self->ends[node];

  if (self->starts != NULL)
    graphene_point_interpolate (&self->starts[node], &self->ends[node], self->t, &point);
  return point;
}

double
sp_map_places_get_growth (const SpMapPlaces *self,
                          int                node)
{
  return self->grown != NULL ? self->grown[node] + (1 - self->grown[node]) * self->t : 1;
}
