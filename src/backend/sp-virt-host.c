/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real host: opens, listens, lists, reconnects. Everything that asks the host something runs in its own workers. */

#include "config.h"

#include "sp-virt-host.h"

#include "sp-error.h"
#include "sp-executor.h"
#include "sp-host-private.h"
#include "sp-known-private.h"
#include "sp-pending-edits.h"
#include "sp-screens.h"
#include "sp-virt-ask.h"
#include "sp-virt-connection.h"
#include "sp-virt-opener.h"
#include "sp-virt-part.h"
#include "sp-virt-pulse.h"
#include "sp-worker.h"

#include <glib/gi18n-lib.h>

/* libvirt tells nobody of snapshots that others take or delete. */
#define LOOK_AGAIN_SECONDS 20
/* Events come in swarms. */
#define SETTLE_MSEC 150

struct _SpVirtHost
{
  SpHost            parent_instance;
  SpVirtConnection *connection; /* NULL: none */
  SpVirtOpener     *opener;
  SpWorker         *readers;
  GHashTable       *writers; /* UUID -> SpWorker */
  GHashTable       *newest;  /* UUID -> gint64: creation time of the newest snapshot, where known */
  DexPromise       *opening;
  guint64           serial;  /* of the connection: what was asked before counts no more */
  guint64           asked;   /* of the last list that was asked for */
  guint64           listed;  /* of the newest list that came */
  guint             look_again;
  guint             settle;
  SpVirtPulse      *pulse;   /* of the connection */
  gboolean          wanted;  /* open, and to be kept so */
};

G_DEFINE_FINAL_TYPE (SpVirtHost, sp_virt_host, SP_TYPE_HOST)

static SpVirtAsk *
ask_new (SpVirtHost *self,
         const char *uuid)
{
  SpVirtAsk *ask = NULL;

  if (self->connection == NULL)
    return NULL;
  ask = g_new0 (SpVirtAsk, 1);
  ask->connection = sp_virt_connection_ref_object (self->connection);
  ask->uuid = g_strdup (uuid);
  ask->host = g_strdup (sp_host_get_id (SP_HOST (self)));
  return ask;
}

static DexFuture *
not_connected (void)
{
  return dex_future_new_for_error (g_error_new_literal (SP_ERROR, SP_ERROR_LOST, _ ("The host is not connected.")));
}

static gboolean
settled_cb (gpointer data)
{
  SpVirtHost *self = data;

  self->settle = 0;
  dex_future_disown (sp_host_refresh (SP_HOST (self)));
  return G_SOURCE_REMOVE;
}

static void
lost (SpVirtHost   *self,
      const GError *error);

static void
heard (GObject                *listener,
       const SpVirtConnection *connection,
       const char             *uuid,
       gboolean                doubtful)
{
  SpVirtHost *self = SP_VIRT_HOST (listener);

  if (self->connection == NULL || self->connection != connection)
    return;
  if (uuid == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_LOST, _ ("The host has gone away."));

      lost (self, error);
      return;
    }
  if (doubtful)
    sp_virt_connection_doubt (self->connection, uuid);
  sp_host_history_changed (SP_HOST (self), uuid);
  if (self->settle == 0)
    self->settle = g_timeout_add (SETTLE_MSEC, settled_cb, self);
}

static gboolean
do_close (gpointer data,
          GValue  *result,
          GError **error)
{
  sp_virt_connection_close (data);
  return TRUE;
}

static void
drop_connection (SpVirtHost *self)
{
  self->serial++;
  g_clear_pointer (&self->pulse, sp_virt_pulse_free);
  g_clear_handle_id (&self->look_again, g_source_remove);
  g_clear_handle_id (&self->settle, g_source_remove);
  if (self->connection == NULL)
    return;
  dex_future_disown (sp_worker_run (self->readers, do_close, g_steal_pointer (&self->connection), NULL));
  /* What hangs on a dead link hangs on: the next link has readers of its own. */
  sp_worker_free (self->readers);
  self->readers = sp_worker_new_elastic ();
}

/* Who waits for the host to be open is told. */
static void
settle_opening (SpVirtHost   *self,
                const GError *error)
{
  g_autoptr (DexPromise) opening = g_steal_pointer (&self->opening);

  if (opening == NULL)
    return;
  if (error != NULL)
    dex_promise_reject (opening, g_error_copy (error));
  else
    dex_promise_resolve_boolean (opening, TRUE);
}

static void
lost (SpVirtHost   *self,
      const GError *error)
{
  drop_connection (self);
  sp_host_set_state (SP_HOST (self), SP_HOST_STATE_LOST, error);
  if (self->wanted)
    sp_virt_opener_later (self->opener, error);
  settle_opening (self, error);
}

static void
pulse_lost (SpHost       *host,
            const GError *error)
{
  lost (SP_VIRT_HOST (host), error);
}

/* It is not that nobody answers: somebody says no. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, SP_ERROR, SP_ERROR_AUTH) || g_error_matches (error, SP_ERROR, SP_ERROR_UNTRUSTED) ||
         g_error_matches (error, SP_ERROR, SP_ERROR_CERTIFICATE) ||
         g_error_matches (error, SP_ERROR, SP_ERROR_NOT_ALLOWED) || g_error_matches (error, SP_ERROR, SP_ERROR_UNSUPPORTED);
}

static void
not_opened (SpVirtHost   *self,
            const GError *error)
{
  gboolean again = sp_host_get_state (SP_HOST (self)) == SP_HOST_STATE_LOST && !is_refusal (error) && !sp_virt_opener_is_in_vain (self->opener);

  drop_connection (self);
  sp_host_set_state (SP_HOST (self), again ? SP_HOST_STATE_LOST : SP_HOST_STATE_FAILED, error);
  if (self->wanted)
    sp_virt_opener_later (self->opener, error);
  settle_opening (self, error);
}

static gboolean
forget_screens (gpointer data,
                GValue  *result,
                GError **error)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (SpHistory) history = sp_history_new (none);

  sp_screens_reap (data, history);
  g_value_init (result, G_TYPE_BOOLEAN);
  g_value_set_boolean (result, TRUE);
  return TRUE;
}

/* Machines that were undefined leave no pictures of their screens. */
static void
forget_gone (SpVirtHost *self,
             GPtrArray  *machines)
{
  GListModel *before = sp_host_get_machines (SP_HOST (self));

  for (guint i = 0; i < g_list_model_get_n_items (before); i++)
    {
      g_autoptr (SpMachine) old = g_list_model_get_item (before, i);
      gboolean there = FALSE;

      for (guint j = 0; j < machines->len && !there; j++)
        there = sp_machine_same (old, machines->pdata[j]);
      if (!there)
        dex_future_disown (sp_worker_run (self->readers, forget_screens, g_strdup (sp_machine_get_uuid (old)), g_free));
    }
}

/* A list gives neither the newest snapshot nor who has changed: what was known before does. */
static void
take_machines (SpVirtHost *self,
               GPtrArray  *listed)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < listed->len; i++)
    {
      SpMachine *machine = listed->pdata[i];
      SpMachineInit init = *sp_machine_peek (machine);
      SpMachine *before = sp_host_find_machine (SP_HOST (self), init.uuid);
      const gint64 *newest = g_hash_table_lookup (self->newest, init.uuid);

      if (newest != NULL && init.n_snapshots > 0)
        init.last_snapshot = *newest;
      if (before != NULL && sp_machine_same (before, machine) && sp_machine_get_n_snapshots (before) != init.n_snapshots)
        g_ptr_array_add (changed, g_strdup (init.uuid));
      g_ptr_array_add (machines, sp_machine_new (&init));
    }
  forget_gone (self, machines);
  sp_host_set_machines (SP_HOST (self), machines);
  sp_host_keep_machines (SP_HOST (self));
  for (guint i = 0; i < changed->len; i++)
    sp_host_history_changed (SP_HOST (self), changed->pdata[i]);
}

typedef struct
{
  SpVirtHost *host;
  guint64     serial;
  guint64     listing;
  char       *uuid;
} Waiting;

static Waiting *
waiting_new (SpVirtHost *self,
             const char *uuid)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->host = g_object_ref (self);
  waiting->serial = self->serial;
  waiting->listing = self->asked;
  waiting->uuid = g_strdup (uuid);
  return waiting;
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->host);
  g_free (waiting->uuid);
  g_free (waiting);
}

static DexFuture *
failed_cb (DexFuture *future,
           gpointer   data)
{
  Waiting *waiting = data;
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  /* One of our own: the link was looked at (sp-virt-ask). */
  if (waiting->serial == waiting->host->serial && waiting->host->connection != NULL &&
      g_error_matches (error, SP_ERROR, SP_ERROR_LOST) && sp_error_get_virt_code (error) == 0)
    lost (waiting->host, error);
  return dex_ref (future);
}

/* Runs in a worker what asks the host something. */
static DexFuture *
put (SpVirtHost  *self,
     SpWorker    *worker,
     SpWorkerFunc func,
     SpVirtAsk   *ask)
{
  return dex_future_catch (sp_worker_run (worker, func, ask, sp_virt_ask_free), failed_cb, waiting_new (self, NULL), waiting_free);
}

/* A late answer, older than one that came or of another connection, is dropped. */
static DexFuture *
listed_cb (DexFuture *future,
           gpointer   data)
{
  Waiting *waiting = data;
  const GValue *value = dex_future_get_value (future, NULL);

  if (value != NULL && waiting->serial == waiting->host->serial && waiting->listing > waiting->host->listed)
    {
      waiting->host->listed = waiting->listing;
      sp_host_set_heard (SP_HOST (waiting->host), g_get_real_time () / G_USEC_PER_SEC);
      take_machines (waiting->host, g_value_get_boxed (value));
    }
  return dex_future_new_true ();
}

static DexFuture *
sp_virt_host_refresh (SpHost *host)
{
  SpVirtHost *self = SP_VIRT_HOST (host);
  SpVirtAsk *ask = ask_new (self, NULL);

  if (ask == NULL)
    return not_connected ();
  self->asked++;
  return dex_future_then (put (self, self->readers, sp_virt_ask_list, ask), listed_cb, waiting_new (self, NULL), waiting_free);
}

static gboolean
look_again_cb (gpointer data)
{
  SpVirtHost *self = data;

  dex_future_disown (sp_host_refresh (SP_HOST (self)));
  return G_SOURCE_CONTINUE;
}

static DexFuture *
first_list_cb (DexFuture *future,
               gpointer   data)
{
  Waiting *waiting = data;
  SpVirtHost *self = waiting->host;
  g_autoptr (GError) error = NULL;

  if (waiting->serial != self->serial)
    return dex_future_new_true ();
  if (dex_future_get_value (future, &error) == NULL)
    {
      /* It answered: what goes away now comes back, as ever. */
      if (g_error_matches (error, SP_ERROR, SP_ERROR_LOST))
        lost (self, error);
      else
        not_opened (self, error);
      return dex_future_new_true ();
    }
  sp_virt_opener_held (self->opener);
  self->pulse = sp_virt_pulse_new (SP_HOST (self), ask_new (self, NULL), pulse_lost);
  if (self->look_again == 0)
    self->look_again = g_timeout_add_seconds (LOOK_AGAIN_SECONDS, look_again_cb, self);
  /* The error of a host that is connected is why it is read-only. */
  sp_host_set_state (SP_HOST (self), SP_HOST_STATE_CONNECTED, sp_virt_connection_get_why_read_only (self->connection));
  settle_opening (self, NULL);
  return dex_future_new_true ();
}

static void
opened (SpHost           *host,
        SpVirtConnection *connection,
        const GError     *error)
{
  SpVirtHost *self = SP_VIRT_HOST (host);

  if (connection == NULL)
    {
      not_opened (self, error);
      return;
    }
  /* The network changed while an earlier one was silent. */
  drop_connection (self);
  self->connection = connection;
  sp_worker_set_latency (self->readers, sp_virt_connection_get_latency (connection));
  sp_host_set_id (host, sp_virt_connection_get_id (connection));
  sp_host_set_title (host, sp_virt_connection_get_title (connection));
  sp_host_set_read_only (host, sp_virt_connection_get_why_read_only (connection) != NULL);
  dex_future_disown (dex_future_finally (sp_virt_host_refresh (host), first_list_cb, waiting_new (self, NULL), waiting_free));
}

static DexFuture *
sp_virt_host_open (SpHost *host)
{
  SpVirtHost *self = SP_VIRT_HOST (host);
  DexFuture *future = NULL;

  self->wanted = TRUE;
  if (self->opening == NULL && self->connection != NULL)
    return sp_host_refresh (host);
  /* A quick answer comes while it is asked, and the promise is gone when this returns. */
  if (self->opening == NULL)
    self->opening = dex_promise_new ();
  future = dex_ref (DEX_FUTURE (self->opening));
  if (self->connection == NULL)
    sp_virt_opener_open (self->opener);
  return future;
}

static void
sp_virt_host_close (SpHost *host)
{
  SpVirtHost *self = SP_VIRT_HOST (host);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_LOST, _ ("The host is not connected."));

  self->wanted = FALSE;
  sp_virt_opener_stop (self->opener);
  drop_connection (self);
  settle_opening (self, error);
  sp_host_set_machines (host, none);
  sp_host_set_state (host, SP_HOST_STATE_CLOSED, NULL);
}

static DexFuture *
history_cb (DexFuture *future,
            gpointer   data)
{
  Waiting *waiting = data;
  SpHistory *history = g_value_get_object (dex_future_get_value (future, NULL));
  int n = sp_history_get_n (history);
  gint64 *newest = NULL;

  /* Of a host that was closed, or even removed, meanwhile: whoever asked has it, and nothing of it is kept. */
  if (waiting->serial != waiting->host->serial)
    return dex_ref (future);
  newest = g_new0 (gint64, 1);
  *newest = n > 0 ? sp_snapshot_get_created (sp_history_get (history, n - 1)) : 0;
  g_hash_table_insert (waiting->host->newest, g_strdup (waiting->uuid), newest);
  sp_host_keep_history (SP_HOST (waiting->host), waiting->uuid, history);
  if (sp_pending_edits_is_due (history))
    sp_executor_write_pending (waiting->host, waiting->uuid);
  return dex_ref (future);
}

static DexFuture *
sp_virt_host_load_history (SpHost     *host,
                           const char *uuid)
{
  SpVirtHost *self = SP_VIRT_HOST (host);
  SpVirtAsk *ask = ask_new (self, uuid);

  if (ask == NULL)
    return not_connected ();
  ask->part = sp_virt_part_tell;
  ask->data = sp_virt_part_new (host, uuid);
  ask->free_data = sp_virt_part_free;
  return dex_future_then (put (self, self->readers, sp_virt_ask_history, ask), history_cb, waiting_new (self, uuid), waiting_free);
}

static void
sp_virt_host_doubt (SpHost *host)
{
  SpVirtHost *self = SP_VIRT_HOST (host);

  if (self->connection != NULL)
    sp_virt_connection_doubt (self->connection, NULL);
}

static DexFuture *
sp_virt_host_gather (SpHost     *host,
                     const char *uuid)
{
  SpVirtHost *self = SP_VIRT_HOST (host);
  SpVirtAsk *ask = ask_new (self, uuid);

  return ask != NULL ? put (self, self->readers, sp_virt_ask_gather, ask) : not_connected ();
}

static SpOperation *
sp_virt_host_run (SpHost *host,
                  SpPlan *plan)
{
  return sp_executor_run (SP_VIRT_HOST (host), plan);
}

static SpOperation *
sp_virt_host_power (SpHost     *host,
                    const char *uuid,
                    SpPower     power)
{
  return sp_executor_power (SP_VIRT_HOST (host), uuid, power);
}

static SpOperation *
sp_virt_host_edit (SpHost     *host,
                   const char *uuid,
                   SpSnapshot *snapshot,
                   SpSnapshot *wanted)
{
  return sp_executor_edit (SP_VIRT_HOST (host), uuid, snapshot, wanted);
}

static void
sp_virt_host_finalize (GObject *object)
{
  SpVirtHost *self = SP_VIRT_HOST (object);

  drop_connection (self);
  dex_clear (&self->opening);
  sp_virt_opener_free (self->opener);
  sp_worker_free (self->readers);
  g_hash_table_unref (self->writers);
  g_hash_table_unref (self->newest);

  G_OBJECT_CLASS (sp_virt_host_parent_class)->finalize (object);
}

static void
sp_virt_host_class_init (SpVirtHostClass *klass)
{
  SpHostClass *host_class = SP_HOST_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sp_virt_host_finalize;
  host_class->open = sp_virt_host_open;
  host_class->close = sp_virt_host_close;
  host_class->refresh = sp_virt_host_refresh;
  host_class->load_history = sp_virt_host_load_history;
  host_class->doubt = sp_virt_host_doubt;
  host_class->gather = sp_virt_host_gather;
  host_class->run = sp_virt_host_run;
  host_class->power = sp_virt_host_power;
  host_class->edit = sp_virt_host_edit;
}

static void
sp_virt_host_init (SpVirtHost *self)
{
  self->opener = sp_virt_opener_new (SP_HOST (self), heard, opened);
  self->readers = sp_worker_new_elastic ();
  self->writers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sp_worker_free);
  self->newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* For the rest of the back end: sp-virt-host.h. */

static DexFuture *
call (SpVirtHost    *self,
      SpWorker      *worker,
      const char    *uuid,
      SpVirtHostFunc func,
      gpointer       data,
      GDestroyNotify free_data)
{
  SpVirtAsk *ask = ask_new (self, uuid);

  if (ask == NULL)
    {
      if (free_data != NULL && data != NULL)
        free_data (data);
      return not_connected ();
    }
  ask->func = func;
  ask->writes = worker != self->readers;
  ask->data = data;
  ask->free_data = free_data;
  return put (self, worker, sp_virt_ask_call, ask);
}

DexFuture *
sp_virt_host_read (SpVirtHost    *self,
                   const char    *uuid,
                   SpVirtHostFunc func,
                   gpointer       data,
                   GDestroyNotify free_data)
{
  g_return_val_if_fail (SP_IS_VIRT_HOST (self), NULL);

  return call (self, self->readers, uuid, func, data, free_data);
}

DexFuture *
sp_virt_host_write (SpVirtHost    *self,
                    const char    *uuid,
                    SpVirtHostFunc func,
                    gpointer       data,
                    GDestroyNotify free_data)
{
  SpWorker *writer = NULL;

  g_return_val_if_fail (SP_IS_VIRT_HOST (self), NULL);

  writer = g_hash_table_lookup (self->writers, uuid);
  if (writer == NULL)
    {
      writer = sp_worker_new (1);
      g_hash_table_insert (self->writers, g_strdup (uuid), writer);
    }
  return call (self, writer, uuid, func, data, free_data);
}
