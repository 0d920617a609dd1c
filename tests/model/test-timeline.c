/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and lanes: properties that hold for every history. */

#include "config.h"

#include "forest.h"
#include "sp-splices.h"
#include "sp-timeline-change.h"

static SpTimelineRow *
get_row (SpTimeline *timeline,
         int         row)
{
  return g_list_model_get_item (G_LIST_MODEL (timeline), (guint) row);
}

/* Follows an edge down from a child's node, piece by piece, to its parent's. */
static void
assert_edge (SpTimeline *timeline,
             int         child_row,
             int         parent_row)
{
  g_autoptr (SpTimelineRow) child = get_row (timeline, child_row);
  g_autoptr (SpTimelineRow) parent = get_row (timeline, parent_row);
  int lane = sp_timeline_row_get_lane (child);

  g_assert_cmpint (child_row, <, parent_row);
  for (int row = child_row; row <= parent_row; row++)
    {
      g_autoptr (SpTimelineRow) here = get_row (timeline, row);
      int n, found = 0;
      const SpSegment *segments = sp_timeline_row_get_segments (here, &n);

      for (int i = 0; i < n; i++)
        {
          if (segments[i].from_lane != lane || segments[i].from != (row == child_row ? SP_AT_NODE : SP_AT_TOP))
            continue;
          if (segments[i].to != (row == parent_row ? SP_AT_NODE : SP_AT_BOTTOM))
            continue;
          g_assert_cmpint (segments[i].to_lane, ==, row == parent_row ? sp_timeline_row_get_lane (parent) : lane);
          found++;
        }
      g_assert_cmpint (found, ==, 1);
    }
}

static void
assert_sound (SpHistory *history)
{
  g_autoptr (SpTimeline) timeline = sp_timeline_new (history);
  int n = sp_history_get_n (history);
  int n_lanes = sp_timeline_get_n_lanes (timeline);
  int pieces = 0, expected = 0;
  g_autofree int *chain_at = g_new (int, n_lanes);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, (guint) n + 1);
  for (int row = 0; row <= n; row++)
    {
      g_autoptr (SpTimelineRow) here = get_row (timeline, row);
      int index = sp_timeline_row_get_index (here);
      int parent = index >= 0 ? sp_history_get_parent (history, index) : sp_history_get_current (history);
      int n_segments;
      const SpSegment *segments = sp_timeline_row_get_segments (here, &n_segments);

      g_assert_cmpint (sp_timeline_find_row (timeline, index), ==, row);
      g_assert_true (sp_timeline_row_is_now (here) == (row == 0));
      g_assert_cmpint (sp_timeline_row_get_lane (here), <, n_lanes);
      pieces += n_segments;
      if (parent >= 0)
        {
          int parent_row = sp_timeline_find_row (timeline, parent);

          assert_edge (timeline, row, parent_row);
          expected += parent_row - row + 1;
        }

      /* No two chains share a lane and a row. */
      for (int lane = 0; lane < n_lanes; lane++)
        chain_at[lane] = -1;
      chain_at[sp_timeline_row_get_lane (here)] = sp_timeline_row_get_chain (here);
      for (int i = 0; i < n_segments; i++)
        {
          int lane = segments[i].from_lane;

          /* What ends in the node here comes from the row above. */
          if (segments[i].to == SP_AT_NODE)
            continue;
          g_assert_true (chain_at[lane] == -1 || chain_at[lane] == segments[i].chain);
          chain_at[lane] = segments[i].chain;
        }
    }
  g_assert_cmpint (pieces, ==, expected); /* every edge once, and nothing else */
}

static void
test_sound (void)
{
  for (guint seed = 0; seed < 300; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) all = forest_random (rand, g_rand_int_range (rand, 0, 80), 1 + (int) seed % 5, seed % 2 == 1);
      g_autoptr (SpHistory) history = sp_history_new (all);

      assert_sound (history);
    }
}

/* A branch that is new moves no old row sideways: one more child of something that has one already. */
static void
test_steady (void)
{
  int forks = 0;

  for (guint seed = 0; seed < 300; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) all = forest_random (rand, g_rand_int_range (rand, 2, 60), 3, FALSE);
      g_autoptr (SpHistory) before = sp_history_new (all);
      g_autoptr (SpTimeline) old = sp_timeline_new (before);
      g_autoptr (SpHistory) after = NULL;
      g_autoptr (SpTimeline) new = NULL;
      int parent = g_rand_int_range (rand, 0, sp_history_get_n (before));
      int n;

      sp_history_get_children (before, parent, &n);
      if (n == 0 || parent == sp_history_get_current (before))
        continue;
      forks++;
      g_ptr_array_add (all, forest_snapshot ("new", sp_snapshot_get_name (sp_history_get (before, parent)), 9000000, FALSE));
      after = sp_history_new (all);
      new = sp_timeline_new (after);
      for (int i = 0; i < sp_history_get_n (before); i++)
        {
          g_autoptr (SpTimelineRow) a = get_row (old, sp_timeline_find_row (old, i));
          g_autoptr (SpTimelineRow) b = get_row (new, sp_timeline_find_row (new, i));

          g_assert_cmpint (sp_timeline_row_get_lane (a), ==, sp_timeline_row_get_lane (b));
          g_assert_cmpint (sp_timeline_row_get_chain (a), ==, sp_timeline_row_get_chain (b));
        }
    }
  g_assert_cmpint (forks, >, 100);
}

/* A row is the same object as long as somebody holds it, and keeps the timeline alive. */
static void
test_rows (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) all = forest_random (rand, 5, 2, FALSE);
  g_autoptr (SpHistory) history = sp_history_new (all);
  SpTimeline *timeline = sp_timeline_new (history);
  SpTimelineRow *row = get_row (timeline, 3);
  SpTimelineRow *again = get_row (timeline, 3);

  g_assert_true (row == again);
  g_object_unref (again);
  g_object_unref (timeline);
  g_assert_nonnull (sp_timeline_row_get_snapshot (row));
  g_assert_finalize_object (row);
}

static void
assert_same_rows (SpTimeline *one,
                  SpTimeline *other)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (one));

  g_assert_cmpuint (n, ==, g_list_model_get_n_items (G_LIST_MODEL (other)));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SpTimelineRow) a = get_row (one, (int) i);
      g_autoptr (SpTimelineRow) b = get_row (other, (int) i);
      int n_a, n_b;
      const SpSegment *p = sp_timeline_row_get_segments (a, &n_a);
      const SpSegment *q = sp_timeline_row_get_segments (b, &n_b);

      g_assert_true (sp_timeline_row_get_snapshot (a) == sp_timeline_row_get_snapshot (b));
      g_assert_cmpint (sp_timeline_row_get_lane (a), ==, sp_timeline_row_get_lane (b));
      g_assert_cmpint (n_a, ==, n_b);
      for (int j = 0; j < n_a; j++)
        {
          g_assert_cmpint (p[j].from_lane, ==, q[j].from_lane);
          g_assert_cmpint (p[j].to_lane, ==, q[j].to_lane);
          g_assert_cmpint (p[j].chain, ==, q[j].chain);
        }
    }
}

static void
test_any_order (void)
{
  for (guint seed = 0; seed < 100; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) all = forest_random (rand, g_rand_int_range (rand, 0, 80), 3, TRUE);
      g_autoptr (SpHistory) history = sp_history_new (all);
      g_autoptr (SpTimeline) timeline = sp_timeline_new (history);
      g_autoptr (SpHistory) shuffled = NULL;
      g_autoptr (SpTimeline) other = NULL;

      forest_shuffle (rand, all);
      shuffled = sp_history_new (all);
      other = sp_timeline_new (shuffled);
      assert_same_rows (timeline, other);
    }
}

/* Everything on one snapshot, or everything in one chain: neither takes long, nor runs out of stack or of lanes. */
static void
test_extremes (void)
{
  const int n = 100000;

  for (int chain = 0; chain < 2; chain++)
    {
      g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr (SpHistory) history = NULL;
      g_autoptr (SpTimeline) timeline = NULL;
      g_autoptr (SpTimelineRow) root = NULL;
      int n_segments;

      for (int i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("%06d", i);
          g_autofree char *parent = g_strdup_printf ("%06d", chain ? i - 1 : 0);

          g_ptr_array_add (all, forest_snapshot (name, i > 0 ? parent : NULL, i, i == n - 1));
        }
      history = sp_history_new (all);
      timeline = sp_timeline_new (history);
      root = get_row (timeline, n);
      sp_timeline_row_get_segments (root, &n_segments);
      g_assert_cmpint (sp_timeline_get_n_lanes (timeline), ==, chain ? 1 : n - 1);
      g_assert_cmpint (n_segments, ==, chain ? 1 : n - 1);
      g_assert_cmpint (sp_timeline_row_get_index (root), ==, 0);
    }
}

/* Some have gone, some are new, and where clocks jump some have changed their places. */
static SpHistory *
change (GRand     *rand,
        GPtrArray *all)
{
  g_autoptr (GPtrArray) later = g_ptr_array_new_with_free_func (g_object_unref);
  int n = g_rand_int_range (rand, 0, 4);

  for (guint i = 0; i < all->len; i++)
    if (g_rand_int_range (rand, 0, 12) != 0)
      g_ptr_array_add (later, g_object_ref (all->pdata[i]));
  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("new%d", i);

      g_ptr_array_add (later, forest_snapshot (name, NULL, 1000000 + g_rand_int_range (rand, 0, 6000), FALSE));
    }
  return sp_history_new (later);
}

static void
assert_missing (SpHistory *of,
                GArray    *indexes,
                SpHistory *other)
{
  guint n = 0;

  for (guint i = 0; i < indexes->len; i++)
    g_assert_cmpint (sp_history_find_same (other, sp_history_get (of, g_array_index (indexes, int, i))), ==, -1);
  for (int i = 0; i < sp_history_get_n (of); i++)
    n += sp_history_find_same (other, sp_history_get (of, i)) < 0;
  g_assert_cmpuint (indexes->len, ==, n);
}

/* Rows that no splice touches are the same before and after. */
static void
assert_leads_to (SpTimeline *before,
                 SpTimeline *after,
                 GArray     *splices)
{
  guint i = 0;
  guint j = 0;

  for (guint k = 0; k <= splices->len; k++)
    {
      const SpSplice *splice = k < splices->len ? &g_array_index (splices, SpSplice, k) : NULL;
      guint until = splice != NULL ? splice->at : g_list_model_get_n_items (G_LIST_MODEL (after));

      for (; j < until; i++, j++)
        {
          int one = sp_timeline_get_index (before, i);
          int other = sp_timeline_get_index (after, j);

          g_assert_cmpint (one < 0, ==, other < 0);
          g_assert_true (one < 0 || sp_snapshot_same (sp_history_get (sp_timeline_get_history (before), one),
                                                      sp_history_get (sp_timeline_get_history (after), other)));
        }
      i += splice != NULL ? splice->removed : 0;
      j += splice != NULL ? splice->added : 0;
    }
  g_assert_cmpuint (i, ==, g_list_model_get_n_items (G_LIST_MODEL (before)));
}

static void
test_change (void)
{
  for (guint seed = 0; seed < 300; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) all = forest_random (rand, g_rand_int_range (rand, 0, 80), 3, seed % 2 == 1);
      g_autoptr (SpHistory) was = sp_history_new (all);
      g_autoptr (SpHistory) is = change (rand, all);
      g_autoptr (SpTimeline) before = sp_timeline_new (was);
      g_autoptr (SpTimeline) after = sp_timeline_new (is);
      const SpTimelineChange *found = sp_timeline_compare (after, before);

      assert_missing (is, found->fresh, was);
      assert_missing (was, found->gone, is);
      assert_leads_to (before, after, found->splices);
      g_assert_true (sp_timeline_compare (after, before) == found);
      /* With another one anew. */
      g_assert_cmpuint (sp_timeline_compare (after, after)->splices->len, ==, 0);
      assert_missing (was, sp_timeline_compare (after, before)->gone, is);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/timeline/sound", test_sound);
  g_test_add_func ("/timeline/steady", test_steady);
  g_test_add_func ("/timeline/rows", test_rows);
  g_test_add_func ("/timeline/any-order", test_any_order);
  g_test_add_func ("/timeline/extremes", test_extremes);
  g_test_add_func ("/timeline/change", test_change);
  return g_test_run ();
}
