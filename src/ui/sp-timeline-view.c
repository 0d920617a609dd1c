/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline: one row a snapshot, newest on top, Now first. */

#include "config.h"

#include "sp-timeline-view.h"

#include "sp-snapshot-row.h"
#include "sp-timeline-days.h"
#include "sp-timeline-headers.h"
#include "sp-timeline-walk.h"

#include <glib/gi18n-lib.h>

#define TICK_SECONDS 20

struct _SpTimelineView
{
  AdwBin parent_instance;

  GtkListView        *list;
  GtkSingleSelection *selection;
  SpTimelineDays     *days;
  SpRowStyle          style;
  SpSearch           *search; /* or NULL */
  GArray             *dashed; /* of guint8, by chain */
  GtkPopoverMenu     *menu;
  int                 selected;
  guint               tick;
  guint               syncing : 1; /* the rows are being exchanged */
};

enum
{
  PROP_0,
  PROP_SELECTED,
  N_PROPS,
};

enum
{
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpTimelineView, sp_timeline_view, ADW_TYPE_BIN)

static SpTimeline *
get_timeline (SpTimelineView *self)
{
  return sp_timeline_days_get_timeline (self->days);
}

/* --- Rows --- */

static void
show_row (SpTimelineView *self,
          GtkListItem    *item)
{
  SpSnapshotRow *widget = SP_SNAPSHOT_ROW (gtk_list_item_get_child (item));
  g_autoptr (SpTimelineRow) row = g_list_model_get_item (G_LIST_MODEL (self->days), gtk_list_item_get_position (item));
  g_autofree char *said = NULL;
  g_autofree char *told = NULL;

  if (row == NULL)
    return;

  said = sp_snapshot_row_say (row, &self->style);
  told = sp_snapshot_row_tell (row, &self->style);
  sp_snapshot_row_set (widget, row, &self->style);
  gtk_list_item_set_accessible_label (item, said);
  gtk_list_item_set_accessible_description (item, told != NULL ? told : "");
}

static void
row_setup_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  gtk_list_item_set_child (item, sp_snapshot_row_new ());
}

static void
row_relaid_cb (GtkListItem *item)
{
  SpTimelineView *self = SP_TIMELINE_VIEW (gtk_widget_get_ancestor (gtk_list_item_get_child (item), SP_TYPE_TIMELINE_VIEW));

  if (self != NULL)
    show_row (self, item);
}

static void
row_bind_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             SpTimelineView           *self)
{
  show_row (self, item);
  g_signal_connect_object (self->days, "relaid", G_CALLBACK (row_relaid_cb), item, G_CONNECT_SWAPPED);
}

static void
row_unbind_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               SpTimelineView           *self)
{
  g_signal_handlers_disconnect_by_func (self->days, row_relaid_cb, item);
  sp_snapshot_row_set (SP_SNAPSHOT_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

/* --- Selection --- */

static void
selected_cb (SpTimelineView *self)
{
  SpTimelineRow *row = gtk_single_selection_get_selected_item (self->selection);
  int selected = row != NULL ? sp_timeline_row_get_index (row) : -1;

  if (self->syncing || self->selected == selected)
    return;

  self->selected = selected;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
select_row (SpTimelineView *self)
{
  if (get_timeline (self) == NULL)
    return;

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, (guint) sp_timeline_find_row (get_timeline (self), self->selected));
  self->syncing = FALSE;
}

static void
activate_cb (SpTimelineView *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

/* --- Keys: along the tree, where the list's own go along time --- */

static gboolean
go_to (SpTimelineView *self,
       int             index)
{
  guint position = (guint) sp_timeline_find_row (get_timeline (self), index);

  gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT, NULL);
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        SpTimelineView        *self)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();
  int parent;

  if (get_timeline (self) == NULL)
    return GDK_EVENT_PROPAGATE;
  if (held == GDK_ALT_MASK && (key == GDK_KEY_Up || key == GDK_KEY_Down))
    return go_to (self, sp_timeline_walk_sibling (self->style.history, self->selected, key == GDK_KEY_Down ? -1 : 1));
  if (held != 0)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      if ((key == GDK_KEY_Left || key == GDK_KEY_KP_Left) == rtl)
        return go_to (self, sp_timeline_walk_child (self->style.history, self->selected));
      parent = sp_timeline_walk_parent (self->style.history, self->selected);
      return parent >= 0 ? go_to (self, parent) : GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- The menu of a row --- */

static void
open_menu (SpTimelineView *self,
           GtkWidget      *row,
           double          x,
           double          y)
{
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);

  if (self->selected < 0)
    return;
  if (row != NULL && !gtk_widget_compute_point (row, GTK_WIDGET (self), &GRAPHENE_POINT_INIT (48, (float) gtk_widget_get_height (row)), &point))
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) point.x, (int) point.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_at_cb (GtkGesture     *gesture,
            double          x,
            double          y,
            SpTimelineView *self)
{
  GtkWidget *under = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *widget = under != NULL ? gtk_widget_get_ancestor (under, SP_TYPE_SNAPSHOT_ROW) : NULL;
  SpTimelineRow *row = NULL;

  /* The padding of a row is its list item's, not ours. */
  if (widget == NULL && under != NULL && SP_IS_SNAPSHOT_ROW (gtk_widget_get_first_child (under)))
    widget = gtk_widget_get_first_child (under);
  if (widget != NULL)
    row = sp_snapshot_row_get (SP_SNAPSHOT_ROW (widget));
  if (row == NULL)
    return;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  go_to (self, sp_timeline_row_get_index (row));
  open_menu (self, NULL, x, y);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            SpTimelineView  *self)
{
  menu_at_cb (GTK_GESTURE (gesture), x, y, self);
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  open_menu (SP_TIMELINE_VIEW (widget), focus, 0, 0);
}

static void
add_menu (SpTimelineView *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  g_menu_append (menu, _ ("_Revert…"), "snapshot.revert");
  g_menu_append (menu, _ ("_Delete…"), "snapshot.delete");
  g_menu_append (menu, _ ("_Compare…"), "compare.open");
  self->menu = GTK_POPOVER_MENU (gtk_popover_menu_new_from_model (G_MENU_MODEL (menu)));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->menu), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  g_signal_connect_object (press, "pressed", G_CALLBACK (menu_at_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

/* --- Time --- */

static gboolean
tick_cb (gpointer data)
{
  SpTimelineView *self = data;

  self->style.now = g_get_real_time () / G_USEC_PER_SEC;
  sp_timeline_days_set_now (self->days, self->style.now);
  return G_SOURCE_CONTINUE;
}

/* Nobody looks: nothing has to be counted. */
static void
sp_timeline_view_map (GtkWidget *widget)
{
  SpTimelineView *self = SP_TIMELINE_VIEW (widget);

  GTK_WIDGET_CLASS (sp_timeline_view_parent_class)->map (widget);

  tick_cb (self);
  self->tick = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

static void
sp_timeline_view_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SP_TIMELINE_VIEW (widget)->tick, g_source_remove);

  GTK_WIDGET_CLASS (sp_timeline_view_parent_class)->unmap (widget);
}

static void
sp_timeline_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  GTK_WIDGET_CLASS (sp_timeline_view_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (SP_TIMELINE_VIEW (widget)->menu));
}

static void
sp_timeline_view_dispose (GObject *object)
{
  SpTimelineView *self = (SpTimelineView *) object;

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer ((GtkWidget **) &self->menu, gtk_widget_unparent);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->days);
  g_clear_object (&self->style.history);
  g_clear_object (&self->style.machine);
  g_clear_pointer (&self->dashed, g_array_unref);
  g_clear_pointer (&self->search, sp_search_free);

  G_OBJECT_CLASS (sp_timeline_view_parent_class)->dispose (object);
}

static void
sp_timeline_view_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SELECTED:
      g_value_set_int (value, SP_TIMELINE_VIEW (object)->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_timeline_view_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SpTimelineView *self = SP_TIMELINE_VIEW (object);

  switch (prop_id)
    {
    case PROP_SELECTED:
      self->selected = g_value_get_int (value);
      if (self->style.history == NULL || self->selected >= sp_history_get_n (self->style.history))
        self->selected = -1;
      select_row (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_timeline_view_class_init (SpTimelineViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_timeline_view_dispose;
  object_class->get_property = sp_timeline_view_get_property;
  object_class->set_property = sp_timeline_view_set_property;
  widget_class->map = sp_timeline_view_map;
  widget_class->unmap = sp_timeline_view_unmap;
  widget_class->size_allocate = sp_timeline_view_size_allocate;

  properties[PROP_SELECTED] =
    g_param_spec_int ("selected", NULL, NULL, -1, G_MAXINT, -1, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "timeline.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "timeline.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "timeline.menu", NULL);
}

static GtkListItemFactory *
make_row_factory (SpTimelineView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (row_setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (row_bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (row_unbind_cb), self, 0);
  return factory;
}

static void
sp_timeline_view_init (SpTimelineView *self)
{
  g_autoptr (GtkListItemFactory) headers = NULL;
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->selected = -1;
  self->dashed = g_array_new (FALSE, TRUE, sizeof (guint8));
  self->days = sp_timeline_days_new ();
  headers = sp_timeline_headers_new (self->days, &self->style.lanes);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->days)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);

  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), make_row_factory (self)));
  gtk_list_view_set_header_factory (self->list, headers);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "timeline");
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Timeline"), -1);
  /* Before the list: it takes all arrows. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), scroller);
  add_menu (self);
}

GtkWidget *
sp_timeline_view_new (void)
{
  return g_object_new (SP_TYPE_TIMELINE_VIEW, NULL);
}

/* Where both kinds are mixed, the chains in separate files are dashed. */
static void
find_dashed (SpTimelineView *self,
             SpTimeline     *timeline)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (timeline));

  g_array_set_size (self->dashed, 0);
  for (guint i = 0; i < n && sp_history_get_kind (self->style.history) == SP_KIND_MIXED; i++)
    {
      g_autoptr (SpTimelineRow) row = g_list_model_get_item (G_LIST_MODEL (timeline), i);
      SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);
      guint chain = (guint) sp_timeline_row_get_chain (row);

      if (chain >= self->dashed->len)
        g_array_set_size (self->dashed, chain + 1);
      if (snapshot != NULL && sp_snapshot_get_kind (snapshot) != SP_KIND_INTERNAL)
        g_array_index (self->dashed, guint8, chain) = 1;
    }
  self->style.lanes.dashed = (const guint8 *) (gpointer) self->dashed->data;
  self->style.lanes.n_dashed = (int) self->dashed->len;
}

/**
 * sp_timeline_view_set_timeline:
 * @self: the view
 * @timeline: (nullable): its rows
 *
 * What was selected stays so while it is there; what is in sight stays where it is.
 */
void
sp_timeline_view_set_timeline (SpTimelineView *self,
                               SpTimeline     *timeline)
{
  SpHistory *history = timeline != NULL ? sp_timeline_get_history (timeline) : NULL;
  SpSnapshot *selected = NULL;
  int found = -1;

  g_return_if_fail (SP_IS_TIMELINE_VIEW (self));

  if (get_timeline (self) == timeline)
    return;

  if (self->selected >= 0 && history != NULL)
    {
      selected = sp_history_get (self->style.history, self->selected);
      found = sp_history_find (history, sp_snapshot_get_name (selected));
      if (found >= 0 && !sp_snapshot_same (sp_history_get (history, found), selected))
        found = -1;
    }
  self->selected = found;

  self->syncing = TRUE;
  g_set_object (&self->style.history, history);
  self->style.now = g_get_real_time () / G_USEC_PER_SEC;
  self->style.lanes.n_lanes = timeline != NULL ? sp_timeline_get_n_lanes (timeline) : 0;
  if (timeline != NULL)
    find_dashed (self, timeline);
  sp_timeline_days_set_timeline (self->days, timeline, self->style.now);
  self->syncing = FALSE;
  select_row (self);
}

/**
 * sp_timeline_view_set_machine:
 * @self: the view
 * @machine: (nullable): whose timeline it is
 *
 * Now shows how the machine is.
 */
void
sp_timeline_view_set_machine (SpTimelineView *self,
                              SpMachine      *machine)
{
  g_return_if_fail (SP_IS_TIMELINE_VIEW (self));

  if (!g_set_object (&self->style.machine, machine))
    return;

  self->style.lanes.live = machine != NULL && sp_machine_get_state (machine) == SP_MACHINE_STATE_RUNNING;
  sp_timeline_days_set_now (self->days, self->style.now);
}

/**
 * sp_timeline_view_set_search:
 * @search: (transfer full) (nullable): what is looked for: where it stands is marked, other rows are dimmed
 */
void
sp_timeline_view_set_search (SpTimelineView *self,
                             SpSearch       *search)
{
  g_return_if_fail (SP_IS_TIMELINE_VIEW (self));

  if (self->search == NULL && search == NULL)
    return;
  g_clear_pointer (&self->search, sp_search_free);
  self->search = search;
  self->style.search = search;
  sp_timeline_days_set_now (self->days, self->style.now);
}

void
sp_timeline_view_show (SpTimelineView *self,
                       int             index)
{
  g_return_if_fail (SP_IS_TIMELINE_VIEW (self));

  gtk_list_view_scroll_to (self->list, (guint) sp_timeline_find_row (get_timeline (self), index), GTK_LIST_SCROLL_SELECT, NULL);
}
