/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a plan takes to make, by the number of snapshots, against copying the facts that it rests on once. */

#include "config.h"

#include "bench.h"
#include "daemon.h"
#include "sp-planner.h"

#define ROUNDS 3

typedef struct
{
  SpFacts *facts;
  SpWish   wish;
} Case;

static void
make_plan (gpointer data)
{
  Case *self = data;
  g_autoptr (SpPlan) plan = sp_planner_plan (self->facts, &self->wish);

  if (sp_plan_is_refused (plan))
    g_error ("%s", sp_plan_get_reason (plan));
}

static void
copy_facts (gpointer data)
{
  Case *self = data;
  const SpFactsInit *init = sp_facts_peek (self->facts);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpLayers) layers = sp_layers_copy (init->layers);
  g_autoptr (SpHistory) history = NULL;

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    g_ptr_array_add (all, sp_snapshot_new (sp_snapshot_peek (sp_history_get (init->history, i))));
  history = sp_history_new (all);
}

static void
measure (const char   *what,
         const SpWish *wish,
         const int    *sizes,
         double        most,
         double        most_growth)
{
  double ours[2], theirs[2];

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (SpFacts) facts = daemon_gather_chain (sizes[i], SP_KIND_EXTERNAL);
      Case this = { facts, *wish };

      theirs[i] = bench_time (copy_facts, &this, ROUNDS);
      ours[i] = bench_time (make_plan, &this, ROUNDS);
      g_print ("%s, %d snapshots: %.2f ms; copying the facts: %.2f ms\n", what, sizes[i], ours[i], theirs[i]);
    }
  bench_bound ("  to copying the facts", ours[1] / theirs[1], most, " times");
  bench_bound ("  growth for 10 times as many", ours[1] / ours[0], most_growth, " times");
}

int
main (int    argc,
      char **argv)
{
  static const char *const one[] = { "s50", NULL };
  static const char *const all[] = { "s0", NULL };
  static const int many[] = { 100, 1000 };
  static const int few[] = { 20, 200 };

  measure ("take", &(SpWish) { .kind = SP_WISH_TAKE, .name = "new" }, many, 20, 20);
  measure ("revert", &(SpWish) { .kind = SP_WISH_REVERT, .target = "s50" }, many, 20, 20);
  measure ("delete one", &(SpWish) { .kind = SP_WISH_DELETE, .targets = one }, many, 20, 20);
  /* Every step has its picture of all files after it. */
  measure ("delete all", &(SpWish) { .kind = SP_WISH_DELETE, .targets = all, .with_descendants = TRUE }, few, 2000, 150);

  return bench_finish ();
}
