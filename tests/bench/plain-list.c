/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the timeline is compared with: a list of GTK whose rows are one label each. */

#include "config.h"

#include "plain-list.h"

#define PAGE "plain-list"

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  height)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_size_request (label, -1, GPOINTER_TO_INT (height));
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_list_item_get_item (item))));
}

/* Returns: the list, in a scrolled window of the kind that the timeline has */
static GtkWidget *
make_list (GtkWidget *like,
           guint      n)
{
  GtkStringList *strings = gtk_string_list_new (NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("before-upgrade-%05u", i);

      gtk_string_list_append (strings, text);
    }
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (plain_list_row_height (like)));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (strings))), factory);
  gtk_widget_add_css_class (list, "timeline"); /* no padding around what is in a row */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  return list;
}

static GtkWidget *
get_scroller (GtkWidget *list)
{
  return gtk_widget_get_ancestor (list, GTK_TYPE_SCROLLED_WINDOW);
}

GtkWidget *
plain_list_show_bare (GtkWidget *like,
                      guint      n)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = make_list (like, n);

  gtk_window_set_child (GTK_WINDOW (window), get_scroller (list));
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), gtk_widget_get_width (like), gtk_widget_get_height (like));
  gtk_window_present (GTK_WINDOW (window));
  return list;
}

/* A page of the stack that has the timeline for another. */
GtkWidget *
plain_list_show_inside (GtkWidget *like,
                        guint      n)
{
  GtkStack *stack = GTK_STACK (gtk_widget_get_ancestor (like, GTK_TYPE_STACK));
  GtkWidget *list = make_list (like, n);

  gtk_stack_add_named (stack, get_scroller (list), PAGE);
  g_object_set_data (G_OBJECT (list), PAGE, gtk_stack_get_visible_child (stack));
  gtk_stack_set_visible_child_full (stack, PAGE, GTK_STACK_TRANSITION_TYPE_NONE);
  return list;
}

void
plain_list_end (GtkWidget *list)
{
  GtkStack *stack = GTK_STACK (gtk_widget_get_ancestor (list, GTK_TYPE_STACK));
  GtkStackTransitionType transition;

  if (stack == NULL)
    {
      gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (list)));
      return;
    }
  transition = gtk_stack_get_transition_type (stack);
  gtk_stack_set_transition_type (stack, GTK_STACK_TRANSITION_TYPE_NONE);
  gtk_stack_set_visible_child (stack, g_object_get_data (G_OBJECT (list), PAGE));
  gtk_stack_set_transition_type (stack, transition);
  gtk_stack_remove (stack, get_scroller (list));
}

/* Its highest row: a header is lower, and one without text has no height. */
int
plain_list_row_height (GtkWidget *list)
{
  int height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (list); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child))
      height = MAX (height, gtk_widget_get_height (child));
  return height;
}
