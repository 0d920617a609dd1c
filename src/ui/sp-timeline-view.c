/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline: one row a snapshot, newest on top, Now first. */

#include "config.h"

#include "sp-timeline-view.h"

#include "sp-drawn.h"
#include "sp-picked.h"
#include "sp-snapshot-row.h"
#include "sp-timeline-days.h"
#include "sp-timeline-headers.h"
#include "sp-timeline-menu.h"
#include "sp-timeline-motion.h"
#include "sp-timeline-rows.h"
#include "sp-timeline-trace.h"
#include "sp-timeline-walk.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>

#define TICK_SECONDS 20

struct _SpTimelineView
{
  AdwBin parent_instance;

  GtkListView        *list;
  GtkMultiSelection  *selection;
  SpTimelineDays     *days;
  SpTimelineRows     *rows;
  SpRowStyle          style;
  GArray             *dashed; /* of guint8, by snapshot */
  SpTimelineTrace    *trace;
  SpTimelineMotion   *motion;
  GtkPopover         *menu;
  GArray             *picked; /* of int: indexes in the history */
  int                 at;     /* where the keys go on from: the row that has the focus, or was selected last, -1: Now */
  guint               tick;
  GtkRequisition      wanted[2]; /* least, and best; where measured */
  guint               measured : 1;
  guint               syncing : 1; /* the rows are being exchanged */
};

enum
{
  PROP_0,
  PROP_PICKED,
  PROP_COMPACT,
  PROP_SCREEN,
  PROP_SIZES,
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

/* --- Selection --- */

static int
index_at (SpTimelineView *self,
          guint           position)
{
  g_autoptr (SpTimelineRow) row = g_list_model_get_item (G_LIST_MODEL (self->days), position);

  return row != NULL ? sp_timeline_row_get_index (row) : -1;
}

static void
set_picked (SpTimelineView *self,
            GArray         *picked)
{
  g_array_unref (self->picked);
  self->picked = picked;
}

static void
set_at (SpTimelineView *self,
        int             at)
{
  self->at = at;
  sp_timeline_trace_set_from (self->trace, at);
}

/* The row that has the focus; @elsewhere where none has. */
static int
index_of_focus (SpTimelineView *self,
                int             elsewhere)
{
  GtkWidget *item = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  GtkWidget *row = item != NULL ? gtk_widget_get_first_child (item) : NULL;
  SpTimelineRow *shown = row != NULL ? sp_snapshot_row_get (SP_SNAPSHOT_ROW (row)) : NULL;

  return shown != NULL ? sp_timeline_row_get_index (shown) : elsewhere;
}

/* Rows that are being exchanged have numbers of before. */
static void
focused_cb (SpTimelineView *self)
{
  if (!self->syncing)
    set_at (self, index_of_focus (self, self->at));
}

/* Where the same is in @history; what is gone has left it to the selection. */
static int
carry_at (SpTimelineView *self,
          SpHistory      *history)
{
  g_autoptr (GArray) at = sp_picked_new (self->at);
  g_autoptr (GArray) there = sp_picked_carry (at, self->style.history, history);

  return there->len == at->len ? sp_picked_get_only (there) : sp_picked_get_only (self->picked);
}

/* Nothing can be done with Now and snapshots together. */
static void
leave_now (SpTimelineView *self,
           GtkBitset      *rows)
{
  guint now = (guint) sp_timeline_find_row (get_timeline (self), -1);

  if (gtk_bitset_get_size (rows) < 2 || !gtk_bitset_contains (rows, now))
    return;
  self->syncing = TRUE;
  gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (self->selection), now);
  self->syncing = FALSE;
}

/* Rows have the newest on top, and indexes begin with the oldest. */
static void
selected_cb (SpTimelineView *self,
             guint           position,
             guint           n_changed)
{
  g_autoptr (GtkBitset) rows = NULL;
  g_autoptr (GArray) picked = sp_picked_new (-1);

  if (self->syncing)
    return;

  rows = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (guint i = (guint) gtk_bitset_get_size (rows); i > 0; i--)
    {
      int index = index_at (self, gtk_bitset_get_nth (rows, i - 1));

      if (index >= 0)
        g_array_append_val (picked, index);
    }
  set_at (self, index_of_focus (self, picked->len > 1 ? self->at : sp_picked_get_only (picked)));
  leave_now (self, rows);
  if (sp_picked_equal (self->picked, picked))
    return;

  set_picked (self, g_steal_pointer (&picked));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICKED]);
}

static void
select_rows (SpTimelineView *self)
{
  g_autoptr (GtkBitset) rows = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) all = NULL;

  if (get_timeline (self) == NULL)
    return;

  for (guint i = 0; i < self->picked->len; i++)
    gtk_bitset_add (rows, (guint) sp_timeline_find_row (get_timeline (self), g_array_index (self->picked, int, i)));
  if (self->picked->len == 0)
    gtk_bitset_add (rows, (guint) sp_timeline_find_row (get_timeline (self), -1));
  all = gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self->days)));
  self->syncing = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), rows, all);
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
  int to;

  if (get_timeline (self) == NULL
      || !sp_timeline_walk_key (self->style.history, self->at, key, state & gtk_accelerator_get_default_mod_mask (), rtl, &to))
    return GDK_EVENT_PROPAGATE;
  return go_to (self, to);
}

/* --- The menu of a row --- */

/* A row that is one of several keeps them; any other is selected alone. */
static gboolean
pick_for_menu (GtkWidget *widget,
               GtkWidget *row)
{
  SpTimelineView *self = SP_TIMELINE_VIEW (widget);
  SpTimelineRow *shown = row != NULL ? sp_snapshot_row_get (SP_SNAPSHOT_ROW (row)) : NULL;

  if (shown != NULL && !sp_picked_contains (self->picked, sp_timeline_row_get_index (shown)))
    go_to (self, sp_timeline_row_get_index (shown));
  return self->picked->len > 0;
}

/* --- Time --- */

static gboolean
tick_cb (gpointer data)
{
  SpTimelineView *self = data;

  self->style.now = sp_when_now ();
  sp_timeline_days_set_now (self->days, self->style.now);
  return G_SOURCE_CONTINUE;
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  sp_timeline_menu_open (SP_TIMELINE_VIEW (widget)->menu, root != NULL ? gtk_root_get_focus (root) : NULL);
}

static void
sp_timeline_view_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sp_timeline_view_parent_class)->root (widget);

  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget", G_CALLBACK (focused_cb), widget, G_CONNECT_SWAPPED);
}

static void
sp_timeline_view_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), focused_cb, widget);

  GTK_WIDGET_CLASS (sp_timeline_view_parent_class)->unroot (widget);
}

/* Nobody looks: nothing has to be counted. */
static void
sp_timeline_view_map (GtkWidget *widget)
{
  SpTimelineView *self = SP_TIMELINE_VIEW (widget);

  GTK_WIDGET_CLASS (sp_timeline_view_parent_class)->map (widget);

  if (self->style.now != sp_when_now ())
    tick_cb (self);
  self->tick = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

static void
sp_timeline_view_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SP_TIMELINE_VIEW (widget)->tick, g_source_remove);

  GTK_WIDGET_CLASS (sp_timeline_view_parent_class)->unmap (widget);
}

/* Each new text in a row makes all above it ask anew how large they want to be, and a list asks its hundreds of rows. What
 * they are asked for does not depend on their text: they ellipsize, and they scroll. On how many lanes they have it does. */
static void
sp_timeline_view_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  SpTimelineView *self = SP_TIMELINE_VIEW (widget);
  GtkRequisition *wanted = self->wanted;

  if (!self->measured)
    gtk_widget_get_preferred_size (adw_bin_get_child (ADW_BIN (self)), &wanted[0], &wanted[1]);
  self->measured = TRUE;
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? wanted[0].width : wanted[0].height;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? wanted[1].width : wanted[1].height;
}

static void
forget_size (SpTimelineView *self)
{
  self->measured = FALSE;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
sp_timeline_view_css_changed (GtkWidget         *widget,
                              GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sp_timeline_view_parent_class)->css_changed (widget, change);

  SP_TIMELINE_VIEW (widget)->style.lanes.em = sp_drawn_em (widget);
  forget_size (SP_TIMELINE_VIEW (widget));
}

static void
sp_timeline_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (widget)), width, height, baseline, NULL);
  gtk_popover_present (SP_TIMELINE_VIEW (widget)->menu);
}

static void
sp_timeline_view_dispose (GObject *object)
{
  SpTimelineView *self = (SpTimelineView *) object;

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer ((GtkWidget **) &self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->trace, sp_timeline_trace_free);
  g_clear_pointer (&self->motion, sp_timeline_motion_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_pointer (&self->rows, sp_timeline_rows_free);
  g_clear_object (&self->selection);
  g_clear_object (&self->days);
  g_clear_object (&self->style.history);
  g_clear_object (&self->style.machine);
  g_clear_object (&self->style.screen);
  g_clear_object (&self->style.sizes);
  g_clear_pointer (&self->dashed, g_array_unref);
  g_clear_pointer (&self->picked, g_array_unref);

  G_OBJECT_CLASS (sp_timeline_view_parent_class)->dispose (object);
}

static void
sp_timeline_view_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  if (prop_id == PROP_PICKED)
    g_value_set_boxed (value, SP_TIMELINE_VIEW (object)->picked);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
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
    case PROP_PICKED:
      if (sp_picked_equal (self->picked, g_value_get_boxed (value)))
        break;
      set_picked (self, g_array_copy (g_value_get_boxed (value)));
      set_at (self, sp_picked_get_only (self->picked));
      select_rows (self);
      break;
    case PROP_SIZES:
      g_set_object (&self->style.sizes, g_value_get_object (value));
      sp_timeline_days_set_now (self->days, self->style.now);
      break;
    case PROP_SCREEN:
      g_set_object (&self->style.screen, g_value_get_object (value));
      sp_timeline_days_set_now (self->days, self->style.now);
      break;
    case PROP_COMPACT:
      self->style.compact = g_value_get_boolean (value);
      forget_size (self);
      sp_timeline_days_set_now (self->days, self->style.now);
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
  widget_class->root = sp_timeline_view_root;
  widget_class->unroot = sp_timeline_view_unroot;
  widget_class->map = sp_timeline_view_map;
  widget_class->unmap = sp_timeline_view_unmap;
  widget_class->css_changed = sp_timeline_view_css_changed;
  widget_class->measure = sp_timeline_view_measure;
  widget_class->size_allocate = sp_timeline_view_size_allocate;

  properties[PROP_PICKED] =
    g_param_spec_boxed ("picked", NULL, NULL, G_TYPE_ARRAY, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SCREEN] =
    g_param_spec_object ("screen", NULL, NULL, GDK_TYPE_TEXTURE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIZES] =
    g_param_spec_object ("sizes", NULL, NULL, SP_TYPE_SIZES, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "timeline.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "timeline.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "timeline.menu", NULL);
}

static void
sp_timeline_view_init (SpTimelineView *self)
{
  g_autoptr (GtkListItemFactory) headers = NULL;
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->at = -1;
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL); /* the bin's would ask the list again and again */
  self->picked = sp_picked_new (-1);
  self->dashed = g_array_new (FALSE, TRUE, sizeof (guint8));
  self->days = sp_timeline_days_new ();
  self->rows = sp_timeline_rows_new (self->days, &self->style);
  headers = sp_timeline_headers_new (self->days, &self->style.lanes);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->days)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);

  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)),
                                                 g_object_ref (sp_timeline_rows_get_factory (self->rows))));
  gtk_list_view_set_header_factory (self->list, headers);
  self->trace = sp_timeline_trace_new (self->list, &self->style.lanes);
  self->motion = sp_timeline_motion_new (self->list, &self->style.lanes);
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
  self->menu = sp_timeline_menu_attach (GTK_WIDGET (self), SP_TYPE_SNAPSHOT_ROW, pick_for_menu);
}

GtkWidget *
sp_timeline_view_new (void)
{
  return g_object_new (SP_TYPE_TIMELINE_VIEW, NULL);
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
  g_autoptr (SpTimeline) before = NULL;
  int at;

  g_return_if_fail (SP_IS_TIMELINE_VIEW (self));

  if (get_timeline (self) == timeline)
    return;
  g_set_object (&before, get_timeline (self));

  set_picked (self, sp_picked_carry (self->picked, self->style.history, history));
  at = carry_at (self, history);
  self->syncing = TRUE;
  sp_timeline_rows_begin (self->rows);
  g_set_object (&self->style.history, history);
  sp_timeline_trace_follow (self->trace, history);
  self->style.now = sp_when_now ();
  sp_lane_style_take (&self->style.lanes, timeline, self->dashed);
  sp_timeline_days_set_timeline (self->days, timeline, self->style.now);
  sp_timeline_rows_end (self->rows);
  self->syncing = FALSE;
  set_at (self, index_of_focus (self, at));
  if (before == NULL || timeline == NULL || sp_timeline_get_n_lanes (before) != sp_timeline_get_n_lanes (timeline))
    forget_size (self);
  select_rows (self);
  sp_timeline_motion_go (self->motion, before, timeline);
}

void
sp_timeline_view_set_partial (SpTimelineView *self,
                              gboolean        partial)
{
  g_return_if_fail (SP_IS_TIMELINE_VIEW (self));

  self->style.lanes.partial = partial;
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
 * @search: (nullable): what is looked for: where it stands is marked, other rows are dimmed
 */
void
sp_timeline_view_set_search (SpTimelineView *self,
                             SpSearch       *search)
{
  g_return_if_fail (SP_IS_TIMELINE_VIEW (self));

  if (self->style.search == NULL && search == NULL)
    return;
  self->style.search = search;
  sp_timeline_days_set_now (self->days, self->style.now);
}

SpSizes *
sp_timeline_view_get_sizes (SpTimelineView *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_VIEW (self), NULL);

  return self->style.sizes;
}

void
sp_timeline_view_show (SpTimelineView *self,
                       int             index)
{
  GtkListScrollFlags flags = GTK_LIST_SCROLL_SELECT;

  g_return_if_fail (SP_IS_TIMELINE_VIEW (self));

  /* Whoever looks for it writes elsewhere, and goes on writing. */
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL)
    flags |= GTK_LIST_SCROLL_FOCUS;
  gtk_list_view_scroll_to (self->list, (guint) sp_timeline_find_row (get_timeline (self), index), flags, NULL);
}
