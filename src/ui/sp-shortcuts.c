/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that tells the keyboard shortcuts, made when it is asked for first: by itself GTK makes one of `gtk/help-overlay.ui`,
 * with some hundred widgets, before the first frame of the program's window. */

#include "config.h"

#include "sp-shortcuts.h"

#define ACTION "show-help-overlay"

/* GTK's own action for the window that it is given takes the place of this one. */
static void
show_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/savepoint/Savepoint/ui/sp-shortcuts.ui");
  GObject *shortcuts = gtk_builder_get_object (builder, "shortcuts");

  /* Its successor is newer than our floor. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_application_window_set_help_overlay (data, GTK_SHORTCUTS_WINDOW (shortcuts));
  G_GNUC_END_IGNORE_DEPRECATIONS
  g_action_group_activate_action (data, ACTION, NULL);
}

/**
 * sp_shortcuts_offer:
 * @window: the program's window
 *
 * Adds the action that shows what keys there are.
 */
void
sp_shortcuts_offer (GtkApplicationWindow *window)
{
  static const GActionEntry entry = { .name = ACTION, .activate = show_action };

  g_return_if_fail (GTK_IS_APPLICATION_WINDOW (window));

  g_action_map_add_action_entries (G_ACTION_MAP (window), &entry, 1, window);
}
