/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: its options, its window, its hosts. */

#include "config.h"

#include "sp-application.h"

#include "sp-about.h"
#include "sp-backend.h"
#include "sp-clean-up.h"
#include "sp-defaults.h"
#include "sp-demo.h"
#include "sp-desktop.h"
#include "sp-host-list.h"
#include "sp-hosts-dialog.h"
#include "sp-guide.h"
#include "sp-kept-hosts.h"
#include "sp-known.h"
#include "sp-login-dialog.h"
#include "sp-login.h"
#include "sp-picture.h"
#include "sp-plain.h"
#include "sp-preferences.h"
#include "sp-search-provider.h"
#include "sp-shortcuts.h"
#include "sp-welcome.h"
#include "sp-window.h"

#include <glib/gi18n.h>

/* How long the first frame waits for what is known from last time. */
#define RECALL_MS 200
/* By then all is shown. */
#define TIDY_SECONDS 10
/* A search asks again with each letter. */
#define SERVICE_MS 60000

struct _SpApplication
{
  AdwApplication parent_instance;

  SpSession   *session;
  GSettings   *settings; /* NULL: none are installed */
  SpKeptHosts *kept_hosts;
  SpDemo      *demo; /* NULL: nobody tries */
  SpDesktop        *desktop;
  SpSearchProvider *search; /* NULL: no bus */
  char     **uris;    /* of --connect, or NULL */
  char      *picture; /* of --picture, or NULL */
  char      *size;    /* of --size, or NULL */
  gboolean   version;
  int        status;
};

G_DEFINE_FINAL_TYPE (SpApplication, sp_application, ADW_TYPE_APPLICATION)

/* NULL: there is no window, or such a dialog is open in it already. A key reaches here through any dialog. */
static GtkWidget *
find_place (SpApplication *self,
            GType          dialog)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GListModel) dialogs = NULL;

  if (!ADW_IS_APPLICATION_WINDOW (window))
    return NULL;
  dialogs = adw_application_window_get_dialogs (ADW_APPLICATION_WINDOW (window));
  for (guint i = 0; i < g_list_model_get_n_items (dialogs); i++)
    {
      g_autoptr (GObject) open = g_list_model_get_item (dialogs, i);

      if (g_type_is_a (G_OBJECT_TYPE (open), dialog))
        return NULL;
    }
  return GTK_WIDGET (window);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  SpApplication *self = user_data;
  GtkWidget *place = find_place (self, ADW_TYPE_ABOUT_DIALOG);

  if (place != NULL)
    sp_about_present (place, self->session);
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  SpApplication *self = user_data;
  GtkWidget *place = find_place (self, SP_TYPE_PREFERENCES);

  if (place != NULL)
    sp_preferences_present (place, self->session);
}

static void
help_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  GtkWidget *place = find_place (user_data, SP_TYPE_GUIDE);

  if (place != NULL)
    sp_guide_present (place);
}

static void
hosts_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  SpApplication *self = user_data;
  GtkWidget *place = find_place (self, SP_TYPE_HOSTS_DIALOG);

  if (place != NULL)
    adw_dialog_present (ADW_DIALOG (sp_hosts_dialog_new (self->settings)), place);
}

static void
demo_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  SpApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GError) error = NULL;

  self->demo = sp_demo_new (self->session, &error);
  g_simple_action_set_enabled (action, self->demo == NULL);
  if (self->demo == NULL && SP_IS_WINDOW (window))
    sp_window_toast_error (SP_WINDOW (window), error, NULL);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

static void
add_hosts (SpApplication *self)
{
  /* They are there already, or somebody brought along the only ones to be seen. */
  if (g_list_model_get_n_items (sp_session_get_hosts (self->session)) > 0)
    return;

  for (gsize i = 0; self->uris != NULL && self->uris[i] != NULL; i++)
    {
      g_autoptr (SpHost) host = sp_host_new (self->uris[i]);

      if (!sp_host_list_has (self->settings, self->uris[i]))
        sp_host_keep_nothing (host);
      sp_session_add_host (self->session, host);
    }
  if (self->uris != NULL)
    return;
  sp_session_add_local_hosts (self->session);
  if (self->kept_hosts == NULL && self->settings != NULL)
    self->kept_hosts = sp_kept_hosts_new (self->session, self->settings);
}

static void
picture_done_cb (const GError *error,
                 gpointer      user_data)
{
  SpApplication *self = user_data;

  if (error != NULL)
    {
      g_autofree char *plain = sp_plain_line (error->message);

      g_printerr ("savepoint: %s\n", plain);
      self->status = 1;
    }
  g_application_quit (G_APPLICATION (self));
}

/* Hosts are opened once there is a window, so there is one to ask in. */
static DexFuture *
ask (SpQuestion *question,
     gpointer    user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (window == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "No window");
  return sp_login_dialog_ask (GTK_WIDGET (window), question);
}

static void
tell_lost (const GError *error,
           gpointer      user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (window != NULL)
    sp_window_toast_error (SP_WINDOW (window), error, _ ("The password is not remembered: no keyring took it."));
}

static gboolean
is_unique (GApplication *application)
{
  return (g_application_get_flags (application) & G_APPLICATION_NON_UNIQUE) == 0;
}

/* Once. Who names hosts on the command line knows why. */
static void
welcome (SpApplication *self,
         GtkWindow     *window)
{
  if (self->settings == NULL || !is_unique (G_APPLICATION (self)) || g_settings_get_boolean (self->settings, "welcomed"))
    return;
  g_settings_set_boolean (self->settings, "welcomed", TRUE);
  sp_welcome_present (GTK_WIDGET (window), self->session);
}

static void
show_window (SpApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    return;
  sp_session_open_all (self->session);
  gtk_window_present (window);
  welcome (self, window);
}

/* What is known from last time is in the first frame. Whoever asks for the window meanwhile has it at once. */
static DexFuture *
recalled_cb (DexFuture *future,
             gpointer   data)
{
  show_window (data);
  return dex_future_new_true ();
}

static void
sp_application_activate (GApplication *application)
{
  SpApplication *self = SP_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (DexFuture) recall = NULL;
  int width, height;

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }

  add_hosts (self);
  /* Files are read while the window is made; hosts of which nothing is known are asked meanwhile. */
  if (self->picture == NULL)
    recall = sp_session_recall (self->session);
  if (recall != NULL && dex_future_is_resolved (recall))
    sp_session_open_all (self->session);
  window = GTK_WINDOW (sp_window_new (GTK_APPLICATION (self), self->session));
  sp_shortcuts_offer (GTK_APPLICATION_WINDOW (window));
  if (self->size != NULL && sscanf (self->size, "%dx%d", &width, &height) == 2)
    gtk_window_set_default_size (window, width, height);
  if (self->picture != NULL)
    {
      sp_picture_take (SP_WINDOW (window), self->picture, picture_done_cb, self);
      gtk_window_present (window);
      sp_session_open_all (self->session);
      return;
    }
  sp_clean_up_begin (SP_WINDOW (window)); /* who only looks changes nothing */
  if (dex_future_is_resolved (recall))
    {
      show_window (self);
      return;
    }
  /* It goes on when the window does not wait any more. */
  dex_future_disown (dex_ref (recall));
  dex_future_disown (dex_future_finally (dex_future_first (dex_ref (recall), dex_timeout_new_msec (RECALL_MS), NULL), recalled_cb,
                                         g_object_ref (self), g_object_unref));
}

static void
read_most_known (GSettings *settings)
{
  sp_known_set_most ((guint) g_settings_get_int (settings, "known-megabytes"));
}

static void
known_changed_cb (GSettings *settings)
{
  read_most_known (settings);
  sp_known_tidy ();
}

static void
tidy_cb (gpointer data)
{
  sp_known_tidy ();
}

static gboolean
sp_application_dbus_register (GApplication    *application,
                              GDBusConnection *connection,
                              const char      *object_path,
                              GError         **error)
{
  SpApplication *self = SP_APPLICATION (application);
  g_autofree char *path = g_strconcat (object_path, "/SearchProvider", NULL);

  if (!G_APPLICATION_CLASS (sp_application_parent_class)->dbus_register (application, connection, object_path, error))
    return FALSE;
  self->search = sp_search_provider_new (self->session);
  return sp_search_provider_export (self->search, connection, path, error);
}

static void
sp_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "about", .activate = about_action },
    { .name = "preferences", .activate = preferences_action },
    { .name = "help", .activate = help_action },
    { .name = "hosts", .activate = hosts_action },
    { .name = "demo", .activate = demo_action },
    { .name = "quit", .activate = quit_action },
  };
  static const struct
  {
    const char *action;
    const char *accels[4];
  } accels[] = {
    { "app.help", { "F1", NULL } },
    { "app.preferences", { "<Control>comma", NULL } },
    { "app.quit", { "<Control>q", NULL } },
    { "win.take", { "<Control>t", NULL } },
    { "win.refresh", { "F5", "<Control>r", NULL } },
    { "win.details", { "F9", NULL } },
    { "view.map", { "<Control>m", NULL } },
    { "view.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
    { "view.zoom-out", { "<Control>minus", "<Control>KP_Subtract", NULL } },
    { "view.fit", { "<Control>0", "<Control>KP_0", NULL } },
    { "view.normal-size", { "<Control>1", "<Control>KP_1", NULL } },
    { "search.find", { "<Control>f", NULL } },
    { "search.next", { "<Control>g", NULL } },
    { "search.previous", { "<Control><Shift>g", NULL } },
    { "machine.baseline", { "<Control>b", NULL } },
    { "snapshot.rename", { "F2", NULL } },
    { "snapshot.revert", { "<Control><Shift>r", NULL } },
    { "win.show-help-overlay", { "<Control>question", NULL } },
    { "window.close", { "<Control>w", NULL } },
  };

  /* It changes the environment, so it comes before GTK's threads. */
  sp_login_start (ask, tell_lost, application);
  G_APPLICATION_CLASS (sp_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  SP_APPLICATION (application)->settings = sp_defaults_get_settings ();
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (application), "hosts")),
                               SP_APPLICATION (application)->settings != NULL);
  if (SP_APPLICATION (application)->settings != NULL)
    {
      g_signal_connect (SP_APPLICATION (application)->settings, "changed::known-megabytes", G_CALLBACK (known_changed_cb), NULL);
      read_most_known (SP_APPLICATION (application)->settings);
    }
  /* What is remembered is read for the first frame, by the thread that would tidy. */
  g_timeout_add_seconds_once (TIDY_SECONDS, tidy_cb, NULL);
  /* What is shown for a picture, or of hosts named on the command line, is nothing to come back to. */
  SP_APPLICATION (application)->desktop = sp_desktop_new (GTK_APPLICATION (application), SP_APPLICATION (application)->session,
                                                          is_unique (application) ? SP_APPLICATION (application)->settings : NULL);
  if (SP_APPLICATION (application)->search != NULL)
    sp_search_provider_lead (SP_APPLICATION (application)->search, SP_APPLICATION (application)->desktop);
  /* Begun by a search, it looks before anybody asks for a window. */
  if ((g_application_get_flags (application) & G_APPLICATION_IS_SERVICE) != 0)
    {
      g_application_set_inactivity_timeout (application, SERVICE_MS);
      add_hosts (SP_APPLICATION (application));
      sp_session_open_all (SP_APPLICATION (application)->session);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action, accels[i].accels);
}

static void
sp_application_shutdown (GApplication *application)
{
  SpApplication *self = SP_APPLICATION (application);

  sp_session_close_all (self->session);
  sp_login_stop ();
  G_APPLICATION_CLASS (sp_application_parent_class)->shutdown (application);
}

static gint
sp_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  SpApplication *self = SP_APPLICATION (application);

  if (self->version)
    {
      g_print ("savepoint %s\n", SP_VERSION);
      return 0;
    }

  /* Told where to look or what to draw: this process does it, not one that runs already. */
  if (self->uris != NULL || self->picture != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);

  return -1;
}

static void
sp_application_finalize (GObject *object)
{
  SpApplication *self = (SpApplication *) object;

  g_clear_object (&self->kept_hosts);
  g_clear_object (&self->demo);
  g_clear_object (&self->desktop);
  g_clear_object (&self->search);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  g_strfreev (self->uris);
  g_free (self->picture);
  g_free (self->size);

  G_OBJECT_CLASS (sp_application_parent_class)->finalize (object);
}

static void
sp_application_class_init (SpApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sp_application_finalize;
  application_class->activate = sp_application_activate;
  application_class->startup = sp_application_startup;
  application_class->shutdown = sp_application_shutdown;
  application_class->dbus_register = sp_application_dbus_register;
  application_class->handle_local_options = sp_application_handle_local_options;
}

static void
sp_application_init (SpApplication *self)
{
  const GOptionEntry entries[] = {
    { "connect", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &self->uris, N_ ("Connect to this host (may be given again)"), N_ ("URI") },
    { "picture", 0, 0, G_OPTION_ARG_FILENAME, &self->picture, N_ ("Write a picture of the window, and quit"), N_ ("FILE") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &self->size, N_ ("Size of the window"), N_ ("WIDTHxHEIGHT") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, N_ ("Print the version"), NULL },
    { NULL },
  };

  self->session = sp_session_new ();
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

SpApplication *
sp_application_new (void)
{
  return g_object_new (SP_TYPE_APPLICATION,
                       "application-id", SP_APP_ID,
                       "resource-base-path", "/io/github/savepoint/Savepoint",
                       NULL);
}

void
sp_application_add_host (SpApplication *self,
                         SpHost        *host)
{
  g_return_if_fail (SP_IS_APPLICATION (self));

  sp_session_add_host (self->session, host);
}

int
sp_application_get_status (SpApplication *self)
{
  g_return_val_if_fail (SP_IS_APPLICATION (self), 1);

  return self->status;
}
