/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is selected when nodes of a map are: each stands for its snapshots. Pure functions. */

#pragma once

#include "sp-map.h"

G_BEGIN_DECLS

gboolean sp_map_pick_has    (SpMap *map, int node, GArray *picked); /* all that it stands for; of Now: nothing */
void     sp_map_pick_add    (SpMap *map, int node, GArray *picked);
void     sp_map_pick_toggle (SpMap *map, int node, GArray *picked);
void     sp_map_pick_way    (SpMap *map, int from, int to, GArray *picked); /* all between them, where one grew from the other; else only @to */
void     sp_map_pick_sort   (SpMap *map, GArray *picked); /* the oldest first, as the timeline has them */

G_END_DECLS
