/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a history, its timeline and its map take to make, against what nobody can do without: to sort the snapshots by time and to
 * find each one's parent by its name; and how long a history takes to find its place among those of many machines. */

#include "config.h"

#include "bench.h"
#include "forest.h"
#include "sp-everywhere.h"
#include "sp-map.h"
#include "sp-timeline.h"

#define ROUNDS 9
#define SCREEN 60 /* rows */

typedef struct
{
  GPtrArray  *all;
  SpTimeline *timeline;
} Case;

static int
compare_created (gconstpointer a,
                 gconstpointer b)
{
  gint64 x = sp_snapshot_get_created ((SpSnapshot *) a);
  gint64 y = sp_snapshot_get_created ((SpSnapshot *) b);

  return x < y ? -1 : x > y;
}

static void
sort_and_find (gpointer data)
{
  Case *self = data;
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (self->all, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  guint found = 0;

  g_ptr_array_sort_values (sorted, compare_created);
  for (guint i = 0; i < sorted->len; i++)
    g_hash_table_insert (by_name, (gpointer) sp_snapshot_get_name (sorted->pdata[i]), GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < sorted->len; i++)
    {
      const char *parent = sp_snapshot_get_parent (sorted->pdata[i]);

      found += parent != NULL && g_hash_table_lookup (by_name, parent) != NULL;
    }
  g_assert_cmpuint (found, >, 0);
}

static void
make_timeline (gpointer data)
{
  Case *self = data;
  g_autoptr (SpHistory) history = sp_history_new (self->all);
  g_autoptr (SpTimeline) timeline = sp_timeline_new (history);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, self->all->len + 1);
}

/* A screenful from the middle. */
static void
look_at_rows (gpointer data)
{
  Case *self = data;
  guint middle = self->all->len / 2;

  for (guint i = 0; i < SCREEN; i++)
    {
      g_autoptr (SpTimelineRow) row = g_list_model_get_item (G_LIST_MODEL (self->timeline), middle + i);
      int n;

      sp_timeline_row_get_segments (row, &n);
      g_assert_cmpint (n, >, 0);
    }
}

/* As it is made when somebody zooms out over it. */
static void
make_maps (gpointer data)
{
  Case *self = data;

  for (int grain = 1; grain <= 16; grain *= 16)
    {
      g_autoptr (SpMap) map = sp_map_new (self->timeline, grain, 2000000000);
      int n;

      sp_map_get_nodes (map, &n);
      g_assert_cmpint (n, >, 1);
    }
}

/* @fork: one in so many grows from a random old one. @ordered: as hosts never promise to list them. */
static void
measure (const char *what,
         int         fork,
         gboolean    ordered)
{
  static const int sizes[] = { 1000, 10000, 100000 };
  double ours[G_N_ELEMENTS (sizes)], theirs[G_N_ELEMENTS (sizes)], maps[G_N_ELEMENTS (sizes)];

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (42);
      g_autoptr (GPtrArray) all = forest_random (rand, sizes[i], fork, FALSE);
      g_autoptr (SpHistory) history = NULL;
      g_autoptr (SpTimeline) timeline = NULL;
      Case this = { all, NULL };

      if (!ordered)
        forest_shuffle (rand, all);
      history = sp_history_new (all);
      timeline = this.timeline = sp_timeline_new (history);
      theirs[i] = bench_time (sort_and_find, &this, ROUNDS);
      ours[i] = bench_time (make_timeline, &this, ROUNDS);
      maps[i] = bench_time (make_maps, &this, ROUNDS);
      g_print ("%s: %d snapshots, %d lanes: %.2f ms; sorting and finding parents alone: %.2f ms; %d rows: %.2f ms\n",
               what, sizes[i], sp_timeline_get_n_lanes (timeline), ours[i], theirs[i], SCREEN,
               bench_time (look_at_rows, &this, ROUNDS));
      g_print ("  a fine and a coarse map of them: %.2f ms\n", maps[i]);
    }

  bench_bound ("  10,000 snapshots", ours[1], 10, " ms");
  bench_bound ("  10,000 snapshots, to sorting and finding alone", ours[1] / theirs[1], 2, " times");
  g_print ("  growth from 10,000 to 100,000: %.1f times; of sorting and finding alone: %.1f times\n",
           ours[2] / ours[1], theirs[2] / theirs[1]);
  bench_bound ("  maps of 10,000 snapshots", maps[1], 10, " ms");
  bench_bound ("  growth of maps against sorting and finding", maps[2] / maps[1] / (theirs[2] / theirs[1]), 1.3, " times");
  bench_bound ("  growth against theirs", ours[2] / ours[1] / (theirs[2] / theirs[1]), 1.3, " times");
}

typedef struct
{
  SpEverywhere *all;
  SpMachine    *machine;
  SpHistory    *histories[2];
  int           turn;
} Everywhere;

/* All of its rows are others. */
static void
set_one (gpointer data)
{
  Everywhere *self = data;

  sp_everywhere_set (self->all, self->machine, self->histories[self->turn++ % 2]);
}

static void
look_again (gpointer data)
{
  Everywhere *self = data;

  sp_everywhere_set (self->all, self->machine, self->histories[self->turn % 2]);
}

static SpHistory *
make_history (GRand *rand,
              int    n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%06d", i);

      g_ptr_array_add (all, forest_snapshot (name, NULL, 1000000000 + g_rand_int_range (rand, 0, 700000000), FALSE));
    }
  return sp_history_new (all);
}

/* A hundred machines of a thousand snapshots each, of the same two decades: the history of one of them comes in. */
static void
measure_everywhere (void)
{
  enum
  {
    MACHINES = 100,
    EACH = 1000,
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  g_autoptr (SpEverywhere) all = sp_everywhere_new ();
  g_autoptr (SpHistory) first = make_history (rand, EACH);
  g_autoptr (SpHistory) second = make_history (rand, EACH);
  g_autoptr (SpMachine) last = NULL;
  Everywhere this = { .all = all, .histories = { first, second } };
  double began = bench_now ();
  double one, same;

  for (int i = 0; i < MACHINES; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("machine-%03d", i);
      g_autoptr (SpMachine) machine = sp_machine_new (&(SpMachineInit){ .host = "here", .uuid = uuid, .name = uuid });
      g_autoptr (SpHistory) history = make_history (rand, EACH);

      sp_everywhere_set (all, machine, history);
      g_set_object (&last, machine);
    }
  this.machine = last;
  g_print ("%d machines of %d snapshots in one list: %.0f ms in all\n", MACHINES, EACH, bench_now () - began);
  one = bench_time (set_one, &this, ROUNDS);
  same = bench_time (look_again, &this, ROUNDS);
  bench_bound ("  one of them comes in with other snapshots", one, 8, " ms");
  bench_bound ("  one of them comes in as it was", same, 8, " ms");
}

int
main (int    argc,
      char **argv)
{
  measure ("in order, few branches", 200, TRUE);
  measure ("few branches", 200, FALSE);
  measure ("many branches", 3, FALSE);
  measure_everywhere ();

  return bench_finish ();
}
