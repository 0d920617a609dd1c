/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the keys lead that go along the tree. Snapshots are indices in the history, Now is -1. */

#pragma once

#include "sp-history.h"

G_BEGIN_DECLS

int sp_timeline_walk_parent  (SpHistory *history, int from);
int sp_timeline_walk_child   (SpHistory *history, int from);
int sp_timeline_walk_sibling (SpHistory *history, int from, int step);

G_END_DECLS
