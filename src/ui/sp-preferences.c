/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may set once for all: for now, how the state before a revert is kept. Each change takes effect at once. */

#include "config.h"

#include "sp-preferences.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_DAYS 3650 /* as the schema has it */

/**
 * sp_preferences_get_settings:
 *
 * An uninstalled program may have no schema, or an older one: then it does as if nobody had set anything.
 *
 * Returns: (transfer full) (nullable): the settings
 */
GSettings *
sp_preferences_get_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, SP_SCHEMA_ID, TRUE) : NULL;

  if (schema == NULL || !g_settings_schema_has_key (schema, "safety-snapshot"))
    return NULL;
  return g_settings_new (SP_SCHEMA_ID);
}

/**
 * sp_preferences_apply:
 * @choices: of a deed that nobody was asked about yet
 *
 * What its dialog begins with; there it can be chosen otherwise.
 */
void
sp_preferences_apply (SpChoices *choices)
{
  g_autoptr (GSettings) settings = sp_preferences_get_settings ();

  g_return_if_fail (choices != NULL);

  if (settings == NULL)
    return;
  choices->no_safety = !g_settings_get_boolean (settings, "safety-snapshot");
  choices->safety_disks_only = !g_settings_get_boolean (settings, "safety-memory");
}

/**
 * sp_preferences_get_folder:
 * @host_id: a host's identity
 *
 * Returns: (transfer full) (nullable): the folder on it where new files go; %NULL: beside the disks
 */
char *
sp_preferences_get_folder (const char *host_id)
{
  g_autoptr (GSettings) settings = sp_preferences_get_settings ();
  g_autoptr (GVariant) folders = settings != NULL ? g_settings_get_value (settings, "layer-folders") : NULL;
  char *folder = NULL;

  g_return_val_if_fail (host_id != NULL, NULL);

  if (folders != NULL)
    g_variant_lookup (folders, host_id, "s", &folder);
  return folder;
}

/**
 * sp_preferences_set_folder:
 * @host_id: a host's identity
 * @folder: (nullable): a folder on it, or %NULL: beside the disks
 */
void
sp_preferences_set_folder (const char *host_id,
                           const char *folder)
{
  g_autoptr (GSettings) settings = sp_preferences_get_settings ();
  g_autoptr (GVariant) folders = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *key = NULL;
  const char *value = NULL;

  g_return_if_fail (host_id != NULL);

  if (settings == NULL)
    return;
  folders = g_settings_get_value (settings, "layer-folders");
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, folders);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    if (strcmp (key, host_id) != 0)
      g_variant_builder_add (&builder, "{ss}", key, value);
  if (folder != NULL)
    g_variant_builder_add (&builder, "{ss}", host_id, folder);
  g_settings_set_value (settings, "layer-folders", g_variant_builder_end (&builder));
}

static AdwPreferencesRow *
add_switch (AdwPreferencesGroup *group,
            GSettings           *settings,
            const char          *key,
            const char          *title,
            const char          *subtitle)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  g_settings_bind (settings, key, row, "active", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (group, row);
  return ADW_PREFERENCES_ROW (row);
}

static void
days_changed_cb (GtkSpinButton *days,
                 GParamSpec    *pspec,
                 AdwActionRow  *row)
{
  adw_action_row_set_subtitle (row, gtk_spin_button_get_value (days) > 0
                                 ? _ ("Older ones go by themselves, but never what is pinned, or the last way back")
                                 : _ ("They are kept until somebody deletes them"));
}

/**
 * sp_preferences_present:
 * @parent: a widget of the window
 *
 * Shows the dialog.
 */
void
sp_preferences_present (GtkWidget *parent)
{
  g_autoptr (GSettings) settings = sp_preferences_get_settings ();
  AdwDialog *dialog = NULL;
  AdwPreferencesPage *page = NULL;
  AdwPreferencesGroup *group = NULL;
  AdwPreferencesRow *safety = NULL;
  AdwPreferencesRow *memory = NULL;
  GtkWidget *row = NULL;
  GtkWidget *days = NULL;

  g_return_if_fail (GTK_IS_WIDGET (parent));

  if (settings == NULL)
    return;
  dialog = adw_preferences_dialog_new ();
  page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_page_set_title (page, _ ("Safety"));
  adw_preferences_group_set_title (group, _ ("Before a Revert"));
  adw_preferences_group_set_description (group, _ ("What each revert begins with; its plan is shown first, and can be changed there."));

  safety = add_switch (group, settings, "safety-snapshot", _ ("Save the Present State First"),
                       _ ("A safety snapshot, so that the revert can be undone"));
  memory = add_switch (group, settings, "safety-memory", _ ("With Its Memory"), _ ("Where the machine runs, it stands still meanwhile"));
  g_object_bind_property (safety, "active", memory, "sensitive", G_BINDING_SYNC_CREATE);

  /* Not AdwSpinRow: a screen reader finds nothing there (libadwaita 1.7). */
  row = adw_action_row_new ();
  days = gtk_spin_button_new_with_range (0, MOST_DAYS, 1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Days That Safety Snapshots Are Kept"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (days), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Days That Safety Snapshots Are Kept"), -1);
  gtk_widget_set_valign (days, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), days);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), days);
  g_signal_connect_object (days, "notify::value", G_CALLBACK (days_changed_cb), row, 0);
  g_settings_bind (settings, "safety-days", days, "value", G_SETTINGS_BIND_DEFAULT);
  days_changed_cb (GTK_SPIN_BUTTON (days), NULL, ADW_ACTION_ROW (row));
  adw_preferences_group_add (group, row);

  adw_preferences_page_add (page, group);
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog), page);
  /* The rows' bindings end with them; the settings live as long. */
  g_object_set_data_full (G_OBJECT (dialog), "sp-settings", g_steal_pointer (&settings), g_object_unref);
  adw_dialog_set_content_height (dialog, 480);
  adw_dialog_present (dialog, parent);
}
