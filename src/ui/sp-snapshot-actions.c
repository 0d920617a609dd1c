/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the snapshots that are selected. */

#include "config.h"

#include "sp-snapshot-actions.h"

#include "sp-deeds.h"
#include "sp-edit.h"

static void
revert_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  SpWindow *window = SP_WINDOW (widget);
  SpSnapshot *snapshot = sp_session_get_snapshot (sp_window_get_session (window));

  if (snapshot != NULL)
    sp_deeds_revert (window, snapshot);
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  SpWindow *window = SP_WINDOW (widget);
  SpSession *session = sp_window_get_session (window);
  SpHistory *history = sp_session_get_history (session);
  GArray *picked = sp_session_get_picked (session);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new ();

  for (guint i = 0; history != NULL && i < picked->len; i++)
    g_ptr_array_add (snapshots, sp_history_get (history, g_array_index (picked, int, i)));
  if (snapshots->len > 0)
    sp_deeds_delete (window, snapshots);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  sp_window_edit_title (SP_WINDOW (widget));
}

static void
mark_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  SpWindow *window = SP_WINDOW (widget);
  SpSnapshot *snapshot = sp_session_get_snapshot (sp_window_get_session (window));
  g_autoptr (SpSnapshot) wanted = NULL;

  if (snapshot == NULL)
    return;
  if (g_str_equal (name, "snapshot.make-baseline"))
    wanted = sp_edit_baseline (snapshot, g_get_real_time () / G_USEC_PER_SEC);
  else
    wanted = sp_edit_pin (snapshot, g_str_equal (name, "snapshot.pin"));
  sp_deeds_edit (window, snapshot, wanted);
}

/* Delete asks for a plan only where a text field does not want the key itself. */
static gboolean
delete_key_cb (GtkWidget *widget,
               GVariant  *args,
               gpointer   user_data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (widget));

  if (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus))
    return GDK_EVENT_PROPAGATE;

  return gtk_widget_activate_action (widget, "snapshot.delete", NULL) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

void
sp_snapshot_actions_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "snapshot.revert", NULL, revert_action);
  gtk_widget_class_install_action (klass, "snapshot.delete", NULL, delete_action);
  gtk_widget_class_install_action (klass, "snapshot.rename", NULL, rename_action);
  gtk_widget_class_install_action (klass, "snapshot.pin", NULL, mark_action);
  gtk_widget_class_install_action (klass, "snapshot.unpin", NULL, mark_action);
  gtk_widget_class_install_action (klass, "snapshot.make-baseline", NULL, mark_action);
  gtk_widget_class_add_binding (klass, GDK_KEY_Delete, 0, delete_key_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_KP_Delete, 0, delete_key_cb, NULL);
}

/**
 * sp_snapshot_actions_update:
 * @window: the window
 * @usable: whether its machine can be worked on now
 *
 * Several can be deleted together; all else is for one.
 */
void
sp_snapshot_actions_update (SpWindow *window,
                            gboolean  usable)
{
  GtkWidget *widget = GTK_WIDGET (window);
  SpSession *session = sp_window_get_session (window);
  SpHistory *history = sp_session_get_history (session);
  SpSnapshot *snapshot = sp_session_get_snapshot (session);
  SpSnapshot *baseline = history != NULL ? sp_baseline_find (history) : NULL;
  gboolean one = usable && snapshot != NULL;
  gboolean pinned = snapshot != NULL && sp_snapshot_peek (snapshot)->pinned;

  gtk_widget_action_set_enabled (widget, "snapshot.revert", one);
  gtk_widget_action_set_enabled (widget, "snapshot.delete", usable && history != NULL && sp_session_get_picked (session)->len > 0);
  gtk_widget_action_set_enabled (widget, "snapshot.rename", one);
  gtk_widget_action_set_enabled (widget, "snapshot.pin", one && !pinned);
  gtk_widget_action_set_enabled (widget, "snapshot.unpin", one && pinned);
  gtk_widget_action_set_enabled (widget, "snapshot.make-baseline", one && snapshot != baseline);
}
