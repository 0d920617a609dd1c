/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout of the map: properties that hold for every history, at every grain. */

#include "config.h"

#include "forest.h"
#include "sp-map.h"
#include "sp-when.h"

#define NOW 2000000000

static SpMap *
make_map (GPtrArray *all,
          int        grain)
{
  g_autoptr (SpHistory) history = sp_history_new (all);
  g_autoptr (SpTimeline) timeline = sp_timeline_new (history);

  return sp_map_new (timeline, grain, NOW);
}

/* Each snapshot is in one node, and in that which says so; Now stands alone at the end. */
static void
assert_complete (SpMap *map)
{
  SpHistory *history = sp_timeline_get_history (sp_map_get_timeline (map));
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (int));
  int n, n_columns;
  const SpMapNode *nodes = sp_map_get_nodes (map, &n);

  sp_map_get_columns (map, &n_columns);
  for (int i = 0; i < n; i++)
    {
      g_array_set_size (members, 0);
      if (i == n - 1)
        {
          g_assert_cmpint (nodes[i].first, ==, -1);
          g_assert_cmpint (nodes[i].column, ==, n_columns - 1);
          break;
        }
      sp_map_append_members (map, i, members);
      g_assert_cmpint (members->len, ==, nodes[i].n);
      g_assert_cmpint (g_array_index (members, int, 0), ==, nodes[i].first);
      g_assert_cmpint (g_array_index (members, int, members->len - 1), ==, nodes[i].last);
      for (guint j = 0; j < members->len; j++)
        g_assert_cmpint (sp_map_find (map, g_array_index (members, int, j)), ==, i);
    }
  g_assert_cmpint (sp_map_find (map, -1), ==, n - 1);
  for (int i = 0; i < sp_history_get_n (history); i++)
    g_assert_cmpint (sp_map_find (map, i), <, n - 1);
}

/* No two nodes share a place; a child stands after its parent; a lane gives its nodes by column. */
static void
assert_places (SpMap *map)
{
  int n, n_columns;
  const SpMapNode *nodes = sp_map_get_nodes (map, &n);
  int seen = 0;

  sp_map_get_columns (map, &n_columns);
  for (int i = 0; i < n; i++)
    {
      const SpMapNode *parent = nodes[i].parent >= 0 ? &nodes[nodes[i].parent] : NULL;

      g_assert_cmpint (nodes[i].column, <, n_columns);
      g_assert_true (i == 0 || nodes[i].column >= nodes[i - 1].column);
      g_assert_cmpint (nodes[i].level, >=, 1);
      if (parent == NULL)
        continue;
      g_assert_cmpint (nodes[i].parent, <, i);
      g_assert_cmpint (nodes[i].column, >, parent->column);
      g_assert_cmpint (nodes[i].bend, >=, parent->column);
      g_assert_cmpint (nodes[i].bend, <, nodes[i].column);
      g_assert_cmpint (nodes[i].level, ==, parent->level + (parent->chain != nodes[i].chain));
      g_assert_true (!nodes[i].on_path || parent->on_path);
    }
  for (int lane = 0; lane < sp_map_get_n_lanes (map); lane++)
    {
      int found;
      const int *in = sp_map_find_between (map, lane, 0, n_columns - 1, &found);

      for (int i = 0; i < found; i++)
        {
          g_assert_cmpint (nodes[in[i]].lane, ==, lane);
          g_assert_true (i == 0 || nodes[in[i]].column > nodes[in[i - 1]].column);
        }
      seen += found;
    }
  g_assert_cmpint (seen, ==, n);
}

/* A line lies in its child's lane from its bend on: no other node stands there. */
static void
assert_lines (SpMap *map)
{
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (map, &n);

  for (int i = 0; i < n; i++)
    {
      int found;

      if (nodes[i].parent < 0)
        continue;
      sp_map_find_between (map, nodes[i].lane, nodes[i].bend + 1, nodes[i].column - 1, &found);
      g_assert_cmpint (found, ==, 0);
    }
}

/* Columns go on by one at least, and by more where nothing happened for long. */
static void
assert_columns (SpMap *map)
{
  int n;
  const SpMapColumn *columns = sp_map_get_columns (map, &n);

  g_assert_cmpfloat (columns[0].position, ==, 0);
  for (int i = 1; i < n; i++)
    {
      double step = columns[i].position - columns[i - 1].position;

      g_assert_true (columns[i].gap > 0 ? step > 1 : step == 1);
    }
  g_assert_cmpfloat (sp_map_get_width (map), ==, columns[n - 1].position + 1);
}

static void
test_sound (void)
{
  static const int grains[] = { 1, 2, 8, 64 };

  for (guint seed = 0; seed < 200; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) all = forest_random (rand, g_rand_int_range (rand, 0, 120), 1 + (int) seed % 6, seed % 2 == 1);

      for (gsize i = 0; i < G_N_ELEMENTS (grains); i++)
        {
          g_autoptr (SpMap) map = make_map (all, grains[i]);

          assert_complete (map);
          assert_places (map);
          assert_lines (map);
          assert_columns (map);
        }
    }
}

/* Where clocks do not jump, what is older stands nowhere right of what is younger. */
static void
test_time (void)
{
  for (guint seed = 0; seed < 100; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) all = forest_random (rand, g_rand_int_range (rand, 2, 120), 4, FALSE);
      g_autoptr (SpMap) map = make_map (all, 1);
      SpHistory *history = sp_timeline_get_history (sp_map_get_timeline (map));
      int n;
      const SpMapNode *nodes = sp_map_get_nodes (map, &n);

      g_assert_cmpint (n, ==, sp_history_get_n (history) + 1);
      for (int i = 1; i < sp_history_get_n (history); i++)
        g_assert_cmpint (nodes[sp_map_find (map, i)].column, >=, nodes[sp_map_find (map, i - 1)].column);
    }
}

/* Of the last weeks: an hour to two days between two, branches among them. */
static GPtrArray *
make_weeks (GRand *rand,
            int    n)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 created = NOW - (gint64) n * 24 * 60 * 60;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03d", i);
      g_autofree char *parent = g_strdup_printf ("%03d", g_rand_int_range (rand, 0, 3) == 0 ? g_rand_int_range (rand, MAX (0, i - 6), MAX (1, i)) : i - 1);

      created = MIN (created + g_rand_int_range (rand, 1, 47) * 60 * 60, NOW - 60);
      g_ptr_array_add (all, forest_snapshot (name, i > 0 ? parent : NULL, created, i == n - 1));
    }
  return all;
}

/* What stands under a heading is of that day, or month: a column has one of them, and so has what begins in it. */
static void
test_days (void)
{
  for (guint seed = 0; seed < 60; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) all = make_weeks (rand, g_rand_int_range (rand, 2, 60));

      for (int grain = 1; grain <= 8; grain *= 2)
        {
          g_autoptr (SpMap) map = make_map (all, grain);
          SpHistory *history = sp_timeline_get_history (sp_map_get_timeline (map));
          int n, n_columns;
          const SpMapNode *nodes = sp_map_get_nodes (map, &n);
          const SpMapColumn *columns = sp_map_get_columns (map, &n_columns);

          for (int i = 0; i < n - 1; i++)
            {
              g_autofree char *day = sp_when_day (sp_snapshot_get_created (sp_history_get (history, nodes[i].first)), NOW);
              g_autofree char *heading = sp_when_day (columns[nodes[i].column].begins, NOW);

              g_assert_cmpstr (day, ==, heading);
            }
        }
    }
}

/* A run is a way without a fork: each branch is seen to leave, and what is not on the path to Now does not look as if it were. */
static void
test_branches (void)
{
  for (guint seed = 0; seed < 60; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) all = forest_random (rand, 200, 12, FALSE);
      g_autoptr (SpMap) map = make_map (all, 64);
      g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (int));
      SpTimeline *timeline = sp_map_get_timeline (map);
      int n;
      const SpMapNode *nodes = sp_map_get_nodes (map, &n);

      for (int i = 0; i < n - 1; i++)
        {
          g_array_set_size (members, 0);
          sp_map_append_members (map, i, members);
          for (guint j = 0; j + 1 < members->len; j++)
            {
              int children;

              sp_history_get_children (sp_timeline_get_history (timeline), g_array_index (members, int, j), &children);
              g_assert_cmpint (children, ==, 1);
            }
          for (guint j = 0; j < members->len; j++)
            {
              g_autoptr (SpTimelineRow) row =
                g_list_model_get_item (G_LIST_MODEL (timeline), (guint) sp_timeline_find_row (timeline, g_array_index (members, int, j)));

              g_assert_cmpint (sp_timeline_row_get_on_path (row), ==, nodes[i].on_path);
            }
        }
    }
}

/* A coarser map of a chain has about as many nodes less, and the current snapshot stands for itself in each. */
static void
test_runs (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03d", i);
      g_autofree char *parent = g_strdup_printf ("%03d", i - 1);

      g_ptr_array_add (all, forest_snapshot (name, i > 0 ? parent : NULL, 1000 + i, i == 42));
    }
  for (int grain = 1; grain <= 128; grain *= 2)
    {
      g_autoptr (SpMap) map = make_map (all, grain);
      int n;
      const SpMapNode *nodes = sp_map_get_nodes (map, &n);

      g_assert_cmpint (nodes[sp_map_find (map, 42)].n, ==, 1);
      g_assert_cmpint (n, <=, 100 / grain + 4 + (grain == 1 ? 0 : 1));
    }
}

/* Two days are no gap; a week is, and a year is a wider one. */
static void
test_gaps (void)
{
  const gint64 day = 24 * 60 * 60;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpMap) map = NULL;
  int n;
  const SpMapColumn *columns;

  g_ptr_array_add (all, forest_snapshot ("a", NULL, NOW - 380 * day, FALSE));
  g_ptr_array_add (all, forest_snapshot ("b", "a", NOW - 9 * day, FALSE));
  g_ptr_array_add (all, forest_snapshot ("c", "b", NOW - 2 * day, TRUE));
  map = make_map (all, 1);
  columns = sp_map_get_columns (map, &n);
  g_assert_cmpint (n, ==, 4);
  g_assert_cmpint (columns[1].gap, ==, 371 * day);
  g_assert_cmpint (columns[2].gap, ==, 7 * day);
  g_assert_cmpint (columns[3].gap, ==, 0);
  g_assert_cmpfloat (columns[1].position - columns[0].position, >, columns[2].position - columns[1].position);
}

/* Up and down lead to other lanes and to each other. */
static void
test_beside (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpMap) map = NULL;
  int trunk, branch;

  g_ptr_array_add (all, forest_snapshot ("a", NULL, 1, FALSE));
  g_ptr_array_add (all, forest_snapshot ("b", "a", 2, TRUE));
  g_ptr_array_add (all, forest_snapshot ("c", "a", 3, FALSE));
  map = make_map (all, 1);
  trunk = sp_map_find (map, 1);
  branch = sp_map_find (map, 2);
  g_assert_cmpint (sp_map_find_beside (map, trunk, 1), ==, branch);
  g_assert_cmpint (sp_map_find_beside (map, branch, -1), ==, trunk);
  g_assert_cmpint (sp_map_find_beside (map, trunk, -1), ==, trunk);
  g_assert_cmpint (sp_map_find_beside (map, branch, 1), ==, branch);
}

/* A hundred thousand on one, or in one chain, or branchy: sound, with no stack, and no time that grows faster than they. */
static void
test_many (void)
{
  const int n = 100000;

  for (int shape = 0; shape < 3; shape++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (7);
      g_autoptr (GPtrArray) all = NULL;

      if (shape == 2)
        all = forest_random (rand, n, 8, TRUE);
      else
        all = g_ptr_array_new_with_free_func (g_object_unref);
      for (int i = 0; shape < 2 && i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("%06d", i);
          g_autofree char *parent = g_strdup_printf ("%06d", shape == 1 ? i - 1 : 0);

          g_ptr_array_add (all, forest_snapshot (name, i > 0 ? parent : NULL, i, i == n - 1));
        }
      for (int grain = 1; grain <= 1024; grain *= 1024)
        {
          g_autoptr (SpMap) map = make_map (all, grain);

          assert_places (map);
          assert_lines (map);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/sound", test_sound);
  g_test_add_func ("/map/time", test_time);
  g_test_add_func ("/map/days", test_days);
  g_test_add_func ("/map/branches", test_branches);
  g_test_add_func ("/map/runs", test_runs);
  g_test_add_func ("/map/gaps", test_gaps);
  g_test_add_func ("/map/beside", test_beside);
  g_test_add_func ("/map/many", test_many);
  return g_test_run ();
}
