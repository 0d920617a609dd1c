/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a history has become is seen to come about on the map, too; see sp-timeline-motion. */

#pragma once

#include "sp-map-scene.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _SpMapMotion SpMapMotion;

SpMapMotion *sp_map_motion_new  (GtkWidget *canvas, SpMapScene *scene); /* neither is owned */
void         sp_map_motion_free (SpMapMotion *self);
void         sp_map_motion_skip (SpMapMotion *self); /* to its end */
void         sp_map_motion_play (SpMapMotion *self, SpMapPlaces *before, graphene_point_t shift);

G_END_DECLS
