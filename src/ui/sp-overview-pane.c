/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All machines together, where a window shows one. */

#include "config.h"

#include "sp-overview-pane.h"

/**
 * sp_overview_pane_add:
 * @bin: gets the list, a [class@EverywhereView]
 * @session: whose machines they are
 * @sidebar: gets a row for them
 * @search: looks through them while they are shown
 * @settings: (nullable): how high the rows are
 *
 * Returns: (transfer full): what tells whether they are shown
 */
SpOverview *
sp_overview_pane_add (AdwBin      *bin,
                      SpSession   *session,
                      SpSidebar   *sidebar,
                      SpSearchBar *search,
                      GSettings   *settings)
{
  SpOverview *overview;
  GtkWidget *view;

  g_return_val_if_fail (ADW_IS_BIN (bin), NULL);
  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  overview = sp_overview_new (session);
  view = sp_everywhere_view_new (overview);
  adw_bin_set_child (bin, view);
  sp_sidebar_set_overview (sidebar, overview);
  sp_search_bar_follow (search, overview, SP_EVERYWHERE_VIEW (view));
  if (settings != NULL)
    g_settings_bind (settings, "compact-rows", view, "compact", G_SETTINGS_BIND_GET);
  return overview;
}
