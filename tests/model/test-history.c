/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Histories: what grew from what, and what makes no sense. */

#include "config.h"

#include "forest.h"

static void
assert_problem (SpHistory    *history,
                SpProblemKind kind,
                const char   *name)
{
  int n;
  const SpProblem *problems = sp_history_get_problems (history, &n);

  for (int i = 0; i < n; i++)
    {
      if (problems[i].kind == kind && g_str_equal (sp_snapshot_get_name (problems[i].snapshot), name))
        return;
    }
  g_error ("no problem %d of %s among %d", kind, name, n);
}

static void
test_nonsense (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (GArray) branch = NULL;
  int n;

  g_ptr_array_add (all, forest_snapshot ("a", NULL, 100, TRUE));
  g_ptr_array_add (all, forest_snapshot ("orphan", "gone", 200, FALSE));
  g_ptr_array_add (all, forest_snapshot ("x", "z", 300, FALSE));
  g_ptr_array_add (all, forest_snapshot ("y", "x", 310, FALSE));
  g_ptr_array_add (all, forest_snapshot ("z", "y", 320, FALSE));
  g_ptr_array_add (all, forest_snapshot ("self", "self", 330, FALSE));
  g_ptr_array_add (all, forest_snapshot ("b", "a", 50, TRUE));
  g_ptr_array_add (all, forest_snapshot ("a", "orphan", 900, FALSE));
  g_ptr_array_add (all, forest_snapshot ("日本 <&>", "a", 400, FALSE));
  history = sp_history_new (all);

  g_assert_cmpint (sp_history_get_n (history), ==, 8);
  assert_problem (history, SP_PROBLEM_DUPLICATE, "a");
  assert_problem (history, SP_PROBLEM_ORPHAN, "orphan");
  assert_problem (history, SP_PROBLEM_CYCLE, "x");
  assert_problem (history, SP_PROBLEM_CYCLE, "self");
  assert_problem (history, SP_PROBLEM_BACKWARDS, "b");
  assert_problem (history, SP_PROBLEM_TWO_CURRENT, "b");
  sp_history_get_problems (history, &n);
  g_assert_cmpint (n, ==, 6);

  g_assert_cmpint (sp_history_get_current (history), ==, sp_history_find (history, "a"));
  g_assert_cmpint (sp_history_get_parent (history, sp_history_find (history, "x")), ==, -1);
  g_assert_cmpint (sp_history_get_parent (history, sp_history_find (history, "z")), ==, sp_history_find (history, "y"));
  g_assert_cmpint (sp_history_find (history, "日本 <&>"), >=, 0);
  g_assert_true (sp_history_is_ancestor (history, sp_history_find (history, "x"), sp_history_find (history, "z")));
  g_assert_false (sp_history_is_ancestor (history, sp_history_find (history, "z"), sp_history_find (history, "x")));

  branch = sp_history_dup_branch (history, sp_history_find (history, "x"));
  g_assert_cmpuint (branch->len, ==, 3);
}

static void
test_any_order (void)
{
  for (guint seed = 0; seed < 100; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) all = forest_random (rand, g_rand_int_range (rand, 0, 200), 4, TRUE);
      g_autoptr (SpHistory) one = sp_history_new (all);
      g_autoptr (SpHistory) other = NULL;
      int total = 0, n;

      forest_shuffle (rand, all);
      other = sp_history_new (all);
      g_assert_cmpint (sp_history_get_n (one), ==, sp_history_get_n (other));
      g_assert_cmpint (sp_history_get_current (one), ==, sp_history_get_current (other));
      for (int i = -1; i < sp_history_get_n (one); i++)
        {
          const int *children = sp_history_get_children (other, i, &n);

          total += n;
          for (int c = 0; c < n; c++)
            g_assert_cmpint (sp_history_get_parent (one, children[c]), ==, i);
          for (int c = 1; c < n; c++)
            g_assert_cmpint (children[c], >, children[c - 1]);
          if (i >= 0)
            g_assert_true (sp_history_get (one, i) == sp_history_get (other, i));
        }
      g_assert_cmpint (total, ==, sp_history_get_n (one));
    }
}

/* No recursion over depth: neither the walk nor the cycle that closes it may eat the stack. */
static void
test_deep (void)
{
  const int n = 100000;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (GArray) branch = NULL;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%06d", i);
      g_autofree char *parent = g_strdup_printf ("%06d", (i + n - 1) % n);

      g_ptr_array_add (all, forest_snapshot (name, parent, i, FALSE));
    }
  history = sp_history_new (all);
  assert_problem (history, SP_PROBLEM_CYCLE, "000000");
  branch = sp_history_dup_branch (history, 0);
  g_assert_cmpuint (branch->len, ==, (guint) n);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/history/nonsense", test_nonsense);
  g_test_add_func ("/history/any-order", test_any_order);
  g_test_add_func ("/history/deep", test_deep);
  return g_test_run ();
}
