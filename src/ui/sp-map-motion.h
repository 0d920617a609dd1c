/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a history has become is seen to come about on the map, too; see sp-timeline-motion. */

#pragma once

#include "sp-map-pool.h"
#include "sp-map-scene.h"
#include "sp-map-sight.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _SpMapMotion SpMapMotion;

SpMapMotion *sp_map_motion_new   (GtkWidget *canvas, SpMapScene *scene); /* neither is owned */
void         sp_map_motion_free  (SpMapMotion *self);
void         sp_map_motion_end   (SpMapMotion *self);
void         sp_map_motion_begin (SpMapMotion *self, SpMapPool *pool, SpHistory *next); /* before another history is laid out */
void         sp_map_motion_play  (SpMapMotion *self, SpMapPlaces *before, graphene_point_t shift);
void         sp_map_motion_paint (SpMapMotion *self, GtkSnapshot *snapshot, const SpMapSight *sight); /* what goes, in the content */

G_END_DECLS
