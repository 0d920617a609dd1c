/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a map shows at its zoom: the nodes, where they stand, which are selected. No widget. */

#include "config.h"

#include "sp-map-scene.h"

#include "sp-picked.h"

SpMapScene *
sp_map_scene_new (void)
{
  SpMapScene *self = g_new0 (SpMapScene, 1);

  self->picked = sp_picked_new (-1);
  self->at = -1;
  self->zoom = 1;
  self->begins = TRUE;
  return self;
}

static void
forget_map (SpMapScene *self)
{
  g_clear_pointer (&self->places, sp_map_places_free);
  g_clear_pointer (&self->selected, g_free);
  g_clear_pointer (&self->followed, g_free);
  g_clear_object (&self->map);
}

void
sp_map_scene_free (SpMapScene *self)
{
  forget_map (self);
  g_clear_object (&self->timeline);
  g_array_unref (self->picked);
  g_free (self);
}

/**
 * sp_map_scene_set_timeline:
 * @timeline: (nullable): what it shows
 *
 * What is selected, and where the keys go on from, stays while it is there. Another machine's is seen as a whole at first, or in
 * pictures, see sp_map_shape_open().
 */
void
sp_map_scene_set_timeline (SpMapScene *self,
                           SpTimeline *timeline)
{
  SpHistory *before = self->timeline != NULL ? sp_timeline_get_history (self->timeline) : NULL;
  SpHistory *after = timeline != NULL ? sp_timeline_get_history (timeline) : NULL;
  g_autoptr (GArray) at = sp_picked_new (self->at);
  g_autoptr (GArray) at_now = sp_picked_carry (at, before, after);
  GArray *picked = sp_picked_carry (self->picked, before, after);

  g_array_unref (self->picked);
  self->picked = picked;
  self->at = sp_picked_get_only (at_now);
  if (timeline == NULL)
    {
      self->open = 0;
      self->begins = TRUE;
      self->fits = FALSE;
    }
  forget_map (self);
  self->least = 0;
  g_set_object (&self->timeline, timeline);
}

void
sp_map_scene_resize (SpMapScene *self)
{
  self->least = self->open = 0;
}

/**
 * sp_map_scene_set_zoom:
 * @zoom: 1: comfortable
 *
 * Smaller than what fits it does not get: then all is in sight from now on, as it grows, too.
 */
void
sp_map_scene_set_zoom (SpMapScene *self,
                       double      zoom)
{
  self->zoom = CLAMP (zoom, MAX (self->least, SP_MAP_LEAST_ZOOM), SP_MAP_MOST_ZOOM);
  self->begins = FALSE;
  self->fits = self->zoom == self->least || zoom == 0;
}

static void
mark_selected (SpMapScene *self)
{
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (self->map, &n);
  g_autofree int *picked = g_new0 (int, n);

  for (guint i = 0; i < self->picked->len; i++)
    picked[sp_map_find (self->map, g_array_index (self->picked, int, i))]++;
  /* A run shows what is selected in it: one must see where one is, however small the map. */
  g_free (self->selected);
  self->selected = g_new0 (guint8, n);
  for (int i = 0; i < n; i++)
    self->selected[i] = picked[i] == nodes[i].n ? SP_MAP_SELECTED : picked[i] > 0 ? SP_MAP_PARTLY_SELECTED : SP_MAP_NOT_SELECTED;
  self->selected[n - 1] = self->picked->len == 0 ? SP_MAP_SELECTED : SP_MAP_NOT_SELECTED;
}

/**
 * sp_map_scene_lay_out:
 * @now: seconds since 1970
 * @em: the size of the font
 * @width: how much room there is
 * @height: how much room there is
 *
 * Another map is made only where its grain is another.
 */
void
sp_map_scene_lay_out (SpMapScene *self,
                      gint64      now,
                      double      em,
                      int         width,
                      int         height)
{
  int grain = self->shape.grain;

  g_return_if_fail (self->timeline != NULL);

  if (self->least == 0)
    self->least = sp_map_shape_fit (self->timeline, now, em, width, height);
  /* What comes in later does not make marks of pictures. */
  if (self->open == 0)
    self->open = sp_map_shape_open (self->timeline, now, em, width, height, self->least);
  self->zoom = self->fits ? self->least : MAX (self->begins ? self->open : self->zoom, self->least);
  sp_map_shape_init (&self->shape, self->zoom, em);
  if (self->map == NULL || self->shape.grain != grain)
    {
      forget_map (self);
      self->map = sp_map_new (self->timeline, self->shape.grain, now);
    }
  g_clear_pointer (&self->places, sp_map_places_free);
  self->places = sp_map_places_new (self->map, &self->shape);
  mark_selected (self);
}

/**
 * sp_map_scene_select:
 * @picked: (element-type int): indexes in the history; none: Now
 */
void
sp_map_scene_select (SpMapScene *self,
                     GArray     *picked)
{
  g_array_unref (self->picked);
  self->picked = g_array_copy (picked);
  if (self->map != NULL)
    mark_selected (self);
}

void
sp_map_scene_follow (SpMapScene *self,
                     int         node)
{
  const SpMapNode *nodes;
  int n;

  g_clear_pointer (&self->followed, g_free);
  if (self->map == NULL || node < 0)
    return;
  nodes = sp_map_get_nodes (self->map, &n);
  self->followed = g_new0 (guint8, n);
  for (; node >= 0; node = nodes[node].parent)
    self->followed[node] = TRUE;
}

int
sp_map_scene_get_at (SpMapScene *self)
{
  return self->map != NULL ? sp_map_find (self->map, self->at) : -1;
}
