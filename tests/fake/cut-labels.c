/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels that do not show all of their text: the accessibility bus tells the whole of it, so that only the toolkit knows. */

#include "cut-labels.h"

#include <gtk/gtk.h>

static gboolean
is_cut (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_width (widget) > 0 && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget)));
}

static void
find_in (GtkWidget  *widget,
         const char *place,
         GString    *found)
{
  g_autofree char *here = g_strdup_printf ("%s/%s", place, G_OBJECT_TYPE_NAME (widget));

  if (!gtk_widget_get_mapped (widget))
    return;
  if (is_cut (widget))
    {
      g_autofree char *text = g_strdelimit (g_strdup (gtk_label_get_text (GTK_LABEL (widget))), "\n\t", ' ');

      g_string_append_printf (found, "%s\t%s\n", here, text);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    find_in (child, here, found);
}

char *
cut_labels_find (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GString *found = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      find_in (window, "", found);
    }
  return g_string_free_and_steal (found);
}
