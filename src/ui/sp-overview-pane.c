/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All machines together, where a window shows one. */

#include "config.h"

#include "sp-overview-pane.h"

/* All but the overview lives in the same window. */
typedef struct
{
  AdwBin      *bin;
  SpSearchBar *search;
  GSettings   *settings; /* NULL: not installed */
  GCallback    activated;
  gpointer     data;
} Pane;

static void
pane_free (gpointer  data,
           GClosure *closure)
{
  Pane *pane = data;

  g_clear_object (&pane->settings);
  g_free (pane);
}

/* A window that is to be there at once does without, until all are shown for the first time. */
static void
shown_cb (SpOverview *overview,
          GParamSpec *pspec,
          gpointer    data)
{
  Pane *pane = data;
  GtkWidget *view = NULL;

  if (!sp_overview_get_shown (overview) || adw_bin_get_child (pane->bin) != NULL)
    return;
  view = sp_everywhere_view_new (overview);
  adw_bin_set_child (pane->bin, view);
  sp_search_bar_follow (pane->search, overview, SP_EVERYWHERE_VIEW (view));
  if (pane->settings != NULL)
    g_settings_bind (pane->settings, "compact-rows", view, "compact", G_SETTINGS_BIND_GET);
  g_signal_connect_object (view, "activate", pane->activated, pane->data, G_CONNECT_SWAPPED);
}

/**
 * sp_overview_pane_add:
 * @bin: gets the list, a [class@EverywhereView], when it is shown first
 * @session: whose machines they are
 * @sidebar: gets a row for them
 * @search: looks through them while they are shown
 * @settings: (nullable): how high the rows are
 * @activated: is called with @data where a row is activated
 * @data: an object
 *
 * Returns: (transfer full): what tells whether they are shown
 */
SpOverview *
sp_overview_pane_add (AdwBin      *bin,
                      SpSession   *session,
                      SpSidebar   *sidebar,
                      SpSearchBar *search,
                      GSettings   *settings,
                      GCallback    activated,
                      gpointer     data)
{
  SpOverview *overview;
  Pane *pane;

  g_return_val_if_fail (ADW_IS_BIN (bin), NULL);
  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  overview = sp_overview_new (session);
  pane = g_new0 (Pane, 1);
  *pane = (Pane){ .bin = bin, .search = search, .settings = settings, .activated = activated, .data = data };
  if (settings != NULL)
    g_object_ref (settings);
  /* Before anybody else hears of it: the list is there when they look at it. */
  g_signal_connect_data (overview, "notify::shown", G_CALLBACK (shown_cb), pane, pane_free, 0);
  sp_sidebar_set_overview (sidebar, overview);
  return overview;
}
