/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets of the map's nodes: those that are not needed wait to be used again. */

#pragma once

#include "sp-map-sight.h"
#include "sp-map-tile.h"

G_BEGIN_DECLS

typedef struct _SpMapPool SpMapPool;

SpMapPool *sp_map_pool_new      (GtkWidget *parent); /* whose children they are */
void       sp_map_pool_free     (SpMapPool *self);
SpMapTile *sp_map_pool_find     (SpMapPool *self, int node); /* or NULL */
SpMapTile *sp_map_pool_take     (SpMapPool *self, int node, gboolean *fresh); /* it has to be filled */
void       sp_map_pool_trim     (SpMapPool *self, SpMap *map, const SpMapRange *range); /* those go that are not in it; the kept one stays */
void       sp_map_pool_keep     (SpMapPool *self, int node); /* it has the focus, or gets it back: its widget stays while there is one */
SpMapTile *sp_map_pool_exchange (SpMapPool *self, int kept); /* all go but the kept one, which is that node's now; or NULL */
void       sp_map_pool_settle   (SpMapPool *self); /* what is left over is hidden */
void       sp_map_pool_foreach  (SpMapPool *self, GHFunc function, gpointer data); /* key: the node; value: its tile */

G_END_DECLS
