/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who made it, and what a report of a fault should say: versions, and the hosts, but nobody's name or address. */

#include "config.h"

#include "sp-about.h"

#include "sp-backend.h"
#include "sp-host-versions.h"

#include <glib/gi18n.h>

#define WEBSITE "https://savepoint.github.io"
#define ISSUES "https://github.com/savepoint/savepoint/issues"

/* Belongs to the dialog. */
typedef struct
{
  SpSession  *session;
  GHashTable *versions; /* SpHost -> char *, of those that have answered */
} Report;

/* A question to one host, on its way. */
typedef struct
{
  AdwAboutDialog *dialog;
  SpHost         *host;
} Question;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_object_unref (report->session);
  g_hash_table_unref (report->versions);
  g_free (report);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->dialog);
  g_object_unref (question->host);
  g_free (question);
}

/* A report is read by whoever can mend it: in English, whatever the language of the window. */
static void
add_host (GString    *text,
          guint       number,
          SpHost     *host,
          const char *versions)
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
  if (versions != NULL)
    g_string_append_printf (text, ", %s", versions);
  if (error != NULL)
    g_string_append_printf (text, ", %s %d", g_quark_to_string (error->domain), error->code);
  g_string_append_c (text, '\n');
}

static char *
write_report (const Report *report)
{
  g_autofree char *libvirt = sp_backend_version ();
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  GListModel *hosts = sp_session_get_hosts (report->session);
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

      add_host (text, i + 1, host, g_hash_table_lookup (report->versions, host));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
tell (AdwAboutDialog *dialog)
{
  g_autofree char *text = write_report (g_object_get_data (G_OBJECT (dialog), "sp-report"));

  adw_about_dialog_set_debug_info (dialog, text);
}

static DexFuture *
answered_cb (DexFuture *future,
             gpointer   data)
{
  Question *question = data;
  Report *report = g_object_get_data (G_OBJECT (question->dialog), "sp-report");

  g_hash_table_insert (report->versions, g_object_ref (question->host), g_value_dup_string (dex_future_get_value (future, NULL)));
  tell (question->dialog);
  return dex_future_new_true ();
}

/* The report is there at once, and grows while they answer. */
static void
ask_hosts (AdwAboutDialog *dialog,
           GListModel     *hosts)
{
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);
      Question *question = NULL;

      if (sp_host_get_state (host) != SP_HOST_STATE_CONNECTED)
        continue;
      question = g_new0 (Question, 1);
      question->dialog = g_object_ref (dialog);
      question->host = g_object_ref (host);
      dex_future_disown (dex_future_then (sp_host_ask_versions (host), answered_cb, question, question_free));
    }
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
  Report *report = g_new0 (Report, 1);
  g_autofree char *copyright = g_strdup_printf ("© 2026 %s", _ ("The Savepoint contributors"));

  report->session = g_object_ref (session);
  report->versions = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  g_object_set_data_full (G_OBJECT (dialog), "sp-report", report, report_free);

  adw_about_dialog_set_application_name (dialog, "Savepoint");
  adw_about_dialog_set_application_icon (dialog, SP_APP_ID);
  adw_about_dialog_set_version (dialog, SP_VERSION);
  adw_about_dialog_set_developer_name (dialog, _ ("The Savepoint contributors"));
  adw_about_dialog_set_comments (dialog, _ ("Snapshots of virtual machines: see what will happen before it happens."));
  adw_about_dialog_set_license_type (dialog, GTK_LICENSE_GPL_3_0);
  adw_about_dialog_set_copyright (dialog, copyright);
  adw_about_dialog_set_website (dialog, WEBSITE);
  adw_about_dialog_set_issue_url (dialog, ISSUES);
  /* Translators: your names, one a line, as they are to stand in the About dialog. */
  adw_about_dialog_set_translator_credits (dialog, _ ("translator-credits"));
  tell (dialog);
  adw_about_dialog_set_debug_info_filename (dialog, "savepoint.txt");
  ask_hosts (dialog, sp_session_get_hosts (session));
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}
