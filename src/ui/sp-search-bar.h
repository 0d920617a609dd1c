/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar above the timeline: words that are looked for, and filters. */

#pragma once

#include "sp-session.h"
#include "sp-everywhere-view.h"
#include "sp-history-view.h"

G_BEGIN_DECLS

#define SP_TYPE_SEARCH_BAR (sp_search_bar_get_type ())
/* Property: words (string): what is looked for, none where it is closed. */
G_DECLARE_FINAL_TYPE (SpSearchBar, sp_search_bar, SP, SEARCH_BAR, AdwBin)

void sp_search_bar_attach (SpSearchBar *self, GtkWidget *window, SpSession *session, SpHistoryView *view);

void sp_search_bar_follow (SpSearchBar *self, SpOverview *overview, SpEverywhereView *view); /* all machines, while they are shown */

G_END_DECLS
