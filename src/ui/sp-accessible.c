/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GTK leaves unsaid to those who cannot see the window. */

#include "config.h"

#include "sp-accessible.h"

/* While a dialog opens, nobody has moved the focus but the toolkit. */
#define OPENING_US (700 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  GtkWidget *widget; /* of the dialog, which owns this */
  gint64     until;  /* monotonic */
} Beginning;

/* GTK 4.18 labels the items of a menu by a label that has no name itself, so that a screen reader says nothing at all. */
static void
name_items (GtkWidget *widget)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  if ((role == GTK_ACCESSIBLE_ROLE_MENU_ITEM || role == GTK_ACCESSIBLE_ROLE_MENU_ITEM_CHECKBOX || role == GTK_ACCESSIBLE_ROLE_MENU_ITEM_RADIO)
      && g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "text") != NULL)
    {
      g_autofree char *text = NULL;

      g_object_get (widget, "text", &text, NULL);
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

/* GTK 4.18 tells an item's context that it is one to be checked, but what counts when the context is put on the bus is the
 * widget's own property: that says no more than that it is an item, and cannot be changed any more then. */
static void
keep_roles (GtkWidget *widget)
{
  GParamSpec *property = g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "role");

  if (property != NULL && G_IS_PARAM_SPEC_ENUM (property))
    {
      int role = 0;
      const GEnumValue *value;

      g_object_get (widget, "role", &role, NULL);
      value = g_enum_get_value (G_PARAM_SPEC_ENUM (property)->enum_class, role);
      if (value != NULL && g_str_equal (value->value_nick, "check"))
        g_object_set (widget, "accessible-role", GTK_ACCESSIBLE_ROLE_MENU_ITEM_CHECKBOX, NULL);
      else if (value != NULL && g_str_equal (value->value_nick, "radio"))
        g_object_set (widget, "accessible-role", GTK_ACCESSIBLE_ROLE_MENU_ITEM_RADIO, NULL);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    keep_roles (child);
}

/**
 * sp_accessible_name_items:
 * @menu: a menu made from a model, in its place, where its actions are found, and not yet open
 *
 * Gives each item of the menu its text as its name, whenever the menu is opened, and keeps that it is one to be checked.
 */
void
sp_accessible_name_items (GtkPopover *menu)
{
  g_return_if_fail (GTK_IS_POPOVER (menu));

  keep_roles (GTK_WIDGET (menu));
  g_signal_connect_after (menu, "map", G_CALLBACK (name_items), NULL);
}

static void
make_menu_cb (GtkMenuButton *button,
              gpointer       model)
{
  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  gtk_menu_button_set_menu_model (button, model);
  sp_accessible_name_items (gtk_menu_button_get_popover (button));
}

/**
 * sp_accessible_give_menu:
 * @button: a button without a menu
 * @model: the menu
 *
 * As sp_accessible_name_items() for the menu of a button. The menu is made when it is opened first: on X11 GTK asks the
 * server several times for each of its items, which a window that is to be there at once has no time for.
 */
void
sp_accessible_give_menu (GtkMenuButton *button,
                         GMenuModel    *model)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));
  g_return_if_fail (G_IS_MENU_MODEL (model));

  gtk_menu_button_set_create_popup_func (button, make_menu_cb, g_object_ref (model), g_object_unref);
}

static void
focus_moved_cb (AdwDialog *dialog)
{
  Beginning *beginning = g_object_get_data (G_OBJECT (dialog), "sp-beginning");
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (dialog));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || g_get_monotonic_time () > beginning->until || !gtk_widget_is_ancestor (focus, GTK_WIDGET (dialog)))
    return;
  if (focus != beginning->widget && !gtk_widget_is_ancestor (focus, beginning->widget))
    gtk_widget_grab_focus (beginning->widget);
}

static void
dialog_mapped_cb (AdwDialog *dialog)
{
  Beginning *beginning = g_object_get_data (G_OBJECT (dialog), "sp-beginning");

  beginning->until = g_get_monotonic_time () + OPENING_US;
  g_signal_connect_object (gtk_widget_get_root (GTK_WIDGET (dialog)), "notify::focus-widget", G_CALLBACK (focus_moved_cb),
                           dialog, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/**
 * sp_accessible_begin_at:
 * @dialog: a dialog, not yet presented
 * @widget: its widget that shall have the focus first
 *
 * As adw_dialog_set_focus(), which does not hold in a narrow window: when libadwaita 1.7 has opened the sheet there, it moves
 * the focus one on, as Tab does; from Cancel to the button that does the deed.
 */
void
sp_accessible_begin_at (AdwDialog *dialog,
                        GtkWidget *widget)
{
  Beginning *beginning;

  g_return_if_fail (ADW_IS_DIALOG (dialog));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  beginning = g_new0 (Beginning, 1);
  beginning->widget = widget;
  g_object_set_data_full (G_OBJECT (dialog), "sp-beginning", beginning, g_free);
  g_signal_connect (dialog, "map", G_CALLBACK (dialog_mapped_cb), NULL);
  adw_dialog_set_focus (dialog, widget);
}
