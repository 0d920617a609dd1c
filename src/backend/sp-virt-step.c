/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a plan, in a worker, between two notes in the journal; and what is noted of one that broke off. */

#include "config.h"

#include "sp-virt-step.h"

#include "sp-doctor.h"
#include "sp-edit.h"
#include "sp-error.h"
#include "sp-experience.h"
#include "sp-pending-edits.h"
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

/* The machine died on the way. */
static gboolean
has_ended (virDomainPtr domain,
           SpFacts     *facts)
{
  return sp_facts_is_active (facts) && virDomainIsActive (domain) == 0;
}

/* What was refused was not begun. Where nobody saw it, a link that broke tells nothing. */
static gboolean
may_have_begun (const GError *error)
{
  static const SpErrorCode before[] = { SP_ERROR_NOT_ALLOWED, SP_ERROR_READ_ONLY, SP_ERROR_NO_MACHINE, SP_ERROR_NO_SNAPSHOT,
                                        SP_ERROR_BUSY, SP_ERROR_UNSUPPORTED, SP_ERROR_MUST_RUN, SP_ERROR_LOST };

  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    if (g_error_matches (error, SP_ERROR, (int) before[i]))
      return FALSE;
  return error->domain == SP_ERROR;
}

typedef struct
{
  char         *host_id; /* the host's own may change */
  SpPlan       *plan;
  const SpStep *step;
  GError       *error;
  gboolean      seen;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_free (note->host_id);
  g_object_unref (note->plan);
  g_error_free (note->error);
  g_free (note);
}

static gboolean
note_half_merged (virConnectPtr connection,
                  virDomainPtr  domain,
                  gpointer      data,
                  GError      **error)
{
  Note *note = data;
  const char *name = note->step->snapshot;
  SpFacts *facts = sp_plan_get_facts (note->plan);
  SpHistory *history = sp_facts_get_history (facts);
  const char *uuid = sp_machine_get_uuid (sp_facts_get_machine (facts));
  int found = note->step->kind == SP_STEP_DELETE ? sp_history_find (history, name) : -1;
  gboolean must_wait = FALSE;
  g_autoptr (SpSnapshot) wanted = NULL;
  g_autoptr (GError) failure = NULL;

  if (found < 0 || !sp_doctor_goes_unmarked (history, note->step) ||
      !(note->seen || (may_have_begun (note->error) && has_ended (domain, facts))))
    return TRUE;
  wanted = sp_edit_half_merged (sp_history_get (history, found));
  if (sp_virt_edit (domain, sp_history_get (history, found), wanted, &must_wait, NULL, &failure) ||
      g_error_matches (failure, SP_ERROR, SP_ERROR_NO_SNAPSHOT))
    return TRUE;
  g_clear_error (&failure);
  if (!sp_pending_edits_keep (note->host_id, uuid, wanted, &failure))
    g_message ("That “%s” may be half merged could not be noted: %s", name, failure->message);
  return TRUE;
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

/**
 * sp_virt_step_note_half_merged:
 * @host: the host
 * @plan: what was being done
 * @step: the step of it that was not done, or not to its end
 * @error: why
 * @seen: whether the merge was seen at work
 *
 * Where a merge broke off, and libvirt has no mark for that, the snapshot gets ours: it must not be gone back to.
 * Where the mark cannot be written now, it is kept on this computer until it can.
 *
 * Returns: (transfer full): a future that is done when that is noted, or need not be
 */
DexFuture *
sp_virt_step_note_half_merged (SpVirtHost   *host,
                               SpPlan       *plan,
                               const SpStep *step,
                               const GError *error,
                               gboolean      seen)
{
  Note *note = NULL;

  g_return_val_if_fail (SP_IS_VIRT_HOST (host), NULL);
  g_return_val_if_fail (SP_IS_PLAN (plan), NULL);
  g_return_val_if_fail (step != NULL, NULL);
  g_return_val_if_fail (error != NULL, NULL);

  note = g_new0 (Note, 1);
  note->host_id = g_strdup (sp_host_get_id (SP_HOST (host)));
  note->plan = g_object_ref (plan);
  note->step = step;
  note->error = g_error_copy (error);
  note->seen = seen;
  return sp_virt_host_write (host, sp_machine_get_uuid (sp_facts_get_machine (sp_plan_get_facts (plan))), note_half_merged, note, note_free);
}
