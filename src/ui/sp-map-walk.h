/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the keys lead on the map: back and on in time are along the tree, up and down are other branches. Pure functions. */

#pragma once

#include "sp-map-sight.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

int sp_map_walk_key (const SpMapSight *sight, int node, int at, guint key, GdkModifierType held);

G_END_DECLS
