/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the keys lead that go along the tree. Snapshots are indices in the history, Now is -1. */

#pragma once

#include "sp-history.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

int sp_timeline_walk_parent  (SpHistory *history, int from);
int sp_timeline_walk_child   (SpHistory *history, int from);
int sp_timeline_walk_sibling (SpHistory *history, int from, int step);

/* Whether a key is one of the tree's, and where it leads from @at: it may be the same. */
gboolean sp_timeline_walk_key (SpHistory *history, int at, guint key, GdkModifierType held, gboolean rtl, int *to);

G_END_DECLS
