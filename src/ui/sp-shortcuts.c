/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that tells the keyboard shortcuts, made when it is asked for first: by itself GTK makes one of `gtk/help-overlay.ui`,
 * with some hundred widgets, before the first frame of the program's window. */

#include "config.h"

#include "sp-shortcuts.h"

static void
show_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  GtkApplicationWindow *window = data;

  /* Its successor is newer than our floor. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  if (gtk_application_window_get_help_overlay (window) == NULL)
    {
      g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/savepoint/Savepoint/ui/sp-shortcuts.ui");

      gtk_application_window_set_help_overlay (window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts")));
    }
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
  G_GNUC_END_IGNORE_DEPRECATIONS
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
  static const GActionEntry entry = { .name = "show-help-overlay", .activate = show_action };

  g_return_if_fail (GTK_IS_APPLICATION_WINDOW (window));

  g_action_map_add_action_entries (G_ACTION_MAP (window), &entry, 1, window);
}
