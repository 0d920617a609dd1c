/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans, step by step: a fiber on the main thread, whose steps run in the machine's writer. */

#include "config.h"

#include "sp-executor.h"

#include "sp-aftermath.h"
#include "sp-error.h"
#include "sp-join.h"
#include "sp-journal.h"
#include "sp-operation-private.h"
#include "sp-outcome.h"
#include "sp-pending-edits.h"
#include "sp-progress.h"
#include "sp-virt-pending.h"
#include "sp-virt-step.h"
#include "sp-virt-verbs.h"

#include <glib/gi18n-lib.h>

/* A revert names its layers by the second (mine 6), and by the host's clock, which nobody need share: after a revert of our
 * own no other begins before this long. */
#define WAIT_MSEC 1100

typedef struct
{
  SpVirtHost  *host;
  SpOperation *operation;
  SpPlan      *plan;
  SpJournal   *journal; /* of a plan that has begun */
  char        *uuid;
  char        *host_id; /* for workers: the host's own may change */
  /* power and edits */
  SpPower      power;
  SpSnapshot  *snapshot;
  SpSnapshot  *wanted; /* @snapshot as it shall be */
  gboolean     must_wait;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_object_unref (run->host);
  g_object_unref (run->operation);
  g_clear_pointer (&run->journal, sp_journal_free);
  g_clear_object (&run->plan);
  g_clear_object (&run->snapshot);
  g_clear_object (&run->wanted);
  g_free (run->uuid);
  g_free (run->host_id);
  g_free (run);
}

/* One deed at a time on a machine, and whole: two plans whose steps take turns would each meet what they did not plan. */
static GHashTable *
get_busy (SpVirtHost *host)
{
  GHashTable *busy = g_object_get_data (G_OBJECT (host), "sp-executor-busy");

  if (busy == NULL)
    {
      busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_object_set_data_full (G_OBJECT (host), "sp-executor-busy", busy, (GDestroyNotify) g_hash_table_unref);
    }
  return busy;
}

/* UUID -> gint64: when the last revert ended, by our own steady clock. */
static GHashTable *
get_reverts (SpVirtHost *host)
{
  GHashTable *reverts = g_object_get_data (G_OBJECT (host), "sp-executor-reverts");

  if (reverts == NULL)
    {
      reverts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_object_set_data_full (G_OBJECT (host), "sp-executor-reverts", reverts, (GDestroyNotify) g_hash_table_unref);
    }
  return reverts;
}

static void
wait_for_next_second (Run *run)
{
  const gint64 *last = g_hash_table_lookup (get_reverts (run->host), run->uuid);
  gint64 left = last != NULL ? *last / 1000 + WAIT_MSEC - g_get_monotonic_time () / 1000 : 0;

  if (left > 0)
    dex_await (dex_timeout_new_msec ((int) MIN (left, WAIT_MSEC)), NULL);
}

static void
note_revert (Run *run)
{
  gint64 now = g_get_monotonic_time ();

  g_hash_table_replace (get_reverts (run->host), g_strdup (run->uuid), g_memdup2 (&now, sizeof now));
}

static void
finish (Run        *run,
        GError     *error,
        const char *outcome)
{
  g_hash_table_remove (get_busy (run->host), run->uuid);
  sp_operation_finish (run->operation, error, outcome);
}

/* What a worker needs of a step: the plan keeps it alive, and nobody changes it. */
typedef struct
{
  Run          *run; /* outlives it: the fiber waits */
  const SpStep *step;
  SpPower       power;
  GCancellable *cancellable;
} Job;

/* Whether the step under way was seen at work: only then it tells how far it is. */
static gboolean
is_seen (Run *run)
{
  return sp_operation_get_fraction (run->operation) >= 0;
}

static gboolean
do_step (virConnectPtr connection,
         virDomainPtr  domain,
         gpointer      data,
         GError      **error)
{
  Job *job = data;

  return sp_virt_step (domain, job->run->host_id, job->run->plan, job->step, job->run->journal, job->cancellable, error);
}

static gboolean
do_power (virConnectPtr connection,
          virDomainPtr  domain,
          gpointer      data,
          GError      **error)
{
  Job *job = data;

  return sp_virt_power (domain, job->run->power, job->cancellable, error);
}

/* What waits goes first where it can: else it would be taken for written. */
static gboolean
do_edit (virConnectPtr connection,
         virDomainPtr  domain,
         gpointer      data,
         GError      **error)
{
  Job *job = data;
  Run *run = job->run;
  gboolean ok = FALSE;

  sp_virt_write_pending (domain, run->host_id, run->uuid);
  ok = sp_virt_edit (domain, run->snapshot, run->wanted, &run->must_wait, job->cancellable, error);
  if (run->must_wait)
    return sp_pending_edits_keep (run->host_id, run->uuid, run->wanted, error);
  if (ok)
    sp_pending_edits_drop (run->host_id, run->uuid, sp_snapshot_get_name (run->snapshot), sp_snapshot_get_created (run->snapshot));
  return ok;
}

static gboolean
do_flush (virConnectPtr connection,
          virDomainPtr  domain,
          gpointer      data,
          GError      **error)
{
  const char *const *whose = data;

  sp_virt_write_pending (domain, whose[0], whose[1]);
  return TRUE;
}

static DexFuture *
write_pending (SpVirtHost *host,
               const char *uuid)
{
  const char *const whose[] = { sp_host_get_id (SP_HOST (host)), uuid, NULL };

  return sp_virt_host_write (host, uuid, do_flush, g_strdupv ((char **) whose), (GDestroyNotify) g_strfreev);
}

static gboolean
run_step (Run          *run,
          const SpStep *step,
          GError      **error)
{
  GCancellable *cancellable = sp_operation_get_cancellable (run->operation);
  g_autoptr (GError) failure = NULL;
  DexFuture *deed = NULL;
  gboolean ok = FALSE;
  Job *job = NULL;

  if (step->kind == SP_STEP_WAIT)
    {
      dex_await (dex_timeout_new_msec (WAIT_MSEC), NULL);
      return TRUE;
    }
  job = g_new0 (Job, 1);
  job->run = run;
  job->step = step;
  if (step->kind == SP_STEP_REVERT)
    wait_for_next_second (run);
  deed = sp_virt_host_write (run->host, run->uuid, do_step, job, g_free);
  ok = sp_progress_watch (run->host, run->operation, step, deed, &failure);
  if (step->kind == SP_STEP_REVERT)
    note_revert (run);
  if (!ok && g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled."));
      return FALSE;
    }
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&failure));
  return ok;
}

static SpFacts *
gather (Run     *run,
        GError **error)
{
  return dex_await_object (sp_host_gather (SP_HOST (run->host), run->uuid), error);
}

/* The machine and its list are to be true again, whatever happened. */
static void
look_again (Run *run)
{
  dex_await (sp_host_refresh (SP_HOST (run->host)), NULL);
  g_signal_emit_by_name (run->host, "history-changed", run->uuid);
}

/* A revert that failed may have killed the machine and unlinked Now's layer already (mine 2). */
static gboolean
rescue (Run     *run,
        SpFacts *before)
{
  const SpStep *step = sp_plan_get_rescue (run->plan);
  g_autoptr (SpFacts) after = NULL;
  g_autoptr (GError) error = NULL;

  if (step == NULL)
    return FALSE;
  after = gather (run, NULL);
  if (after == NULL || (before != NULL && sp_outcome_is_untouched (before, after)))
    return FALSE;
  sp_operation_set_step (run->operation, sp_plan_get_n_steps (run->plan), sp_plan_get_n_steps (run->plan), step->sentence);
  if (run_step (run, step, &error))
    return TRUE;
  g_debug ("The rescue failed: %s", error->message);
  return FALSE;
}

typedef struct
{
  SpFacts *planned;
  SpFacts *now;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_object_unref (check->planned);
  g_object_unref (check->now);
  g_free (check);
}

static DexFuture *
check_fiber (gpointer data)
{
  Check *check = data;

  return dex_future_new_for_boolean (sp_facts_same_for_plan (check->planned, check->now));
}

/* With many thousands of snapshots that takes half a frame: a thread does it. */
static gboolean
check_facts (Run     *run,
             GError **error)
{
  SpFacts *facts = gather (run, error);
  Check *check;

  if (facts == NULL)
    return FALSE;
  check = g_new0 (Check, 1);
  check->planned = g_object_ref (sp_plan_get_facts (run->plan));
  check->now = facts;
  if (dex_await_boolean (dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, check_fiber, check, check_free), NULL))
    return TRUE;
  g_set_error_literal (error, SP_ERROR, SP_ERROR_CHANGED,
                       _ ("The machine or its snapshots have changed since this was planned."));
  return FALSE;
}

/* What a deed is not about does not undo what it did. */
static gboolean
is_minor (const SpStep *step,
          GError      **error,
          char        **aside)
{
  if (step->kind != SP_STEP_SET_CLOCK || g_error_matches (*error, SP_ERROR, SP_ERROR_LOST))
    return FALSE;
  *aside = g_strdup ((*error)->message);
  g_clear_error (error);
  return TRUE;
}

static DexFuture *
run_plan (gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SpFacts) before = NULL;
  g_autoptr (SpFacts) after = NULL;
  g_autofree char *outcome = NULL;
  g_autofree char *aside = NULL;
  guint n_steps = sp_plan_get_n_steps (run->plan);
  guint n_done = 0;
  gboolean rescued = FALSE;

  if (!check_facts (run, &error))
    {
      outcome = sp_join (SP_JOIN_SENTENCES, error->message, _ ("Nothing was done."));
      look_again (run);
      finish (run, g_steal_pointer (&error), outcome);
      return dex_future_new_true ();
    }
  run->journal = sp_journal_new (run->host_id, run->plan);
  for (; n_done < n_steps; n_done++)
    {
      const SpStep *step = sp_plan_get_step (run->plan, n_done);

      sp_operation_set_step (run->operation, n_done + 1, n_steps, step->sentence);
      if (step->kind == SP_STEP_REVERT && sp_plan_get_rescue (run->plan) != NULL)
        before = gather (run, NULL);
      if (!run_step (run, step, &error) && !is_minor (step, &error, &aside))
        {
          if (step->kind == SP_STEP_REVERT)
            rescued = rescue (run, before);
          else if (!g_error_matches (error, SP_ERROR, SP_ERROR_LOST))
            dex_await (sp_virt_step_note_half_merged (run->host, run->plan, step, error, is_seen (run)), NULL);
          break;
        }
      sp_operation_add_done (run->operation);
    }
  dex_await (write_pending (run->host, run->uuid), NULL);
  look_again (run);
  /* What a link that is back already tells of a step that may be under way is not how it ended. */
  if (!g_error_matches (error, SP_ERROR, SP_ERROR_LOST))
    after = gather (run, NULL);
  outcome = sp_outcome_of_plan (run->plan, n_done, rescued, error, after);
  if (aside != NULL)
    {
      g_autofree char *main = g_steal_pointer (&outcome);

      outcome = sp_join (SP_JOIN_SENTENCES, main, aside);
    }
  /* Where nobody can tell how it ended, the host is asked when it is back, and the journal is told at the next start. */
  if (after != NULL || error == NULL)
    sp_journal_done (g_steal_pointer (&run->journal));
  else
    sp_aftermath_follow (SP_HOST (run->host), run->plan, n_done, error, is_seen (run), g_steal_pointer (&run->journal));
  g_clear_pointer (&run->journal, sp_journal_free);
  finish (run, g_steal_pointer (&error), outcome);
  return dex_future_new_true ();
}

static DexFuture *
run_single (Run             *run,
            SpVirtHostFunc   func,
            const char      *done)
{
  g_autoptr (GError) error = NULL;
  Job *job = g_new0 (Job, 1);
  SpMachine *machine = NULL;
  g_autofree char *state = NULL;
  g_autofree char *outcome = NULL;

  job->run = run;
  dex_await (sp_virt_host_write (run->host, run->uuid, func, job, g_free), &error);
  look_again (run);
  machine = sp_host_find_machine (SP_HOST (run->host), run->uuid);
  state = sp_outcome_of_machine (machine != NULL ? sp_machine_get_state (machine) : SP_MACHINE_STATE_UNKNOWN);
  if (done == NULL)
    done = run->must_wait ? _ ("The change is kept on this computer, and written to the host as soon as that is safe.")
                          : _ ("The snapshot was changed.");
  outcome = sp_join (SP_JOIN_SENTENCES, error != NULL ? error->message : done, state);
  finish (run, g_steal_pointer (&error), outcome);
  return dex_future_new_true ();
}

static DexFuture *
run_power (gpointer data)
{
  Run *run = data;

  return run_single (run, do_power, run->power == SP_POWER_SHUT_DOWN ? _ ("The machine was asked to shut down.") : _ ("Done."));
}

static DexFuture *
run_edit (gpointer data)
{
  Run *run = data;

  return run_single (run, do_edit, NULL);
}

static Run *
run_new (SpVirtHost *host,
         const char *uuid,
         const char *title,
         SpPlan     *plan)
{
  Run *run = g_new0 (Run, 1);

  run->host = g_object_ref (host);
  run->uuid = g_strdup (uuid);
  run->host_id = g_strdup (sp_host_get_id (SP_HOST (host)));
  run->plan = plan != NULL ? g_object_ref (plan) : NULL;
  run->operation = sp_operation_new (title, sp_host_find_machine (SP_HOST (host), uuid), plan);
  return run;
}

static SpOperation *
start (Run         *run,
       DexFiberFunc func)
{
  SpOperation *operation = g_object_ref (run->operation);

  if (!g_hash_table_add (get_busy (run->host), g_strdup (run->uuid)))
    {
      const char *sentence = _ ("Something else is being done to this machine. Wait until it is done.");

      sp_operation_finish (operation, g_error_new_literal (SP_ERROR, SP_ERROR_BUSY, sentence), sentence);
      run_free (run);
      return operation;
    }
  dex_future_disown (dex_scheduler_spawn (NULL, 0, func, run, run_free));
  return operation;
}

/**
 * sp_executor_run:
 * @host: the host
 * @plan: a plan, made for it
 *
 * Gathers the facts again, and where they are still the plan's, does its steps one by one. Stops at the first that fails,
 * and takes a failed revert back by the plan's rescue.
 *
 * Returns: (transfer full): the operation
 */
SpOperation *
sp_executor_run (SpVirtHost *host,
                 SpPlan     *plan)
{
  Run *run = NULL;

  g_return_val_if_fail (SP_IS_VIRT_HOST (host), NULL);
  g_return_val_if_fail (SP_IS_PLAN (plan), NULL);

  run = run_new (host, sp_machine_get_uuid (sp_facts_get_machine (sp_plan_get_facts (plan))), sp_plan_get_title (plan), plan);
  if (sp_plan_is_refused (plan))
    {
      SpOperation *operation = g_object_ref (run->operation);

      sp_operation_finish (operation, g_error_new_literal (SP_ERROR, SP_ERROR_REFUSED, sp_plan_get_reason (plan)),
                           sp_plan_get_reason (plan));
      run_free (run);
      return operation;
    }
  return start (run, run_plan);
}

/**
 * sp_executor_power:
 * @host: the host
 * @uuid: of the machine
 * @power: what to do with it
 *
 * Returns: (transfer full): the operation
 */
SpOperation *
sp_executor_power (SpVirtHost *host,
                   const char *uuid,
                   SpPower     power)
{
  const char *const titles[] = {
    [SP_POWER_START] = NC_ ("machine", "Start"),
    [SP_POWER_PAUSE] = NC_ ("machine", "Pause"),
    [SP_POWER_RESUME] = NC_ ("machine", "Resume"),
    [SP_POWER_SHUT_DOWN] = NC_ ("machine", "Shut Down"),
    [SP_POWER_FORCE_OFF] = NC_ ("machine", "Force Off"),
  };
  Run *run = NULL;

  g_return_val_if_fail (SP_IS_VIRT_HOST (host), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);
  g_return_val_if_fail ((guint) power < G_N_ELEMENTS (titles), NULL);

  run = run_new (host, uuid, g_dpgettext2 (NULL, "machine", titles[power]), NULL);
  run->power = power;
  return start (run, run_power);
}

/**
 * sp_executor_edit:
 * @host: the host
 * @uuid: of the machine
 * @snapshot: which one, as it was seen
 * @wanted: the same as it shall be
 *
 * Returns: (transfer full): the operation
 */
SpOperation *
sp_executor_edit (SpVirtHost *host,
                  const char *uuid,
                  SpSnapshot *snapshot,
                  SpSnapshot *wanted)
{
  Run *run = NULL;

  g_return_val_if_fail (SP_IS_VIRT_HOST (host), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);
  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), NULL);
  g_return_val_if_fail (SP_IS_SNAPSHOT (wanted), NULL);

  run = run_new (host, uuid, _ ("Edit Snapshot"), NULL);
  run->snapshot = g_object_ref (snapshot);
  run->wanted = g_object_ref (wanted);
  return start (run, run_edit);
}

/**
 * sp_executor_write_pending:
 * @host: the host
 * @uuid: of a machine
 *
 * Writes the edits of titles and descriptions that waited and need not any more. A deed under way does so at its end.
 */
void
sp_executor_write_pending (SpVirtHost *host,
                           const char *uuid)
{
  g_return_if_fail (SP_IS_VIRT_HOST (host));
  g_return_if_fail (uuid != NULL);

  if (!g_hash_table_contains (get_busy (host), uuid))
    dex_future_disown (write_pending (host, uuid));
}
