/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One history of many machines: in order whatever comes in whatever order, and what did not change stays where it is. */

#include "config.h"

#include "forest.h"
#include "sp-everywhere.h"

/* Follows the model by what it tells, and nothing else. */
typedef struct
{
  GPtrArray *rows;
  guint      n_told;
  guint      n_touched;
} Follower;

static void
told_cb (GListModel *model,
         guint       at,
         guint       removed,
         guint       added,
         Follower   *follower)
{
  follower->n_told++;
  follower->n_touched += removed + added;
  if (removed > 0)
    g_ptr_array_remove_range (follower->rows, at, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (follower->rows, (int) (at + i), g_list_model_get_item (model, at + i));
}

static void
check (SpEverywhere *all,
       Follower     *follower,
       guint         n)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (all)), ==, n);
  g_assert_cmpuint (follower->rows->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SpEveryRow) row = g_list_model_get_item (G_LIST_MODEL (all), i);

      g_assert_true (row == g_ptr_array_index (follower->rows, i));
      if (i > 0)
        g_assert_cmpint (sp_snapshot_get_created (sp_every_row_get_snapshot (follower->rows->pdata[i - 1])), >=,
                         sp_snapshot_get_created (sp_every_row_get_snapshot (row)));
    }
}

static SpMachine *
make_machine (const char *uuid,
              const char *title)
{
  return sp_machine_new (&(SpMachineInit){ .host = "here", .uuid = uuid, .name = uuid, .title = title });
}

static SpHistory *
make_history (int first,
              int step,
              int n,
              int without)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%04d", i);

      if (i != without)
        g_ptr_array_add (all, forest_snapshot (name, NULL, first + i * step, FALSE));
    }
  return sp_history_new (all);
}

static void
set (SpEverywhere *all,
     SpMachine    *machine,
     SpHistory    *history)
{
  sp_everywhere_set (all, machine, history);
  g_clear_object (&history);
}

static void
test_follow (void)
{
  g_autoptr (SpEverywhere) all = sp_everywhere_new ();
  g_autoptr (SpMachine) a = make_machine ("a", "A");
  g_autoptr (SpMachine) b = make_machine ("b", "B");
  g_autoptr (SpMachine) renamed = make_machine ("b", "Bee");
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) only = g_ptr_array_new ();
  Follower follower = { rows, 0, 0 };

  g_signal_connect (all, "items-changed", G_CALLBACK (told_cb), &follower);
  set (all, a, make_history (100, 10, 20, -1));
  check (all, &follower, 20);
  /* Between the others, and of the same seconds. */
  set (all, b, make_history (100, 10, 20, -1));
  check (all, &follower, 40);

  /* Looked at again: nothing is told. */
  follower.n_told = 0;
  set (all, a, make_history (100, 10, 20, -1));
  g_assert_cmpuint (follower.n_told, ==, 0);

  /* One more, and one less: that one alone is told of. */
  follower.n_touched = 0;
  set (all, a, make_history (100, 10, 21, -1));
  g_assert_cmpuint (follower.n_touched, ==, 1);
  check (all, &follower, 41);
  follower.n_touched = 0;
  set (all, a, make_history (100, 10, 21, 7));
  g_assert_cmpuint (follower.n_touched, ==, 1);
  check (all, &follower, 40);

  /* Another name is seen in all its rows, and in no other. */
  follower.n_touched = 0;
  set (all, renamed, make_history (100, 10, 20, -1));
  g_assert_cmpuint (follower.n_touched, ==, 40);
  check (all, &follower, 40);

  g_ptr_array_add (only, a);
  sp_everywhere_keep_only (all, only);
  check (all, &follower, 20);
  set (all, a, NULL);
  check (all, &follower, 0);
}

/* So many changes at once are one. */
static void
test_many (void)
{
  g_autoptr (SpEverywhere) all = sp_everywhere_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261126);
  Follower follower = { rows, 0, 0 };
  guint sizes[8] = { 0 };

  g_signal_connect (all, "items-changed", G_CALLBACK (told_cb), &follower);
  for (guint round = 0; round < 60; round++)
    {
      guint which = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (sizes));
      g_autofree char *uuid = g_strdup_printf ("m%u", which);
      g_autoptr (SpMachine) machine = make_machine (uuid, NULL);
      guint sum = 0;

      sizes[which] = (guint) g_rand_int_range (rand, 0, 300);
      follower.n_told = 0;
      set (all, machine, make_history (g_rand_int_range (rand, 1, 400), g_rand_int_range (rand, 0, 9), (int) sizes[which], -1));
      g_assert_cmpuint (follower.n_told, <=, 32);
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        sum += sizes[i];
      check (all, &follower, sum);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/everywhere/follow", test_follow);
  g_test_add_func ("/everywhere/many", test_many);
  return g_test_run ();
}
