/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: machines by host, the timeline, the inspector. */

#include "config.h"

#include "sp-window.h"

#include "sp-accessible.h"
#include "sp-compare-dialog.h"
#include "sp-deeds.h"
#include "sp-edit.h"
#include "sp-history-view.h"
#include "sp-inspector.h"
#include "sp-interrupted-bar.h"
#include "sp-link-bar.h"
#include "sp-machine-actions.h"
#include "sp-operation-bar.h"
#include "sp-overview-pane.h"
#include "sp-reading-bar.h"
#include "sp-search-bar.h"
#include "sp-sidebar.h"
#include "sp-snapshot-actions.h"
#include "sp-status-view.h"
#include "sp-toasts.h"
#include "sp-waiting.h"
#include "sp-window-state.h"

#include <glib/gi18n-lib.h>

struct _SpWindow
{
  AdwApplicationWindow parent_instance;

  SpSession *session;
  GtkWidget *history_view;
  GSettings *settings; /* NULL: not installed */
  SpOverview *overview;
  guint      looking;
  guint      shown : 1;
  guint      led_in : 1; /* a narrow window shows what is wrong, since there are no machines to choose from */

  AdwToastOverlay        *toasts;
  AdwNavigationSplitView *navigation_split;
  AdwNavigationPage      *content_page;
  AdwOverlaySplitView    *inspector_split;
  AdwWindowTitle         *window_title, *details_title;
  GMenuModel             *primary_menu, *power_menu;
  GtkMenuButton          *main_button;
  GtkMenuButton          *narrow_power_button;
  GtkWidget              *baseline_button;
  GtkWidget              *power_button;
  GtkWidget              *take_button;
  SpLinkBar              *link_bar;
  SpReadingBar           *reading_bar;
  SpOperationBar         *operation_bar;
  SpSearchBar            *search_bar;
  GtkStack               *stack;
  AdwBin                 *status_bin; /* empty until there is something to tell */
  AdwBin                 *everywhere_bin;
  AdwBin                 *timeline_bin;
  GtkWidget              *view_switch;
  SpSidebar              *sidebar;
  SpInspector            *inspector;
};

enum
{
  SIGNAL_SHOWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpWindow, sp_window, ADW_TYPE_APPLICATION_WINDOW)

static void
update_actions (SpWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  SpMachine *machine = sp_session_get_machine (self->session);
  SpHost *host = sp_session_get_host (self->session);
  SpHistory *history = sp_session_get_history (self->session);
  gboolean subject = sp_overview_has_subject (self->overview);
  gboolean there = subject && machine != NULL && !sp_session_get_vanished (self->session) && sp_session_get_certain (self->session)
                   && self->looking == 0 && sp_host_get_state (host) == SP_HOST_STATE_CONNECTED
                   && !sp_operation_bar_is_busy (self->operation_bar, machine);
  gboolean usable = there && !sp_host_get_read_only (host);

  gtk_widget_set_visible (self->baseline_button, subject && history != NULL && sp_baseline_find (history) != NULL);
  gtk_widget_action_set_enabled (widget, "win.take", usable && history != NULL);
  gtk_widget_action_set_enabled (widget, "machine.check", there);
  gtk_widget_action_set_enabled (widget, "machine.settings", subject && machine != NULL && self->settings != NULL);
  gtk_widget_set_sensitive (self->power_button, there);
  sp_machine_actions_update (self, usable);
  sp_snapshot_actions_update (self, usable);
}

static void
update_title (SpWindow *self)
{
  SpMachine *machine = sp_session_get_machine (self->session);
  const char *title = machine != NULL ? sp_machine_get_title (machine) : NULL;
  g_autofree char *subject = sp_overview_dup_subject (self->overview);
  g_autofree char *subtitle = sp_status_dup_subtitle (self->session);

  if (sp_overview_get_shown (self->overview))
    {
      title = _ ("All Machines");
      g_set_str (&subtitle, subject != NULL ? subject : "");
    }
  adw_window_title_set_subtitle (self->details_title, subject != NULL ? subject : "");
  sp_history_view_set_machine (SP_HISTORY_VIEW (self->history_view), machine);
  adw_window_title_set_title (self->window_title, title != NULL ? title : "");
  adw_window_title_set_subtitle (self->window_title, subtitle);
  adw_navigation_page_set_title (self->content_page, title != NULL ? title : "Savepoint");
}

/* In a narrow window, what is wrong would lie behind a list of nothing. */
static void
lead_in (SpWindow *self,
         SpStatus  status)
{
  gboolean nothing = status == SP_STATUS_NO_MACHINES || (status != SP_STATUS_LOADING && sp_session_get_machine (self->session) == NULL);

  if (nothing == self->led_in || (nothing && !adw_navigation_split_view_get_collapsed (self->navigation_split)))
    return;
  self->led_in = nothing;
  adw_navigation_split_view_set_show_content (self->navigation_split, nothing);
}

static gboolean
collapsed_later_cb (gpointer data)
{
  SpWindow *self = data;

  if (self->session != NULL)
    lead_in (self, sp_status_find (self->session));
  return G_SOURCE_REMOVE;
}

/* In the middle of a layout it cannot show another page. */
static void
collapsed_cb (SpWindow *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, collapsed_later_cb, g_object_ref (self), g_object_unref);
}

static void
update (SpWindow *self)
{
  SpStatus status = sp_status_find (self->session);

  if (status == SP_STATUS_NOT_CHOSEN)
    {
      sp_session_choose_first (self->session); /* comes back here */
      return;
    }

  lead_in (self, status);
  update_title (self);
  gtk_widget_set_sensitive (self->view_switch, !sp_overview_get_shown (self->overview));
  sp_history_view_set_away (SP_HISTORY_VIEW (self->history_view), sp_overview_get_shown (self->overview));
  sp_link_bar_look (self->link_bar);
  sp_reading_bar_look (self->reading_bar, self->session);
  update_actions (self);

  if (sp_overview_get_shown (self->overview) || status == SP_STATUS_LOADING)
    {
      gtk_stack_set_visible_child_name (self->stack, sp_overview_get_shown (self->overview) ? "everywhere" : "loading");
      return;
    }

  if (status != SP_STATUS_NONE)
    sp_status_view_show_in (self->status_bin, self->session, status);
  gtk_stack_set_visible_child_name (self->stack, status == SP_STATUS_NONE ? "timeline" : "status");

  /* What is known from last time is not what its host tells. */
  if (!self->shown && (sp_session_get_history (self->session) == NULL || sp_session_get_certain (self->session)))
    {
      self->shown = TRUE;
      g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
    }
}

static void
timeline_changed_cb (SpWindow *self)
{
  sp_history_view_set_partial (SP_HISTORY_VIEW (self->history_view), sp_session_get_partial (self->session));
  sp_history_view_set_timeline (SP_HISTORY_VIEW (self->history_view), sp_session_get_timeline (self->session));
  update (self);
}

static void
machine_picked_cb (SpWindow *self)
{
  adw_navigation_split_view_set_show_content (self->navigation_split, TRUE);
}

static void
show_content_changed_cb (SpWindow *self)
{
  /* Back at the machines of a narrow window: none is chosen there, so that the same one can be picked again. */
  if (adw_navigation_split_view_get_collapsed (self->navigation_split)
      && !adw_navigation_split_view_get_show_content (self->navigation_split))
    sp_sidebar_unselect (self->sidebar);
}

static void
operations_changed_cb (SpWindow *self)
{
  if (self->session != NULL)
    update_actions (self);
}

static void
timeline_activated_cb (SpWindow *self)
{
  /* Nothing destructive on a double click: it shows the details. */
  adw_overlay_split_view_set_show_sidebar (self->inspector_split, TRUE);
}

static void
edit_cb (SpWindow   *self,
         SpSnapshot *snapshot,
         SpSnapshot *wanted)
{
  sp_deeds_edit (self, snapshot, wanted);
}

static void
take_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  sp_deeds_take (SP_WINDOW (widget));
}

static void
refresh_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  sp_session_reload (SP_WINDOW (widget)->session);
}

static void
machines_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);

  adw_navigation_split_view_set_show_content (self->navigation_split, FALSE);
  sp_sidebar_focus (self->sidebar);
}

static void
details_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  SpWindow *self = SP_WINDOW (widget);

  adw_overlay_split_view_set_show_sidebar (self->inspector_split,
                                           !adw_overlay_split_view_get_show_sidebar (self->inspector_split));
}

/* An uninstalled program may have no schema: the window's size is not worth an abort. Before the menus, which ask each action
 * what it is but once. */
static void
open_settings (SpWindow *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GAction) compact = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SP_SCHEMA_ID, TRUE);
  if (schema == NULL)
    return;

  self->settings = g_settings_new (SP_SCHEMA_ID);
  compact = g_settings_create_action (self->settings, "compact-rows");
  g_action_map_add_action (G_ACTION_MAP (self), compact);
}

static void
bind_settings (SpWindow *self)
{
  if (self->settings == NULL)
    return;

  sp_window_state_keep (GTK_WINDOW (self), self->inspector_split, self->settings);
  g_settings_bind (self->settings, "compact-rows", self->history_view, "compact", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "view", self->history_view, "shown", G_SETTINGS_BIND_DEFAULT);
}

static void
sp_window_dispose (GObject *object)
{
  SpWindow *self = (SpWindow *) object;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_object (&self->overview);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_WINDOW);

  G_OBJECT_CLASS (sp_window_parent_class)->dispose (object);
}

static void
sp_window_class_init (SpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_window_dispose;

  signals[SIGNAL_SHOWN] =
    g_signal_new ("shown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (SP_TYPE_INSPECTOR);
  g_type_ensure (SP_TYPE_LINK_BAR);
  g_type_ensure (SP_TYPE_READING_BAR);
  g_type_ensure (SP_TYPE_INTERRUPTED_BAR);
  g_type_ensure (SP_TYPE_OPERATION_BAR);
  g_type_ensure (SP_TYPE_SEARCH_BAR);
  g_type_ensure (SP_TYPE_SIDEBAR);
  g_type_ensure (SP_TYPE_WAITING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SpWindow, link_bar);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, reading_bar);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, content_page);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, details_title);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, everywhere_bin);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, inspector_split);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, main_button);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, baseline_button);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, narrow_power_button);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, navigation_split);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, operation_bar);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, power_button);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, power_menu);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, primary_menu);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, status_bin);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, take_button);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, timeline_bin);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, view_switch);
  gtk_widget_class_bind_template_child (widget_class, SpWindow, window_title);
  gtk_widget_class_bind_template_callback (widget_class, collapsed_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, machine_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, operations_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_content_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sp_interrupted_bar_look);

  gtk_widget_class_install_action (widget_class, "win.take", NULL, take_action);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "win.details", NULL, details_action);
  gtk_widget_class_install_action (widget_class, "win.machines", NULL, machines_action);
  sp_machine_actions_install (widget_class);
  sp_snapshot_actions_install (widget_class);
}

/* Who comes back from a terminal may have taken snapshots there, and libvirt tells nobody. */
static void
active_changed_cb (SpWindow *self)
{
  if (self->session != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    sp_session_look_again (self->session);
}

static void
sp_window_init (SpWindow *self)
{
  open_settings (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->history_view = sp_history_view_new ();
  adw_bin_set_child (self->timeline_bin, self->history_view);
  sp_history_view_attach (SP_HISTORY_VIEW (self->history_view), GTK_WIDGET (self));
  g_object_bind_property (self->history_view, "shown", self->view_switch, "active-name", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (self->history_view, "activate", G_CALLBACK (timeline_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_changed_cb), NULL);
  sp_accessible_give_menu (self->main_button, self->primary_menu);
  sp_accessible_give_menu (self->narrow_power_button, self->power_menu);
  sp_accessible_give_menu (GTK_MENU_BUTTON (self->power_button), self->power_menu);
  bind_settings (self);
}

GtkWidget *
sp_window_new (GtkApplication *application,
               SpSession      *session)
{
  SpWindow *self;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  self = g_object_new (SP_TYPE_WINDOW, "application", application, NULL);
  self->session = g_object_ref (session);
  sp_sidebar_set_session (self->sidebar, session);
  sp_link_bar_set_session (self->link_bar, session);
  sp_inspector_set_session (self->inspector, session);
  g_object_bind_property (self->search_bar, "words", self->inspector, "words", G_BINDING_SYNC_CREATE);
  sp_search_bar_attach (self->search_bar, GTK_WIDGET (self), session, SP_HISTORY_VIEW (self->history_view));

  sp_history_view_follow (SP_HISTORY_VIEW (self->history_view), session, GTK_WINDOW (self));
  sp_compare_attach (GTK_WIDGET (self), session, sp_history_view_get_screen (SP_HISTORY_VIEW (self->history_view)));
  self->overview = sp_overview_pane_add (self->everywhere_bin, session, self->sidebar, self->search_bar, self->settings,
                                         G_CALLBACK (timeline_activated_cb), self);
  sp_inspector_follow (self->inspector, self->overview);
  g_signal_connect_object (self->overview, "notify::shown", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->overview, "notify::chosen", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->overview, "renamed", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_object_bind_property (session, "picked", self->history_view, "picked",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (session, "notify::timeline", G_CALLBACK (timeline_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::machine", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::loading", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::vanished", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::picked", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "hosts-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  timeline_changed_cb (self);

  return GTK_WIDGET (self);
}

SpSession *
sp_window_get_session (SpWindow *self)
{
  g_return_val_if_fail (SP_IS_WINDOW (self), NULL);

  return self->session;
}

gboolean
sp_window_get_shown (SpWindow *self)
{
  g_return_val_if_fail (SP_IS_WINDOW (self), FALSE);

  return self->shown;
}

/**
 * sp_window_dup_failure:
 * @self: the window
 *
 * Returns: (transfer full) (nullable): what is wrong, in a line, where a failure stands in the timeline's place
 */
char *
sp_window_dup_failure (SpWindow *self)
{
  g_return_val_if_fail (SP_IS_WINDOW (self), NULL);

  return sp_status_dup_failure (sp_status_find (self->session), self->session);
}

void
sp_window_show_operation (SpWindow    *self,
                          SpOperation *operation)
{
  g_return_if_fail (SP_IS_WINDOW (self));
  g_return_if_fail (SP_IS_OPERATION (operation));

  /* Nothing may lie on the progress: no older toast, no details in a narrow window. */
  adw_toast_overlay_dismiss_all (self->toasts);
  if (adw_overlay_split_view_get_collapsed (self->inspector_split))
    adw_overlay_split_view_set_show_sidebar (self->inspector_split, FALSE);
  sp_operation_bar_add (self->operation_bar, operation);
}

void
sp_window_set_looking (SpWindow *self,
                       gboolean  looking)
{
  g_return_if_fail (SP_IS_WINDOW (self));

  self->looking += looking ? 1 : -1;
  if (self->session != NULL)
    update_actions (self);
}

void
sp_window_toast (SpWindow   *self,
                 const char *text)
{
  g_return_if_fail (SP_IS_WINDOW (self));

  if (self->session != NULL) /* not closed meanwhile */
    sp_toasts_say (self->toasts, text, NULL);
}

/**
 * sp_window_toast_undo:
 * @self: the window
 * @machine: which machine was reverted
 * @text: how it ended
 * @action: what takes it back
 *
 * Tells how a revert ended, with a button that undoes it while its machine is the one that is shown.
 */
void
sp_window_toast_undo (SpWindow   *self,
                      SpMachine  *machine,
                      const char *text,
                      const char *action)
{
  SpMachine *shown;

  g_return_if_fail (SP_IS_WINDOW (self));
  g_return_if_fail (SP_IS_MACHINE (machine));

  if (self->session == NULL)
    return;

  shown = sp_session_get_machine (self->session);
  sp_toasts_say (self->toasts, text, shown != NULL && sp_machine_same (shown, machine) ? action : NULL);
}

void
sp_window_toast_error (SpWindow     *self,
                       const GError *error,
                       const char   *outcome)
{
  g_return_if_fail (SP_IS_WINDOW (self));

  if (self->session != NULL && error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sp_toasts_say_error (self->toasts, error, outcome);
}

void
sp_window_show_timeline (SpWindow *self)
{
  g_return_if_fail (SP_IS_WINDOW (self));

  sp_overview_set_shown (self->overview, FALSE);
  adw_navigation_split_view_set_show_content (self->navigation_split, TRUE);
}

/**
 * sp_window_dup_subject:
 *
 * Returns: (transfer full) (nullable): whose machine deeds are about, where the window does not tell by showing that machine alone
 */
char *
sp_window_dup_subject (SpWindow *self)
{
  g_return_val_if_fail (SP_IS_WINDOW (self), NULL);

  return sp_overview_dup_subject (self->overview);
}

/* Shows the details, and begins at the title of what is selected. */
void
sp_window_edit_title (SpWindow *self)
{
  g_return_if_fail (SP_IS_WINDOW (self));

  adw_overlay_split_view_set_show_sidebar (self->inspector_split, TRUE);
  sp_inspector_edit_title (self->inspector);
}
