/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the views share: the hosts, the machine that was chosen, its history and what is selected in it. */

#include "config.h"

#include "sp-session-private.h"

#include "sp-picked.h"

enum
{
  PROP_0,
  PROP_MACHINE,
  PROP_HOST,
  PROP_TIMELINE,
  PROP_PICKED,
  PROP_SELECTED,
  PROP_LOADING,
  PROP_VANISHED,
  N_PROPS,
};

enum
{
  SIGNAL_HOSTS_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpSession, sp_session, G_TYPE_OBJECT)

/* The chosen machine as its host sees it now: values are replaced, never changed. */
static void
follow_machine (SpSession *self)
{
  SpMachine *now;
  gboolean vanished;

  if (self->machine == NULL || sp_host_get_state (self->host) != SP_HOST_STATE_CONNECTED)
    return;

  now = sp_host_find_machine (self->host, sp_machine_get_uuid (self->machine));
  vanished = now == NULL;
  if (vanished != self->vanished)
    {
      self->vanished = vanished;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VANISHED]);
    }
  if (now != NULL && g_set_object (&self->machine, now))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MACHINE]);
}

static void
machines_changed_cb (SpSession *self)
{
  g_assert (SP_IS_SESSION (self));

  follow_machine (self);
  g_signal_emit (self, signals[SIGNAL_HOSTS_CHANGED], 0);
}

static void
host_changed_cb (SpSession  *self,
                 GParamSpec *pspec,
                 SpHost     *host)
{
  g_assert (SP_IS_SESSION (self));
  g_assert (SP_IS_HOST (host));

  if (sp_host_get_state (host) == SP_HOST_STATE_CONNECTED && sp_session_let_give_way (self, host))
    return;
  /* Back again after it was lost: what was shown may be old. */
  if (host == self->host && sp_host_get_state (host) == SP_HOST_STATE_CONNECTED)
    {
      follow_machine (self);
      sp_session_load_history (self);
    }
  else if (host == self->host)
    sp_session_doubt_history (self);
  g_signal_emit (self, signals[SIGNAL_HOSTS_CHANGED], 0);
}

static void
history_changed_cb (SpSession  *self,
                    const char *uuid,
                    SpHost     *host)
{
  g_assert (SP_IS_SESSION (self));

  if (host != self->host || self->machine == NULL || g_strcmp0 (uuid, sp_machine_get_uuid (self->machine)) != 0)
    return;
  /* A host tells as often as it likes: one load at a time, and one more. */
  if (self->loading)
    self->again = TRUE;
  else
    sp_session_load_history (self);
}

static void
tell_picked (SpSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICKED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
forget_machine (SpSession *self)
{
  sp_session_drop_history (self);
  g_clear_object (&self->host);
  g_clear_object (&self->machine);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIMELINE]);
  tell_picked (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOST]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MACHINE]);
}

static void
sp_session_dispose (GObject *object)
{
  SpSession *self = (SpSession *) object;

  g_list_store_remove_all (self->hosts);
  dex_clear (&self->recalling);
  g_clear_object (&self->timeline);
  g_clear_object (&self->machine);
  g_clear_object (&self->host);
  g_clear_pointer (&self->preferred_host, g_free);
  g_clear_pointer (&self->preferred, g_free);

  G_OBJECT_CLASS (sp_session_parent_class)->dispose (object);
}

static void
sp_session_finalize (GObject *object)
{
  SpSession *self = (SpSession *) object;

  g_clear_object (&self->hosts);
  g_clear_error (&self->error);
  g_array_unref (self->picked);

  G_OBJECT_CLASS (sp_session_parent_class)->finalize (object);
}

static void
sp_session_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  SpSession *self = SP_SESSION (object);

  switch (prop_id)
    {
    case PROP_MACHINE:
      g_value_set_object (value, self->machine);
      break;
    case PROP_HOST:
      g_value_set_object (value, self->host);
      break;
    case PROP_TIMELINE:
      g_value_set_object (value, self->timeline);
      break;
    case PROP_PICKED:
      g_value_set_boxed (value, self->picked);
      break;
    case PROP_SELECTED:
      g_value_set_int (value, sp_picked_get_only (self->picked));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_VANISHED:
      g_value_set_boolean (value, self->vanished);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_session_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  SpSession *self = SP_SESSION (object);

  switch (prop_id)
    {
    case PROP_PICKED:
      sp_session_set_picked (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_session_class_init (SpSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_session_dispose;
  object_class->finalize = sp_session_finalize;
  object_class->get_property = sp_session_get_property;
  object_class->set_property = sp_session_set_property;

  properties[PROP_MACHINE] =
    g_param_spec_object ("machine", NULL, NULL, SP_TYPE_MACHINE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HOST] =
    g_param_spec_object ("host", NULL, NULL, SP_TYPE_HOST, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TIMELINE] =
    g_param_spec_object ("timeline", NULL, NULL, SP_TYPE_TIMELINE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PICKED] =
    g_param_spec_boxed ("picked", NULL, NULL, G_TYPE_ARRAY,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SELECTED] =
    g_param_spec_int ("selected", NULL, NULL, -1, G_MAXINT, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_VANISHED] =
    g_param_spec_boolean ("vanished", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_HOSTS_CHANGED] =
    g_signal_new ("hosts-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_session_init (SpSession *self)
{
  self->hosts = g_list_store_new (SP_TYPE_HOST);
  self->picked = sp_picked_new (-1);
}

SpSession *
sp_session_new (void)
{
  return g_object_new (SP_TYPE_SESSION, NULL);
}

GListModel *
sp_session_get_hosts (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->hosts);
}

void
sp_session_add_host (SpSession *self,
                     SpHost    *host)
{
  g_return_if_fail (SP_IS_SESSION (self));
  g_return_if_fail (SP_IS_HOST (host));

  g_signal_connect_object (host, "notify::state", G_CALLBACK (host_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "history-changed", G_CALLBACK (history_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "history-part", G_CALLBACK (sp_session_take_part), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sp_host_get_machines (host), "items-changed", G_CALLBACK (machines_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_list_store_append (self->hosts, host);
  g_signal_emit (self, signals[SIGNAL_HOSTS_CHANGED], 0);
}

/* Closes it. A machine of it that was chosen is so no longer. */
void
sp_session_remove_host (SpSession *self,
                        SpHost    *host)
{
  g_autoptr (SpHost) kept = NULL;
  guint position = 0;

  g_return_if_fail (SP_IS_SESSION (self));

  if (!g_list_store_find (self->hosts, host, &position))
    return;
  kept = g_object_ref (host);
  g_signal_handlers_disconnect_by_data (host, self);
  g_signal_handlers_disconnect_by_data (sp_host_get_machines (host), self);
  /* First: who learns that no machine is chosen may choose another, and must not find this host's. */
  g_list_store_remove (self->hosts, position);
  if (host == self->host)
    forget_machine (self);
  sp_host_close (host);
  g_signal_emit (self, signals[SIGNAL_HOSTS_CHANGED], 0);
}

void
sp_session_choose (SpSession *self,
                   SpHost    *host,
                   SpMachine *machine)
{
  gboolean same;

  g_return_if_fail (SP_IS_SESSION (self));
  g_return_if_fail (SP_IS_HOST (host));
  g_return_if_fail (SP_IS_MACHINE (machine));

  same = self->machine != NULL && self->host == host && sp_machine_same (self->machine, machine);
  if (g_set_object (&self->host, host))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOST]);

  if (!same)
    {
      sp_session_drop_history (self);
      self->vanished = FALSE;
    }
  if (g_set_object (&self->machine, machine))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MACHINE]);
  if (same)
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VANISHED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIMELINE]);
  tell_picked (self);
  sp_session_recall_history (self);
  sp_session_load_history (self);
}

void
sp_session_look_again (SpSession *self)
{
  g_return_if_fail (SP_IS_SESSION (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->hosts)); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (G_LIST_MODEL (self->hosts), i);

      if (sp_host_get_state (host) == SP_HOST_STATE_CONNECTED)
        dex_future_disown (sp_host_refresh (host));
    }
  sp_session_load_history (self);
}

SpHost *
sp_session_get_host (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  return self->host;
}

SpMachine *
sp_session_get_machine (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  return self->machine;
}

GArray *
sp_session_get_picked (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  return self->picked;
}

void
sp_session_set_picked (SpSession *self,
                       GArray    *picked)
{
  g_return_if_fail (SP_IS_SESSION (self));
  g_return_if_fail (picked != NULL);

  if (sp_picked_equal (self->picked, picked))
    return;
  g_array_unref (self->picked);
  self->picked = g_array_copy (picked);
  tell_picked (self);
}

int
sp_session_get_selected (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), -1);

  return sp_picked_get_only (self->picked);
}

SpSnapshot *
sp_session_get_snapshot (SpSession *self)
{
  SpHistory *history;
  int selected;

  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  history = sp_session_get_history (self);
  selected = sp_picked_get_only (self->picked);
  return history != NULL && selected >= 0 ? sp_history_get (history, selected) : NULL;
}

gboolean
sp_session_get_vanished (SpSession *self)
{
  g_return_val_if_fail (SP_IS_SESSION (self), FALSE);

  return self->vanished;
}

void
sp_session_prefer (SpSession  *self,
                   const char *host,
                   const char *uuid)
{
  g_return_if_fail (SP_IS_SESSION (self));

  g_set_str (&self->preferred_host, host);
  g_set_str (&self->preferred, uuid);
}
