/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where each node of a map stands, and where it comes from while it moves there. */

#pragma once

#include "sp-map-shape.h"

#include <graphene.h>

G_BEGIN_DECLS

typedef struct _SpMapPlaces SpMapPlaces;

SpMapPlaces     *sp_map_places_new        (SpMap *map, const SpMapShape *shape);
void             sp_map_places_free       (SpMapPlaces *self);
gboolean         sp_map_places_come_from  (SpMapPlaces *self, SpMapPlaces *before, graphene_point_t shift); /* whether anything moves */
void             sp_map_places_move       (SpMapPlaces *self, double t); /* 0: where they come from; 1: where they stand */
gboolean         sp_map_places_has        (const SpMapPlaces *self, SpHistory *history, int node); /* any of what it stands for */
graphene_point_t sp_map_places_take_in    (SpMapPlaces *self, SpMapPlaces *before, int gone); /* where a node of before goes that is no more */
graphene_point_t sp_map_places_get        (const SpMapPlaces *self, int node); /* in content, as if written from left to right */
double           sp_map_places_get_growth (const SpMapPlaces *self, int node); /* 0 to 1; a new one grows */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpMapPlaces, sp_map_places_free)

G_END_DECLS
