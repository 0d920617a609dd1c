/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a deed ended, in sentences. */

#include "config.h"

#include "sp-outcome.h"

#include "sp-count.h"
#include "sp-doctor.h"
#include "sp-error.h"
#include "sp-join.h"

#include <glib/gi18n-lib.h>

static void
say (GString    *text,
     const char *sentence)
{
  sp_join_append (text, SP_JOIN_SENTENCES, sentence);
}

G_GNUC_PRINTF (2, 3)
static void
say_format (GString    *text,
            const char *format,
            ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = sp_count_vprintf (format, args);
  va_end (args);
  say (text, sentence);
}

/**
 * sp_outcome_of_machine:
 * @state: how the machine is
 *
 * Returns: (transfer full): a sentence
 */
char *
sp_outcome_of_machine (SpMachineState state)
{
  switch (state)
    {
    case SP_MACHINE_STATE_RUNNING:
      return g_strdup (_ ("The machine is running."));
    case SP_MACHINE_STATE_PAUSED:
      return g_strdup (_ ("The machine is paused."));
    case SP_MACHINE_STATE_SHUTTING_DOWN:
      return g_strdup (_ ("The machine is shutting down."));
    case SP_MACHINE_STATE_OFF:
      return g_strdup (_ ("The machine is off."));
    case SP_MACHINE_STATE_CRASHED:
      return g_strdup (_ ("The machine has crashed."));
    case SP_MACHINE_STATE_SUSPENDED:
      return g_strdup (_ ("The machine is asleep."));
    case SP_MACHINE_STATE_UNKNOWN:
    default:
      return g_strdup (_ ("How the machine is now is not known."));
    }
}

static const char *
title_of (SpPlan     *plan,
          const char *name)
{
  SpHistory *history = sp_facts_get_history (sp_plan_get_facts (plan));
  int i = sp_history_find (history, name);

  return i >= 0 ? sp_snapshot_get_title (sp_history_get (history, i)) : name;
}

static gboolean
is_about (SpPlan       *plan,
          const SpStep *step)
{
  if (sp_plan_get_wish_kind (plan) == SP_WISH_REVERT)
    return step->kind == SP_STEP_REVERT;
  if (sp_plan_get_wish_kind (plan) == SP_WISH_DELETE)
    return step->kind == SP_STEP_DELETE || step->kind == SP_STEP_FORGET;
  return step->kind == SP_STEP_TAKE;
}

/* The step that the wish is about: guards and waits come and go around it. */
static const SpStep *
find_main_step (SpPlan *plan)
{
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (is_about (plan, step) && !step->guard && !step->safety)
        return step;
    }
  return NULL;
}

static const SpStep *
find_safety_step (SpPlan *plan,
                  guint   n_done)
{
  for (guint i = 0; i < n_done; i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (step->kind == SP_STEP_TAKE && (step->guard || step->safety))
        return step;
    }
  return NULL;
}

static void
say_success (GString *text,
             SpPlan  *plan)
{
  const SpStep *step = find_main_step (plan);
  const SpStep *safety = find_safety_step (plan, sp_plan_get_n_steps (plan));
  const char *const *going = sp_plan_get_going (plan);
  guint n_going = going != NULL ? g_strv_length ((char **) going) : 0;

  if (sp_plan_get_wish_kind (plan) == SP_WISH_REPAIR)
    {
      say (text, _ ("It was repaired."));
      return;
    }
  if (step == NULL)
    return;
  switch (sp_plan_get_wish_kind (plan))
    {
    case SP_WISH_TAKE:
      say_format (text, _ ("“%s” was taken."), step->title != NULL && *step->title != '\0' ? step->title : step->snapshot);
      break;
    case SP_WISH_REVERT:
      say_format (text, _ ("The machine was reverted to “%s”."), title_of (plan, step->snapshot));
      if (safety != NULL && safety->safety)
        say_format (text, _ ("What it was before is kept as “%s”."), safety->title != NULL ? safety->title : safety->snapshot);
      break;
    case SP_WISH_DELETE:
      if (n_going > 1)
        say_format (text, ngettext ("%u snapshot was deleted.", "%u snapshots were deleted.", n_going), n_going);
      else
        say_format (text, _ ("“%s” was deleted."), title_of (plan, step->snapshot));
      break;
    case SP_WISH_REPAIR:
    default:
      g_assert_not_reached ();
    }
}

/* By libvirt's mark, or by ours where it has none. */
static gboolean
is_half_deleted (const SpStep *failed,
                 SpFacts      *after)
{
  SpHistory *history = after != NULL ? sp_facts_get_history (after) : NULL;
  int found = history != NULL && failed != NULL && failed->kind == SP_STEP_DELETE ? sp_history_find (history, failed->snapshot) : -1;

  return found >= 0 && sp_doctor_is_half_deleted (history, sp_history_get (history, found));
}

static void
say_failure (GString      *text,
             SpPlan       *plan,
             guint         n_done,
             gboolean      rescued,
             const GError *error,
             SpFacts      *after)
{
  guint n_steps = sp_plan_get_n_steps (plan);
  const SpStep *failed = n_done < n_steps ? sp_plan_get_step (plan, n_done) : NULL;
  const SpStep *safety = find_safety_step (plan, n_done);
  gboolean lost = g_error_matches (error, SP_ERROR, SP_ERROR_LOST);

  /* Where the host tells how it ended, that it was lost is over; before, which question failed is of no interest. */
  if (!lost)
    say (text, error->message);
  else if (after == NULL)
    say (text, _ ("The connection to the host was lost."));
  if (is_half_deleted (failed, after))
    say_format (text, _ ("“%s” may be half merged, and is marked so: nothing that was written is lost, but nobody can go back there. Check Files finishes the deletion."),
                title_of (plan, failed->snapshot));
  else if (n_done == 0)
    say (text, after != NULL ? _ ("Nothing was done.") : NULL);
  for (guint i = 0; i < n_done; i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (step->sentence != NULL && step->kind != SP_STEP_WAIT)
        /* Translators: %s is a step of a plan, such as "Save the present disks as “before”" */
        say_format (text, _ ("Done: %s."), step->sentence);
    }
  if (failed != NULL && failed->sentence != NULL && after == NULL && lost)
    /* Translators: %s is a step of a plan */
    say_format (text, _ ("Under way: %s. What the host has begun it goes on with by itself; how it ended is told once it is back."),
                failed->sentence);
  else if (failed != NULL && failed->sentence != NULL)
    /* Translators: %s is a step of a plan */
    say_format (text, _ ("Not done: %s."), failed->sentence);
  if (rescued)
    say (text, sp_plan_get_rescue (plan)->then == SP_THEN_AS_TAKEN
                   ? _ ("The machine was brought back to where it was.")
                   : _ ("The machine’s disks were brought back to where they were; it started anew, and what its memory held is lost."));
  if (safety != NULL && after == NULL)
    say_format (text, _ ("The state before is kept in the snapshot “%s”: revert to it if something is missing."), safety->snapshot);
  else if (safety != NULL)
    say_format (text, _ ("The snapshot “%s” is left, and keeps the state before."), safety->snapshot);
}

/**
 * sp_outcome_of_plan:
 * @plan: the plan
 * @n_done: how many of its steps were done
 * @rescued: whether a failed revert was taken back
 * @error: (nullable): why it stopped
 * @after: (nullable): the facts as they are now
 *
 * Returns: (transfer full): what was done, what was not, and how the machine is
 */
char *
sp_outcome_of_plan (SpPlan       *plan,
                    guint         n_done,
                    gboolean      rescued,
                    const GError *error,
                    SpFacts      *after)
{
  GString *text = g_string_new (NULL);
  g_autofree char *machine = NULL;
  g_autofree char *difference = NULL;

  g_return_val_if_fail (SP_IS_PLAN (plan), NULL);

  if (error == NULL)
    say_success (text, plan);
  else
    say_failure (text, plan, n_done, rescued, error, after);
  machine = sp_outcome_of_machine (after != NULL ? sp_machine_get_state (sp_facts_get_machine (after)) : SP_MACHINE_STATE_UNKNOWN);
  say (text, machine);
  if (error == NULL && after != NULL)
    difference = sp_outcome_difference (plan, after);
  say (text, difference);
  return g_string_free_and_steal (text);
}

static const char *
find_disk_of (SpFacts    *facts,
              const char *target)
{
  const SpFactsInit *f = sp_facts_peek (facts);

  for (gsize i = 0; i < f->n_disks; i++)
    if (g_strcmp0 (f->disks[i].target, target) == 0)
      return f->disks[i].source;
  return NULL;
}

static gboolean
is_used (SpFacts    *facts,
         const char *path)
{
  const SpFactsInit *f = sp_facts_peek (facts);

  for (gsize i = 0; i < f->n_disks; i++)
    {
      if (g_strcmp0 (f->disks[i].source, path) == 0)
        return TRUE;
      if (f->disks[i].chain != NULL && g_strv_contains (f->disks[i].chain, path))
        return TRUE;
    }
  return FALSE;
}

static gboolean
names_snapshot (const SpStep *step)
{
  return step->kind == SP_STEP_TAKE || step->kind == SP_STEP_DELETE || step->kind == SP_STEP_FORGET;
}

/* What was taken and deleted, in order: the last word on a name counts. */
static char *
check_names (SpPlan  *plan,
             SpFacts *after)
{
  SpHistory *history = sp_facts_get_history (after);
  guint n = sp_plan_get_n_steps (plan);

  for (guint i = 0; i < n; i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);
      gboolean last = names_snapshot (step);

      for (guint j = i + 1; j < n && last; j++)
        {
          const SpStep *later = sp_plan_get_step (plan, j);

          last = !names_snapshot (later) ||
                 g_strcmp0 (later->snapshot, step->snapshot) != 0;
        }
      if (!last)
        continue;
      if (step->kind == SP_STEP_TAKE && sp_history_find (history, step->snapshot) < 0)
        return g_strdup_printf (_ ("Not as planned: the snapshot “%s” is not there."), step->snapshot);
      if (step->kind != SP_STEP_TAKE && sp_history_find (history, step->snapshot) >= 0)
        return g_strdup_printf (_ ("Not as planned: the snapshot “%s” is still there."), step->snapshot);
    }
  return NULL;
}

/**
 * sp_outcome_difference:
 * @plan: the plan, all of whose steps were done
 * @after: the facts as they are now
 *
 * Returns: (transfer full) (nullable): what is not as planned
 */
char *
sp_outcome_difference (SpPlan  *plan,
                       SpFacts *after)
{
  char *difference = NULL;

  g_return_val_if_fail (SP_IS_PLAN (plan), NULL);
  g_return_val_if_fail (SP_IS_FACTS (after), NULL);

  difference = check_names (plan, after);
  /* The test driver touches no file. */
  if (difference != NULL || g_strcmp0 (sp_facts_peek (after)->driver, "TEST") == 0)
    return difference;
  for (guint i = 0; i < sp_plan_get_n_steps (plan) && difference == NULL; i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      for (guint j = 0; j < step->touches.unlinked->len && difference == NULL; j++)
        if (is_used (after, step->touches.unlinked->pdata[j]))
          difference = g_strdup_printf (_ ("Not as planned: the machine still uses the layer %s."),
                                        (const char *) step->touches.unlinked->pdata[j]);
      if (sp_plan_get_n_steps (plan) > 1 || step->kind != SP_STEP_TAKE)
        continue;
      /* A lone take: each layer is exactly where the plan put it. */
      for (guint j = 0; j < step->disks->len && difference == NULL; j++)
        {
          const SpStepDisk *disk = step->disks->pdata[j];

          if (disk->kind == SP_KIND_EXTERNAL && disk->layer != NULL && g_strcmp0 (find_disk_of (after, disk->target), disk->layer) != 0)
            difference = g_strdup_printf (_ ("Not as planned: the disk “%s” is not on its new layer."), disk->target);
        }
    }
  return difference;
}

static gboolean
was_reverted (SpPlan  *plan,
              guint    n,
              SpFacts *after)
{
  SpFacts *before = sp_plan_get_facts (plan);
  SpHistory *history = sp_facts_get_history (before);
  const char *target = sp_plan_get_step (plan, n)->snapshot;
  int was = sp_history_get_current (history);
  int is = sp_history_get_current (sp_facts_get_history (after));
  const SpFactsInit *b = sp_facts_peek (before);

  if (is < 0 || is != sp_history_find (sp_facts_get_history (after), target))
    return FALSE;
  /* A snapshot taken just before it was current until then. */
  if (find_safety_step (plan, n) != NULL || was < 0 || was != sp_history_find (history, target))
    return TRUE;
  for (gsize i = 0; i < b->n_disks; i++)
    if (g_strcmp0 (b->disks[i].source, find_disk_of (after, b->disks[i].target)) != 0)
      return TRUE;
  return FALSE;
}

/**
 * sp_outcome_was_done:
 * @plan: the plan
 * @n: which of its steps was under way, from 0
 * @after: the facts as they are now; no job is under way any more
 *
 * Returns: whether it has been done; where nothing tells the one from the other it has not
 */
gboolean
sp_outcome_was_done (SpPlan  *plan,
                     guint    n,
                     SpFacts *after)
{
  const SpStep *step = NULL;
  gboolean there = FALSE;

  g_return_val_if_fail (SP_IS_PLAN (plan), FALSE);
  g_return_val_if_fail (SP_IS_FACTS (after), FALSE);

  if (n >= sp_plan_get_n_steps (plan))
    return FALSE;
  step = sp_plan_get_step (plan, n);
  there = step->snapshot != NULL && sp_history_find (sp_facts_get_history (after), step->snapshot) >= 0;
  if (step->kind == SP_STEP_TAKE)
    return there;
  if (step->kind == SP_STEP_DELETE || step->kind == SP_STEP_FORGET)
    return !there;
  return step->kind == SP_STEP_REVERT && was_reverted (plan, n, after);
}

/**
 * sp_outcome_is_untouched:
 * @before: the facts before a revert that failed
 * @after: the facts after it
 *
 * A machine that runs on, on the same layers, was not reached by it. One that was off could have lost a layer all the same.
 *
 * Returns: whether Now is as it was
 */
gboolean
sp_outcome_is_untouched (SpFacts *before,
                         SpFacts *after)
{
  const SpFactsInit *b = NULL;

  g_return_val_if_fail (SP_IS_FACTS (before), FALSE);
  g_return_val_if_fail (SP_IS_FACTS (after), FALSE);

  if (!sp_facts_is_active (before) ||
      sp_machine_get_state (sp_facts_get_machine (before)) != sp_machine_get_state (sp_facts_get_machine (after)))
    return FALSE;
  b = sp_facts_peek (before);
  for (gsize i = 0; i < b->n_disks; i++)
    if (g_strcmp0 (b->disks[i].source, find_disk_of (after, b->disks[i].target)) != 0)
      return FALSE;
  return TRUE;
}
