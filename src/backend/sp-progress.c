/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a step is: bytes of a memory on its way into its file, the position of the jobs that merge layers. Everything else
 * holds the machine's job, and libvirt would keep us waiting for half a minute: then nobody knows. */

#include "config.h"

#include "sp-progress.h"

#include "sp-operation-private.h"
#include "sp-virt-error.h"
#include "sp-virt-verbs.h"

/* How often a step is asked. */
#define POLL_MSEC 100

/* One disk's part of a merge. The jobs begin one after the other and are gone once they are over. */
typedef struct
{
  char              *target;
  unsigned long long done, all; /* as the job counts */
  gboolean           seen;
} Merge;

/* What the reads of one step share; only one of them is under way at a time. */
typedef struct
{
  SpOperation *operation;
  GArray      *merges; /* of Merge, or NULL: the memory is asked for */
  double       most;   /* told so far: a job that begins late takes nothing back */
} Asked;

static void
merge_clear (gpointer data)
{
  g_free (((Merge *) data)->target);
}

static void
asked_clear (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->operation);
  g_clear_pointer (&asked->merges, g_array_unref);
}

static void
asked_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, asked_clear);
}

static double
ask_merges (virDomainPtr domain,
            GArray      *merges)
{
  double done = 0;
  double all = 0;

  for (guint i = 0; i < merges->len; i++)
    {
      Merge *merge = &g_array_index (merges, Merge, i);
      virDomainBlockJobInfo info = { 0 };
      int found = virDomainGetBlockJobInfo (domain, merge->target, &info, 0);

      if (found < 0)
        {
          g_autoptr (GError) unused = sp_virt_error_take (NULL);
        }
      else if (found > 0 && info.end > 0)
        {
          merge->done = MIN (info.cur, info.end);
          merge->all = info.end;
          merge->seen = TRUE;
        }
      else if (merge->seen)
        merge->done = merge->all;
      done += (double) merge->done;
      all += (double) merge->all;
    }
  return all > 0 ? done / all : -1;
}

static gboolean
do_ask (virConnectPtr connection,
        virDomainPtr  domain,
        gpointer      data,
        GError      **error)
{
  Asked *asked = data;
  double fraction = asked->merges != NULL ? ask_merges (domain, asked->merges) : sp_virt_job_fraction (domain);

  if (fraction >= asked->most)
    {
      asked->most = fraction;
      sp_operation_set_fraction (asked->operation, fraction);
    }
  return TRUE;
}

static gboolean
do_abort (virConnectPtr connection,
          virDomainPtr  domain,
          gpointer      data,
          GError      **error)
{
  return sp_virt_job_abort (domain, error);
}

/* Only the saving of a memory into a file of its own can be stopped: libvirt takes it back whole. */
static gboolean
is_memory (SpFacts      *facts,
           const SpStep *step)
{
  return step->kind == SP_STEP_TAKE && step->memory && step->memory_file != NULL && sp_facts_is_active (facts);
}

static gboolean
is_merge (const SpStep *step)
{
  return step->kind == SP_STEP_DELETE && step->touches.written != NULL && step->touches.written->len > 0;
}

static GArray *
list_merges (const SpFactsInit *f)
{
  GArray *merges = g_array_new (FALSE, TRUE, sizeof (Merge));

  g_array_set_clear_func (merges, merge_clear);
  for (gsize i = 0; i < f->n_disks; i++)
    if (f->disks[i].is_disk && !f->disks[i].read_only)
      {
        const Merge merge = { .target = g_strdup (f->disks[i].target) };

        g_array_append_val (merges, merge);
      }
  return merges;
}

static DexFuture *
pass_on (DexFuture *future,
         gpointer   data)
{
  DexPromise *done = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) != NULL)
    dex_promise_resolve_boolean (done, TRUE);
  else
    dex_promise_reject (done, g_steal_pointer (&error));
  return dex_future_new_true ();
}

/* Letting go of a pending future could cancel it: a promise of our own stands between. */
static gboolean
watch (SpVirtHost  *host,
       const char  *uuid,
       Asked       *asked,
       DexFuture   *deed,
       GError     **error)
{
  g_autoptr (DexPromise) done = dex_promise_new ();
  g_autoptr (DexFuture) answer = NULL;
  g_autoptr (DexFuture) aborted = NULL;
  GCancellable *cancellable = sp_operation_get_cancellable (asked->operation);
  gboolean can_cancel = asked->merges == NULL;

  dex_future_disown (dex_future_finally (deed, pass_on, dex_ref (done), dex_unref));
  sp_operation_set_can_cancel (asked->operation, can_cancel);
  while (dex_future_is_pending (DEX_FUTURE (done)))
    {
      if (answer == NULL || !dex_future_is_pending (answer))
        {
          dex_clear (&answer);
          answer = sp_virt_host_read (host, uuid, do_ask, g_atomic_rc_box_acquire (asked), asked_unref);
        }
      if (aborted == NULL && can_cancel && g_cancellable_is_cancelled (cancellable))
        aborted = sp_virt_host_read (host, uuid, do_abort, NULL, NULL);
      /* A stop that came too early, before the memory was under way, is tried again. */
      else if (aborted != NULL && dex_future_is_rejected (aborted))
        dex_clear (&aborted);
      dex_await (dex_future_first (dex_ref (DEX_FUTURE (done)), dex_timeout_new_msec (POLL_MSEC), NULL), NULL);
    }
  sp_operation_set_can_cancel (asked->operation, FALSE);
  return dex_await (dex_ref (DEX_FUTURE (done)), error);
}

/**
 * sp_progress_watch:
 * @host: the host
 * @operation: the deed, with its plan
 * @step: the step under way
 * @deed: (transfer full): its end
 * @error: where to put its error
 *
 * Waits for a step. Where it tells how far it is, so does @operation; where libvirt can stop it, @operation can be cancelled.
 *
 * Returns: whether the step was done
 */
gboolean
sp_progress_watch (SpVirtHost   *host,
                   SpOperation  *operation,
                   const SpStep *step,
                   DexFuture    *deed,
                   GError      **error)
{
  SpFacts *facts = NULL;
  const SpFactsInit *f = NULL;
  Asked *asked = NULL;
  gboolean ok = FALSE;

  g_return_val_if_fail (SP_IS_VIRT_HOST (host), FALSE);
  g_return_val_if_fail (SP_IS_OPERATION (operation), FALSE);
  g_return_val_if_fail (step != NULL, FALSE);

  facts = sp_plan_get_facts (sp_operation_get_plan (operation));
  f = sp_facts_peek (facts);
  if (g_strcmp0 (f->driver, "QEMU") != 0 || (!is_memory (facts, step) && !is_merge (step)))
    return dex_await (deed, error);

  asked = g_atomic_rc_box_new0 (Asked);
  asked->operation = g_object_ref (operation);
  asked->merges = is_merge (step) ? list_merges (f) : NULL;
  ok = watch (host, sp_machine_get_uuid (f->machine), asked, deed, error);
  asked_unref (asked);
  return ok;
}
