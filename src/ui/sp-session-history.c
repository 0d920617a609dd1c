/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of the session's machine: first what is known of it, then what has come, then all of it. */

#include "config.h"

#include "sp-session-private.h"

#include "sp-error.h"
#include "sp-heap.h"
#include "sp-known.h"
#include "sp-layout.h"
#include "sp-picked.h"

/* One load under way, or one recall. */
typedef struct
{
  GWeakRef session;
  guint    number;
} Load;

static Load *
load_new (SpSession *self,
          guint      number)
{
  Load *load = g_new0 (Load, 1);

  g_weak_ref_init (&load->session, self);
  load->number = number;
  return load;
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_weak_ref_clear (&load->session);
  g_free (load);
}

static void
set_loading (SpSession *self,
             gboolean   loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify (G_OBJECT (self), "loading");
}

static void
set_picked (SpSession *self,
            GArray    *picked)
{
  g_array_unref (self->picked);
  self->picked = picked;
}

/* Takes a new timeline; what was picked stays so while it is there. */
static void
take_timeline (SpSession  *self,
               SpTimeline *timeline)
{
  set_picked (self, sp_picked_carry (self->picked, sp_session_get_history (self),
                                     timeline != NULL ? sp_timeline_get_history (timeline) : NULL));
  g_set_object (&self->timeline, timeline);
  g_object_notify (G_OBJECT (self), "timeline");
  g_object_notify (G_OBJECT (self), "picked");
  g_object_notify (G_OBJECT (self), "selected");
}

static DexFuture *
lay_out_cb (DexFuture *future,
            gpointer   user_data)
{
  Load *load = user_data;
  g_autoptr (SpSession) self = g_weak_ref_get (&load->session);

  return sp_layout_new (g_value_get_object (dex_future_get_value (future, NULL)), self != NULL ? self->timeline : NULL);
}

/* @history: (transfer full): of an SpHistory. Returns: (transfer full): of its timeline, or of the same error */
static DexFuture *
lay_out (SpSession *self,
         DexFuture *history)
{
  return dex_future_then (history, lay_out_cb, load_new (self, 0), load_free);
}

static DexFuture *
loaded_cb (DexFuture *future,
           gpointer   user_data)
{
  Load *load = user_data;
  g_autoptr (SpSession) self = g_weak_ref_get (&load->session);
  g_autoptr (GError) error = NULL;
  const GValue *value;

  if (self == NULL || load->number != self->serial)
    return NULL;

  value = dex_future_get_value (future, &error);
  g_clear_error (&self->error);
  if (self->partial && value == NULL)
    take_timeline (self, NULL);
  self->partial = FALSE;
  if (value != NULL)
    {
      self->unchecked = FALSE;
      take_timeline (self, g_value_get_object (value));
    }
  else if (g_error_matches (error, SP_ERROR, SP_ERROR_NO_MACHINE))
    {
      self->vanished = TRUE;
      g_object_notify (G_OBJECT (self), "vanished");
    }
  else
    {
      /* A history that was there before stays to be read: the host's banner tells what is the matter. */
      self->error = g_steal_pointer (&error);
      g_object_notify (G_OBJECT (self), "timeline");
    }

  if (self->again)
    sp_session_load_history (self);
  /* None has begun. */
  if (load->number == self->serial)
    set_loading (self, FALSE);
  return NULL;
}

void
sp_session_load_history (SpSession *self)
{
  DexFuture *future;

  self->again = FALSE;
  if (self->machine == NULL || sp_host_get_state (self->host) != SP_HOST_STATE_CONNECTED)
    return;

  self->serial++;
  set_loading (self, TRUE);
  future = lay_out (self, sp_host_load_history (self->host, sp_machine_get_uuid (self->machine)));
  dex_future_disown (dex_future_finally (future, loaded_cb, load_new (self, self->serial), load_free));
}

/* What its host has told since counts more. */
static DexFuture *
recalled_cb (DexFuture *future,
             gpointer   user_data)
{
  Load *load = user_data;
  g_autoptr (SpSession) self = g_weak_ref_get (&load->session);
  const GValue *value = dex_future_get_value (future, NULL);

  if (self == NULL || value == NULL || load->number != self->chosen || (self->timeline != NULL && !self->partial))
    return dex_future_new_true ();

  self->partial = FALSE;
  self->unchecked = TRUE;
  self->heard = sp_known_get_heard (sp_timeline_get_history (g_value_get_object (value)));
  take_timeline (self, g_value_get_object (value));
  return dex_future_new_true ();
}

void
sp_session_recall_history (SpSession *self)
{
  DexFuture *future = lay_out (self, sp_host_recall_history (self->host, sp_machine_get_uuid (self->machine)));

  dex_clear (&self->recalling);
  self->recalling = dex_future_finally (future, recalled_cb, load_new (self, self->chosen), load_free);
}

void
sp_session_doubt_history (SpSession *self)
{
  if (self->timeline == NULL || self->unchecked)
    return;
  self->unchecked = TRUE;
  self->heard = sp_host_get_heard (self->host);
}

void
sp_session_drop_history (SpSession *self)
{
  self->serial++;
  self->chosen++;
  self->again = FALSE;
  self->partial = FALSE;
  self->unchecked = FALSE;
  /* The history itself may be remembered, but no rows of it. */
  if (self->timeline != NULL && sp_history_get_n (sp_timeline_get_history (self->timeline)) >= SP_HEAP_MANY)
    sp_heap_give_back_soon ();
  g_clear_object (&self->timeline);
  g_clear_error (&self->error);
  self->loading = FALSE;
  set_picked (self, sp_picked_new (-1));
}

/* Of a long history that nothing is known of yet: what has come is shown, and finds its place as the rest comes. */
void
sp_session_take_part (SpSession  *self,
                      const char *uuid,
                      SpHistory  *so_far,
                      SpHost     *host)
{
  g_autoptr (SpTimeline) timeline = NULL;

  if (host != self->host || self->machine == NULL || g_strcmp0 (uuid, sp_machine_get_uuid (self->machine)) != 0 || !self->loading
      || (self->timeline != NULL && !self->partial))
    return;

  self->partial = TRUE;
  timeline = sp_timeline_new (so_far);
  take_timeline (self, timeline);
}

SpHistory *
sp_session_get_history (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  return self->timeline != NULL ? sp_timeline_get_history (self->timeline) : NULL;
}

SpTimeline *
sp_session_get_timeline (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  return self->timeline;
}

gboolean
sp_session_get_loading (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), FALSE);

  return self->loading;
}

gboolean
sp_session_get_partial (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), FALSE);

  return self->partial;
}

gboolean
sp_session_get_certain (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), FALSE);

  return !self->partial && !self->unchecked;
}

gint64
sp_session_get_heard (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), 0);

  if (self->host == NULL)
    return 0;
  return self->unchecked ? self->heard : sp_host_get_heard (self->host);
}

const GError *
sp_session_get_error (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  return self->error;
}
