/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window was like when it was last closed: its size, and whether it showed the details. */

#include "config.h"

#include "sp-window-state.h"

#define DETAILS "details"

typedef struct
{
  AdwOverlaySplitView *details;
  GSettings           *settings;
} Keep;

static void
keep_free (gpointer data)
{
  Keep *keep = data;

  g_object_unref (keep->details);
  g_object_unref (keep->settings);
  g_free (keep);
}

static gboolean
keep_details_cb (gpointer data)
{
  Keep *keep = data;

  if (gtk_widget_get_mapped (GTK_WIDGET (keep->details)) && !adw_overlay_split_view_get_collapsed (keep->details))
    g_settings_set_boolean (keep->settings, DETAILS, adw_overlay_split_view_get_show_sidebar (keep->details));
  return G_SOURCE_REMOVE;
}

/* A window that becomes narrow hides them, in the middle of a layout: that is not what the person chose. */
static void
details_changed_cb (GSettings           *settings,
                    GParamSpec          *pspec,
                    AdwOverlaySplitView *details)
{
  Keep *keep = g_new0 (Keep, 1);

  keep->details = g_object_ref (details);
  keep->settings = g_object_ref (settings);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, keep_details_cb, keep, keep_free);
}

/**
 * sp_window_state_keep:
 * @window: a window that is not shown yet
 * @details: has the details as its sidebar
 * @settings: where it is kept
 *
 * Makes the window what it was the last time, and keeps what becomes of it.
 */
void
sp_window_state_keep (GtkWindow           *window,
                      AdwOverlaySplitView *details,
                      GSettings           *settings)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (ADW_IS_OVERLAY_SPLIT_VIEW (details));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_settings_bind (settings, "window-width", window, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", window, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", window, "maximized", G_SETTINGS_BIND_DEFAULT);
  adw_overlay_split_view_set_show_sidebar (details, g_settings_get_boolean (settings, DETAILS));
  g_signal_connect_object (details, "notify::show-sidebar", G_CALLBACK (details_changed_cb), settings, G_CONNECT_SWAPPED);
}
