/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a plan, in a worker, between two notes in the journal. */

#include "config.h"

#include "sp-virt-step.h"

#include "sp-experience.h"
#include "sp-virt-clock.h"
#include "sp-virt-records.h"
#include "sp-virt-take.h"
#include "sp-virt-verbs.h"

static gboolean
do_step (virDomainPtr  domain,
         const char   *host_id,
         SpPlan       *plan,
         const SpStep *step,
         GCancellable *cancellable,
         GError      **error)
{
  switch (step->kind)
    {
    case SP_STEP_TAKE:
      return sp_virt_take_whole (domain, host_id, sp_plan_get_facts (plan), step, cancellable, error);
    case SP_STEP_REVERT:
      return sp_virt_revert (domain, step, cancellable, error);
    case SP_STEP_DELETE:
      return sp_virt_delete (domain, step, cancellable, error);
    case SP_STEP_START:
      return sp_virt_power (domain, SP_POWER_START, cancellable, error);
    case SP_STEP_PAUSE:
      return sp_virt_power (domain, SP_POWER_PAUSE, cancellable, error);
    case SP_STEP_RESUME:
      return sp_virt_power (domain, SP_POWER_RESUME, cancellable, error);
    case SP_STEP_POWER_OFF:
      return sp_virt_power (domain, SP_POWER_FORCE_OFF, cancellable, error);
    case SP_STEP_DISCARD_SAVED:
    case SP_STEP_FORGET:
    case SP_STEP_MAKE_CURRENT:
    case SP_STEP_REMOVE:
      return sp_virt_change_records (domain, step, cancellable, error);
    case SP_STEP_SET_CLOCK:
      return sp_virt_set_clock (domain, cancellable, error);
    case SP_STEP_WAIT:
    default:
      g_assert_not_reached ();
    }
}

/* What a plan warned of need not be warned of again. */
static void
note_worked (const char   *host_id,
             SpPlan       *plan,
             const SpStep *step)
{
  SpFacts *facts = sp_plan_get_facts (plan);
  SpHistory *history = sp_facts_get_history (facts);
  int i = step->kind == SP_STEP_REVERT ? sp_history_find (history, step->snapshot) : -1;
  SpSnapshot *target = i >= 0 ? sp_history_get (history, i) : NULL;
  SpWorked worked = SP_WORKED_NOTHING;

  if (step->kind == SP_STEP_DELETE && step->touches.written->len > 0)
    worked = SP_WORKED_MERGE;
  else if (target != NULL && sp_snapshot_get_kind (target) == SP_KIND_EXTERNAL)
    worked = SP_WORKED_EXTERNAL_REVERT;
  else if (target != NULL && sp_snapshot_peek (target)->memory == SP_MEMORY_INTERNAL)
    worked = SP_WORKED_INTERNAL_REVERT;
  if (worked != SP_WORKED_NOTHING)
    sp_experience_note_worked (host_id, sp_facts_peek (facts)->libvirt_version, worked);
}

gboolean
sp_virt_step (virDomainPtr  domain,
              const char   *host_id,
              SpPlan       *plan,
              const SpStep *step,
              SpJournal    *journal,
              GCancellable *cancellable,
              GError      **error)
{
  gboolean ok = FALSE;

  sp_journal_begin_step (journal, step);
  ok = do_step (domain, host_id, plan, step, cancellable, error);
  if (ok)
    {
      sp_journal_end_step (journal, step);
      note_worked (host_id, plan, step);
    }
  return ok;
}
