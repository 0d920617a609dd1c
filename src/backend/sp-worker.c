/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few threads and a queue; futures to those who wait. */

#include "config.h"

#include "sp-worker.h"

struct _SpWorker
{
  GThreadPool *pool;
};

typedef struct
{
  SpWorkerFunc   func;
  gpointer       data;
  GDestroyNotify free_data;
  DexPromise    *promise;
} Job;

static void
work (gpointer data,
      gpointer user_data)
{
  Job *job = data;
  g_auto (GValue) result = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  gboolean ok = job->func (job->data, &result, &error);

  if (job->free_data != NULL)
    job->free_data (job->data);
  if (!ok)
    {
      g_assert (error != NULL);
      dex_promise_reject (job->promise, g_steal_pointer (&error));
    }
  else if (G_VALUE_TYPE (&result) == G_TYPE_INVALID)
    dex_promise_resolve_boolean (job->promise, TRUE);
  else
    dex_promise_resolve (job->promise, &result);
  dex_unref (job->promise);
  g_free (job);
}

SpWorker *
sp_worker_new (guint n_threads)
{
  SpWorker *self = g_new0 (SpWorker, 1);

  self->pool = g_thread_pool_new (work, NULL, (int) n_threads, FALSE, NULL);
  return self;
}

void
sp_worker_free (SpWorker *self)
{
  if (self == NULL)
    return;
  g_thread_pool_free (self->pool, FALSE, FALSE);
  g_free (self);
}

DexFuture *
sp_worker_run (SpWorker      *self,
               SpWorkerFunc   func,
               gpointer       data,
               GDestroyNotify free_data)
{
  Job *job = g_new0 (Job, 1);
  DexFuture *future = NULL;

  job->func = func;
  job->data = data;
  job->free_data = free_data;
  job->promise = dex_promise_new ();
  future = dex_ref (DEX_FUTURE (job->promise));
  g_thread_pool_push (self->pool, job, NULL);
  return future;
}
