/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One node of the map: a picture, title and age, or a mark alone; of a run, how many it is. */

#pragma once

#include "sp-map-shape.h"
#include "sp-snapshot-words.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TYPE_MAP_TILE (sp_map_tile_get_type ())
G_DECLARE_FINAL_TYPE (SpMapTile, sp_map_tile, SP, MAP_TILE, GtkBox)

GtkWidget *sp_map_tile_new          (void);
void       sp_map_tile_set          (SpMapTile *self, SpMap *map, int node, SpMapForm form, const SpRowStyle *style);
void       sp_map_tile_clear        (SpMapTile *self);
void       sp_map_tile_place        (SpMapTile *self, graphene_point_t point, const SpMapShape *shape, double growth); /* allocates it */
int        sp_map_tile_get_node     (SpMapTile *self); /* -1: none */
void       sp_map_tile_set_selected (SpMapTile *self, SpMapSelected selected);

G_END_DECLS
