/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deeds that check themselves: what must be the same is, and what must have changed has. */

#include "config.h"

#include "walk.h"

#include "sp-error.h"

#include <string.h>

#define PATIENCE_MSEC 30000

static void
tell (Walk       *w,
      gboolean    is_loss,
      const char *format,
      va_list     args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);

  if (w->sort->hooks == SP_PLANNER_NO_HOOKS)
    g_error ("walk %s seed %u deed %d (%s): %s", w->sort->name, w->seed, w->deed, w->doing, text);
  g_test_message ("  %s: %s", is_loss ? "lost" : "failed", text);
  if (is_loss && w->loss == NULL)
    w->loss = g_steal_pointer (&text);
  w->broken = TRUE;
}

void
lost (Walk       *w,
      const char *format,
      ...)
{
  va_list args;

  va_start (args, format);
  tell (w, TRUE, format, args);
  va_end (args);
}

void
failed (Walk       *w,
        const char *format,
        ...)
{
  va_list args;

  va_start (args, format);
  tell (w, FALSE, format, args);
  va_end (args);
}

gboolean
chance (Walk *w,
        int   percent)
{
  return g_rand_int_range (w->dice, 0, 100) < percent;
}

void
say (Walk       *w,
     const char *format,
     ...)
{
  va_list args;

  va_start (args, format);
  g_free (w->doing);
  w->doing = g_strdup_vprintf (format, args);
  w->said = TRUE;
  va_end (args);
  g_test_message ("%d: %s", w->deed, w->doing);
}

const char *
uuid_of (Walk *w)
{
  SpMachine *machine = sp_host_find_machine (host, w->machine);

  g_assert_nonnull (machine);
  return sp_machine_get_uuid (machine);
}

char *
any_snapshot (Walk *w)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (w->oracle->kept), (GCompareFunc) g_strcmp0);
  guint n = g_list_length (names);

  return n > 0 ? g_strdup (g_list_nth_data (names, (guint) g_rand_int_range (w->dice, 0, (gint32) n))) : NULL;
}

static void
wait_for_host (Walk       *w,
               SpHostState state)
{
  for (guint i = 0; i < PATIENCE_MSEC / 50 && sp_host_get_state (host) != state; i++)
    deed_settle (50);
  if (sp_host_get_state (host) != state)
    failed (w, "the host does not come back");
}

void
come_back (Walk *w)
{
  wait_for_host (w, SP_HOST_STATE_LOST);
  sp_rig_start (rig);
  /* As a person does who does not want to wait: the pauses grow with each time that it is lost. */
  dex_future_disown (sp_host_open (host));
  wait_for_host (w, SP_HOST_STATE_CONNECTED);
}

/* The list is whole, and so is all that is in it. */
void
check_all (Walk *w)
{
  g_autoptr (SpHistory) history = deed_history (host, w->machine);
  g_autofree char *wrong = oracle_check_all (w->oracle, history);
  g_auto (GStrv) strays = NULL;

  if (wrong != NULL)
    lost (w, "%s", wrong);
  strays = oracle_find_strays (w->oracle, history);
  for (guint i = 0; strays[i] != NULL; i++)
    if (!w->sort->foreign || !foreign_is_found (w, history, strays[i]))
      failed (w, "nothing uses %s%s", strays[i], w->sort->foreign ? ", and nobody finds it" : "");
}

/* The present as it was, but for what the guest went on counting. */
void
check_present (Walk      *w,
               const Now *before,
               gboolean   same_state,
               gint64     usec)
{
  g_autoptr (Now) now = oracle_now (w->oracle);
  guint most = before->state == SP_MACHINE_STATE_RUNNING ? oracle_most (usec) : 0;

  if (same_state && now->state != before->state)
    failed (w, "the machine was in state %d, and is in %d", before->state, now->state);
  for (guint d = 0; d < ORACLE_DISKS; d++)
    {
      const Look *was = &before->disks[d];
      const Look *is = &now->disks[d];

      if (!look_same (was, is))
        lost (w, "disk %u of Now has changed", d);
      if (is->count < was->count || is->count > was->count + most)
        lost (w, "disk %u of Now holds count %u, and held %u", d, is->count, was->count);
    }
  if (same_state && now->ram != 0 && (now->ram < before->ram || now->ram > before->ram + most))
    lost (w, "the memory of Now holds count %u, and held %u", now->ram, before->ram);
}

static void
count_rule (Walk       *w,
            const char *rule)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (w->rules, rule));

  g_hash_table_insert (w->rules, g_strdup (rule), GUINT_TO_POINTER (n + 1));
  w->refused++;
}

static gboolean
leaves_out (const SpStep *step)
{
  for (guint i = 0; step->disks != NULL && i < step->disks->len; i++)
    if (((const SpStepDisk *) step->disks->pdata[i])->kind == SP_KIND_NONE)
      return TRUE;
  return FALSE;
}

/* What the steps that were done add to the snapshots and take from them. */
static void
apply (Walk      *w,
       SpPlan    *plan,
       guint      n_done,
       const Now *before)
{
  g_autoptr (SpHistory) history = deed_history (host, w->machine);

  for (guint i = 0; i < n_done; i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);
      g_autofree char *wrong = NULL;
      Kept *kept = NULL;

      if (step->kind == SP_STEP_DELETE || step->kind == SP_STEP_FORGET)
        g_hash_table_remove (w->oracle->kept, step->snapshot);
      w->nameless |= step->kind == SP_STEP_FORGET || leaves_out (step);
      if (step->kind != SP_STEP_TAKE || (step->guard && n_done == sp_plan_get_n_steps (plan)))
        continue;
      kept = oracle_add (w->oracle, history, step->snapshot, before, step->memory, &wrong);
      if (wrong != NULL)
        lost (w, "%s", wrong);
      if (kept == NULL)
        continue;
      g_set_str (&kept->title, step->title != NULL && *step->title != '\0' ? step->title : step->snapshot);
      g_set_str (&kept->description, step->description);
    }
}

static void
check_reverted (Walk  *w,
                Kept  *kept,
                SpThen then,
                gint64 begin)
{
  SpMachineState expected = kept->state;
  g_autoptr (Now) now = NULL;
  g_autofree char *wrong = NULL;

  if (then != SP_THEN_AS_TAKEN)
    expected = then == SP_THEN_RUNNING ? SP_MACHINE_STATE_RUNNING : SP_MACHINE_STATE_PAUSED;
  now = oracle_now (w->oracle);
  if (now->state != expected)
    failed (w, "the machine is in state %d, not %d", now->state, expected);
  if (!kept->spoilt)
    wrong = oracle_check_now (w->oracle, kept, now, g_get_monotonic_time () - begin);
  if (wrong != NULL)
    lost (w, "%s", wrong);
  if (w->broken)
    return;
  if (expected == SP_MACHINE_STATE_RUNNING && !kept->spoilt)
    sp_rig_wait_count (rig, w->machine, 2);
}

/* The way out of mine 7. What cannot be foreseen must cost nothing, and work then. */
static gboolean
let_run (Walk *w)
{
  g_autoptr (SpOperation) operation = sp_host_power (host, uuid_of (w), SP_POWER_RESUME);

  deed_await (sp_operation_await (operation), NULL);
  if (sp_operation_get_error (operation) != NULL)
    failed (w, "%s", sp_operation_get_outcome (operation));
  check_all (w);
  sp_rig_wait_count (rig, w->machine, 1);
  return TRUE;
}

/* Where the present state was to be saved, and the plan does not, the snapshot that it names as the way back holds all of it. */
static void
check_saved (Walk         *w,
             const SpWish *wish,
             SpPlan       *plan,
             const Now    *before)
{
  Kept *kept = NULL;
  g_autofree char *wrong = NULL;

  if (wish->kind != SP_WISH_REVERT || wish->no_safety || w->sort->hooks != SP_PLANNER_NO_HOOKS)
    return;
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    if (sp_plan_get_step (plan, i)->safety)
      return;
  g_test_message ("  it is saved as %s already", sp_plan_get_undo (plan));
  kept = g_hash_table_lookup (w->oracle->kept, sp_plan_get_undo (plan));
  if (kept == NULL)
    failed (w, "nothing is saved, and “%s” is no way back", sp_plan_get_undo (plan));
  else if (!kept->spoilt)
    wrong = oracle_check_now (w->oracle, kept, before, 0);
  if (wrong != NULL)
    lost (w, "nothing is saved, and %s", wrong);
}

/* TRUE: done. */
gboolean
carry_out (Walk         *w,
           const SpWish *wish)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (Now) before = oracle_now (w->oracle);
  g_autoptr (SpFacts) facts = deed_facts (host, w->machine);
  g_autoptr (SpPlan) plan = sp_planner_plan_with_hooks (facts, wish, w->sort->hooks);
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (GHashTable) sizes = NULL;
  const GError *error = NULL;
  guint n_done = 0;
  gboolean reverted = FALSE;

  if (sp_plan_is_refused (plan))
    {
      count_rule (w, sp_plan_get_rule (plan));
      g_test_message ("  refused: %s %s", sp_plan_get_rule (plan), sp_plan_get_reason (plan));
      if (sp_plan_get_reason (plan) == NULL || sp_plan_get_way_out (plan) == NULL)
        failed (w, "%s names no way out", sp_plan_get_rule (plan));
      check_present (w, before, TRUE, g_get_monotonic_time () - begin);
      return FALSE;
    }
  check_saved (w, wish, plan, before);
  sizes = space_look (w);
  operation = deed_run (host, plan);
  error = sp_operation_get_error (operation);
  n_done = sp_operation_get_n_done (operation);
  if (sp_host_get_state (host) != SP_HOST_STATE_CONNECTED)
    {
      failed (w, "the host's service has crashed: %s", sp_operation_get_outcome (operation));
      sp_rig_kill (rig);
      come_back (w);
      return FALSE;
    }
  if (g_error_matches (error, SP_ERROR, SP_ERROR_MUST_RUN))
    w->must_run++;
  else if (error != NULL && !w->sort->foreign)
    failed (w, "%s", sp_operation_get_outcome (operation));
  if (error == NULL && strstr (sp_operation_get_outcome (operation), "Not as planned") != NULL)
    failed (w, "%s", sp_operation_get_outcome (operation));
  for (guint i = 0; i < n_done; i++)
    reverted |= sp_plan_get_step (plan, i)->kind == SP_STEP_REVERT;
  if (g_error_matches (error, SP_ERROR, SP_ERROR_MUST_RUN) && before->state != SP_MACHINE_STATE_PAUSED)
    failed (w, "though it ran: %s", sp_operation_get_outcome (operation));
  if (w->sort->hooks != SP_PLANNER_NO_HOOKS && error != NULL)
    return FALSE;
  apply (w, plan, n_done, before);
  disks_allow_strays (w, plan);
  if (!reverted)
    check_present (w, before, n_done == 0 || (wish->kind != SP_WISH_REVERT && !wish->power_off), g_get_monotonic_time () - begin);
  else
    {
      disks_check (w, before, plan);
      check_reverted (w, g_hash_table_lookup (w->oracle->kept, wish->target), wish->then, begin);
    }
  if (error == NULL && wish->kind == SP_WISH_DELETE && !w->sort->foreign && w->sort->hooks == SP_PLANNER_NO_HOOKS)
    space_check (w, sizes, plan);
  w->done += error == NULL;
  if (g_error_matches (error, SP_ERROR, SP_ERROR_MUST_RUN))
    return let_run (w) && carry_out (w, wish);
  return error == NULL;
}

void
walk_begin (Walk       *w,
            const Sort *sort,
            guint       seed)
{
  g_autoptr (GError) error = NULL;

  *w = (Walk){ .sort = sort, .seed = seed, .begin = g_get_monotonic_time (), .dice = g_rand_new_with_seed (seed) };
  w->machine = g_strdup_printf ("%s-%u", sort->name, seed);
  w->rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  w->oracle = oracle_new (rig, w->machine);
  sp_rig_add_machine (rig, w->machine, sort->flags);
  deed_await (sp_host_refresh (host), &error);
  g_assert_no_error (error);
}

/* Nothing of a walk stays; a daemon that died of it comes back. */
void
walk_end (Walk *w)
{
  g_autofree char *alive = sp_rig_virsh (rig, FALSE, "version", NULL);

  if (alive == NULL)
    {
      sp_rig_kill (rig);
      come_back (w);
    }
  g_free (sp_rig_virsh (rig, FALSE, "destroy", w->machine, NULL));
  g_free (sp_rig_virsh (rig, FALSE, "undefine", w->machine, "--snapshots-metadata", NULL));
  g_rand_free (w->dice);
  g_hash_table_unref (w->rules);
  oracle_free (w->oracle);
  g_free (w->machine);
  g_free (w->doing);
  g_free (w->loss);
}
