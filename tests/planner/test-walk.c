/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random wishes, and random deeds of other clients, on a simulated machine: with the law nothing is ever lost; without it, much is. */

#include "config.h"

#include "world.h"

#include <string.h>

#define DEEDS 40

typedef struct
{
  guint       done, refused, foreign, losses;
  GHashTable *rules; /* id -> how often */
} Tally;

static void
set_state (SpFactsInit *init,
           gpointer     data)
{
  SpMachineInit m = *sp_machine_peek (init->machine);
  static SpMachine *machine;

  m.state = GPOINTER_TO_INT (data);
  g_clear_object (&machine);
  machine = sp_machine_new (&m);
  init->machine = machine;
}

static const char *
any_snapshot (World *w,
              GRand *dice)
{
  SpHistory *history = sp_facts_get_history (w->facts);
  int n = sp_history_get_n (history);

  return n > 0 ? sp_snapshot_get_name (sp_history_get (history, g_rand_int_range (dice, 0, n))) : NULL;
}

static SpPlan *
wish_something (World         *w,
                GRand         *dice,
                const char    *fresh,
                SpPlannerHooks hooks)
{
  SpWish wish = { 0 };
  int n = sp_history_get_n (sp_facts_get_history (w->facts));
  int what = g_rand_int_range (dice, 0, n > 12 ? 14 : 10);
  g_autofree char *one = g_strdup (any_snapshot (w, dice));
  g_autofree char *two = g_strdup (any_snapshot (w, dice));
  const char *names[] = { one, NULL, NULL };

  if (one == NULL || what < 4)
    {
      wish.kind = SP_WISH_TAKE;
      wish.name = fresh;
      wish.snapshot_kind = g_rand_int_range (dice, 0, 3);
      wish.disks_only = g_rand_boolean (dice);
    }
  else if (what < 8)
    {
      wish.kind = SP_WISH_REVERT;
      wish.target = one;
      wish.no_safety = g_rand_boolean (dice);
      wish.safety_disks_only = g_rand_int_range (dice, 0, 4) == 0;
      wish.then = g_rand_int_range (dice, 0, 3);
    }
  else
    {
      wish.kind = SP_WISH_DELETE;
      if (g_rand_int_range (dice, 0, 4) == 0)
        names[1] = two;
      wish.targets = names;
      wish.with_descendants = g_rand_int_range (dice, 0, 3) == 0;
    }
  return sp_planner_plan_with_hooks (w->facts, &wish, hooks);
}

/* Another client, which knows no law but happens to destroy nothing yet: it arms the mines. */
static void
do_foreign (World      *w,
            GRand      *dice,
            const char *fresh,
            Tally      *tally)
{
  gboolean running = sp_facts_is_active (w->facts);
  g_autofree char *one = g_strdup (any_snapshot (w, dice));
  g_autoptr (SpStep) step = NULL;
  g_autofree char *victim = NULL;

  if (one == NULL || g_rand_int_range (dice, 0, 3) == 0)
    {
      world_bare_take (w, fresh, g_rand_boolean (dice) ? SP_KIND_INTERNAL : SP_KIND_EXTERNAL, running);
      return;
    }
  step = sp_step_new (g_rand_boolean (dice) ? SP_STEP_REVERT : SP_STEP_DELETE);
  step->snapshot = g_strdup (one);
  victim = world_victim (w, step);
  if (victim == NULL && world_step (w, step) == NULL)
    tally->foreign++;
}

static void
count_rule (Tally      *tally,
            const char *rule)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (tally->rules, rule));

  g_hash_table_insert (tally->rules, g_strdup (rule), GUINT_TO_POINTER (n + 1));
}

/* FALSE: something was lost. */
static gboolean
carry_out (World  *w,
           SpPlan *plan,
           Tally  *tally,
           guint   seed,
           int     deed)
{
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      g_autoptr (SpStep) step = sp_step_copy (sp_plan_get_step (plan, i));
      g_autofree char *victim = world_victim (w, step);
      g_autofree char *loss = NULL;
      const char *rule = world_step (w, step);

      /* What the planner let pass, libvirt does. */
      if (rule != NULL)
        g_error ("seed %u deed %d step %u: refused by %s", seed, deed, i, rule);
      world_write (w);
      loss = world_find_loss (w);
      if (loss != NULL)
        {
          if (victim == NULL)
            g_error ("seed %u deed %d step %u (%s): a loss that the law does not see: %s", seed, deed, i, step->sentence, loss);
          tally->losses++;
          return FALSE;
        }
    }
  return TRUE;
}

static void
walk (guint          seed,
      SpPlannerHooks hooks,
      gboolean       foreign,
      Tally         *tally)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (seed);
  WorldInit init = { .running = g_rand_boolean (dice), .version = g_rand_boolean (dice) ? 11003000 : 12008000 };
  g_autoptr (World) w = NULL;

  if (g_rand_boolean (dice))
    init.format = "raw";
  w = world_new (&init);
  for (int deed = 0; deed < DEEDS; deed++)
    {
      g_autofree char *fresh = g_strdup_printf ("n%d", deed);
      g_autoptr (SpPlan) plan = NULL;
      int other = g_rand_int_range (dice, 0, 20);

      if (other == 0)
        {
          SpMachineState state = sp_facts_is_active (w->facts) ? SP_MACHINE_STATE_OFF : SP_MACHINE_STATE_RUNNING;

          world_edit (w, set_state, GINT_TO_POINTER (state));
          continue;
        }
      if (other <= 4 && foreign)
        {
          g_autofree char *loss = NULL;

          do_foreign (w, dice, fresh, tally);
          world_write (w);
          loss = world_find_loss (w);
          if (loss != NULL)
            g_error ("seed %u deed %d: another client's deed lost something that the law does not see: %s", seed, deed, loss);
          continue;
        }
      plan = wish_something (w, dice, fresh, hooks);
      if (sp_plan_is_refused (plan))
        {
          tally->refused++;
          count_rule (tally, sp_plan_get_rule (plan));
          continue;
        }
      tally->done++;
      if (!carry_out (w, plan, tally, seed, deed))
        return;
    }
}

static void
walk_many (guint          n,
           SpPlannerHooks hooks,
           gboolean       foreign,
           Tally         *tally)
{
  GHashTableIter iter;
  gpointer rule = NULL;
  gpointer count = NULL;

  tally->rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint seed = 1; seed <= n; seed++)
    walk (seed, hooks, foreign, tally);
  g_test_message ("%u walks: %u plans done, %u refused, %u deeds of others, %u losses", n, tally->done, tally->refused,
                  tally->foreign, tally->losses);
  g_hash_table_iter_init (&iter, tally->rules);
  while (g_hash_table_iter_next (&iter, &rule, &count))
    g_test_message ("  %s: %u", (const char *) rule, GPOINTER_TO_UINT (count));
  g_hash_table_unref (tally->rules);
}

static void
test_alone (void)
{
  Tally tally = { 0 };

  walk_many (300, SP_PLANNER_NO_HOOKS, FALSE, &tally);
  g_assert_cmpuint (tally.losses, ==, 0);
  /* Most of what is asked for is done: a law that refuses everything is no help. */
  g_assert_cmpuint (tally.done, >, tally.refused);
  g_assert_cmpuint (tally.done, >, 3000);
}

static void
test_with_others (void)
{
  Tally tally = { 0 };

  walk_many (300, SP_PLANNER_NO_HOOKS, TRUE, &tally);
  g_assert_cmpuint (tally.losses, ==, 0);
  g_assert_cmpuint (tally.foreign, >, 300);
  g_assert_cmpuint (tally.done, >, 1500);
}

static void
test_without_guard (void)
{
  Tally tally = { 0 };

  walk_many (300, SP_PLANNER_NO_GUARD | SP_PLANNER_NO_LAW, FALSE, &tally);
  g_assert_cmpuint (tally.losses, >, 10);
}

/* The law alone, without the guard, refuses where the guard would have helped, but loses nothing. */
static void
test_law_alone (void)
{
  Tally tally = { 0 };

  walk_many (100, SP_PLANNER_NO_GUARD, TRUE, &tally);
  g_assert_cmpuint (tally.losses, ==, 0);
  g_assert_cmpuint (tally.done, >, 300);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/walk/alone", test_alone);
  g_test_add_func ("/walk/with-others", test_with_others);
  g_test_add_func ("/walk/without-guard", test_without_guard);
  g_test_add_func ("/walk/law-alone", test_law_alone);
  return g_test_run ();
}
