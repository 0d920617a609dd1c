/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The snapshots of all machines in one list, newest first. */

#include "config.h"

#include "sp-everywhere-view.h"

#include "sp-count.h"
#include "sp-drawn.h"
#include "sp-everywhere-days.h"
#include "sp-everywhere-headers.h"
#include "sp-snapshot-row.h"
#include "sp-timeline-menu.h"
#include "sp-waiting.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>

#define TICK_SECONDS 20

struct _SpEverywhereView
{
  AdwBin parent_instance;

  SpOverview         *overview;
  GtkCustomFilter    *filter;
  SpEverywhereDays   *days;
  GtkSingleSelection *selection;
  GtkListView        *list;
  AdwBanner          *missing;
  GtkStack           *stack;
  AdwStatusPage      *status;
  GtkPopover         *menu;
  SpRowStyle          style;  /* history, machine and place: of the row that is filled */
  guint               tick;
  guint               fresh : 1;   /* nobody has looked at what comes in yet */
  guint               syncing : 1; /* the selection follows the rows */
};

enum
{
  PROP_0,
  PROP_COMPACT,
};

enum
{
  SIGNAL_ACTIVATE,
  SIGNAL_RELAID,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpEverywhereView, sp_everywhere_view, ADW_TYPE_BIN)

/* --- Rows --- */

static void
go_cb (GtkButton   *button,
       GtkListItem *item)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (button), SP_TYPE_EVERYWHERE_VIEW);
  SpEveryRow *row = gtk_list_item_get_item (item);

  if (view != NULL && row != NULL)
    sp_overview_go (SP_EVERYWHERE_VIEW (view)->overview, row);
}

static void
show_row (SpEverywhereView *self,
          GtkListItem      *item)
{
  SpEveryRow *row = gtk_list_item_get_item (item);
  GtkWidget *place;
  g_autofree char *name = NULL;
  g_autofree char *said = NULL;

  if (row == NULL)
    return;
  name = sp_overview_name (self->overview, sp_every_row_get_machine (row));
  self->style.history = sp_every_row_get_history (row);
  self->style.machine = sp_every_row_get_machine (row);
  self->style.place = name;
  said = sp_snapshot_words_say_of (row, &self->style);
  place = sp_snapshot_row_set_of (SP_SNAPSHOT_ROW (gtk_list_item_get_child (item)), row, &self->style);
  if (g_signal_handler_find (place, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, go_cb, NULL) == 0)
    g_signal_connect (place, "clicked", G_CALLBACK (go_cb), item);
  self->style.place = NULL;
  gtk_list_item_set_accessible_label (item, said);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *row = sp_snapshot_row_new ();

  g_object_set_data (G_OBJECT (row), "sp-item", item);
  gtk_list_item_set_child (item, row);
}

static void
relaid_cb (GtkListItem *item)
{
  GtkWidget *view = gtk_widget_get_ancestor (gtk_list_item_get_child (item), SP_TYPE_EVERYWHERE_VIEW);

  if (view != NULL)
    show_row (SP_EVERYWHERE_VIEW (view), item);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         SpEverywhereView         *self)
{
  show_row (self, item);
  g_signal_connect_object (self, "relaid", G_CALLBACK (relaid_cb), item, G_CONNECT_SWAPPED);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           SpEverywhereView         *self)
{
  g_signal_handlers_disconnect_by_func (self, relaid_cb, item);
  sp_snapshot_row_set (SP_SNAPSHOT_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

/* --- Selection --- */

static void
selected_cb (SpEverywhereView *self)
{
  SpEveryRow *row = gtk_single_selection_get_selected_item (self->selection);

  if (!self->syncing)
    sp_overview_choose (self->overview, row);
}

static guint
find_row (GListModel *rows,
          SpEveryRow *wanted)
{
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (SpEveryRow) row = g_list_model_get_item (rows, i);

      if (sp_machine_same (sp_every_row_get_machine (row), sp_every_row_get_machine (wanted))
          && sp_snapshot_same (sp_every_row_get_snapshot (row), sp_every_row_get_snapshot (wanted)))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* A row that was replaced by what it has become stays selected. One that is not to be seen is not chosen. */
static void
keep_selected (SpEverywhereView *self)
{
  SpEveryRow *chosen = sp_overview_get_chosen (self->overview);
  guint found;

  if (chosen == NULL || gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION)
    return;
  found = find_row (G_LIST_MODEL (self->selection), chosen);
  if (found == GTK_INVALID_LIST_POSITION)
    {
      sp_overview_choose (self->overview, NULL);
      return;
    }
  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, found);
  self->syncing = FALSE;
}

static void
chosen_cb (SpEverywhereView *self)
{
  if (sp_overview_get_chosen (self->overview) != NULL)
    return;
  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->syncing = FALSE;
}

static gboolean
pick_for_menu (GtkWidget *widget,
               GtkWidget *row)
{
  SpEverywhereView *self = SP_EVERYWHERE_VIEW (widget);
  GtkListItem *item = row != NULL ? g_object_get_data (G_OBJECT (row), "sp-item") : NULL;

  if (item != NULL && gtk_list_item_get_position (item) != GTK_INVALID_LIST_POSITION)
    gtk_list_view_scroll_to (self->list, gtk_list_item_get_position (item), GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT, NULL);
  return gtk_single_selection_get_selected_item (self->selection) != NULL;
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  sp_timeline_menu_open (SP_EVERYWHERE_VIEW (widget)->menu, root != NULL ? gtk_root_get_focus (root) : NULL);
}

static void
activate_cb (SpEverywhereView *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

/* --- What there is --- */

static gboolean
match_cb (gpointer item,
          gpointer data)
{
  SpSearch *search = SP_EVERYWHERE_VIEW (data)->style.search;

  return search == NULL || sp_search_matches (search, sp_every_row_get_snapshot (item));
}

/* Above the first day, which stands before the first row. How high all are together is known once they are laid out. */
static void
laid_out_cb (SpEverywhereView *self,
             GdkFrameClock    *clock)
{
  g_signal_handlers_disconnect_by_func (clock, laid_out_cb, self);
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)), 0);
}

static void
begin_at_top (SpEverywhereView *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  gtk_list_view_scroll_to (self->list, 0, GTK_LIST_SCROLL_NONE, NULL);
  if (clock == NULL)
    return;
  g_signal_handlers_disconnect_by_func (clock, laid_out_cb, self);
  g_signal_connect_object (clock, "layout", G_CALLBACK (laid_out_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
}

static void
update (SpEverywhereView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  gboolean loading = sp_overview_get_loading (self->overview);

  keep_selected (self);
  /* What came in last may be the newest: rows that are in sight do not move, but here nobody was reading yet. */
  if (self->fresh && !loading)
    {
      self->fresh = FALSE;
      if (n > 0 && sp_overview_get_chosen (self->overview) == NULL)
        begin_at_top (self);
    }
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : loading ? "loading" : "none");
  if (n > 0 || loading)
    return;
  adw_status_page_set_icon_name (self->status, self->style.search != NULL ? "edit-find-symbolic" : "io.github.savepoint.Savepoint-symbolic");
  gtk_widget_set_visible (adw_status_page_get_child (self->status), self->style.search != NULL);
  adw_status_page_set_title (self->status, self->style.search != NULL ? _ ("No Snapshot Found") : _ ("No Snapshots"));
  adw_status_page_set_description (self->status, self->style.search != NULL ? _ ("Look for other words, or with fewer filters.")
                                                                            : _ ("What is taken of any machine appears here."));
}

/* A list of all that leaves something out says so. */
static void
missing_cb (SpEverywhereView *self)
{
  guint n = sp_overview_get_n_missing (self->overview);
  g_autofree char *words = sp_count_printf (ngettext ("The history of %u machine is not shown. Choose it to see why.",
                                                      "The histories of %u machines are not shown. Choose one to see why.", n), n);

  if (n > 0)
    adw_banner_set_title (self->missing, words);
  adw_banner_set_revealed (self->missing, n > 0);
}

static void
fill_again (SpEverywhereView *self)
{
  g_signal_emit (self, signals[SIGNAL_RELAID], 0);
}

static void
shown_cb (SpEverywhereView *self)
{
  self->fresh = sp_overview_get_shown (self->overview);
  update (self);
}

static gboolean
tick_cb (gpointer data)
{
  SpEverywhereView *self = data;

  self->style.now = sp_when_now ();
  sp_everywhere_days_set_now (self->days, self->style.now);
  g_signal_emit (self, signals[SIGNAL_RELAID], 0);
  return G_SOURCE_CONTINUE;
}

static void
sp_everywhere_view_map (GtkWidget *widget)
{
  SpEverywhereView *self = SP_EVERYWHERE_VIEW (widget);

  GTK_WIDGET_CLASS (sp_everywhere_view_parent_class)->map (widget);

  tick_cb (self);
  self->tick = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

static void
sp_everywhere_view_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SP_EVERYWHERE_VIEW (widget)->tick, g_source_remove);

  GTK_WIDGET_CLASS (sp_everywhere_view_parent_class)->unmap (widget);
}

static void
sp_everywhere_view_css_changed (GtkWidget         *widget,
                                GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sp_everywhere_view_parent_class)->css_changed (widget, change);

  SP_EVERYWHERE_VIEW (widget)->style.lanes.em = sp_drawn_em (widget);
}

static void
sp_everywhere_view_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  if (id == PROP_COMPACT)
    g_value_set_boolean (value, SP_EVERYWHERE_VIEW (object)->style.compact);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sp_everywhere_view_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  if (id == PROP_COMPACT)
    {
      SP_EVERYWHERE_VIEW (object)->style.compact = g_value_get_boolean (value);
      g_signal_emit (object, signals[SIGNAL_RELAID], 0);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sp_everywhere_view_dispose (GObject *object)
{
  SpEverywhereView *self = (SpEverywhereView *) object;

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer ((GtkWidget **) &self->menu, gtk_widget_unparent);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_object (&self->days);
  g_clear_object (&self->overview);
  g_clear_pointer (&self->style.search, sp_search_free);

  G_OBJECT_CLASS (sp_everywhere_view_parent_class)->dispose (object);
}

static void
sp_everywhere_view_class_init (SpEverywhereViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_everywhere_view_dispose;
  object_class->get_property = sp_everywhere_view_get_property;
  object_class->set_property = sp_everywhere_view_set_property;
  widget_class->map = sp_everywhere_view_map;
  widget_class->unmap = sp_everywhere_view_unmap;
  widget_class->css_changed = sp_everywhere_view_css_changed;

  g_object_class_install_property (object_class, PROP_COMPACT,
                                   g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RELAID] =
    g_signal_new ("relaid", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "everywhere.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "everywhere.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "everywhere.menu", NULL);
}

static GtkWidget *
make_list (SpEverywhereView *self)
{
  GtkListItemFactory *rows = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect (rows, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (rows, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (rows, "unbind", G_CALLBACK (unbind_cb), self, 0);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), rows));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "timeline");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("All Machines"), -1);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  return scroller;
}

static GtkWidget *
make_clear (void)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Clear Search"));

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "search.clear");
  return button;
}

static void
sp_everywhere_view_init (SpEverywhereView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->style.now = sp_when_now ();
  self->filter = gtk_custom_filter_new (match_cb, self, NULL);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);

  self->stack = GTK_STACK (gtk_stack_new ());
  self->status = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_child (self->status, make_clear ());
  gtk_stack_add_named (self->stack, sp_waiting_new (), "loading");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->status), "none");
  gtk_stack_add_named (self->stack, make_list (self), "list");
  self->missing = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->missing, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->missing));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), box);
  self->menu = sp_timeline_menu_attach (GTK_WIDGET (self), SP_TYPE_SNAPSHOT_ROW, pick_for_menu);
}

/**
 * sp_everywhere_view_new:
 * @overview: what it shows
 *
 * Returns: (transfer floating): the list
 */
GtkWidget *
sp_everywhere_view_new (SpOverview *overview)
{
  SpEverywhereView *self;
  g_autoptr (GtkFilterListModel) found = NULL;
  g_autoptr (GtkListItemFactory) headers = NULL;

  g_return_val_if_fail (SP_IS_OVERVIEW (overview), NULL);

  self = g_object_new (SP_TYPE_EVERYWHERE_VIEW, NULL);
  self->overview = g_object_ref (overview);
  found = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (sp_overview_get_rows (overview))), g_object_ref (GTK_FILTER (self->filter)));
  self->days = sp_everywhere_days_new (G_LIST_MODEL (found));
  sp_everywhere_days_set_now (self->days, self->style.now);
  headers = sp_everywhere_headers_new (self->days, GTK_WIDGET (self));
  gtk_list_view_set_header_factory (self->list, headers);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->days));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (overview, "notify::loading", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (overview, "notify::n-missing", G_CALLBACK (missing_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (overview, "notify::shown", G_CALLBACK (shown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (overview, "notify::chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (overview, "renamed", G_CALLBACK (fill_again), self, G_CONNECT_SWAPPED);
  missing_cb (self);
  shown_cb (self);
  return GTK_WIDGET (self);
}

/**
 * sp_everywhere_view_set_search:
 * @search: (transfer full) (nullable): what is looked for: only that is shown
 *
 * Returns: how many there are
 */
guint
sp_everywhere_view_set_search (SpEverywhereView *self,
                               SpSearch         *search)
{
  g_return_val_if_fail (SP_IS_EVERYWHERE_VIEW (self), 0);

  if (self->style.search != NULL || search != NULL)
    {
      g_clear_pointer (&self->style.search, sp_search_free);
      self->style.search = search;
      sp_everywhere_days_set_some (self->days, search != NULL);
      gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
      g_signal_emit (self, signals[SIGNAL_RELAID], 0);
      update (self);
    }
  return sp_everywhere_view_get_n (self);
}

/**
 * sp_everywhere_view_get_n:
 *
 * Returns: how many rows there are, of those that are looked for
 */
guint
sp_everywhere_view_get_n (SpEverywhereView *self)
{
  g_return_val_if_fail (SP_IS_EVERYWHERE_VIEW (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

gboolean
sp_everywhere_view_is_searched (SpEverywhereView *self)
{
  g_return_val_if_fail (SP_IS_EVERYWHERE_VIEW (self), FALSE);

  return self->style.search != NULL;
}
