/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of the program from outside its window. The window may have to be opened first, and the host to answer: what is asked
 * waits for that, until something else is asked, the person goes elsewhere, or nobody is left who could answer. */

#include "config.h"

#include "sp-desktop.h"

#include "sp-window.h"

#include <glib/gi18n.h>

#define LAST_MACHINE "last-machine"

struct _SpDesktop
{
  GObject parent_instance;

  GtkApplication *application; /* owns this */
  SpSession      *session;
  GSettings      *settings; /* NULL: none are installed */
  char           *host;     /* identity or URI */
  char           *uuid;     /* NULL: nothing is asked */
  char           *snapshot; /* to be selected, or NULL */
  const char     *action;   /* of the window, once the history is there, or NULL */
  SpMachine      *shown;    /* by the window, or NULL */
  gboolean        leads;    /* it is this that shows another one now */
};

G_DEFINE_FINAL_TYPE (SpDesktop, sp_desktop, G_TYPE_OBJECT)

static void
forget (SpDesktop *self)
{
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->uuid, g_free);
  g_clear_pointer (&self->snapshot, g_free);
  self->action = NULL;
}

static gboolean
is_host (SpDesktop *self,
         SpHost    *host)
{
  return *self->host == '\0' || g_strcmp0 (self->host, sp_host_get_id (host)) == 0 || g_strcmp0 (self->host, sp_host_get_uri (host)) == 0;
}

/* The same machine on another host is another one: copies keep their UUID. */
static gboolean
is_asked (SpDesktop *self)
{
  SpMachine *machine = sp_session_get_machine (self->session);

  return machine != NULL && g_strcmp0 (sp_machine_get_uuid (machine), self->uuid) == 0 && is_host (self, sp_session_get_host (self->session));
}

static gboolean
choose (SpDesktop *self)
{
  GListModel *hosts = sp_session_get_hosts (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);
      SpMachine *machine = is_host (self, host) ? sp_host_find_machine (host, self->uuid) : NULL;

      if (machine == NULL)
        continue;
      self->leads = TRUE;
      sp_session_choose (self->session, host, machine);
      self->leads = FALSE;
      return TRUE;
    }
  return FALSE;
}

static gboolean
is_away (SpHost *host)
{
  return sp_host_get_state (host) == SP_HOST_STATE_LOST || sp_host_get_state (host) == SP_HOST_STATE_FAILED;
}

/* What is not there yet may be on a host that has not answered yet. */
static gboolean
has_hosts_to_come (SpDesktop *self)
{
  GListModel *hosts = sp_session_get_hosts (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (sp_host_get_state (host) != SP_HOST_STATE_CONNECTED && !is_away (host) && (sp_host_get_id (host) == NULL || is_host (self, host)))
        return TRUE;
    }
  return FALSE;
}

/* A jump hours later, when a host is back, is not what was asked. */
static void
give_up (SpDesktop *self,
         SpWindow  *window)
{
  GListModel *hosts = sp_session_get_hosts (self->session);
  g_autofree char *text = NULL;

  for (guint i = 0; text == NULL && i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);
      const GError *error = sp_host_get_error (host);

      if (*self->host != '\0' && is_host (self, host) && is_away (host))
        text = g_strdup_printf (_ ("%s cannot be reached: %s"), sp_host_get_title (host), error != NULL ? error->message : _ ("unknown reason"));
    }
  if (text == NULL)
    text = g_strdup_printf (_ ("There is no machine “%s”."), self->uuid);
  forget (self);
  sp_window_toast (window, text);
}

static gboolean
select_snapshot (SpDesktop *self,
                 SpHistory *history)
{
  int index = sp_history_find (history, self->snapshot);
  g_autoptr (GArray) picked = g_array_new (FALSE, FALSE, sizeof (int));

  if (index < 0)
    return FALSE;
  g_array_append_val (picked, index);
  sp_session_set_picked (self->session, picked);
  return TRUE;
}

/* What of it can be done by now. */
static void
go_on (SpDesktop *self)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);
  SpHistory *history = NULL;
  const char *action = self->action;

  if (self->uuid == NULL || !SP_IS_WINDOW (window))
    return;
  if (!is_asked (self) && !choose (self))
    {
      if (!has_hosts_to_come (self))
        give_up (self, SP_WINDOW (window));
      return;
    }
  sp_window_show_timeline (SP_WINDOW (window));
  history = sp_session_get_history (self->session);
  if (self->snapshot == NULL && action == NULL)
    forget (self);
  else if (history != NULL && sp_session_get_certain (self->session) && !sp_session_get_loading (self->session))
    {
      gboolean there = self->snapshot == NULL || select_snapshot (self, history);

      forget (self);
      if (action != NULL && there)
        gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
    }
  else if (is_away (sp_session_get_host (self->session)))
    give_up (self, SP_WINDOW (window));
}

/* The window learns of the same change, and has to be ready for what is asked of it then. */
static gboolean
go_on_cb (gpointer data)
{
  go_on (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (SpDesktop *self)
{
  if (self->uuid != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, go_on_cb, g_object_ref (self), g_object_unref);
}

/* Who has gone to another machine meanwhile is not pulled back. The first one that a new window shows by itself is nobody's way. */
static void
machine_changed_cb (SpDesktop *self)
{
  SpMachine *machine = sp_session_get_machine (self->session);

  if (self->uuid != NULL && !self->leads && self->shown != NULL && machine != NULL && !sp_machine_same (self->shown, machine))
    forget (self);
  g_set_object (&self->shown, machine);
}

static void
remember_cb (SpDesktop *self)
{
  SpMachine *machine = sp_session_get_machine (self->session);
  const char *host = machine != NULL ? sp_host_get_id (sp_session_get_host (self->session)) : NULL;

  if (host != NULL && self->settings != NULL)
    g_settings_set (self->settings, LAST_MACHINE, "(ss)", host, sp_machine_get_uuid (machine));
}

static void
ask (SpDesktop  *self,
     const char *host,
     const char *uuid,
     const char *snapshot,
     const char *action)
{
  forget (self);
  self->host = g_strdup (host);
  self->uuid = g_strdup (uuid);
  self->snapshot = g_strdup (snapshot);
  self->action = action;
  g_application_activate (G_APPLICATION (self->application));
  go_on (self);
}

static void
show_machine_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  const char *host = NULL;
  const char *uuid = NULL;

  g_variant_get (parameter, "(&s&s)", &host, &uuid);
  ask (user_data, host, uuid, NULL, NULL);
}

static void
undo_revert_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  const char *host = NULL;
  const char *uuid = NULL;

  g_variant_get (parameter, "(&s&s)", &host, &uuid);
  ask (user_data, host, uuid, NULL, "machine.undo");
}

/* A snapshot that is gone is not taken for the one that is selected. */
static void
revert_to_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  const char *host = NULL;
  const char *uuid = NULL;
  const char *snapshot = NULL;

  g_variant_get (parameter, "(&s&s&s)", &host, &uuid, &snapshot);
  ask (user_data, host, uuid, snapshot, "snapshot.revert");
}

/* Of the one on the screen; else of the last that was. */
static void
take_snapshot_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  SpDesktop *self = user_data;
  SpMachine *machine = sp_session_get_machine (self->session);
  g_autofree char *host = NULL;
  g_autofree char *uuid = NULL;

  if (machine != NULL)
    {
      host = g_strdup (sp_host_get_uri (sp_session_get_host (self->session)));
      uuid = g_strdup (sp_machine_get_uuid (machine));
    }
  else if (self->settings != NULL)
    g_settings_get (self->settings, LAST_MACHINE, "(ss)", &host, &uuid);

  if (uuid != NULL && *uuid != '\0')
    ask (self, host, uuid, NULL, "win.take");
  else
    g_application_activate (G_APPLICATION (self->application));
}

static void
sp_desktop_dispose (GObject *object)
{
  SpDesktop *self = (SpDesktop *) object;

  forget (self);
  g_clear_object (&self->shown);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sp_desktop_parent_class)->dispose (object);
}

static void
sp_desktop_class_init (SpDesktopClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_desktop_dispose;
}

static void
sp_desktop_init (SpDesktop *self)
{
}

/**
 * sp_desktop_new:
 * @application: the program, which keeps this as long as it lives
 * @session: its hosts
 * @settings: (nullable): its settings, or NULL where none are installed
 *
 * Adds the actions that others may call. The machine that was shown last is shown again, if it is there.
 *
 * Returns: (transfer full): the desktop's ear
 */
SpDesktop *
sp_desktop_new (GtkApplication *application,
                SpSession      *session,
                GSettings      *settings)
{
  static const GActionEntry entries[] = {
    { .name = "show-machine", .parameter_type = "(ss)", .activate = show_machine_action },
    { .name = "undo-revert", .parameter_type = "(ss)", .activate = undo_revert_action },
    { .name = "revert-to", .parameter_type = "(sss)", .activate = revert_to_action },
    { .name = "take-snapshot", .activate = take_snapshot_action },
  };
  SpDesktop *self = g_object_new (SP_TYPE_DESKTOP, NULL);

  self->application = application;
  self->session = g_object_ref (session);
  g_set_object (&self->settings, settings);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (session, "hosts-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::timeline", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::machine", G_CALLBACK (machine_changed_cb), self, G_CONNECT_SWAPPED);
  if (settings != NULL)
    {
      g_autofree char *host = NULL;
      g_autofree char *uuid = NULL;

      g_settings_get (settings, LAST_MACHINE, "(ss)", &host, &uuid);
      sp_session_prefer (session, host, uuid);
      g_signal_connect_object (session, "notify::machine", G_CALLBACK (remember_cb), self, G_CONNECT_SWAPPED);
    }
  return self;
}

/**
 * sp_desktop_show:
 * @self: the desktop's ear
 * @host: a host's identity or URI, or "": any
 * @uuid: a machine's UUID
 * @snapshot: (nullable): name of its snapshot that is to be selected
 *
 * Shows the machine in the window, which is opened where there is none; at once, or as soon as its host has answered.
 */
void
sp_desktop_show (SpDesktop  *self,
                 const char *host,
                 const char *uuid,
                 const char *snapshot)
{
  g_return_if_fail (SP_IS_DESKTOP (self));
  g_return_if_fail (host != NULL);
  g_return_if_fail (uuid != NULL);

  ask (self, host, uuid, snapshot, NULL);
}
