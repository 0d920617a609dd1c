/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few threads and a queue; futures to those who wait. */

#include "config.h"

#include "sp-worker.h"

/* A daemon serves five requests of a client at a time; a far one hides its distance behind many in flight. */
#define NARROWEST 5
#define WIDEST 64
#define WIDEST_USEC (50 * 1000)
/* What all elastic workers of the process may grow to together; each has one thread whatever the others have. */
#define ALL_TOGETHER 256

struct _SpWorker
{
  gatomicrefcount ref_count; /* of the owner, and of each job */
  GMutex          mutex;
  GThreadPool    *pool;  /* NULL: the owner has gone */
  guint           width;
  gboolean        elastic;
};

typedef struct
{
  SpWorker      *worker;
  SpWorkerFunc   func;
  gpointer       data;
  GDestroyNotify free_data;
  DexPromise    *promise; /* NULL: nobody waits */
} Job;

/* The worker of this thread, while it works. */
static GPrivate current_key;

static GMutex all_mutex;
static guint all_width;

static void
unref (SpWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
work (gpointer data,
      gpointer user_data)
{
  Job *job = data;
  g_auto (GValue) result = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  gboolean ok = FALSE;

  g_private_set (&current_key, job->worker);
  ok = job->func (job->data, &result, &error);
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_private_set (&current_key, NULL);
  if (job->promise != NULL)
    {
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
    }
  unref (job->worker);
  g_free (job);
}

/* Of the process's threads as many as are wanted and left. */
static guint
claim (guint had,
       guint wanted)
{
  guint got = 0;

  g_mutex_lock (&all_mutex);
  all_width -= had;
  got = wanted == 0 ? 0 : MAX (1, MIN (wanted, ALL_TOGETHER - MIN (all_width, ALL_TOGETHER)));
  all_width += got;
  g_mutex_unlock (&all_mutex);
  return got;
}

static SpWorker *
new_worker (guint    width,
            gboolean elastic)
{
  SpWorker *self = g_new0 (SpWorker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->width = width;
  self->elastic = elastic;
  self->pool = g_thread_pool_new (work, NULL, (int) width, FALSE, NULL);
  return self;
}

/**
 * sp_worker_new:
 * @n_threads: how many work side by side, for good
 *
 * Returns: (transfer full): the worker
 */
SpWorker *
sp_worker_new (guint n_threads)
{
  return new_worker (n_threads, FALSE);
}

/**
 * sp_worker_new_elastic:
 *
 * Begins as for a host that is near.
 *
 * Returns: (transfer full): the worker
 */
SpWorker *
sp_worker_new_elastic (void)
{
  return new_worker (claim (0, NARROWEST), TRUE);
}

void
sp_worker_free (SpWorker *self)
{
  GThreadPool *pool = NULL;

  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  pool = g_steal_pointer (&self->pool);
  g_mutex_unlock (&self->mutex);
  if (self->elastic)
    claim (self->width, 0);
  g_thread_pool_free (pool, FALSE, FALSE);
  unref (self);
}

/**
 * sp_worker_set_latency:
 * @self: an elastic worker
 * @usec: how long the host takes for an answer that costs it nothing
 *
 * Makes it as wide as that distance wants, and the process allows.
 */
void
sp_worker_set_latency (SpWorker *self,
                       gint64    usec)
{
  guint wanted = NARROWEST + (guint) (CLAMP (usec, 0, WIDEST_USEC) * (WIDEST - NARROWEST) / WIDEST_USEC);

  g_return_if_fail (self->elastic);

  g_mutex_lock (&self->mutex);
  self->width = claim (self->width, wanted);
  g_thread_pool_set_max_threads (self->pool, (int) self->width, NULL);
  g_mutex_unlock (&self->mutex);
}

guint
sp_worker_get_width (SpWorker *self)
{
  return self->width;
}

static gboolean
push (SpWorker *self,
      Job      *job)
{
  gboolean ok = FALSE;

  job->worker = self;
  g_mutex_lock (&self->mutex);
  ok = self->pool != NULL;
  if (ok)
    {
      g_atomic_ref_count_inc (&self->ref_count);
      g_thread_pool_push (self->pool, job, NULL);
    }
  g_mutex_unlock (&self->mutex);
  return ok;
}

/**
 * sp_worker_run:
 * @self: the worker
 * @func: what to do
 * @data: for it
 * @free_data: (nullable): frees @data, in the worker
 *
 * Returns: (transfer full): a future of what it leaves, or its error
 */
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
  if (!push (self, job))
    g_assert_not_reached ();
  return future;
}

typedef struct
{
  gatomicrefcount ref_count; /* of the one who waits, and of each helper */
  GMutex          mutex;
  GCond           cond;
  gsize           n;
  gsize           next;
  guint           helping;
  SpWorkerEach    each;
  gpointer        data;
} Spread;

static void
spread_unref (gpointer data)
{
  Spread *spread = data;

  if (!g_atomic_ref_count_dec (&spread->ref_count))
    return;
  g_mutex_clear (&spread->mutex);
  g_cond_clear (&spread->cond);
  g_free (spread);
}

/* Holds the mutex. */
static void
take_what_is_left (Spread *spread)
{
  while (spread->next < spread->n)
    {
      gsize i = spread->next++;

      g_mutex_unlock (&spread->mutex);
      spread->each (i, spread->data);
      g_mutex_lock (&spread->mutex);
    }
}

/* One that comes when nothing is left touches nothing: the one who waited may be gone. */
static gboolean
help (gpointer data,
      GValue  *result,
      GError **error)
{
  Spread *spread = data;

  g_mutex_lock (&spread->mutex);
  spread->helping++;
  take_what_is_left (spread);
  spread->helping--;
  g_cond_signal (&spread->cond);
  g_mutex_unlock (&spread->mutex);
  return TRUE;
}

/**
 * sp_worker_spread:
 * @n: how many
 * @each: called for 0 to @n - 1, in any order, side by side
 * @data: for it
 *
 * In a worker: the calling thread works, and the worker's other threads help when they are free; one of them is left to
 * those who ask for something else. Nobody waits for a thread, so that it cannot come to a standstill. Returns when all
 * is done.
 */
void
sp_worker_spread (gsize        n,
                  SpWorkerEach each,
                  gpointer     data)
{
  SpWorker *worker = g_private_get (&current_key);
  guint width = worker != NULL ? sp_worker_get_width (worker) : 1;
  Spread *spread = g_new0 (Spread, 1);

  g_atomic_ref_count_init (&spread->ref_count);
  g_mutex_init (&spread->mutex);
  g_cond_init (&spread->cond);
  spread->n = n;
  spread->each = each;
  spread->data = data;
  for (gsize i = 0; width > 2 && i < MIN (n - MIN (n, 1), width - 2); i++)
    {
      Job *job = g_new0 (Job, 1);

      job->func = help;
      job->data = spread;
      job->free_data = spread_unref;
      g_atomic_ref_count_inc (&spread->ref_count);
      if (!push (worker, job))
        {
          spread_unref (spread);
          g_free (job);
          break;
        }
    }
  g_mutex_lock (&spread->mutex);
  take_what_is_left (spread);
  while (spread->helping > 0)
    g_cond_wait (&spread->cond, &spread->mutex);
  g_mutex_unlock (&spread->mutex);
  spread_unref (spread);
}
