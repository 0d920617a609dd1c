/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts that a person keeps. */

#include "config.h"

#include "sp-hosts-dialog.h"

#include "sp-address.h"
#include "sp-alert.h"
#include "sp-colours.h"
#include "sp-host-form.h"
#include "sp-host-list.h"

#include <glib/gi18n-lib.h>

struct _SpHostsDialog
{
  AdwDialog parent_instance;

  AdwPreferencesGroup *group;
  GtkStack            *stack;
  AdwNavigationView   *view;

  GSettings *settings;
  GPtrArray *entries; /* of SpHostEntry, as the rows show them */
  GPtrArray *rows;
  char      *edited; /* URI of the one that the form shows, as it is in the list; NULL: a new one */
  int        moved;  /* the row that takes the focus when the list is there again, and by which of its buttons; -1: none */
  gboolean   moved_up;
};

G_DEFINE_FINAL_TYPE (SpHostsDialog, sp_hosts_dialog, ADW_TYPE_DIALOG)

static void
save (SpHostsDialog *self)
{
  sp_host_list_save (self->settings, self->entries);
}

static guint
find (SpHostsDialog *self,
      GtkWidget     *row)
{
  guint i = 0;

  return g_ptr_array_find (self->rows, row, &i) ? i : self->rows->len;
}

static void
kept_cb (SpHostsDialog     *self,
         const SpHostEntry *entry)
{
  g_autoptr (GError) error = NULL;
  gboolean kept = self->edited != NULL ? sp_host_list_replace (self->settings, self->edited, entry, &error)
                                       : sp_host_list_add (self->settings, entry, &error);

  if (!kept)
    {
      const char *title = self->edited != NULL ? _ ("The Host Cannot Be Saved") : _ ("The Host Cannot Be Added");
      AdwAlertDialog *told = sp_alert_new (title, error->message);

      adw_alert_dialog_add_response (told, "close", _ ("_Close"));
      adw_dialog_present (ADW_DIALOG (told), GTK_WIDGET (self));
      return;
    }
  adw_navigation_view_pop (self->view);
}

static void
open_form (SpHostsDialog *self,
           guint          which)
{
  const SpHostEntry *entry = which < self->entries->len ? self->entries->pdata[which] : NULL;
  SpHostForm *form = sp_host_form_new (entry);

  g_set_str (&self->edited, entry != NULL ? entry->uri : NULL);
  g_signal_connect_object (form, "kept", G_CALLBACK (kept_cb), self, G_CONNECT_SWAPPED);
  adw_navigation_view_push (self->view, ADW_NAVIGATION_PAGE (form));
}

static void
add_clicked_cb (SpHostsDialog *self)
{
  open_form (self, G_MAXUINT);
}

static void
activated_cb (SpHostsDialog *self,
              GtkWidget     *row)
{
  open_form (self, find (self, row));
}

static GtkWidget *
find_row (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);
}

static void
switched_cb (SpHostsDialog *self,
             GParamSpec    *pspec,
             GtkWidget     *toggle)
{
  guint i = find (self, find_row (toggle));

  if (i < self->entries->len)
    ((SpHostEntry *) self->entries->pdata[i])->disabled = !gtk_switch_get_active (GTK_SWITCH (toggle));
  save (self);
}

static void
move (SpHostsDialog *self,
      guint          from,
      guint          to)
{
  /* From either end, the one above the first or below the last is beyond them. */
  if (from >= self->entries->len || to >= self->entries->len)
    return;
  self->moved = (int) to;
  self->moved_up = to < from;
  g_ptr_array_insert (self->entries, (int) to, g_ptr_array_steal_index (self->entries, from));
  save (self);
}

static void
up_cb (SpHostsDialog *self,
       GtkWidget     *button)
{
  guint i = find (self, find_row (button));

  move (self, i, i - 1);
}

static void
down_cb (SpHostsDialog *self,
         GtkWidget     *button)
{
  guint i = find (self, find_row (button));

  move (self, i, i + 1);
}

static void
remove_cb (SpHostsDialog *self,
           GtkWidget     *button)
{
  guint i = find (self, find_row (button));

  if (i >= self->entries->len)
    return;
  g_ptr_array_remove_index (self->entries, i);
  save (self);
}

static GtkWidget *
new_button (const char *icon,
            const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

/* As in the list of machines. */
static GtkWidget *
new_icon (const SpHostEntry *entry,
          const char        *server)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (server != NULL ? "network-server-symbolic" : "computer-symbolic");
  const char *classes[] = { "host-icon", sp_colours_get_name (sp_colours_find (entry->colour)), NULL };

  gtk_widget_set_css_classes (icon, classes);
  return icon;
}

static void
add_row (SpHostsDialog     *self,
         const SpHostEntry *entry)
{
  g_autofree char *server = sp_address_find_server (entry->uri);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();
  GtkWidget *up = new_button ("go-up-symbolic", _ ("Move Up"));
  GtkWidget *down = new_button ("go-down-symbolic", _ ("Move Down"));
  GtkWidget *drop = new_button ("user-trash-symbolic", C_ ("host", "Remove"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), entry->title != NULL ? entry->title : server != NULL ? server : entry->uri);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), entry->title != NULL || server != NULL ? entry->uri : "");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_switch_set_active (GTK_SWITCH (toggle), !entry->disabled);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (toggle, _ ("Connect to It"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Connect to It"), -1);
  gtk_widget_set_visible (up, self->entries->len > 1);
  gtk_widget_set_visible (down, self->entries->len > 1);
  gtk_widget_set_sensitive (up, self->rows->len > 0);
  gtk_widget_set_sensitive (down, self->rows->len + 1 < self->entries->len);
  g_object_set_data (G_OBJECT (row), "sp-up", up);
  g_object_set_data (G_OBJECT (row), "sp-down", down);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (up, "clicked", G_CALLBACK (up_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (down, "clicked", G_CALLBACK (down_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drop, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), new_icon (entry, server));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), up);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), down);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), drop);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

/* The row that had the focus is gone: without any, no key would be heard. One that was moved may be moved on. */
static void
focus (SpHostsDialog *self)
{
  GObject *row = self->moved >= 0 && self->moved < (int) self->rows->len ? self->rows->pdata[self->moved] : NULL;
  GtkWidget *button = row != NULL ? g_object_get_data (row, self->moved_up ? "sp-up" : "sp-down") : NULL;

  self->moved = -1;
  /* At the end of its way, the other direction is what is left. */
  if (button != NULL && !gtk_widget_is_sensitive (button))
    button = g_object_get_data (row, button == g_object_get_data (row, "sp-up") ? "sp-down" : "sp-up");
  if (button != NULL)
    gtk_widget_grab_focus (button);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self->stack)))
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
load (SpHostsDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = sp_host_list_load (self->settings);
  for (guint i = 0; i < self->entries->len; i++)
    add_row (self, self->entries->pdata[i]);
  gtk_stack_set_visible_child_name (self->stack, self->entries->len > 0 ? "some" : "none");
  focus (self);
}

static void
sp_hosts_dialog_dispose (GObject *object)
{
  SpHostsDialog *self = SP_HOSTS_DIALOG (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_HOSTS_DIALOG);

  G_OBJECT_CLASS (sp_hosts_dialog_parent_class)->dispose (object);
}

static void
sp_hosts_dialog_finalize (GObject *object)
{
  SpHostsDialog *self = SP_HOSTS_DIALOG (object);

  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self->edited);

  G_OBJECT_CLASS (sp_hosts_dialog_parent_class)->finalize (object);
}

static void
sp_hosts_dialog_class_init (SpHostsDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_hosts_dialog_dispose;
  object_class->finalize = sp_hosts_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-hosts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SpHostsDialog, group);
  gtk_widget_class_bind_template_child (widget_class, SpHostsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, SpHostsDialog, view);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
}

static void
sp_hosts_dialog_init (SpHostsDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->moved = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_hosts_dialog_new:
 * @settings: the program's
 *
 * What is changed takes effect at once.
 *
 * Returns: (transfer floating): the dialog
 */
SpHostsDialog *
sp_hosts_dialog_new (GSettings *settings)
{
  SpHostsDialog *self = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (SP_TYPE_HOSTS_DIALOG, NULL);
  g_set_object (&self->settings, settings);
  g_signal_connect_object (settings, "changed::hosts", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
  return self;
}
