/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of the hosts that ssh knows, and the choice of a file or folder. */

#include "config.h"

#include "sp-host-helps.h"

#include "sp-suggestions.h"

#include <glib/gi18n-lib.h>

#define LIST_HEIGHT 300

/* Neither is kept alive: the form may be gone before the answer is there. */
typedef struct
{
  GtkMenuButton *button;
  AdwEntryRow   *row;
} Helped;

static void
helped_free (gpointer data)
{
  Helped *helped = data;

  g_clear_weak_pointer (&helped->button);
  g_clear_weak_pointer (&helped->row);
  g_free (helped);
}

static void
suggested_cb (GtkListBox    *list,
              GtkListBoxRow *chosen,
              Helped        *helped)
{
  GtkLabel *label = GTK_LABEL (gtk_list_box_row_get_child (chosen));

  gtk_menu_button_popdown (helped->button);
  gtk_editable_set_text (GTK_EDITABLE (helped->row), gtk_label_get_label (label));
  gtk_editable_set_position (GTK_EDITABLE (helped->row), -1);
  gtk_widget_grab_focus (GTK_WIDGET (helped->row));
}

/* A menu of GMenu's would do, had its items a name to speak inside this row (GTK 4.18). */
static GtkWidget *
new_list (const char *const *names)
{
  GtkWidget *list = gtk_list_box_new ();

  for (gsize i = 0; names[i] != NULL; i++)
    {
      GtkWidget *label = gtk_label_new (names[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_append (GTK_LIST_BOX (list), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)), GTK_ACCESSIBLE_PROPERTY_LABEL, names[i], -1);
    }
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Hosts That SSH Knows"), -1);
  return list;
}

static DexFuture *
loaded_cb (DexFuture *future,
           gpointer   data)
{
  Helped *helped = data;
  const char *const *names = g_value_get_boxed (dex_future_get_value (future, NULL));
  GtkWidget *popover = NULL;
  GtkWidget *scroller = NULL;
  GtkWidget *list = NULL;

  if (helped->button == NULL || names[0] == NULL)
    {
      helped_free (helped);
      return dex_future_new_true ();
    }
  popover = gtk_popover_new ();
  scroller = gtk_scrolled_window_new ();
  list = new_list (names);
  g_signal_connect_data (list, "row-activated", G_CALLBACK (suggested_cb), helped, (GClosureNotify) (GCallback) helped_free, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (helped->button, popover);
  gtk_widget_set_visible (GTK_WIDGET (helped->button), TRUE);
  return dex_future_new_true ();
}

/**
 * sp_host_helps_suggest:
 * @button: gets the list, and is seen where there is something in it
 * @row: gets the name that is chosen
 *
 * Reads the person's configuration of ssh.
 */
void
sp_host_helps_suggest (GtkMenuButton *button,
                       AdwEntryRow   *row)
{
  Helped *helped = NULL;

  g_return_if_fail (GTK_IS_MENU_BUTTON (button) && ADW_IS_ENTRY_ROW (row));

  helped = g_new0 (Helped, 1);
  g_set_weak_pointer (&helped->button, button);
  g_set_weak_pointer (&helped->row, row);
  dex_future_disown (dex_future_then (sp_suggestions_load (), loaded_cb, helped, NULL));
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (AdwEntryRow) row = data;
  g_autoptr (GFile) file = NULL;
  gboolean folder = GPOINTER_TO_INT (g_object_get_data (source, "folder"));

  file = folder ? gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL)
                : gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);
  /* None: the person thought better of it. What has no path is on no disk of this computer. */
  if (file != NULL && g_file_peek_path (file) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), g_file_peek_path (file));
}

/**
 * sp_host_helps_choose:
 * @row: gets the path
 * @title: what is to be chosen
 * @folder: whether it is a folder
 */
void
sp_host_helps_choose (AdwEntryRow *row,
                      const char  *title,
                      gboolean     folder)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (row));
  GtkWindow *window = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;

  gtk_file_dialog_set_title (dialog, title);
  g_object_set_data (G_OBJECT (dialog), "folder", GINT_TO_POINTER (folder));
  if (folder)
    gtk_file_dialog_select_folder (dialog, window, NULL, chosen_cb, g_object_ref (row));
  else
    gtk_file_dialog_open (dialog, window, NULL, chosen_cb, g_object_ref (row));
}
