/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may set once for all. Each row is bound to its key: a change takes effect at once. */

#include "config.h"

#include "sp-preferences.h"

#include "sp-count.h"
#include "sp-defaults.h"
#include "sp-host-list.h"
#include "sp-known.h"
#include "sp-name.h"
#include "sp-screen-view.h"
#include "sp-screens.h"

#include <glib/gi18n-lib.h>

struct _SpPreferences
{
  AdwPreferencesDialog parent_instance;

  AdwSwitchRow        *compact_row;
  AdwSwitchRow        *thumbnails_row;
  AdwSwitchRow        *notifications_row;
  AdwActionRow        *pictures_row;
  GtkWidget           *clear_button;
  GtkSpinButton       *room_button;
  AdwActionRow        *known_row;
  GtkWidget           *forget_button;
  GtkSpinButton       *most_button;
  AdwComboRow         *contents_row;
  AdwComboRow         *kind_row;
  AdwEntryRow         *name_row;
  AdwActionRow        *example_row;
  AdwActionRow        *hosts_row;
  AdwPreferencesGroup *folders_group;
  AdwSwitchRow        *safety_row;
  AdwSwitchRow        *memory_row;
  AdwSwitchRow        *confirm_row;
  AdwActionRow        *days_row;
  GtkSpinButton       *days_button;

  GSettings *settings;
};

/* As the rows list them, and the schema has them. */
static const char *const contents[] = { "disks-and-memory", "disks-only", NULL };
static const char *const kinds[] = { "automatic", "internal", "external", NULL };

G_DEFINE_FINAL_TYPE (SpPreferences, sp_preferences, ADW_TYPE_PREFERENCES_DIALOG)

static void
days_changed_cb (SpPreferences *self)
{
  adw_action_row_set_subtitle (self->days_row, gtk_spin_button_get_value (self->days_button) > 0
                                                 ? _ ("Older ones go by themselves, but never what is pinned, or the last way back")
                                                 : _ ("They are kept until somebody deletes them"));
}

static void
name_changed_cb (SpPreferences *self)
{
  g_autofree char *name = sp_name_from_pattern (gtk_editable_get_text (GTK_EDITABLE (self->name_row)), C_ ("example of a name", "machine"),
                                                g_get_real_time () / G_USEC_PER_SEC, NULL);

  adw_action_row_set_subtitle (self->example_row, name);
}

static void
measure (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  const gint64 *most = data;

  if (*most > 0)
    sp_screens_tidy (*most);
  else
    sp_screens_clear ();
  g_task_return_int (task, sp_screens_measure ());
}

static void
measured_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  SpPreferences *self = SP_PREFERENCES (source);
  gint64 bytes = g_task_propagate_int (G_TASK (result), NULL);
  g_autofree char *size = g_format_size ((guint64) MAX (bytes, 0));

  if (self->settings == NULL)
    return; /* closed meanwhile */
  adw_action_row_set_subtitle (self->pictures_row, bytes > 0 ? size : C_ ("cache", "None"));
  gtk_widget_set_sensitive (self->clear_button, bytes > 0);
}

/* After they were brought down to so many bytes: 0 are none. */
static void
measure_pictures (SpPreferences *self,
                  gint64         most)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, measured_cb, NULL);

  g_task_set_source_tag (task, measure_pictures);
  g_task_set_task_data (task, g_memdup2 (&most, sizeof most), g_free);
  g_task_run_in_thread (task, measure);
}

static void
room_changed_cb (SpPreferences *self)
{
  measure_pictures (self, sp_defaults_get_most_pictures ());
}

static void
clear_clicked_cb (SpPreferences *self)
{
  /* It is about to be of no use: what has the focus then must not be nothing. */
  gtk_widget_grab_focus (GTK_WIDGET (self->thumbnails_row));
  measure_pictures (self, 0);
  sp_screen_view_forget_all ();
}

static DexFuture *
known_measured_cb (DexFuture *future,
                   gpointer   data)
{
  SpPreferences *self = data;
  const GValue *value = dex_future_get_value (future, NULL);
  guint64 bytes = value != NULL ? g_value_get_uint64 (value) : 0;
  g_autofree char *size = g_format_size (bytes);

  if (self->settings == NULL)
    return dex_future_new_true (); /* closed meanwhile */
  adw_action_row_set_subtitle (self->known_row, bytes > 0 ? size : C_ ("cache", "None"));
  gtk_widget_set_sensitive (self->forget_button, bytes > 0);
  return dex_future_new_true ();
}

static DexFuture *
measure_known_cb (DexFuture *future,
                  gpointer   data)
{
  return sp_known_measure ();
}

/* After @first, if there is anything to do first. */
static void
measure_known (SpPreferences *self,
               DexFuture     *first)
{
  DexFuture *measured = first != NULL ? dex_future_finally (first, measure_known_cb, NULL, NULL) : sp_known_measure ();

  dex_future_disown (dex_future_finally (measured, known_measured_cb, g_object_ref (self), g_object_unref));
}

static void
forget_clicked_cb (SpPreferences *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->most_button));
  measure_known (self, sp_known_clear ());
}

/* The setting was there first, and the application has tidied, or is about to: one is done after the other. */
static void
most_changed_cb (SpPreferences *self)
{
  measure_known (self, NULL);
}

static void
count_hosts (SpPreferences *self)
{
  g_autoptr (GPtrArray) entries = sp_host_list_load (self->settings);
  g_autofree char *text = sp_count_printf (ngettext ("%u host is added", "%u hosts are added", entries->len), entries->len);

  adw_action_row_set_subtitle (self->hosts_row, entries->len > 0 ? text : _ ("None is added"));
}

static void
folder_applied_cb (AdwEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  sp_defaults_set_folder (gtk_widget_get_name (GTK_WIDGET (row)), *text != '\0' ? text : NULL);
}

/* Of a host that never answered nobody knows who it is. */
static void
add_folders (SpPreferences *self,
             GListModel    *hosts)
{
  gboolean any = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);
      g_autofree char *folder = NULL;
      GtkWidget *row = NULL;

      if (sp_host_get_id (host) == NULL)
        continue;
      folder = sp_defaults_get_folder (sp_host_get_id (host));
      row = adw_entry_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sp_host_get_title (host));
      gtk_widget_set_name (row, sp_host_get_id (host));
      gtk_editable_set_text (GTK_EDITABLE (row), folder != NULL ? folder : "");
      /* Half a path is no folder: it counts once it is finished. */
      adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
      g_signal_connect (row, "apply", G_CALLBACK (folder_applied_cb), NULL);
      adw_preferences_group_add (self->folders_group, row);
      any = TRUE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->folders_group), any);
}

static gboolean
choice_to_row (GValue   *value,
               GVariant *variant,
               gpointer  data)
{
  const char *const *choices = data;

  for (guint i = 0; choices[i] != NULL; i++)
    if (g_str_equal (choices[i], g_variant_get_string (variant, NULL)))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
row_to_choice (const GValue       *value,
               const GVariantType *type,
               gpointer            data)
{
  const char *const *choices = data;
  guint selected = g_value_get_uint (value);

  return selected < g_strv_length ((char **) choices) ? g_variant_new_string (choices[selected]) : NULL;
}

static void
bind (SpPreferences *self)
{
  const struct
  {
    const char *key;
    gpointer    row;
    const char *property;
  } rows[] = {
    { "compact-rows", self->compact_row, "active" },
    { "thumbnails", self->thumbnails_row, "active" },
    { "pictures-megabytes", self->room_button, "value" },
    { "known-megabytes", self->most_button, "value" },
    { "notifications", self->notifications_row, "active" },
    { "name-pattern", self->name_row, "text" },
    { "safety-snapshot", self->safety_row, "active" },
    { "safety-memory", self->memory_row, "active" },
    { "confirm-undoable", self->confirm_row, "active" },
    { "safety-days", self->days_button, "value" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_settings_bind (self->settings, rows[i].key, rows[i].row, rows[i].property, G_SETTINGS_BIND_DEFAULT);
  sp_preferences_bind_choice (self->settings, "contents", self->contents_row, contents);
  sp_preferences_bind_choice (self->settings, "kind", self->kind_row, kinds);
  g_signal_connect_object (self->settings, "changed::pictures-megabytes", G_CALLBACK (room_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->most_button, "notify::value", G_CALLBACK (most_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::hosts", G_CALLBACK (count_hosts), self, G_CONNECT_SWAPPED);
}

static void
sp_preferences_dispose (GObject *object)
{
  SpPreferences *self = SP_PREFERENCES (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_PREFERENCES);

  G_OBJECT_CLASS (sp_preferences_parent_class)->dispose (object);
}

static void
sp_preferences_class_init (SpPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, clear_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, compact_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, confirm_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, contents_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, days_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, days_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, example_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, folders_group);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, hosts_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, forget_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, kind_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, known_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, most_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, memory_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, name_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, notifications_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, pictures_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, room_button);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, safety_row);
  gtk_widget_class_bind_template_child (widget_class, SpPreferences, thumbnails_row);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, days_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}

static void
sp_preferences_init (SpPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_preferences_bind_choice:
 * @settings: some settings
 * @key: of a string with choices
 * @row: lists the choices
 * @choices: (array zero-terminated): the values in the order of @row; lives on
 *
 * Binds the row to the key, both ways.
 */
void
sp_preferences_bind_choice (GSettings         *settings,
                            const char        *key,
                            AdwComboRow       *row,
                            const char *const *choices)
{
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (ADW_IS_COMBO_ROW (row));

  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, choice_to_row, row_to_choice,
                                (gpointer) choices, NULL);
}

/**
 * sp_preferences_present:
 * @parent: a widget of the window
 * @session: its hosts
 *
 * Shows the dialog.
 */
void
sp_preferences_present (GtkWidget *parent,
                        SpSession *session)
{
  SpPreferences *self = NULL;
  g_autoptr (GSettings) settings = sp_defaults_get_settings ();

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (SP_IS_SESSION (session));

  if (settings == NULL)
    return;
  self = g_object_new (SP_TYPE_PREFERENCES, NULL);
  self->settings = g_steal_pointer (&settings);
  bind (self);
  days_changed_cb (self);
  name_changed_cb (self);
  count_hosts (self);
  add_folders (self, sp_session_get_hosts (session));
  measure_pictures (self, sp_defaults_get_most_pictures ());
  measure_known (self, NULL);
  adw_dialog_present (ADW_DIALOG (self), parent);
}
