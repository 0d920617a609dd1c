/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real host: opens, listens, lists, reconnects. Everything that asks the host something runs in its own workers. */

#include "config.h"

#include "sp-virt-host.h"

#include "sp-error.h"
#include "sp-executor.h"
#include "sp-host-private.h"
#include "sp-pending-edits.h"
#include "sp-virt-ask.h"
#include "sp-virt-connection.h"
#include "sp-worker.h"

#include <glib/gi18n-lib.h>

/* libvirt tells nobody of snapshots that others take or delete. */
#define LOOK_AGAIN_SECONDS 20
/* Events come in swarms. */
#define SETTLE_MSEC 150
#define RETRY_FIRST_SECONDS 1
#define RETRY_MOST_SECONDS 30

struct _SpVirtHost
{
  SpHost            parent_instance;
  SpVirtConnection *connection; /* NULL: none */
  SpWorker         *opener;
  SpWorker         *readers;
  GHashTable       *writers; /* UUID -> SpWorker */
  GHashTable       *newest;  /* UUID -> gint64: creation time of the newest snapshot, where known */
  DexPromise       *opening;
  guint64           serial;  /* of the connection: what was asked before counts no more */
  guint64           asked;   /* of the last list that was asked for */
  guint64           listed;  /* of the newest list that came */
  guint             look_again;
  guint             settle;
  guint             retry;
  guint             retry_seconds;
  gboolean          wanted; /* open, and to be kept so */
};

static void try_open (SpVirtHost *self);

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

typedef struct
{
  GWeakRef host;
  char    *uri;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_weak_ref_clear (&opening->host);
  g_free (opening->uri);
  g_free (opening);
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
heard (GObject    *listener,
       const char *uuid)
{
  SpVirtHost *self = SP_VIRT_HOST (listener);

  if (self->connection == NULL)
    return;
  if (uuid == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_LOST, _ ("The host has gone away."));

      lost (self, error);
      return;
    }
  sp_host_history_changed (SP_HOST (self), uuid);
  if (self->settle == 0)
    self->settle = g_timeout_add (SETTLE_MSEC, settled_cb, self);
}

static gboolean
do_open (gpointer data,
         GValue  *result,
         GError **error)
{
  Opening *opening = data;
  g_autoptr (GObject) host = g_weak_ref_get (&opening->host);
  SpVirtConnection *connection = NULL;

  /* The main thread keeps it alive; were this the last reference, there would be nobody to open for. */
  if (host == NULL)
    {
      g_set_error_literal (error, SP_ERROR, SP_ERROR_LOST, _ ("The host is not connected."));
      return FALSE;
    }
  connection = sp_virt_connection_open (opening->uri, host, heard, error);
  if (connection == NULL)
    return FALSE;
  g_value_init (result, G_TYPE_POINTER);
  g_value_set_pointer (result, connection);
  return TRUE;
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
  g_clear_handle_id (&self->look_again, g_source_remove);
  g_clear_handle_id (&self->settle, g_source_remove);
  if (self->connection == NULL)
    return;
  dex_future_disown (sp_worker_run (self->readers, do_close, g_steal_pointer (&self->connection), NULL));
  /* What hangs on a dead link hangs on: the next link has readers of its own. */
  sp_worker_free (self->readers);
  self->readers = sp_worker_new_elastic ();
}

static gboolean
retry_cb (gpointer data)
{
  SpVirtHost *self = data;

  self->retry = 0;
  try_open (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (SpVirtHost *self)
{
  if (!self->wanted || self->retry != 0)
    return;
  self->retry = g_timeout_add_seconds (self->retry_seconds, retry_cb, self);
  self->retry_seconds = MIN (self->retry_seconds * 2, RETRY_MOST_SECONDS);
}

static void
lost (SpVirtHost   *self,
      const GError *error)
{
  drop_connection (self);
  sp_host_set_state (SP_HOST (self), SP_HOST_STATE_LOST, error);
  self->retry_seconds = RETRY_FIRST_SECONDS;
  retry_later (self);
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
  sp_host_set_machines (SP_HOST (self), machines);
  for (guint i = 0; i < changed->len; i++)
    sp_host_history_changed (SP_HOST (self), changed->pdata[i]);
}

typedef struct
{
  SpVirtHost *host;
  guint64     serial;
  guint64     listing;
  DexPromise *opening; /* whose answer it is */
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
  waiting->opening = self->opening != NULL ? dex_ref (self->opening) : NULL;
  waiting->uuid = g_strdup (uuid);
  return waiting;
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->host);
  dex_clear (&waiting->opening);
  g_free (waiting->uuid);
  g_free (waiting);
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
  return dex_future_then (sp_worker_run (self->readers, sp_virt_ask_list, ask, sp_virt_ask_free), listed_cb, waiting_new (self, NULL), waiting_free);
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
    return not_connected ();
  if (dex_future_get_value (future, &error) == NULL)
    {
      drop_connection (self);
      sp_host_set_state (SP_HOST (self), SP_HOST_STATE_FAILED, error);
      return dex_ref (future);
    }
  self->retry_seconds = RETRY_FIRST_SECONDS;
  if (self->look_again == 0)
    self->look_again = g_timeout_add_seconds (LOOK_AGAIN_SECONDS, look_again_cb, self);
  sp_host_set_state (SP_HOST (self), SP_HOST_STATE_CONNECTED, NULL);
  return dex_future_new_true ();
}

static DexFuture *
opened_cb (DexFuture *future,
           gpointer   data)
{
  Waiting *waiting = data;
  SpVirtHost *self = waiting->host;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  SpVirtConnection *connection = value != NULL ? g_value_get_pointer (value) : NULL;

  if (waiting->serial != self->serial)
    {
      if (connection != NULL)
        dex_future_disown (sp_worker_run (self->readers, do_close, connection, NULL));
      return not_connected ();
    }
  if (connection == NULL)
    {
      gboolean again = sp_host_get_state (SP_HOST (self)) == SP_HOST_STATE_LOST;

      sp_host_set_state (SP_HOST (self), again ? SP_HOST_STATE_LOST : SP_HOST_STATE_FAILED, error);
      if (again)
        retry_later (self);
      return dex_ref (future);
    }
  self->connection = connection;
  sp_worker_set_latency (self->readers, sp_virt_connection_get_latency (connection));
  sp_host_set_id (SP_HOST (self), sp_virt_connection_get_id (connection));
  sp_host_set_title (SP_HOST (self), sp_virt_connection_get_title (connection));
  return dex_future_finally (sp_virt_host_refresh (SP_HOST (self)), first_list_cb, waiting_new (self, NULL), waiting_free);
}

static DexFuture *
open_done_cb (DexFuture *future,
              gpointer   data)
{
  Waiting *waiting = data;
  DexPromise *promise = waiting->opening;
  g_autoptr (GError) error = NULL;

  if (waiting->host->opening == promise)
    dex_clear (&waiting->host->opening);
  /* It was closed meanwhile, and who waited has been told. */
  if (!dex_future_is_pending (DEX_FUTURE (promise)))
    return dex_future_new_true ();
  if (dex_future_get_value (future, &error) != NULL)
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
  return dex_future_new_true ();
}

static void
try_open (SpVirtHost *self)
{
  Opening *opening = NULL;
  DexFuture *future = NULL;

  opening = g_new0 (Opening, 1);
  g_weak_ref_init (&opening->host, self);
  opening->uri = g_strdup (sp_host_get_uri (SP_HOST (self)));
  if (self->opening == NULL)
    self->opening = dex_promise_new ();
  if (sp_host_get_state (SP_HOST (self)) != SP_HOST_STATE_LOST)
    sp_host_set_state (SP_HOST (self), SP_HOST_STATE_CONNECTING, NULL);
  future = dex_future_finally (sp_worker_run (self->opener, do_open, opening, opening_free), opened_cb, waiting_new (self, NULL),
                               waiting_free);
  dex_future_disown (dex_future_finally (future, open_done_cb, waiting_new (self, NULL), waiting_free));
}

static DexFuture *
sp_virt_host_open (SpHost *host)
{
  SpVirtHost *self = SP_VIRT_HOST (host);
  DexFuture *future = NULL;

  self->wanted = TRUE;
  if (self->opening != NULL)
    return dex_ref (DEX_FUTURE (self->opening));
  if (self->connection != NULL)
    return sp_host_refresh (host);
  g_clear_handle_id (&self->retry, g_source_remove);
  self->retry_seconds = RETRY_FIRST_SECONDS;
  /* A quick answer comes while it is asked, and the promise is gone when try_open() returns. */
  self->opening = dex_promise_new ();
  future = dex_ref (DEX_FUTURE (self->opening));
  try_open (self);
  return future;
}

static void
sp_virt_host_close (SpHost *host)
{
  SpVirtHost *self = SP_VIRT_HOST (host);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  self->wanted = FALSE;
  g_clear_handle_id (&self->retry, g_source_remove);
  drop_connection (self);
  if (self->opening != NULL)
    {
      g_autoptr (DexPromise) opening = g_steal_pointer (&self->opening);

      dex_promise_reject (opening, g_error_new_literal (SP_ERROR, SP_ERROR_LOST, _ ("The host is not connected.")));
      /* It may hang for minutes yet: who opens the host again does not wait behind it. */
      sp_worker_free (self->opener);
      self->opener = sp_worker_new (1);
    }
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
  gint64 *newest = g_new0 (gint64, 1);

  *newest = n > 0 ? sp_snapshot_get_created (sp_history_get (history, n - 1)) : 0;
  g_hash_table_insert (waiting->host->newest, g_strdup (waiting->uuid), newest);
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
  return dex_future_then (sp_worker_run (self->readers, sp_virt_ask_history, ask, sp_virt_ask_free), history_cb, waiting_new (self, uuid), waiting_free);
}

static DexFuture *
sp_virt_host_gather (SpHost     *host,
                     const char *uuid)
{
  SpVirtHost *self = SP_VIRT_HOST (host);
  SpVirtAsk *ask = ask_new (self, uuid);

  return ask != NULL ? sp_worker_run (self->readers, sp_virt_ask_gather, ask, sp_virt_ask_free) : not_connected ();
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

  g_clear_handle_id (&self->retry, g_source_remove);
  drop_connection (self);
  dex_clear (&self->opening);
  sp_worker_free (self->opener);
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
  host_class->gather = sp_virt_host_gather;
  host_class->run = sp_virt_host_run;
  host_class->power = sp_virt_host_power;
  host_class->edit = sp_virt_host_edit;
}

static void
sp_virt_host_init (SpVirtHost *self)
{
  self->opener = sp_worker_new (1);
  self->readers = sp_worker_new_elastic ();
  self->writers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sp_worker_free);
  self->newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->retry_seconds = RETRY_FIRST_SECONDS;
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
  ask->data = data;
  ask->free_data = free_data;
  return sp_worker_run (worker, sp_virt_ask_call, ask, sp_virt_ask_free);
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
