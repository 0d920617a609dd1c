/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The snapshots of all machines in one list, newest first. */

#pragma once

#include "sp-overview.h"
#include "sp-search.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_EVERYWHERE_VIEW (sp_everywhere_view_get_type ())
G_DECLARE_FINAL_TYPE (SpEverywhereView, sp_everywhere_view, SP, EVERYWHERE_VIEW, AdwBin)

/* Property: compact (boolean). Signal: activate: the details are wanted. */
GtkWidget *sp_everywhere_view_new         (SpOverview *overview);
guint      sp_everywhere_view_set_search  (SpEverywhereView *self, SpSearch *search); /* (transfer full) or NULL; how many are left */
gboolean   sp_everywhere_view_is_searched (SpEverywhereView *self);
guint      sp_everywhere_view_get_n       (SpEverywhereView *self); /* rows, of those that are looked for */

G_END_DECLS
