/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines, by host: all of them on top, then each host with its own; found by a part of a name. */

#include "config.h"

#include "sp-sidebar.h"

#include "sp-host-row.h"
#include "sp-machine-row.h"

#include <glib/gi18n-lib.h>

/* So many machines are found by looking. */
#define FEW 8

struct _SpSidebar
{
  AdwBin parent_instance;

  SpSession          *session;
  SpOverview         *overview; /* or NULL */
  GtkListBox         *all;      /* one row: all machines */
  GtkWidget          *search;
  GListModel         *groups;   /* of SpHostGroup */
  GtkListView        *list;
  GtkSingleSelection *selection;
  guint               syncing : 1; /* the selection follows the session, not the other way */
};

enum
{
  SIGNAL_PICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpSidebar, sp_sidebar, ADW_TYPE_BIN)

/* Of the groups, which live as long as the list does. */
static SpHostGroup *
get_group (SpSidebar *self,
           guint      i)
{
  g_autoptr (SpHostGroup) group = g_list_model_get_item (self->groups, i);

  return group;
}

static guint
get_n_groups (SpSidebar *self)
{
  return self->groups != NULL ? g_list_model_get_n_items (self->groups) : 0;
}

static guint
count_machines (SpSidebar *self)
{
  guint n = 0;

  for (guint i = 0; i < get_n_groups (self); i++)
    n += sp_host_group_get_total (get_group (self, i));
  return n;
}

/* --- Rows ------------------------------------------------------------------------------ */

static void
host_changed_cb (GtkListItem *item,
                 SpHostRow   *row)
{
  g_autofree char *spoken = sp_host_row_dup_spoken (row);

  gtk_list_item_set_accessible_label (item, spoken);
}

static void
bind_host (GtkListItem *item,
           SpHostGroup *group)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  if (!SP_IS_HOST_ROW (row))
    {
      row = sp_host_row_new ();
      gtk_list_item_set_child (item, row);
      g_signal_connect_object (row, "changed", G_CALLBACK (host_changed_cb), item, G_CONNECT_SWAPPED);
    }
  gtk_list_item_set_selectable (item, FALSE);
  sp_host_row_set_group (SP_HOST_ROW (row), group);
}

static void
bind_machine (GtkListItem *item,
              SpMachine   *machine)
{
  g_autofree char *spoken = sp_machine_row_dup_spoken (machine);

  if (!SP_IS_MACHINE_ROW (gtk_list_item_get_child (item)))
    gtk_list_item_set_child (item, sp_machine_row_new ());
  gtk_list_item_set_selectable (item, TRUE);
  sp_machine_row_set_machine (SP_MACHINE_ROW (gtk_list_item_get_child (item)), machine);
  gtk_list_item_set_accessible_label (item, spoken);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item)
{
  gpointer what = gtk_list_item_get_item (item);

  if (SP_IS_HOST_GROUP (what))
    bind_host (item, what);
  else
    bind_machine (item, what);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  if (SP_IS_HOST_ROW (row))
    sp_host_row_set_group (SP_HOST_ROW (row), NULL);
}

/* --- What is chosen -------------------------------------------------------------------- */

static gboolean
is_all_shown (SpSidebar *self)
{
  return self->overview != NULL && sp_overview_get_shown (self->overview);
}

static void
sync_all (SpSidebar *self)
{
  /* One machine has one history, which is its own. */
  gtk_widget_set_visible (GTK_WIDGET (self->all), self->overview != NULL && (is_all_shown (self) || count_machines (self) > 1));
  if (is_all_shown (self))
    gtk_list_box_select_row (self->all, gtk_list_box_get_row_at_index (self->all, 0));
  else
    gtk_list_box_unselect_all (self->all);
}

/* Of the chosen machine; only its own host's are looked through. */
static guint
find_chosen (SpSidebar *self,
             SpMachine *chosen)
{
  guint before = 0;

  for (guint i = 0; i < get_n_groups (self); i++)
    {
      SpHostGroup *group = get_group (self, i);
      guint found = GTK_INVALID_LIST_POSITION;

      if (sp_host_group_get_host (group) == sp_session_get_host (self->session))
        found = sp_host_group_find (group, chosen);
      if (found != GTK_INVALID_LIST_POSITION)
        return before + found;
      before += g_list_model_get_n_items (G_LIST_MODEL (group));
    }
  return GTK_INVALID_LIST_POSITION;
}

/* Makes the list's selection the session's machine, however the list was refilled. */
static void
sync_selection (SpSidebar *self)
{
  SpMachine *chosen = self->session != NULL && !is_all_shown (self) ? sp_session_get_machine (self->session) : NULL;

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, chosen != NULL ? find_chosen (self, chosen) : GTK_INVALID_LIST_POSITION);
  self->syncing = FALSE;
  sync_all (self);
}

static void
pick (SpSidebar *self,
      SpMachine *machine)
{
  SpHost *host = sp_session_find_host (self->session, sp_machine_get_host (machine));

  if (host == NULL)
    return;

  sp_session_choose (self->session, host, machine);
  if (self->overview != NULL)
    sp_overview_set_shown (self->overview, FALSE);
  g_signal_emit (self, signals[SIGNAL_PICKED], 0);
}

static void
selected_cb (SpSidebar *self)
{
  SpMachine *machine = gtk_single_selection_get_selected_item (self->selection);
  SpMachine *chosen;

  if (self->syncing || !SP_IS_MACHINE (machine) || self->session == NULL)
    return;

  /* A refresh replaces the value of the chosen one: nobody picked anything. */
  chosen = sp_session_get_machine (self->session);
  if (chosen != NULL && sp_machine_same (chosen, machine) && !is_all_shown (self))
    return;

  pick (self, machine);
}

static void
toggle (SpHostGroup *group)
{
  if (!sp_host_group_get_searched (group))
    sp_host_group_set_collapsed (group, !sp_host_group_get_collapsed (group));
}

static void
activate_cb (SpSidebar *self,
             guint      position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (SP_IS_HOST_GROUP (item))
    toggle (SP_HOST_GROUP (item));
  else if (item != NULL && self->session != NULL)
    pick (self, SP_MACHINE (item));
}

/* NULL: there is none. */
static GtkWidget *
find_row_at (SpSidebar *self,
             double     x,
             double     y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);

  while (widget != NULL && widget != GTK_WIDGET (self->list) && gtk_widget_get_parent (widget) != GTK_WIDGET (self->list))
    widget = gtk_widget_get_parent (widget);
  return widget != NULL && widget != GTK_WIDGET (self->list) ? gtk_widget_get_first_child (widget) : NULL;
}

/* A host opens by one click. A click on the machine that is chosen already changes no selection, but in a narrow window it means
 * "show it". */
static void
released_cb (SpSidebar *self,
             int        n_press,
             double     x,
             double     y)
{
  SpMachine *machine = gtk_single_selection_get_selected_item (self->selection);
  GtkWidget *row = find_row_at (self, x, y);

  /* The second click of two activates the row. */
  if (SP_IS_HOST_ROW (row) && n_press % 2 == 1)
    toggle (sp_host_row_get_group (SP_HOST_ROW (row)));
  else if (SP_IS_MACHINE_ROW (row) && SP_IS_MACHINE (machine) && self->session != NULL)
    pick (self, machine);
}

static void
all_activated_cb (SpSidebar *self)
{
  sp_overview_set_shown (self->overview, TRUE);
  g_signal_emit (self, signals[SIGNAL_PICKED], 0);
}

/* --- What is looked for ---------------------------------------------------------------- */

/* Where there are few, it would only be in the way. */
static void
offer_search (SpSidebar *self)
{
  gboolean offered = count_machines (self) > FEW || *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';

  gtk_widget_set_visible (self->search, offered);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search), offered ? GTK_WIDGET (self->list) : NULL);
}

static void
search_changed_cb (SpSidebar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  for (guint i = 0; i < get_n_groups (self); i++)
    sp_host_group_search (get_group (self, i), *text != '\0' ? text : NULL);
  sync_selection (self);
  offer_search (self);
}

/* The first machine that was found. */
static void
search_activated_cb (SpSidebar *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (!SP_IS_MACHINE (item))
        continue;
      pick (self, SP_MACHINE (item));
      return;
    }
}

static void
stop_search_cb (SpSidebar *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  sp_sidebar_focus (self);
}

static void
changed_cb (SpSidebar *self)
{
  sync_selection (self);
  offer_search (self);
}

static gpointer
map_host_cb (gpointer item,
             gpointer user_data)
{
  SpSidebar *self = user_data;
  g_autoptr (SpHost) host = item;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  SpHostGroup *group = sp_host_group_new (host);

  if (*text != '\0')
    sp_host_group_search (group, text);
  return group;
}

static void
sp_sidebar_dispose (GObject *object)
{
  SpSidebar *self = (SpSidebar *) object;

  g_clear_object (&self->session);
  g_clear_object (&self->overview);
  g_clear_object (&self->selection);
  g_clear_object (&self->groups);

  G_OBJECT_CLASS (sp_sidebar_parent_class)->dispose (object);
}

static void
sp_sidebar_class_init (SpSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_sidebar_dispose;

  signals[SIGNAL_PICKED] =
    g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_all (SpSidebar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ ("All Machines"));
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("document-open-recent-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("All Machines"), -1);

  self->all = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_append (self->all, row);
  gtk_widget_add_css_class (GTK_WIDGET (self->all), "navigation-sidebar");
  gtk_widget_set_visible (GTK_WIDGET (self->all), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->all), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("All Machines"), -1);
  g_signal_connect_object (self->all, "row-activated", G_CALLBACK (all_activated_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self->all);
}

static GtkWidget *
make_search (SpSidebar *self)
{
  self->search = gtk_search_entry_new ();
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (self->search), _ ("Find a Machine"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find a Machine"), -1);
  gtk_widget_add_css_class (self->search, "machine-search");
  gtk_widget_set_visible (self->search, FALSE);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-started", G_CALLBACK (gtk_widget_grab_focus), self->search, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (stop_search_cb), self, G_CONNECT_SWAPPED);
  return self->search;
}

static void
sp_sidebar_init (SpSidebar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkListItemFactory *rows = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect (rows, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (rows, "unbind", G_CALLBACK (unbind_row_cb), NULL);

  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), rows));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Machines"), -1);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (click));

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), make_all (self));
  gtk_box_append (GTK_BOX (box), make_search (self));
  gtk_box_append (GTK_BOX (box), scroller);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * sp_sidebar_set_session:
 * @self: the sidebar
 * @session: what it shows
 *
 * To be called once.
 */
void
sp_sidebar_set_session (SpSidebar *self,
                        SpSession *session)
{
  GtkFlattenListModel *flat;

  g_return_if_fail (SP_IS_SIDEBAR (self));
  g_return_if_fail (SP_IS_SESSION (session));

  g_set_object (&self->session, session);
  self->groups = G_LIST_MODEL (gtk_map_list_model_new (g_object_ref (sp_session_get_hosts (session)), map_host_cb, self, NULL));
  flat = gtk_flatten_list_model_new (g_object_ref (self->groups));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (flat));
  g_signal_connect_object (flat, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_object_unref (flat);

  g_signal_connect_object (session, "notify::machine", G_CALLBACK (sync_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "hosts-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

void
sp_sidebar_unselect (SpSidebar *self)
{
  g_return_if_fail (SP_IS_SIDEBAR (self));

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->syncing = FALSE;
}

/**
 * sp_sidebar_focus:
 * @self: the sidebar
 *
 * Moves the focus to the chosen machine, or to the first, or to what there is.
 */
void
sp_sidebar_focus (SpSidebar *self)
{
  guint position = 0;
  guint n = 0;

  g_return_if_fail (SP_IS_SIDEBAR (self));

  position = gtk_single_selection_get_selected (self->selection);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; i < n && position == GTK_INVALID_LIST_POSITION; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (SP_IS_MACHINE (item))
        position = i;
    }
  if (n > 0)
    gtk_list_view_scroll_to (self->list, position != GTK_INVALID_LIST_POSITION ? position : 0, GTK_LIST_SCROLL_FOCUS, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/**
 * sp_sidebar_set_overview:
 * @self: the sidebar
 * @overview: all machines together
 *
 * To be called once, after sp_sidebar_set_session().
 */
void
sp_sidebar_set_overview (SpSidebar  *self,
                         SpOverview *overview)
{
  g_return_if_fail (SP_IS_SIDEBAR (self));
  g_return_if_fail (SP_IS_OVERVIEW (overview));

  g_set_object (&self->overview, overview);
  g_signal_connect_object (overview, "notify::shown", G_CALLBACK (sync_selection), self, G_CONNECT_SWAPPED);
  sync_selection (self);
}
