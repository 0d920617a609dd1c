/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hosts told last: kept as they tell it, and shown again while they do not answer. */

#include "config.h"

#include "sp-known-private.h"

#include "sp-error.h"
#include "sp-host-private.h"
#include "sp-known-files.h"
#include "sp-worker.h"

#include <string.h>

#define HEARD "sp-known-heard"
#define NOTHING "sp-known-nothing"
/* So many files later, there may be too much again. */
#define TIDY_AFTER 256

typedef struct
{
  char        *uri;
  char        *uuid;
  gint64       heard;
  SpHistory   *history;
  SpKnownHost *machines;
  guint64      most;
} Job;

static guint most_megabytes = SP_KNOWN_MEGABYTES;
static guint kept;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->uri);
  g_free (job->uuid);
  g_clear_object (&job->history);
  sp_known_host_free (job->machines);
  g_free (job);
}

/* One thread for all: the person's own disk is not a host, and files are written one after the other. */
static DexFuture *
put (SpWorkerFunc func,
     Job         *job)
{
  static SpWorker *worker;

  if (worker == NULL)
    worker = sp_worker_new (1);
  return sp_worker_run (worker, func, job, job_free);
}

static Job *
job_new (const char *uri,
         const char *uuid)
{
  Job *job = g_new0 (Job, 1);

  job->uri = g_strdup (uri);
  job->uuid = g_strdup (uuid);
  job->most = (guint64) most_megabytes * 1000 * 1000;
  return job;
}

static gboolean
do_keep (gpointer data,
         GValue  *result,
         GError **error)
{
  Job *job = data;

  if (job->machines != NULL)
    sp_known_files_keep_host (job->machines);
  else
    sp_known_files_keep_history (job->uri, job->uuid, job->heard, job->history);
  return TRUE;
}

static gboolean
do_tidy (gpointer data,
         GValue  *result,
         GError **error)
{
  sp_known_files_tidy (((Job *) data)->most);
  return TRUE;
}

static gboolean
do_forget (gpointer data,
           GValue  *result,
           GError **error)
{
  sp_known_files_forget (((Job *) data)->uri);
  return TRUE;
}

static gboolean
do_measure (gpointer data,
            GValue  *result,
            GError **error)
{
  g_value_init (result, G_TYPE_UINT64);
  g_value_set_uint64 (result, sp_known_files_measure ());
  return TRUE;
}

static gboolean
not_known (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Nothing is known of it.");
  return FALSE;
}

static gboolean
do_recall (gpointer data,
           GValue  *result,
           GError **error)
{
  Job *job = data;
  SpKnownHost *known = sp_known_files_find_host (job->uri);

  if (known == NULL)
    return not_known (error);
  g_value_init (result, G_TYPE_POINTER);
  g_value_set_pointer (result, known);
  return TRUE;
}

static gboolean
do_recall_history (gpointer data,
                   GValue  *result,
                   GError **error)
{
  Job *job = data;
  SpHistory *history = sp_known_files_find_history (job->uri, job->uuid, &job->heard);

  if (history == NULL)
    return not_known (error);
  g_object_set_data_full (G_OBJECT (history), HEARD, g_memdup2 (&job->heard, sizeof job->heard), g_free);
  g_value_init (result, SP_TYPE_HISTORY);
  g_value_take_object (result, history);
  return TRUE;
}

/* What is no text cannot be kept as one. */
static gboolean
is_to_be_kept (SpHost *host)
{
  return most_megabytes > 0 && !sp_host_keeps_nothing (host) && sp_host_get_id (host) != NULL &&
         g_utf8_validate (sp_host_get_id (host), -1, NULL) &&
         g_utf8_validate (sp_host_get_uri (host), -1, NULL) && g_utf8_validate (sp_host_get_title (host), -1, NULL);
}

static void
keep (Job *job)
{
  dex_future_disown (put (do_keep, job));
  if (++kept % TIDY_AFTER == 0)
    sp_known_tidy ();
}

/**
 * sp_host_keep_nothing:
 * @self: a host that is only looked at: tried, or named once on the command line
 *
 * What it tells from now on leaves no trace on the disk.
 */
void
sp_host_keep_nothing (SpHost *self)
{
  g_return_if_fail (SP_IS_HOST (self));

  g_object_set_data (G_OBJECT (self), NOTHING, GINT_TO_POINTER (TRUE));
}

gboolean
sp_host_keeps_nothing (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), TRUE);

  return g_object_get_data (G_OBJECT (self), NOTHING) != NULL;
}

void
sp_host_keep_machines (SpHost *self)
{
  g_autoptr (GPtrArray) machines = NULL;
  GListModel *model = NULL;
  Job *job = NULL;

  g_return_if_fail (SP_IS_HOST (self));

  if (!is_to_be_kept (self))
    return;
  machines = g_ptr_array_new_with_free_func (g_object_unref);
  model = sp_host_get_machines (self);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (machines, g_list_model_get_item (model, i));
  job = job_new (sp_host_get_uri (self), NULL);
  job->machines = sp_known_host_new (job->uri, sp_host_get_id (self), sp_host_get_title (self), sp_host_get_heard (self), machines);
  keep (job);
}

void
sp_host_keep_history (SpHost     *self,
                      const char *uuid,
                      SpHistory  *history)
{
  Job *job = NULL;

  g_return_if_fail (SP_IS_HOST (self));
  g_return_if_fail (SP_IS_HISTORY (history));

  if (!is_to_be_kept (self))
    return;
  job = job_new (sp_host_get_uri (self), uuid);
  job->heard = g_get_real_time () / G_USEC_PER_SEC;
  job->history = g_object_ref (history);
  keep (job);
}

static DexFuture *
recalled_cb (DexFuture *future,
             gpointer   data)
{
  SpHost *host = data;
  const GValue *value = dex_future_get_value (future, NULL);
  SpKnownHost *known = value != NULL ? g_value_get_pointer (value) : NULL;

  /* It told of newer ones meanwhile, or was closed with them. */
  if (known != NULL && sp_host_get_heard (host) == 0 && sp_host_get_state (host) != SP_HOST_STATE_CONNECTED)
    {
      sp_host_set_id (host, known->id);
      sp_host_set_title (host, known->title);
      sp_host_set_heard (host, MIN (known->heard, g_get_real_time () / G_USEC_PER_SEC));
      sp_host_set_machines (host, known->machines);
    }
  sp_known_host_free (known);
  return dex_future_new_true ();
}

/**
 * sp_host_recall:
 * @self: the host, closed
 *
 * Shows the machines that it told of last, until it tells itself how they are.
 *
 * Returns: (transfer full): a future of %TRUE, whether anything was known or not
 */
DexFuture *
sp_host_recall (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return dex_future_finally (put (do_recall, job_new (sp_host_get_uri (self), NULL)), recalled_cb, g_object_ref (self), g_object_unref);
}

/**
 * sp_host_recall_history:
 * @self: the host, in any state
 * @uuid: of a machine
 *
 * Returns: (transfer full): a future of the #SpHistory that it told last, as sp_known_get_heard() tells when, or
 * %G_IO_ERROR_NOT_FOUND
 */
DexFuture *
sp_host_recall_history (SpHost     *self,
                        const char *uuid)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  return put (do_recall_history, job_new (sp_host_get_uri (self), uuid));
}

/**
 * sp_known_get_heard:
 * @history: a history
 *
 * Returns: when its host told it, in seconds since 1970, if it was recalled; else 0
 */
gint64
sp_known_get_heard (SpHistory *history)
{
  const gint64 *heard = NULL;

  g_return_val_if_fail (SP_IS_HISTORY (history), 0);

  heard = g_object_get_data (G_OBJECT (history), HEARD);
  return heard != NULL ? *heard : 0;
}

/**
 * sp_known_set_most:
 * @megabytes: that all files may take
 */
void
sp_known_set_most (guint megabytes)
{
  most_megabytes = megabytes;
}

void
sp_known_tidy (void)
{
  dex_future_disown (put (do_tidy, job_new (NULL, NULL)));
}

/**
 * sp_known_forget:
 * @uri: of a host that is not the person's any more
 *
 * Returns: (transfer full): a future of %TRUE
 */
DexFuture *
sp_known_forget (const char *uri)
{
  g_return_val_if_fail (uri != NULL, NULL);

  return put (do_forget, job_new (uri, NULL));
}

/**
 * sp_known_measure:
 *
 * Returns: (transfer full): a future of how much the files take, a guint64 of bytes
 */
DexFuture *
sp_known_measure (void)
{
  return put (do_measure, job_new (NULL, NULL));
}

/**
 * sp_known_clear:
 *
 * Everything goes. What is shown stays, and is kept anew when its host tells it again.
 *
 * Returns: (transfer full): a future of %TRUE
 */
DexFuture *
sp_known_clear (void)
{
  return put (do_forget, job_new (NULL, NULL));
}
