/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map: the same history as the timeline, the whole tree at a glance. */

#pragma once

#include "sp-machine.h"
#include "sp-search.h"
#include "sp-timeline.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  SP_MAP_ZOOM_IN,
  SP_MAP_ZOOM_OUT,
  SP_MAP_ZOOM_NORMAL,
  SP_MAP_ZOOM_FIT,
} SpMapZoom;

#define SP_TYPE_MAP_VIEW (sp_map_view_get_type ())
G_DECLARE_FINAL_TYPE (SpMapView, sp_map_view, SP, MAP_VIEW, AdwBin)

/* Property and signal are those of the timeline's view: picked, activate. */
GtkWidget *sp_map_view_new          (void);
void       sp_map_view_set_timeline (SpMapView *self, SpTimeline *timeline); /* or NULL */
void       sp_map_view_set_machine  (SpMapView *self, SpMachine *machine);   /* or NULL */
void       sp_map_view_set_search   (SpMapView *self, SpSearch *search);     /* outlives it, or NULL */
void       sp_map_view_show         (SpMapView *self, int index);            /* selects it; focus stays */
void       sp_map_view_zoom         (SpMapView *self, SpMapZoom zoom);

G_END_DECLS
