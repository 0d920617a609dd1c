/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a timeline's row. */

#include "config.h"

#include "sp-timeline-menu.h"

#include "sp-accessible.h"

#include <glib/gi18n-lib.h>

/* Where a menu that the keyboard opens points to, from a row's beginning, in pixels: past the lanes. */
#define INDENT 48

/* What cannot be done is not shown. */
static void
append (GMenu      *menu,
        const char *label,
        const char *action)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_model (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) deeds = g_menu_new ();
  g_autoptr (GMenu) looks = g_menu_new ();
  g_autoptr (GMenu) marks = g_menu_new ();

  append (deeds, _ ("_Revert…"), "snapshot.revert");
  append (deeds, _ ("_Delete…"), "snapshot.delete");
  append (looks, _ ("_Compare…"), "compare.open");
  append (marks, C_ ("snapshot", "Re_name"), "snapshot.rename");
  append (marks, C_ ("snapshot", "_Pin"), "snapshot.pin");
  append (marks, C_ ("snapshot", "Un_pin"), "snapshot.unpin");
  append (marks, _ ("Make It the _Baseline"), "snapshot.make-baseline");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (deeds));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (looks));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (marks));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/* Its items are made when it is opened first: a window that is to be there at once has no time for them. */
static void
pop_up (GtkPopover *menu,
        double      x,
        double      y)
{
  if (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (menu)) == NULL)
    {
      g_autoptr (GMenuModel) model = make_model ();

      gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (menu), model);
    }
  gtk_popover_set_pointing_to (menu, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (menu);
}

static GtkWidget *
find_row (GtkWidget *view,
          GType      type,
          double     x,
          double     y)
{
  GtkWidget *under = gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);
  GtkWidget *widget = under != NULL ? gtk_widget_get_ancestor (under, type) : NULL;

  /* The padding of a row is its list item's, not ours. */
  if (widget == NULL && under != NULL && G_TYPE_CHECK_INSTANCE_TYPE (gtk_widget_get_first_child (under), type))
    widget = gtk_widget_get_first_child (under);
  return widget;
}

/* What was given to attach. */
static SpTimelineMenuPick
get_pick (GtkPopover *menu)
{
  return (SpTimelineMenuPick) g_object_get_data (G_OBJECT (menu), "sp-pick");
}

static void
menu_at_cb (GtkGesture *gesture,
            double      x,
            double      y,
            GtkPopover *menu)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GType type = (GType) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (menu), "sp-row-type"));
  GtkWidget *row = find_row (view, type, x, y);

  if (row == NULL)
    return;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (get_pick (menu) (view, row))
    pop_up (menu, x, y);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            GtkPopover      *menu)
{
  menu_at_cb (GTK_GESTURE (gesture), x, y, menu);
}

/**
 * sp_timeline_menu_attach:
 * @view: a widget with rows in it
 * @row_type: what a row is
 * @pick: selects what the menu is for
 *
 * Returns: (transfer none): the menu, a child of @view
 */
GtkPopover *
sp_timeline_menu_attach (GtkWidget         *view,
                         GType              row_type,
                         SpTimelineMenuPick pick)
{
  GtkWidget *menu = gtk_popover_menu_new_from_model (NULL);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  gtk_widget_set_parent (menu, view);
  sp_accessible_name_items (GTK_POPOVER (menu));
  g_object_set_data (G_OBJECT (menu), "sp-pick", (gpointer) pick);
  g_object_set_data (G_OBJECT (menu), "sp-row-type", GSIZE_TO_POINTER (row_type));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), menu, 0);
  g_signal_connect_object (press, "pressed", G_CALLBACK (menu_at_cb), menu, 0);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (press));
  return GTK_POPOVER (menu);
}

/**
 * sp_timeline_menu_open:
 * @menu: the menu
 * @row: (nullable): where it points to
 *
 * Opens it for what is selected.
 */
void
sp_timeline_menu_open (GtkPopover *menu,
                       GtkWidget  *row)
{
  GtkWidget *view = gtk_widget_get_parent (GTK_WIDGET (menu));
  graphene_point_t point = GRAPHENE_POINT_INIT (0, 0);

  if (!get_pick (menu) (view, NULL))
    return;
  if (row != NULL)
    {
      float indent = MIN (INDENT, (float) gtk_widget_get_width (row) / 2);

      if (!gtk_widget_compute_point (row, view, &GRAPHENE_POINT_INIT (indent, (float) gtk_widget_get_height (row)), &point))
        return;
    }
  pop_up (menu, point.x, point.y);
}
