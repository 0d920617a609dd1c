/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who made it, and what a report of a fault should say: versions, and the hosts, but nobody's name or address. */

#include "config.h"

#include "sp-about.h"

#include "sp-backend.h"

#include <glib/gi18n.h>

/* A report is read by whoever can mend it: in English, whatever the language of the window. */
static void
add_host (GString *text,
          guint    number,
          SpHost  *host)
{
  g_autoptr (GUri) uri = g_uri_parse (sp_host_get_uri (host), G_URI_FLAGS_NON_DNS, NULL);
  g_autoptr (GEnumClass) links = g_type_class_ref (SP_TYPE_LINK);
  const GEnumValue *state = g_enum_get_value (links, (int) sp_host_get_link (host));
  const GError *error = sp_host_get_error (host);
  guint n = g_list_model_get_n_items (sp_host_get_machines (host));

  g_string_append_printf (text, "Host %u: %s", number, uri != NULL ? g_uri_get_scheme (uri) : "other");
  /* The path of another driver may name a person's file. */
  if (uri != NULL && (g_str_equal (g_uri_get_path (uri), "/system") || g_str_equal (g_uri_get_path (uri), "/session")))
    g_string_append_printf (text, ", %s", g_uri_get_path (uri) + 1);
  g_string_append_printf (text, ", %s, %u %s", state != NULL ? state->value_nick : "unknown", n, n == 1 ? "machine" : "machines");
  if (error != NULL)
    g_string_append_printf (text, ", %s %d", g_quark_to_string (error->domain), error->code);
  g_string_append_c (text, '\n');
}

static char *
dup_report (SpSession *session)
{
  g_autofree char *libvirt = sp_backend_version ();
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  GListModel *hosts = sp_session_get_hosts (session);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "Savepoint %s%s\n", SP_VERSION, g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? " (Flatpak)" : "");
  g_string_append_printf (text, "libvirt %s\n", libvirt);
  g_string_append_printf (text, "GTK %u.%u.%u\n", gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ());
  g_string_append_printf (text, "libadwaita %u.%u.%u\n", adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ());
  g_string_append_printf (text, "libdex %s, when it was built\n", SP_LIBDEX_VERSION);
  g_string_append_printf (text, "GLib %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "%s\n", system != NULL ? system : "unknown system");
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      add_host (text, i + 1, host);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sp_about_present:
 * @parent: a widget of the window
 * @session: its hosts
 *
 * Shows the dialog.
 */
void
sp_about_present (GtkWidget *parent,
                  SpSession *session)
{
  AdwAboutDialog *dialog = ADW_ABOUT_DIALOG (adw_about_dialog_new ());
  g_autofree char *report = dup_report (session);

  adw_about_dialog_set_application_name (dialog, "Savepoint");
  adw_about_dialog_set_application_icon (dialog, SP_APP_ID);
  adw_about_dialog_set_version (dialog, SP_VERSION);
  adw_about_dialog_set_developer_name (dialog, _ ("The Savepoint contributors"));
  adw_about_dialog_set_comments (dialog, _ ("Snapshots of virtual machines: see what will happen before it happens."));
  adw_about_dialog_set_license_type (dialog, GTK_LICENSE_GPL_3_0);
  adw_about_dialog_set_debug_info (dialog, report);
  adw_about_dialog_set_debug_info_filename (dialog, "savepoint.txt");
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}
