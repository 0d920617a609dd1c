/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map's geometry: what fits, what is in sight, what moves, what is selected; without a display. */

#include "config.h"

#include "../model/forest.h"
#include "sp-map-pick.h"
#include "sp-map-scene.h"
#include "sp-map-sight.h"
#include "sp-picked.h"

#define NOW 2000000000
#define EM 15
#define WIDTH 600
#define HEIGHT 500

static SpTimeline *
make_timeline (guint seed,
               int   n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) all = forest_random (rand, n, 6, FALSE);
  g_autoptr (SpHistory) history = sp_history_new (all);

  return sp_timeline_new (history);
}

/* @n of one chain. */
static SpTimeline *
make_chain (int n,
            int current)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03d", i);
      g_autofree char *parent = g_strdup_printf ("%03d", i - 1);

      g_ptr_array_add (all, forest_snapshot (name, i > 0 ? parent : NULL, NOW - 100000 + 60 * i, i == current));
    }
  history = sp_history_new (all);
  return sp_timeline_new (history);
}

/* At every zoom a node has its place for itself, whatever its form. */
static void
test_shape (void)
{
  int forms[3] = { 0 };

  for (double zoom = SP_MAP_MOST_ZOOM; zoom >= SP_MAP_LEAST_ZOOM; zoom /= 1.1)
    {
      SpMapShape shape;

      sp_map_shape_init (&shape, zoom, EM);
      forms[shape.form]++;
      g_assert_cmpfloat (shape.column, >=, shape.width);
      g_assert_cmpfloat (shape.lane, >, shape.height);
      g_assert_cmpfloat (shape.line, <=, shape.height / 2);
      g_assert_true (shape.grain == 1 || shape.form == SP_MAP_DOTS);
    }
  for (int i = 0; i < 3; i++)
    g_assert_cmpint (forms[i], >, 0);
}

/* What fits is in sight, and as large as it may be: a little larger would not fit, or not be needed. */
static void
test_fit (void)
{
  static const int sizes[] = { 0, 1, 3, 30, 300, 3000 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (SpTimeline) timeline = make_chain (sizes[i], sizes[i] - 1);
      double zoom = sp_map_shape_fit (timeline, NOW, EM, WIDTH, HEIGHT);
      double width[2], height[2];

      for (int larger = 0; larger < 2; larger++)
        {
          g_autoptr (SpMap) map = NULL;
          SpMapShape shape;

          sp_map_shape_init (&shape, zoom * (larger ? 1.1 : 1), EM);
          map = sp_map_new (timeline, shape.grain, NOW);
          sp_map_shape_measure (&shape, map, &width[larger], &height[larger]);
        }
      g_assert_cmpfloat (width[0], <=, WIDTH);
      g_assert_cmpfloat (height[0], <=, HEIGHT);
      g_assert_true (zoom == 1 || width[1] > WIDTH || height[1] > HEIGHT);
    }
}

/* A node is in the range exactly where some of it is in the widget, but for a column or a lane at its edges. */
static void
test_range (void)
{
  g_autoptr (SpTimeline) timeline = make_timeline (3, 400);
  g_autoptr (SpMap) map = sp_map_new (timeline, 1, NOW);
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (map, &n);
  const graphene_rect_t widget = GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT);

  for (int step = 0; step < 80; step++)
    {
      SpMapShape shape;
      g_autoptr (SpMapPlaces) places = NULL;
      SpMapSight sight = { .map = map, .shape = &shape, .width = WIDTH, .height = HEIGHT, .rtl = step % 2 };
      SpMapRange range;
      double width, height;
      int far = 0;

      sp_map_shape_init (&shape, 0.3 + 0.1 * (step % 10), EM);
      places = sp_map_places_new (map, &shape);
      sight.places = places;
      sp_map_shape_measure (&shape, map, &width, &height);
      sight.across = MAX (0, width - WIDTH) * step / 80;
      sight.down = MAX (0, height - HEIGHT) * (step % 7) / 7;
      range = sp_map_sight_find_range (&sight);
      for (int i = 0; i < n; i++)
        {
          graphene_rect_t place = sp_map_sight_find_place (&sight, i);
          graphene_rect_t near = widget;

          if (graphene_rect_intersection (&place, &widget, NULL))
            g_assert_true (sp_map_range_has (&range, &nodes[i]));
          graphene_rect_inset (&near, -3 * (float) shape.column, -3 * (float) shape.lane);
          far += sp_map_range_has (&range, &nodes[i]) && !graphene_rect_intersection (&place, &near, NULL);
        }
      g_assert_cmpint (far, ==, 0);
    }
}

/* What was there comes from where it was; what is new grows out of its parent; in the end all stand where they belong. */
static void
test_motion (void)
{
  g_autoptr (SpTimeline) old = make_chain (5, 4);
  g_autoptr (SpTimeline) new = make_chain (6, 5);
  SpMapShape shape;
  g_autoptr (SpMap) before = sp_map_new (old, 1, NOW);
  g_autoptr (SpMap) after = sp_map_new (new, 1, NOW);
  g_autoptr (SpMapPlaces) from = NULL;
  g_autoptr (SpMapPlaces) to = NULL;
  g_autoptr (SpMapPlaces) same = NULL;

  sp_map_shape_init (&shape, 1, EM);
  from = sp_map_places_new (before, &shape);
  to = sp_map_places_new (after, &shape);
  same = sp_map_places_new (before, &shape);
  g_assert_false (sp_map_places_come_from (same, from));
  g_assert_true (sp_map_places_come_from (to, from));
  for (int end = 0; end < 2; end++)
    {
      sp_map_places_move (to, end);
      for (int i = -1; i < 5; i++)
        {
          graphene_point_t place = sp_map_places_get (to, sp_map_find (after, i));
          graphene_point_t was = sp_map_places_get (from, sp_map_find (before, i));

          g_assert_true (graphene_point_equal (&place, &was) == (end == 0 || i >= 0));
          g_assert_cmpfloat (sp_map_places_get_growth (to, sp_map_find (after, i)), ==, 1);
        }
      g_assert_cmpfloat (sp_map_places_get_growth (to, sp_map_find (after, 5)), ==, end);
    }
  /* It stands where Now stood: out of its parent's place it came. */
  sp_map_places_move (to, 0);
  g_assert_cmpfloat (sp_map_places_get (to, sp_map_find (after, 5)).x, ==, sp_map_places_get (from, sp_map_find (before, 4)).x);
}

static void
test_pick (void)
{
  g_autoptr (SpTimeline) timeline = make_chain (40, 39);
  g_autoptr (SpMap) map = sp_map_new (timeline, 8, NOW);
  g_autoptr (GArray) picked = sp_picked_new (-1);
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (map, &n);

  g_assert_cmpint (nodes[0].n, ==, 8);
  sp_map_pick_toggle (map, 0, picked);
  g_assert_cmpint (picked->len, ==, 8);
  g_assert_true (sp_map_pick_has (map, 0, picked));
  g_assert_false (sp_map_pick_has (map, 1, picked));
  sp_map_pick_add (map, 0, picked);
  g_assert_cmpint (picked->len, ==, 8);
  sp_map_pick_toggle (map, n - 1, picked);
  g_assert_cmpint (picked->len, ==, 8); /* Now goes with nothing */
  sp_map_pick_way (map, 2, 0, picked);
  g_assert_cmpint (picked->len, ==, 24);
  sp_map_pick_sort (map, picked);
  for (guint i = 0; i < picked->len; i++)
    g_assert_cmpint (g_array_index (picked, int, i), ==, (int) i);
  sp_map_pick_toggle (map, 1, picked);
  g_assert_cmpint (picked->len, ==, 16);
  g_assert_false (sp_map_pick_has (map, 1, picked));
}

/* A scene carries what is selected to the next history, and a run is selected where all of it is. */
static void
test_scene (void)
{
  g_autoptr (SpTimeline) timeline = make_chain (400, 399);
  g_autoptr (GArray) picked = sp_picked_new (0);
  SpMapScene *scene = sp_map_scene_new ();
  int n;

  sp_map_scene_set_timeline (scene, timeline);
  sp_map_scene_lay_out (scene, NOW, EM, WIDTH, HEIGHT);
  g_assert_cmpint (scene->shape.grain, >, 1);
  g_assert_cmpint (sp_map_get_nodes (scene->map, &n)[0].n, >, 1);
  g_assert_true (scene->selected[n - 1]);
  sp_map_scene_select (scene, picked);
  g_assert_false (scene->selected[0]);
  g_assert_false (scene->selected[n - 1]);
  g_array_set_size (picked, 0);
  sp_map_append_members (scene->map, 0, picked);
  sp_map_scene_select (scene, picked);
  g_assert_true (scene->selected[0]);
  g_assert_false (scene->selected[1]);
  sp_map_scene_follow (scene, n - 1);
  g_assert_true (scene->followed[0]);
  sp_map_scene_set_timeline (scene, NULL);
  g_assert_null (scene->map);
  g_assert_cmpint (scene->picked->len, ==, 0);
  sp_map_scene_free (scene);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/shape", test_shape);
  g_test_add_func ("/map/fit", test_fit);
  g_test_add_func ("/map/range", test_range);
  g_test_add_func ("/map/motion", test_motion);
  g_test_add_func ("/map/pick", test_pick);
  g_test_add_func ("/map/scene", test_scene);
  return g_test_run ();
}
