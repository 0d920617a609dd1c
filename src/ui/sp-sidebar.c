/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines, by host. */

#include "config.h"

#include "sp-sidebar.h"

#include "sp-machine-row.h"
#include "sp-words.h"

#include <glib/gi18n-lib.h>

struct _SpSidebar
{
  AdwBin parent_instance;

  SpSession          *session;
  SpOverview         *overview; /* or NULL */
  GtkListBox         *all;      /* one row: all machines */
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

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  gtk_list_item_set_child (item, sp_machine_row_new ());
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item)
{
  SpMachine *machine = gtk_list_item_get_item (item);
  g_autofree char *spoken = sp_machine_row_dup_spoken (machine);

  sp_machine_row_set_machine (SP_MACHINE_ROW (gtk_list_item_get_child (item)), machine);
  gtk_list_item_set_accessible_label (item, spoken);
}

static void
setup_header_cb (GtkSignalListItemFactory *factory,
                 GtkListHeader            *header)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *state = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (state, "caption");
  gtk_widget_add_css_class (state, "link-lost");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), state);
  gtk_widget_add_css_class (box, "host-header");
  gtk_list_header_set_child (header, box);
}

static void
update_header (GtkListHeader *header,
               GParamSpec    *pspec,
               SpHost        *host)
{
  GtkWidget *box = gtk_list_header_get_child (header);
  GtkWidget *state = gtk_widget_get_last_child (box);
  const char *words = host != NULL ? sp_words_link (sp_host_get_link (host)) : NULL;

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), host != NULL ? sp_host_get_title (host) : _ ("Host"));
  gtk_label_set_label (GTK_LABEL (state), words != NULL ? words : "");
  gtk_widget_set_visible (state, words != NULL);
}

/* The header keeps its host while it is shown. */
static void
follow_host (GtkListHeader *header,
             SpHost        *host)
{
  SpHost *before = g_object_get_data (G_OBJECT (header), "sp-host");

  if (before != NULL)
    g_signal_handlers_disconnect_by_data (before, header);
  g_object_set_data_full (G_OBJECT (header), "sp-host", host != NULL ? g_object_ref (host) : NULL, g_object_unref);
  if (host == NULL)
    return;
  g_signal_connect_object (host, "notify::link", G_CALLBACK (update_header), header, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "notify::title", G_CALLBACK (update_header), header, G_CONNECT_SWAPPED);
}

static void
unbind_header_cb (GtkSignalListItemFactory *factory,
                  GtkListHeader            *header)
{
  follow_host (header, NULL);
}

static void
bind_header_cb (GtkSignalListItemFactory *factory,
                GtkListHeader            *header,
                SpSidebar                *self)
{
  SpMachine *machine = gtk_list_header_get_item (header);
  SpHost *host = self->session != NULL ? sp_session_find_host (self->session, sp_machine_get_host (machine)) : NULL;

  follow_host (header, host);
  update_header (header, NULL, host);
}

static gboolean
is_all_shown (SpSidebar *self)
{
  return self->overview != NULL && sp_overview_get_shown (self->overview);
}

static void
sync_all (SpSidebar *self)
{
  /* One machine has one history, which is its own. */
  gtk_widget_set_visible (GTK_WIDGET (self->all), self->overview != NULL && (is_all_shown (self) || g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 1));
  if (is_all_shown (self))
    gtk_list_box_select_row (self->all, gtk_list_box_get_row_at_index (self->all, 0));
  else
    gtk_list_box_unselect_all (self->all);
}

/* Makes the list's selection the session's machine, however the list was refilled. */
static void
sync_selection (SpSidebar *self)
{
  SpMachine *chosen = self->session != NULL && !is_all_shown (self) ? sp_session_get_machine (self->session) : NULL;
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; chosen != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr (SpMachine) machine = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      /* NULL: the host's list is ahead of ours, which will tell. */
      if (machine != NULL && sp_machine_same (machine, chosen))
        {
          position = i;
          break;
        }
    }

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
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

  if (self->syncing || machine == NULL || self->session == NULL)
    return;

  /* A refresh replaces the value of the chosen one: nobody picked anything. */
  chosen = sp_session_get_machine (self->session);
  if (chosen != NULL && sp_machine_same (chosen, machine) && !is_all_shown (self))
    return;

  pick (self, machine);
}

static void
activate_cb (SpSidebar *self,
             guint      position)
{
  g_autoptr (SpMachine) machine = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (machine != NULL && self->session != NULL)
    pick (self, machine);
}

/* A click on the row that is chosen already changes no selection, but in a narrow window it means "show it". */
static void
released_cb (SpSidebar *self,
             int        n_press,
             double     x,
             double     y)
{
  SpMachine *machine = gtk_single_selection_get_selected_item (self->selection);

  if (machine != NULL && self->session != NULL)
    pick (self, machine);
}

static void
all_activated_cb (SpSidebar *self)
{
  sp_overview_set_shown (self->overview, TRUE);
  g_signal_emit (self, signals[SIGNAL_PICKED], 0);
}

static gpointer
map_host_cb (gpointer item,
             gpointer user_data)
{
  g_autoptr (SpHost) host = item;

  return g_object_ref (sp_host_get_machines (host));
}

static void
sp_sidebar_dispose (GObject *object)
{
  SpSidebar *self = (SpSidebar *) object;

  g_clear_object (&self->session);
  g_clear_object (&self->overview);
  g_clear_object (&self->selection);

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

static void
sp_sidebar_init (SpSidebar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkListItemFactory *rows = gtk_signal_list_item_factory_new ();
  GtkListItemFactory *headers = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect (rows, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (rows, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (headers, "setup", G_CALLBACK (setup_header_cb), NULL);
  g_signal_connect_object (headers, "bind", G_CALLBACK (bind_header_cb), self, 0);
  g_signal_connect (headers, "unbind", G_CALLBACK (unbind_header_cb), NULL);

  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), rows));
  gtk_list_view_set_header_factory (self->list, headers);
  g_object_unref (headers);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Machines"), -1);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (click));

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), make_all (self));
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
  GtkMapListModel *machines;
  GtkFlattenListModel *flat;

  g_return_if_fail (SP_IS_SIDEBAR (self));
  g_return_if_fail (SP_IS_SESSION (session));

  g_set_object (&self->session, session);
  machines = gtk_map_list_model_new (g_object_ref (sp_session_get_hosts (session)), map_host_cb, NULL, NULL);
  flat = gtk_flatten_list_model_new (G_LIST_MODEL (machines));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (flat));
  g_signal_connect_object (flat, "items-changed", G_CALLBACK (sync_selection), self, G_CONNECT_SWAPPED);
  g_object_unref (flat);

  g_signal_connect_object (session, "notify::machine", G_CALLBACK (sync_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "hosts-changed", G_CALLBACK (sync_selection), self, G_CONNECT_SWAPPED);
  sync_selection (self);
}

void
sp_sidebar_unselect (SpSidebar *self)
{
  g_return_if_fail (SP_IS_SIDEBAR (self));

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->syncing = FALSE;
}

void
sp_sidebar_focus (SpSidebar *self)
{
  g_return_if_fail (SP_IS_SIDEBAR (self));

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
