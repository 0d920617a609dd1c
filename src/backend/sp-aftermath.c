/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deed whose host was lost in the middle: the host goes on by itself, and is asked how it ended once it is back. */

#include "config.h"

#include "sp-aftermath.h"

#include "sp-error.h"
#include "sp-host-private.h"
#include "sp-outcome.h"
#include "sp-virt-host.h"
#include "sp-virt-step.h"

#include <glib/gi18n-lib.h>

#define LOOK_MSEC 1000
/* What was on its way when the link broke may reach the host after we do: it has to look the same twice. */
#define LOOKS 2

typedef struct
{
  SpHost    *host;
  SpPlan    *plan;
  guint      n_done;
  GError    *error;
  gboolean   seen;    /* the step, at work */
  SpJournal *journal; /* NULL: nothing had begun */
} Aftermath;

static void
aftermath_free (gpointer data)
{
  Aftermath *self = data;

  g_clear_pointer (&self->journal, sp_journal_free);
  g_object_unref (self->host);
  g_object_unref (self->plan);
  g_error_free (self->error);
  g_free (self);
}

static const char *
get_uuid (Aftermath *self)
{
  return sp_machine_get_uuid (sp_facts_get_machine (sp_plan_get_facts (self->plan)));
}

/* A daemon that was started anew does not end the merges of the one before, where the machine is paused for them: nothing
 * moves any more. One that is at it still holds the machine's job. */
static gboolean
is_working (SpFacts *facts)
{
  const SpFactsInit *f = sp_facts_peek (facts);

  for (gsize i = 0; i < f->n_disks; i++)
    if (f->disks[i].job_active == SP_YES && f->disks[i].job_waits != SP_YES)
      return TRUE;
  return f->job_active == SP_YES;
}

/* NULL: the host was closed, or the machine has gone. */
static SpFacts *
await_rest (Aftermath *self)
{
  guint quiet = 0;
  int done = -1;

  for (;;)
    {
      g_autoptr (SpFacts) facts = NULL;
      g_autoptr (GError) error = NULL;

      dex_await (dex_timeout_new_msec (LOOK_MSEC), NULL);
      if (sp_host_get_state (self->host) == SP_HOST_STATE_CLOSED)
        return NULL;
      if (sp_host_get_state (self->host) == SP_HOST_STATE_CONNECTED)
        facts = dex_await_object (sp_host_gather (self->host, get_uuid (self)), &error);
      if (g_error_matches (error, SP_ERROR, SP_ERROR_NO_MACHINE))
        return NULL;
      if (facts == NULL || is_working (facts))
        {
          quiet = 0;
          continue;
        }
      quiet = sp_outcome_was_done (self->plan, self->n_done, facts) == done ? quiet + 1 : 1;
      done = sp_outcome_was_done (self->plan, self->n_done, facts);
      if (quiet >= LOOKS)
        return g_steal_pointer (&facts);
    }
}

static gint64
size_of (SpFacts    *facts,
         const char *path)
{
  const SpLayer *layer = sp_layers_find (sp_facts_peek (facts)->layers, path);

  return layer != NULL ? layer->size : -1;
}

/* A merge that was cut off before anybody saw it at work leaves its mark on the size. */
static gboolean
has_grown (Aftermath *self,
           SpFacts   *now)
{
  const SpStep *step = sp_plan_get_step (self->plan, self->n_done);

  for (guint i = 0; i < step->touches.written->len; i++)
    {
      gint64 before = size_of (sp_plan_get_facts (self->plan), step->touches.written->pdata[i]);
      gint64 after = size_of (now, step->touches.written->pdata[i]);

      if (before >= 0 && after >= 0 && before != after)
        return TRUE;
    }
  return FALSE;
}

static void
note_half_merged (Aftermath *self,
                  SpFacts  **facts)
{
  gboolean seen = self->seen || has_grown (self, *facts);
  SpFacts *noted = NULL;

  dex_await (sp_virt_step_note_half_merged (SP_VIRT_HOST (self->host), self->plan, sp_plan_get_step (self->plan, self->n_done), self->error, seen),
             NULL);
  noted = dex_await_object (sp_host_gather (self->host, get_uuid (self)), NULL);
  if (noted == NULL)
    return;
  g_object_unref (*facts);
  *facts = noted;
}

static gboolean
is_over (Aftermath *self)
{
  for (guint i = self->n_done; i < sp_plan_get_n_steps (self->plan); i++)
    {
      SpStepKind kind = sp_plan_get_step (self->plan, i)->kind;

      if (kind != SP_STEP_WAIT && kind != SP_STEP_SET_CLOCK)
        return FALSE;
    }
  return TRUE;
}

static DexFuture *
follow (gpointer data)
{
  Aftermath *self = data;
  g_autoptr (SpFacts) facts = await_rest (self);
  g_autofree char *ending = NULL;
  g_autofree char *text = NULL;
  gboolean over = FALSE;

  /* What the journal holds is told at the next start. */
  if (facts == NULL)
    return dex_future_new_true ();
  if (sp_outcome_was_done (self->plan, self->n_done, facts))
    sp_journal_end_step (self->journal, sp_plan_get_step (self->plan, self->n_done++));
  else
    note_half_merged (self, &facts);
  over = is_over (self);
  ending = over ? sp_outcome_of_plan (self->plan, sp_plan_get_n_steps (self->plan), FALSE, NULL, facts)
                : sp_outcome_of_plan (self->plan, self->n_done, FALSE, self->error, facts);
  /* Otherwise it stays to be finished, or taken back. */
  if (over)
    sp_journal_done (g_steal_pointer (&self->journal));
  g_clear_pointer (&self->journal, sp_journal_free);
  /* Translators: %s is how a deed ended, in sentences */
  text = g_strdup_printf (_ ("The host is back. %s"), ending);
  dex_await (sp_host_refresh (self->host), NULL);
  sp_host_history_changed (self->host, get_uuid (self));
  sp_host_deed_told (self->host, get_uuid (self), text, over);
  return dex_future_new_true ();
}

/**
 * sp_aftermath_follow:
 * @host: the host that was lost
 * @plan: what was being done to one of its machines
 * @n_done: how many of its steps are known to have been done; it was lost in the next one
 * @error: how it was lost
 * @seen: whether that step was seen at work
 * @journal: (transfer full) (nullable): where the deed is noted
 *
 * Finds out how that step ended once the host is back and has come to rest. The steps behind it are not done: the person
 * may want something else by then.
 */
void
sp_aftermath_follow (SpHost       *host,
                     SpPlan       *plan,
                     guint         n_done,
                     const GError *error,
                     gboolean      seen,
                     SpJournal    *journal)
{
  Aftermath *self = g_new0 (Aftermath, 1);

  self->host = g_object_ref (host);
  self->plan = g_object_ref (plan);
  self->n_done = n_done;
  self->error = g_error_copy (error);
  self->seen = seen;
  self->journal = journal;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, follow, self, aftermath_free));
}
