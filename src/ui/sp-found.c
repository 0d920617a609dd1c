/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which hosts were found, what is on them, and what opens those that are closed: a sentence, and a command to be copied. */

#include "config.h"

#include "sp-found.h"

#include "sp-count.h"
#include "sp-error.h"
#include "sp-join.h"
#include "sp-local.h"

#include <glib/gi18n-lib.h>

struct _SpFound
{
  AdwBin parent_instance;

  SpSession  *session;
  GtkListBox *list;
  char       *shown; /* all that the rows say: who reads or copies is not disturbed where nothing changed */
};

/* A host, or one of this computer's that is not there to be one. */
typedef struct
{
  char       *title;
  char       *words;
  char       *command; /* or NULL */
  const char *icon;
  const char *style;
} Finding;

G_DEFINE_FINAL_TYPE (SpFound, sp_found, ADW_TYPE_BIN)

static void
finding_free (gpointer data)
{
  Finding *finding = data;

  g_free (finding->title);
  g_free (finding->words);
  g_free (finding->command);
  g_free (finding);
}

static gboolean
is_local (SpHost  *host,
          SpLocal *which)
{
  for (*which = SP_LOCAL_SYSTEM; *which < SP_LOCAL_N; (*which)++)
    if (g_strcmp0 (sp_host_get_uri (host), sp_local_get_uri (*which)) == 0)
      return TRUE;
  return FALSE;
}

static void
explain (Finding *finding,
         SpHost  *host)
{
  const GError *error = sp_host_get_error (host);
  const char *advice = error != NULL ? sp_error_get_advice (error) : NULL;
  SpLocal which = SP_LOCAL_SYSTEM;

  finding->icon = "dialog-warning-symbolic";
  finding->style = "warning";
  if (error == NULL)
    finding->words = g_strdup (_ ("It could not be opened."));
  else if (is_local (host, &which))
    finding->words = sp_local_explain (sp_local_look (), which, error, &finding->command);
  else
    finding->words = sp_join (SP_JOIN_SENTENCES, error->message, advice);
}

static Finding *
look_at (SpHost *host)
{
  Finding *finding = g_new0 (Finding, 1);
  guint n = g_list_model_get_n_items (sp_host_get_machines (host));

  finding->title = g_strdup (sp_host_get_title (host));
  switch (sp_host_get_state (host))
    {
    case SP_HOST_STATE_CONNECTED:
      finding->icon = "object-select-symbolic";
      finding->style = "success";
      finding->words = n > 0 ? sp_count_printf (ngettext ("%u machine", "%u machines", n), n) : g_strdup (_ ("Open, and without machines"));
      break;
    case SP_HOST_STATE_LOST:
      finding->icon = "network-offline-symbolic";
      finding->words = g_strdup (_ ("The connection was lost. It is tried again soon."));
      break;
    case SP_HOST_STATE_FAILED:
      explain (finding, host);
      break;
    case SP_HOST_STATE_CLOSED:
    case SP_HOST_STATE_CONNECTING:
    default:
      finding->icon = "content-loading-symbolic";
      finding->words = g_strdup (C_ ("host", "Connecting…"));
      break;
    }
  return finding;
}

/* Where nothing is installed, one row says it for both. */
static void
add_absent (GPtrArray *findings,
            SpSession *session)
{
  const SpLocalSigns *signs = sp_local_look ();

  for (SpLocal which = SP_LOCAL_SYSTEM; which < SP_LOCAL_N; which++)
    {
      Finding *finding;

      if (sp_session_find_uri (session, sp_local_get_uri (which)) != NULL || (which == SP_LOCAL_SESSION && !signs->sandboxed))
        continue;
      finding = g_new0 (Finding, 1);
      finding->title = g_strdup (sp_local_get_title (which));
      finding->words = sp_local_explain (signs, which, NULL, &finding->command);
      finding->icon = "dialog-information-symbolic";
      g_ptr_array_insert (findings, MIN (which, findings->len), finding);
    }
}

static GPtrArray *
look (SpSession *session)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (finding_free);
  GListModel *hosts = sp_session_get_hosts (session);
  gboolean another = FALSE; /* on this computer: somebody chose what is to be seen */

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);
      SpLocal which = SP_LOCAL_SYSTEM;

      another |= !is_local (host, &which) && sp_host_get_server (host) == NULL;
      g_ptr_array_add (findings, look_at (host));
    }
  if (!another)
    add_absent (findings, session);
  return findings;
}

static GtkWidget *
new_row (const Finding *finding)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (finding->icon);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), finding->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), finding->words);
  if (finding->style != NULL)
    gtk_widget_add_css_class (icon, finding->style);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

static void
copy_cb (GtkWidget *button)
{
  const char *command = g_object_get_data (G_OBJECT (button), "sp-command");

  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), command);
  gtk_button_set_icon_name (GTK_BUTTON (button), "object-select-symbolic");
  gtk_accessible_announce (GTK_ACCESSIBLE (button), C_ ("command", "Copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* For a terminal, whose line runs from left to right everywhere. */
static GtkWidget *
new_command_row (const char *command)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (command);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_set_tooltip_text (button, C_ ("command", "Copy"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "sp-command", g_strdup (command), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), NULL);
  gtk_widget_add_css_class (box, "command");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), command);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
update (SpFound *self)
{
  g_autoptr (GPtrArray) findings = look (self->session);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const Finding *finding = findings->pdata[i];

      g_string_append_printf (all, "%s\n%s\n%s\n", finding->title, finding->words, finding->command != NULL ? finding->command : "");
    }
  if (g_strcmp0 (self->shown, all->str) == 0)
    return;
  g_set_str (&self->shown, all->str);
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < findings->len; i++)
    {
      const Finding *finding = findings->pdata[i];

      gtk_list_box_append (self->list, new_row (finding));
      if (finding->command != NULL)
        gtk_list_box_append (self->list, new_command_row (finding->command));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), findings->len > 0);
}

static void
sp_found_dispose (GObject *object)
{
  SpFound *self = SP_FOUND (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->shown, g_free);

  G_OBJECT_CLASS (sp_found_parent_class)->dispose (object);
}

static void
sp_found_class_init (SpFoundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_found_dispose;
}

static void
sp_found_init (SpFound *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What Was Found"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

/**
 * sp_found_set_session:
 * @self: the list
 * @session: whose hosts it shows
 *
 * To be called once.
 */
void
sp_found_set_session (SpFound   *self,
                      SpSession *session)
{
  g_return_if_fail (SP_IS_FOUND (self));
  g_return_if_fail (SP_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_connect_object (session, "hosts-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
