/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a host's connection, in a thread of its own that may hang, and again when it was lost. */

#include "config.h"

#include "sp-virt-opener.h"

#include "sp-error.h"
#include "sp-host-private.h"
#include "sp-login-private.h"
#include "sp-virt-retry.h"
#include "sp-virt-turn.h"
#include "sp-worker.h"

#include <glib/gi18n-lib.h>

/* How long an attempt may take before it is given up, and then the list of the machines; and how many of a host may hang on so. */
#define PATIENCE_SECONDS 30
#define HANGS_MOST 3
/* How long at least when the person or the network asks for a further one. */
#define HANGS_LEAST_USEC (5 * G_USEC_PER_SEC)

static guint patience = PATIENCE_SECONDS;

struct _SpVirtOpener
{
  SpHost      *host; /* the owner */
  SpVirtHeard  heard;
  SpVirtOpened opened;
  SpWorker    *worker;
  SpVirtRetry *retry;
  guint64      attempt; /* the last; an older one counts no more */
  gint64       begun;   /* when; 0: none is under way */
  guint        hanging; /* attempts that were given up, and have not ended yet */
  guint        silent;  /* attempts one after the other that let us in, and told of no machines */
  guint        give_up;
};

typedef struct
{
  GWeakRef    host;
  SpVirtHeard heard;
  char       *uri;
} Opening;

typedef struct
{
  SpVirtOpener *self;
  SpHost       *host; /* keeps both */
  guint64       number;
} Attempt;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_weak_ref_clear (&opening->host);
  g_free (opening->uri);
  g_free (opening);
}

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  g_object_unref (attempt->host);
  g_free (attempt);
}

static gboolean
do_open (gpointer data,
         GValue  *result,
         GError **error)
{
  Opening *opening = data;
  g_autoptr (GObject) host = g_weak_ref_get (&opening->host);
  SpVirtConnection *connection = NULL;
  gint64 turn = 0;

  /* The main thread keeps it alive; were this the last reference, there would be nobody to open for. */
  if (host == NULL)
    {
      g_set_error_literal (error, SP_ERROR, SP_ERROR_LOST, _ ("The host is not connected."));
      return FALSE;
    }
  turn = sp_virt_turn_begin ();
  connection = sp_virt_connection_open (opening->uri, host, opening->heard, error);
  sp_virt_turn_end (turn);
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

/* It let us in, and tells nothing of its machines. What was asked of it may hang for good. */
static gboolean
silent_cb (gpointer data)
{
  SpVirtOpener *self = data;
  g_autoptr (GError) error = sp_host_make_late (self->host);

  self->give_up = 0;
  self->silent++;
  self->opened (self->host, NULL, error);
  return G_SOURCE_REMOVE;
}

static DexFuture *
opened_cb (DexFuture *future,
           gpointer   data)
{
  Attempt *attempt = data;
  SpVirtOpener *self = attempt->self;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  SpVirtConnection *connection = value != NULL ? g_value_get_pointer (value) : NULL;

  if (attempt->number != self->attempt || self->begun == 0)
    {
      self->hanging--;
      if (connection != NULL)
        dex_future_disown (sp_worker_run (self->worker, do_close, connection, NULL));
      return dex_future_new_true ();
    }
  self->begun = 0;
  g_clear_handle_id (&self->give_up, g_source_remove);
  if (connection != NULL)
    self->give_up = g_timeout_add_seconds (patience, silent_cb, self);
  self->opened (self->host, connection, error);
  return dex_future_new_true ();
}

/* It may hang for minutes yet: whoever opens the host again does not wait behind it. */
static void
give_up (SpVirtOpener *self)
{
  g_clear_handle_id (&self->give_up, g_source_remove);
  if (self->begun == 0)
    return;
  self->begun = 0;
  self->hanging++;
  sp_worker_free (self->worker);
  self->worker = sp_worker_new (SP_VIRT_CONNECTION_QUESTIONS + 1);
}

/* Somebody who looks for a password is given the time. */
static gboolean
is_asking (SpVirtOpener *self)
{
  return sp_login_is_asking (sp_host_get_uri (self->host));
}

static gboolean
give_up_cb (gpointer data)
{
  SpVirtOpener *self = data;
  gboolean lost = sp_host_get_state (self->host) == SP_HOST_STATE_LOST;
  g_autoptr (GError) error = NULL;

  if (is_asking (self) || (lost && self->hanging >= HANGS_MOST))
    return G_SOURCE_CONTINUE;
  self->give_up = 0;
  /* The last that may hang is not left alone: should it get through after all, the host is there. */
  if (self->hanging < HANGS_MOST)
    give_up (self);
  if (lost)
    {
      sp_host_set_trying (self->host, FALSE);
      sp_virt_retry_later (self->retry);
      return G_SOURCE_REMOVE;
    }
  error = sp_host_make_late (self->host);
  self->opened (self->host, NULL, error);
  return G_SOURCE_REMOVE;
}

/* Tells that an attempt is under way, for as long as patience lasts. */
static void
tell_trying (SpVirtOpener *self)
{
  g_clear_handle_id (&self->give_up, g_source_remove);
  self->give_up = g_timeout_add_seconds (patience, give_up_cb, self);
  if (sp_host_get_state (self->host) == SP_HOST_STATE_LOST)
    {
      sp_host_set_trying (self->host, TRUE);
      return;
    }
  /* The way to it may open at any moment. */
  if (sp_host_get_server (self->host) != NULL)
    sp_virt_retry_on_network (self->retry);
  sp_host_set_state (self->host, SP_HOST_STATE_CONNECTING, NULL);
}

static void
try (gpointer data)
{
  SpVirtOpener *self = data;
  Opening *opening = NULL;
  Attempt *attempt = NULL;

  if (self->begun != 0 && (self->hanging >= HANGS_MOST || is_asking (self) || g_get_monotonic_time () - self->begun < HANGS_LEAST_USEC))
    {
      if (self->give_up == 0)
        tell_trying (self);
      return;
    }
  give_up (self);
  opening = g_new0 (Opening, 1);
  g_weak_ref_init (&opening->host, self->host);
  opening->heard = self->heard;
  opening->uri = g_strdup (sp_host_get_uri (self->host));
  attempt = g_new0 (Attempt, 1);
  attempt->self = self;
  attempt->host = g_object_ref (self->host);
  attempt->number = ++self->attempt;
  self->begun = g_get_monotonic_time ();
  tell_trying (self);
  dex_future_disown (dex_future_finally (sp_worker_run (self->worker, do_open, opening, opening_free), opened_cb, attempt, attempt_free));
}

SpVirtOpener *
sp_virt_opener_new (SpHost      *host,
                    SpVirtHeard  heard,
                    SpVirtOpened opened)
{
  SpVirtOpener *self = g_new0 (SpVirtOpener, 1);

  self->host = host;
  self->heard = heard;
  self->opened = opened;
  self->worker = sp_worker_new (SP_VIRT_CONNECTION_QUESTIONS + 1);
  self->retry = sp_virt_retry_new (try, self);
  return self;
}

void
sp_virt_opener_free (SpVirtOpener *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->give_up, g_source_remove);
  sp_virt_retry_free (self->retry);
  sp_worker_free (self->worker);
  g_free (self);
}

void
sp_virt_opener_open (SpVirtOpener *self)
{
  self->silent = 0;
  sp_virt_retry_reset (self->retry);
  try (self);
}

/* Who was refused is refused again, or locked out: that is for the person to say. A host that could not be reached at
 * the start may be one of a network that this computer is not in yet. */
void
sp_virt_opener_later (SpVirtOpener *self,
                      const GError *error)
{
  if (self->begun == 0)
    g_clear_handle_id (&self->give_up, g_source_remove);
  if (sp_host_get_state (self->host) == SP_HOST_STATE_LOST)
    sp_virt_retry_later (self->retry);
  else if (sp_host_get_server (self->host) != NULL && g_error_matches (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT))
    sp_virt_retry_on_network (self->retry);
  else
    sp_virt_retry_stop (self->retry);
}

/* Each of its links would hang on, with all that was asked over it. */
gboolean
sp_virt_opener_is_in_vain (SpVirtOpener *self)
{
  return self->silent >= HANGS_MOST;
}

void
sp_virt_opener_held (SpVirtOpener *self)
{
  g_clear_handle_id (&self->give_up, g_source_remove);
  self->silent = 0;
  sp_virt_retry_held (self->retry);
}

void
sp_virt_opener_stop (SpVirtOpener *self)
{
  sp_virt_retry_stop (self->retry);
  give_up (self);
}

/* A lost host is tried again afterwards, another has failed. */
void
sp_virt_opener_set_patience (guint seconds)
{
  patience = seconds;
}
