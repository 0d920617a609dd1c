/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which safety snapshots have had their time, and which stand in the way of a deletion. Pure. */

#include "config.h"

#include "sp-retention.h"

#include "sp-edit.h"
#include "sp-undo.h"

#define DAY (G_GINT64_CONSTANT (24) * 3600)

/* One that nothing rests on, and that nobody asked to keep. */
static gboolean
is_idle_safety (SpHistory *history,
                int        i)
{
  const SpSnapshotInit *s = sp_snapshot_peek (sp_history_get (history, i));
  int n_children = 0;

  sp_history_get_children (history, i, &n_children);
  return s->safety && !s->pinned && s->baseline == 0 && !s->damaged && !s->delete_in_progress && n_children == 0 &&
         i != sp_history_get_current (history);
}

static GStrv
end_strv (GPtrArray *names)
{
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_steal (names, NULL);
}

/**
 * sp_retention_find:
 * @history: the machine's history
 * @now: seconds since 1970
 * @days: how long a safety snapshot is kept; 0 or less: until somebody deletes it
 *
 * Safety snapshots that have had their time. Never one that is pinned, the baseline, current, the way back from the last
 * revert, or that others grew from.
 *
 * Returns: (transfer full): their names, oldest first
 */
GStrv
sp_retention_find (SpHistory *history,
                   gint64     now,
                   int        days)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  SpSnapshot *undo = NULL;

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  undo = sp_undo_find (history);
  for (int i = 0; days > 0 && i < sp_history_get_n (history); i++)
    {
      SpSnapshot *snapshot = sp_history_get (history, i);

      if (snapshot != undo && is_idle_safety (history, i) && sp_snapshot_get_created (snapshot) <= now - days * DAY)
        g_ptr_array_add (names, g_strdup (sp_snapshot_get_name (snapshot)));
    }
  return end_strv (names);
}

/**
 * sp_retention_in_way:
 * @history: the machine's history
 * @targets: names of snapshots that are to be deleted, %NULL-terminated
 *
 * Safety snapshots that grew from one of @targets: with them gone, the host may be able to delete it. The way back from the
 * last revert is among them: who deletes what it grew from is told.
 *
 * Returns: (transfer full): their names, oldest first
 */
GStrv
sp_retention_in_way (SpHistory          *history,
                     const char *const  *targets)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);
  g_return_val_if_fail (targets != NULL, NULL);

  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      const char *name = sp_snapshot_get_name (sp_history_get (history, i));
      gboolean above = FALSE;

      for (guint t = 0; targets[t] != NULL; t++)
        {
          int target = sp_history_find (history, targets[t]);

          above |= target >= 0 && sp_history_is_ancestor (history, target, i);
        }
      if (above && is_idle_safety (history, i) && !g_strv_contains (targets, name))
        g_ptr_array_add (names, g_strdup (name));
    }
  return end_strv (names);
}

/**
 * sp_retention_all_but:
 * @history: the machine's history
 * @keep: how many of the newest stay
 * @pinned_too: whether pinned ones are among those that go
 *
 * What goes where only the newest are to stay. Pinned ones and the baseline stay without being counted.
 *
 * Returns: (transfer full): names, oldest first
 */
GStrv
sp_retention_all_but (SpHistory *history,
                      guint      keep,
                      gboolean   pinned_too)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  SpSnapshot *baseline = NULL;
  guint kept = 0;

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  baseline = sp_baseline_find (history);
  for (int i = sp_history_get_n (history) - 1; i >= 0; i--)
    {
      SpSnapshot *snapshot = sp_history_get (history, i);

      if (snapshot == baseline || (sp_snapshot_peek (snapshot)->pinned && !pinned_too))
        continue;
      if (kept++ >= keep)
        g_ptr_array_insert (names, 0, g_strdup (sp_snapshot_get_name (snapshot)));
    }
  return end_strv (names);
}

static SpPlan *
plan_delete (SpFacts           *facts,
             const char *const *names)
{
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = names };
  g_autoptr (SpPlan) plan = sp_planner_plan (facts, &wish);

  if (sp_plan_is_refused (plan))
    return NULL;
  /* Nobody is asked: what merges, leaves files behind, or is in doubt, is left for a person. */
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (step->kind != SP_STEP_DELETE || (step->touches.written->len > 0 && step->touches.unlinked->len > 0))
        return NULL;
    }
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    if (sp_plan_get_note (plan, i)->kind == SP_NOTE_WARNING)
      return NULL;
  return g_steal_pointer (&plan);
}

/**
 * sp_retention_plan:
 * @facts: all that is known
 * @days: how long a safety snapshot is kept; 0 or less: until somebody deletes it
 *
 * Plans what nobody is asked about: removing safety snapshots that have had their time, where that touches nothing else.
 * Where all of them at once are refused, the oldest that can go on its own.
 *
 * Returns: (transfer full) (nullable): a plan that is not refused, or %NULL
 */
SpPlan *
sp_retention_plan (SpFacts *facts,
                   int      days)
{
  g_auto (GStrv) names = NULL;
  SpPlan *plan = NULL;

  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);

  names = sp_retention_find (sp_facts_get_history (facts), sp_facts_peek (facts)->now, days);
  if (names[0] == NULL)
    return NULL;
  plan = plan_delete (facts, (const char *const *) names);
  for (gsize i = 0; plan == NULL && names[1] != NULL && names[i] != NULL; i++)
    plan = plan_delete (facts, (const char *const[]){ names[i], NULL });
  return plan;
}
