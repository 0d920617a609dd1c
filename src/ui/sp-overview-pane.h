/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All machines together, where a window shows one. */

#pragma once

#include "sp-search-bar.h"
#include "sp-sidebar.h"

G_BEGIN_DECLS

SpOverview *sp_overview_pane_add (AdwBin *bin, SpSession *session, SpSidebar *sidebar, SpSearchBar *search, GSettings *settings,
                                  GCallback activated, gpointer data); /* (transfer full) */

G_END_DECLS
