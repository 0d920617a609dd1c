/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a long deed, told to who looks elsewhere meanwhile. */

#include "config.h"

#include "sp-notify.h"

#include "sp-back.h"
#include "sp-defaults.h"

#include <glib/gi18n-lib.h>

/* Who waits this long has begun something else. */
#define LONG_SECONDS 10
#define SENT "sp-notified"

static char *
make_id (SpMachine *machine)
{
  return g_strdup_printf ("deed-%s-%s", sp_machine_get_host (machine), sp_machine_get_uuid (machine));
}

/* Who looks at the window again has seen it. */
static void
active_cb (GtkWindow *window)
{
  GtkApplication *application = gtk_window_get_application (window);
  GHashTable *sent = g_object_get_data (G_OBJECT (window), SENT);
  GHashTableIter iter;
  gpointer id;

  if (application == NULL || sent == NULL || !gtk_window_is_active (window))
    return;
  g_hash_table_iter_init (&iter, sent);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_application_withdraw_notification (G_APPLICATION (application), id);
  g_hash_table_remove_all (sent);
}

static void
remember (GtkWindow *window,
          const char *id)
{
  GHashTable *sent = g_object_get_data (G_OBJECT (window), SENT);

  if (sent == NULL)
    {
      sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_object_set_data_full (G_OBJECT (window), SENT, sent, (GDestroyNotify) g_hash_table_unref);
      g_signal_connect (window, "notify::is-active", G_CALLBACK (active_cb), NULL);
    }
  g_hash_table_add (sent, g_strdup (id));
}

static gboolean
is_wanted (void)
{
  g_autoptr (GSettings) settings = sp_defaults_get_settings ();

  return settings == NULL || g_settings_get_boolean (settings, "notifications");
}

/* The same as by the toast: the machine's Undo finds the safety snapshot; where none was needed, one that is there keeps what was. */
static void
add_undo (GNotification *notification,
          SpMachine     *machine,
          SpPlan        *plan)
{
  const char *host = sp_machine_get_host (machine);
  const char *uuid = sp_machine_get_uuid (machine);

  if (sp_back_is_kept (plan))
    g_notification_add_button_with_target (notification, C_ ("a revert", "Undo"), "app.undo-revert", "(ss)", host, uuid);
  else if (sp_plan_get_undo (plan) != NULL)
    g_notification_add_button_with_target (notification, C_ ("a revert", "Undo"), "app.revert-to", "(sss)", host, uuid,
                                           sp_plan_get_undo (plan));
}

/**
 * sp_notify_ended:
 * @window: where it was begun
 * @operation: a deed that has ended
 * @seconds: how long it ran
 *
 * Sends a notification where the deed was long and the window is not the one in use. What a person stopped needs no telling.
 */
void
sp_notify_ended (GtkWindow   *window,
                 SpOperation *operation,
                 gint64       seconds)
{
  SpMachine *machine = NULL;
  GtkApplication *application = NULL;
  const GError *error = NULL;
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *id = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (SP_IS_OPERATION (operation));

  machine = sp_operation_get_machine (operation);
  application = gtk_window_get_application (window);
  error = sp_operation_get_error (operation);
  if (seconds < LONG_SECONDS || machine == NULL || application == NULL || gtk_window_is_active (window) ||
      sp_operation_get_outcome (operation) == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !is_wanted ())
    return;

  id = make_id (machine);
  /* Translators: a machine's name */
  title = error != NULL ? g_strdup_printf (_ ("Something Failed on “%s”"), sp_machine_get_title (machine))
                        : g_strdup (sp_machine_get_title (machine));
  notification = g_notification_new (title);
  g_notification_set_body (notification, sp_operation_get_outcome (operation));
  if (error != NULL)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  /* With its host: a copy on another one has the same UUID. */
  g_notification_set_default_action_and_target (notification, "app.show-machine", "(ss)", sp_machine_get_host (machine),
                                                sp_machine_get_uuid (machine));
  g_notification_add_button_with_target (notification, C_ ("a machine", "Show"), "app.show-machine", "(ss)",
                                         sp_machine_get_host (machine), sp_machine_get_uuid (machine));
  if (error == NULL && sp_operation_get_plan (operation) != NULL)
    add_undo (notification, machine, sp_operation_get_plan (operation));
  g_application_send_notification (G_APPLICATION (application), id, notification);
  remember (window, id);
}
