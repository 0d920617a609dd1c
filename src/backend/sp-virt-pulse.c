/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feels now and then how long a connected host lets an answer wait, and tells the host's object. */

#include "config.h"

#include "sp-virt-pulse.h"

#include "sp-error.h"
#include "sp-host-private.h"
#include "sp-worker.h"

#define EVERY_SECONDS 5
/* A person has noticed by then. A link that does not answer at all is given up by libvirt's keepalive, later. */
#define SLOW_MSEC 1500

struct _SpVirtPulse
{
  grefcount  ref_count; /* of the owner, and of the question under way */
  SpHost    *host;      /* NULL: nobody wants to know any more; not kept alive, as it is the owner */
  SpWorker  *worker;    /* its own: a question behind the host's reads would tell how busy those are */
  SpVirtAsk *ask;
  guint      every;
  guint      late;
  gboolean   asking;

  SpVirtPulseLost lost;
};

static void
unref (gpointer data)
{
  SpVirtPulse *self = data;

  if (g_ref_count_dec (&self->ref_count))
    g_free (self);
}

static gboolean
late_cb (gpointer data)
{
  SpVirtPulse *self = data;

  self->late = 0;
  sp_host_set_slow (self->host, TRUE);
  return G_SOURCE_REMOVE;
}

/* libvirt 11.3 tells its close callback nothing when its keepalive gives up while calls wait for an answer: they fail, and
 * that is all that is heard of it. */
static DexFuture *
answered_cb (DexFuture *future,
             gpointer   data)
{
  SpVirtPulse *self = data;
  g_autoptr (GError) error = NULL;

  self->asking = FALSE;
  if (self->host == NULL)
    return dex_future_new_true ();
  if (dex_future_get_value (future, &error) == NULL && g_error_matches (error, SP_ERROR, SP_ERROR_LOST))
    {
      self->lost (self->host, error);
      return dex_future_new_true ();
    }
  if (self->late != 0)
    sp_host_set_slow (self->host, FALSE);
  g_clear_handle_id (&self->late, g_source_remove);
  return dex_future_new_true ();
}

/* The answer that was late has come, but not before it was late: only one in time makes a link quick again. */
static gboolean
ask_cb (gpointer data)
{
  SpVirtPulse *self = data;

  if (self->asking)
    return G_SOURCE_CONTINUE;
  self->asking = TRUE;
  g_ref_count_inc (&self->ref_count);
  self->late = g_timeout_add (SLOW_MSEC, late_cb, self);
  dex_future_disown (dex_future_finally (sp_worker_run (self->worker, sp_virt_ask_ping, self->ask, NULL), answered_cb, self, unref));
  return G_SOURCE_CONTINUE;
}

SpVirtPulse *
sp_virt_pulse_new (SpHost         *host,
                   SpVirtAsk      *ask,
                   SpVirtPulseLost lost)
{
  SpVirtPulse *self = g_new0 (SpVirtPulse, 1);

  g_ref_count_init (&self->ref_count);
  self->host = host;
  self->ask = ask;
  self->lost = lost;
  self->worker = sp_worker_new (1);
  self->every = g_timeout_add_seconds (EVERY_SECONDS, ask_cb, self);
  return self;
}

static gboolean
do_nothing (gpointer data,
            GValue  *result,
            GError **error)
{
  return TRUE;
}

void
sp_virt_pulse_free (SpVirtPulse *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->every, g_source_remove);
  g_clear_handle_id (&self->late, g_source_remove);
  self->host = NULL;
  /* After the question that is under way, which may hang as long as the link does. */
  dex_future_disown (sp_worker_run (self->worker, do_nothing, g_steal_pointer (&self->ask), sp_virt_ask_free));
  sp_worker_free (g_steal_pointer (&self->worker));
  unref (self);
}
