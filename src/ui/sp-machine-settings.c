/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may set otherwise for one machine. Each row tells what holds as long as nothing is chosen. */

#include "config.h"

#include "sp-machine-settings.h"

#include "sp-defaults.h"
#include "sp-preferences.h"

#include <glib/gi18n-lib.h>

struct _SpMachineSettings
{
  AdwDialog parent_instance;

  AdwWindowTitle *window_title;
  AdwComboRow    *contents_row;
  AdwComboRow    *kind_row;
  AdwComboRow    *safety_row;
  AdwEntryRow    *folder_row;

  GSettings *general;
  GSettings *machine;
};

/* As the rows list them, and the schema has them. */
static const char *const contents[] = { "inherit", "disks-and-memory", "disks-only", NULL };
static const char *const kinds[] = { "inherit", "automatic", "internal", "external", NULL };
static const char *const safeties[] = { "inherit", "with-memory", "disks-only", "none", NULL };

G_DEFINE_FINAL_TYPE (SpMachineSettings, sp_machine_settings, ADW_TYPE_DIALOG)

static const char *
find_general_safety (SpMachineSettings *self)
{
  if (!g_settings_get_boolean (self->general, "safety-snapshot"))
    return "none";
  return g_settings_get_boolean (self->general, "safety-memory") ? "with-memory" : "disks-only";
}

/* The general choice in the row's own words, where the row leaves it to that. */
static void
tell_inherited (AdwComboRow       *row,
                const char *const *choices,
                const char        *general)
{
  GtkStringList *words = GTK_STRING_LIST (adw_combo_row_get_model (row));
  const char *told = "";

  for (guint i = 1; adw_combo_row_get_selected (row) == 0 && choices[i] != NULL; i++)
    if (g_str_equal (choices[i], general))
      told = gtk_string_list_get_string (words, i);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), told);
}

static void
update (SpMachineSettings *self)
{
  g_autofree char *general_contents = g_settings_get_string (self->general, "contents");
  g_autofree char *general_kind = g_settings_get_string (self->general, "kind");

  tell_inherited (self->contents_row, contents, general_contents);
  tell_inherited (self->kind_row, kinds, general_kind);
  tell_inherited (self->safety_row, safeties, find_general_safety (self));
}

/* Half a path is no folder: it counts once it is finished. */
static void
folder_applied_cb (SpMachineSettings *self)
{
  g_settings_set_string (self->machine, "folder", gtk_editable_get_text (GTK_EDITABLE (self->folder_row)));
}

static void
sp_machine_settings_dispose (GObject *object)
{
  SpMachineSettings *self = SP_MACHINE_SETTINGS (object);

  g_clear_object (&self->general);
  g_clear_object (&self->machine);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_MACHINE_SETTINGS);

  G_OBJECT_CLASS (sp_machine_settings_parent_class)->dispose (object);
}

static void
sp_machine_settings_class_init (SpMachineSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_machine_settings_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-machine-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, SpMachineSettings, contents_row);
  gtk_widget_class_bind_template_child (widget_class, SpMachineSettings, folder_row);
  gtk_widget_class_bind_template_child (widget_class, SpMachineSettings, kind_row);
  gtk_widget_class_bind_template_child (widget_class, SpMachineSettings, safety_row);
  gtk_widget_class_bind_template_child (widget_class, SpMachineSettings, window_title);
  gtk_widget_class_bind_template_callback (widget_class, folder_applied_cb);
}

static void
sp_machine_settings_init (SpMachineSettings *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
bind (SpMachineSettings *self)
{
  g_autofree char *folder = g_settings_get_string (self->machine, "folder");

  sp_preferences_bind_choice (self->machine, "contents", self->contents_row, contents);
  sp_preferences_bind_choice (self->machine, "kind", self->kind_row, kinds);
  sp_preferences_bind_choice (self->machine, "safety", self->safety_row, safeties);
  gtk_editable_set_text (GTK_EDITABLE (self->folder_row), folder);
  g_signal_connect_object (self->machine, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->general, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/**
 * sp_machine_settings_present:
 * @parent: a widget of the window
 * @session: with a machine
 *
 * Shows the settings of the machine that is chosen.
 */
void
sp_machine_settings_present (GtkWidget *parent,
                             SpSession *session)
{
  SpMachineSettings *self = NULL;
  SpMachine *machine = NULL;
  SpHost *host = NULL;
  g_autoptr (GSettings) settings = NULL;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (SP_IS_SESSION (session));

  machine = sp_session_get_machine (session);
  host = sp_session_get_host (session);
  if (machine == NULL || host == NULL || sp_host_get_id (host) == NULL)
    return;
  settings = sp_defaults_get_machine_settings (sp_host_get_id (host), sp_machine_get_uuid (machine));
  if (settings == NULL)
    return;

  self = g_object_new (SP_TYPE_MACHINE_SETTINGS, NULL);
  self->machine = g_steal_pointer (&settings);
  self->general = sp_defaults_get_settings ();
  adw_window_title_set_subtitle (self->window_title, sp_machine_get_title (machine));
  bind (self);
  update (self);
  adw_dialog_present (ADW_DIALOG (self), parent);
}
