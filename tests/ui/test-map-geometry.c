/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map's geometry: what fits, what is in sight, what moves, what is selected; without a display. */

#include "config.h"

#include "../model/forest.h"
#include "sp-map-anchor.h"
#include "sp-map-headings.h"
#include "sp-map-pick.h"
#include "sp-map-scene.h"
#include "sp-map-walk.h"
#include "sp-picked.h"
#include "sp-when.h"

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

/* @n of one chain, but without one of them, or with all: -1. */
static SpTimeline *
make_chain_without (int n,
                    int current,
                    int gone)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03d", i);
      g_autofree char *parent = g_strdup_printf ("%03d", i - 1 == gone ? i - 2 : i - 1);

      if (i != gone)
        g_ptr_array_add (all, forest_snapshot (name, i > 0 ? parent : NULL, NOW - 100000 + 60 * i, i == current));
    }
  history = sp_history_new (all);
  return sp_timeline_new (history);
}

static SpTimeline *
make_chain (int n,
            int current)
{
  return make_chain_without (n, current, -1);
}

/* The part of a map that a widget shows, scrolled to its middle. */
static SpMapSight
look (SpTimeline  *timeline,
      SpMapShape  *shape,
      gboolean     rtl)
{
  SpMap *map;
  double width, height;

  sp_map_shape_init (shape, 1, EM);
  map = sp_map_new (timeline, shape->grain, NOW);
  sp_map_shape_measure (shape, map, &width, &height);
  return (SpMapSight) { .map = map, .shape = shape, .places = sp_map_places_new (map, shape), .across = (width - WIDTH) / 2,
                        .width = WIDTH, .height = HEIGHT, .rtl = rtl };
}

static void
look_away (SpMapSight *sight)
{
  sp_map_places_free ((SpMapPlaces *) sight->places);
  g_object_unref (sight->map);
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

/* Few are pictures with words from the beginning, as far as they can be scrolled through; all of many is in sight. What came in later
 * makes no marks of them; who asks for all of it gets all of it. */
static void
test_open (void)
{
  static const struct
  {
    int       n;
    gboolean  pictures;
  } cases[] = { { 3, TRUE }, { 8, TRUE }, { 24, TRUE }, { 60, FALSE }, { 1000, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SpTimeline) timeline = make_chain (cases[i].n, cases[i].n - 1);
      g_autoptr (SpTimeline) more = make_chain (cases[i].n + 40, cases[i].n);
      SpMapScene *scene = sp_map_scene_new ();
      double width, height;

      sp_map_scene_set_timeline (scene, timeline);
      sp_map_scene_lay_out (scene, NOW, EM, WIDTH, HEIGHT);
      g_assert_cmpint (scene->shape.form != SP_MAP_DOTS, ==, cases[i].pictures);
      sp_map_scene_set_timeline (scene, more);
      sp_map_scene_lay_out (scene, NOW, EM, WIDTH, HEIGHT);
      g_assert_cmpint (scene->shape.form != SP_MAP_DOTS, ==, cases[i].pictures);
      sp_map_scene_set_zoom (scene, 0);
      sp_map_scene_lay_out (scene, NOW, EM, WIDTH, HEIGHT);
      sp_map_shape_measure (&scene->shape, scene->map, &width, &height);
      g_assert_cmpfloat (width, <=, WIDTH);
      sp_map_scene_free (scene);
    }
}

/* Thirty stand each for itself on one sight: there is room for thirty marks. */
static void
test_no_runs (void)
{
  g_autoptr (SpTimeline) timeline = make_chain (30, 29);
  SpMapShape shape;

  sp_map_shape_init (&shape, sp_map_shape_fit (timeline, NOW, EM, WIDTH, HEIGHT), EM);
  g_assert_cmpint (shape.grain, ==, 1);
}

/* What is gone to is seen, and lies clear of what floats at the bottom; at any end of the map. */
static void
test_way (void)
{
  for (int rtl = 0; rtl < 2; rtl++)
    for (int at = -1; at < 60; at++)
      {
        g_autoptr (SpTimeline) timeline = make_timeline (3, 60);
        SpMapShape shape;
        SpMapSight sight = look (timeline, &shape, rtl);
        int node = sp_map_find (sight.map, at);
        graphene_point_t way = sp_map_sight_find_way (&sight, node);
        double width, height;
        graphene_rect_t place;

        sp_map_shape_measure (&shape, sight.map, &width, &height);
        sight.across = CLAMP (sight.across + way.x, 0, MAX (0, width - WIDTH));
        sight.down = CLAMP (sight.down + way.y, 0, MAX (0, height - HEIGHT));
        place = sp_map_sight_find_place (&sight, node);
        g_assert_cmpfloat (place.origin.x, >=, 0);
        g_assert_cmpfloat (place.origin.x + place.size.width, <=, WIDTH);
        g_assert_cmpfloat (place.origin.y, >=, 0);
        g_assert_cmpfloat (place.origin.y + place.size.height, <=, HEIGHT - shape.foot);
        look_away (&sight);
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
  const graphene_point_t still = GRAPHENE_POINT_INIT (0, 0);
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
  g_assert_false (sp_map_places_come_from (same, from, still));
  g_assert_true (sp_map_places_come_from (to, from, still));
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

/* What was deleted goes into what grew from it; the last of a branch into what it grew from. */
static void
test_taken_in (void)
{
  g_autoptr (SpTimeline) old = make_chain (6, 2);
  SpMapShape shape;
  g_autoptr (SpMap) before = sp_map_new (old, 1, NOW);
  g_autoptr (SpMapPlaces) from = NULL;

  sp_map_shape_init (&shape, 1, EM);
  from = sp_map_places_new (before, &shape);
  for (int gone = 0; gone < 6; gone++)
    {
      g_autoptr (SpTimeline) new = make_chain_without (6, 2, gone);
      g_autoptr (SpMap) after = sp_map_new (new, 1, NOW);
      g_autoptr (SpMapPlaces) to = sp_map_places_new (after, &shape);
      SpHistory *history = sp_timeline_get_history (new);
      g_autofree char *taker = g_strdup_printf ("%03d", gone < 5 ? gone + 1 : gone - 1);
      graphene_point_t place = sp_map_places_get (to, sp_map_find (after, sp_history_find (history, taker)));
      graphene_point_t end = sp_map_places_take_in (to, from, sp_map_find (before, gone));

      for (int i = -1; i < 6; i++)
        g_assert_cmpint (sp_map_places_has (from, history, sp_map_find (before, i)), ==, i != gone);
      g_assert_true (graphene_point_equal (&place, &end));
    }
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

/* With thousands, what is on the way is not looked for among thousands. */
static void
test_pick_many (void)
{
  const int many = 10000;
  g_autoptr (SpTimeline) timeline = make_chain (many, many - 1);
  g_autoptr (SpMap) map = sp_map_new (timeline, 1, NOW);
  g_autoptr (GArray) picked = sp_picked_new (-1);

  sp_map_pick_way (map, 0, many - 1, picked);
  g_assert_cmpuint (picked->len, ==, many);
  sp_map_pick_way (map, many - 1, 0, picked);
  g_assert_cmpuint (picked->len, ==, many);
  sp_map_pick_sort (map, picked);
  sp_map_pick_toggle (map, 1, picked);
  g_assert_cmpuint (picked->len, ==, many - 1);
  g_assert_cmpint (g_array_index (picked, int, 1), ==, 2);
}

/* What is held stands where it stood once the map is scrolled by its drift, and what moves begins where it was seen. */
static void
check_anchor (SpMapSight *before,
              SpMapSight *after,
              int         at,
              const char *held)
{
  SpHistory *next = sp_timeline_get_history (sp_map_get_timeline (after->map));
  int node = sp_map_find (after->map, sp_history_find (next, held));
  SpMapAnchor anchor;
  graphene_point_t drift, shift, place, seen;

  g_assert_true (sp_map_anchor_drop (&anchor, before, at, next));
  g_assert_cmpstr (anchor.snapshot != NULL ? sp_snapshot_get_name (anchor.snapshot) : NULL, ==, held);
  drift = sp_map_anchor_drift (&anchor, after);
  after->across += drift.x;
  after->down += drift.y;
  place = sp_map_sight_find_node (after, node);
  g_assert_true (graphene_point_near (&place, &anchor.place, 1));
  shift = sp_map_anchor_shift (&anchor, after);
  place = sp_map_places_get (after->places, node);
  seen = sp_map_places_get (before->places, sp_map_find (before->map, sp_history_find (sp_timeline_get_history (sp_map_get_timeline (before->map)), held)));
  g_assert_cmpfloat_with_epsilon (place.x, seen.x + shift.x, 1.5);
  g_assert_cmpfloat_with_epsilon (place.y, seen.y + shift.y, 1.5);
}

static void
test_anchor (void)
{
  for (int rtl = 0; rtl < 2; rtl++)
    {
      g_autoptr (SpTimeline) old = make_chain (60, 59);
      g_autoptr (SpTimeline) new = make_chain_without (60, 59, 2);
      SpMapShape shapes[2];
      SpMapSight before = look (old, &shapes[0], rtl);
      SpMapSight after = look (new, &shapes[1], rtl);
      SpMapAnchor anchor;
      g_autoptr (SpTimeline) nothing = make_chain (0, -1);

      /* What has the focus, where it is in sight; else the middle, which here is one of two. */
      check_anchor (&before, &after, 29, "029");
      check_anchor (&before, &after, 31, "031");
      g_assert_true (sp_map_anchor_drop (&anchor, &before, -1, sp_timeline_get_history (new)));
      check_anchor (&before, &after, -1, sp_snapshot_get_name (anchor.snapshot));
      g_assert_false (sp_map_anchor_drop (&anchor, &before, 29, sp_timeline_get_history (nothing)));
      look_away (&before);
      look_away (&after);
    }
}

/* By a page and a page all is passed, and nothing is passed over. */
static void
test_page (void)
{
  for (int rtl = 0; rtl < 2; rtl++)
    {
      g_autoptr (SpTimeline) timeline = make_chain (60, 59);
      SpMapShape shape;
      SpMapSight sight = look (timeline, &shape, rtl);
      int node = 0, steps = 0;

      for (int to; (to = sp_map_walk_key (&sight, node, node, GDK_KEY_Page_Down, 0)) != node; node = to)
        {
          g_assert_cmpfloat (ABS (sp_map_places_get (sight.places, to).x - sp_map_places_get (sight.places, node).x), <=, WIDTH);
          g_assert_cmpint (to, >, node);
          steps++;
        }
      g_assert_cmpint (node, ==, 60);
      g_assert_cmpint (steps, <, 30);
      for (int to; (to = sp_map_walk_key (&sight, node, node, GDK_KEY_Page_Up, 0)) != node; node = to)
        steps--;
      g_assert_cmpint (node, ==, 0);
      g_assert_cmpint (steps, ==, 0);
      g_assert_cmpint (sp_map_walk_key (&sight, 30, 30, rtl ? GDK_KEY_Left : GDK_KEY_Right, 0), ==, 31);
      g_assert_cmpint (sp_map_walk_key (&sight, 30, 30, GDK_KEY_a, 0), ==, -1);
      look_away (&sight);
    }
}

/* A scene carries what is selected to the next history, and a run tells whether all of it is selected, or some. */
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
  g_assert_cmpint (scene->selected[n - 1], ==, SP_MAP_SELECTED);
  sp_map_scene_select (scene, picked);
  g_assert_cmpint (scene->selected[0], ==, SP_MAP_PARTLY_SELECTED);
  g_assert_cmpint (scene->selected[n - 1], ==, SP_MAP_NOT_SELECTED);
  g_array_set_size (picked, 0);
  sp_map_append_members (scene->map, 0, picked);
  sp_map_scene_select (scene, picked);
  g_assert_cmpint (scene->selected[0], ==, SP_MAP_SELECTED);
  g_assert_cmpint (scene->selected[1], ==, SP_MAP_NOT_SELECTED);
  sp_map_scene_follow (scene, n - 1);
  g_assert_true (scene->followed[0]);
  sp_map_scene_set_timeline (scene, NULL);
  g_assert_null (scene->map);
  g_assert_cmpint (scene->picked->len, ==, 0);
  sp_map_scene_free (scene);
}

/* One in so many hours, the youngest of an hour ago. */
static SpTimeline *
make_days (int n,
           int hours)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03d", i);
      g_autofree char *parent = g_strdup_printf ("%03d", i - 1);

      g_ptr_array_add (all, forest_snapshot (name, i > 0 ? parent : NULL, NOW - 3600 * (1 + (gint64) hours * (n - 1 - i)), i == n - 1));
    }
  history = sp_history_new (all);
  return sp_timeline_new (history);
}

static int
measure_cb (const char *text,
            gpointer    data)
{
  return 8 * (int) g_utf8_strlen (text, -1);
}

static gboolean
is_written (GArray     *headings,
            const char *text)
{
  for (guint i = 0; i < headings->len; i++)
    if (g_strcmp0 (g_array_index (headings, SpMapHeading, i).text, text) == 0)
      return TRUE;
  return FALSE;
}

/* No word lies on another; a day's name stands where that day is; what a day's first column has no room for its next has; and Today is
 * told wherever it is in sight. */
static void
test_headings (void)
{
  static const int hours[] = { 1, 5, 7, 13, 31, 200 };

  for (gsize k = 0; k < G_N_ELEMENTS (hours); k++)
    for (int step = 0; step < 200; step++)
      {
        g_autoptr (SpTimeline) timeline = make_days (24, hours[k]);
        SpMapShape shape;
        SpMapSight sight = look (timeline, &shape, step % 2);
        g_autoptr (GArray) headings = NULL;
        double width, height, newest = 0, reach = -1000;

        sp_map_places_free ((SpMapPlaces *) sight.places);
        sp_map_shape_init (&shape, 0.15 + 0.05 * (step % 20), EM);
        sight.places = sp_map_places_new (sight.map, &shape);
        sp_map_shape_measure (&shape, sight.map, &width, &height);
        sight.across = MAX (0, width - WIDTH) * (step / 20) / 9;
        headings = sp_map_headings_new (&sight, NOW, measure_cb, NULL);
        g_assert_cmpuint (headings->len, >, 0);
        for (guint i = 0; i < headings->len && !g_array_index (headings, SpMapHeading, i).quiet; i++)
          newest = g_array_index (headings, SpMapHeading, i).x;
        for (guint i = 0; i < headings->len && !g_array_index (headings, SpMapHeading, i).quiet; i++)
          {
            const SpMapHeading *day = &g_array_index (headings, SpMapHeading, i);
            gboolean last = i + 1 == headings->len || day[1].quiet;

            if (day->text == NULL)
              {
                /* There is no room, indeed. */
                g_assert_false (last);
                g_assert_cmpfloat (MIN (day[1].from, newest) - MAX (day->from, reach), <, day->width + 2 * EM + 1);
                continue;
              }
            g_assert_true (i == 0 || day->x >= reach);
            g_assert_true (last || i == 0 || day->x >= day->from);
            reach = day->x + day->width;
          }
        if (sight.rtl ? sight.across == 0 : sight.across >= MAX (0, width - WIDTH) - 1)
          g_assert_true (is_written (headings, "Today"));
        look_away (&sight);
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/shape", test_shape);
  g_test_add_func ("/map/fit", test_fit);
  g_test_add_func ("/map/open", test_open);
  g_test_add_func ("/map/no-runs", test_no_runs);
  g_test_add_func ("/map/way", test_way);
  g_test_add_func ("/map/range", test_range);
  g_test_add_func ("/map/motion", test_motion);
  g_test_add_func ("/map/taken-in", test_taken_in);
  g_test_add_func ("/map/pick", test_pick);
  g_test_add_func ("/map/pick/many", test_pick_many);
  g_test_add_func ("/map/anchor", test_anchor);
  g_test_add_func ("/map/page", test_page);
  g_test_add_func ("/map/scene", test_scene);
  g_test_add_func ("/map/headings", test_headings);
  return g_test_run ();
}
