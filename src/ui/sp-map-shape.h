/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large all on the map is at a zoom. Pure functions: no widget, no state. */

#pragma once

#include "sp-map.h"

G_BEGIN_DECLS

#define SP_MAP_MOST_ZOOM 2.0
#define SP_MAP_LEAST_ZOOM (1.0 / (1 << 16))

typedef enum
{
  SP_MAP_CARDS, /* a picture, the title, the age */
  SP_MAP_SMALL, /* a small picture and the title */
  SP_MAP_DOTS,  /* the mark alone; runs tell how many they are */
} SpMapForm;

typedef enum
{
  SP_MAP_NOT_SELECTED,
  SP_MAP_SELECTED,
  SP_MAP_PARTLY_SELECTED, /* some of a run */
} SpMapSelected;

/* In pixels. */
typedef struct
{
  double    zoom; /* 1: as large as is comfortable */
  double    em;   /* the size of the font: all else follows it */
  SpMapForm form;
  int       grain;  /* see sp_map_new() */
  double    column; /* from one to the next */
  double    lane;
  double    width;  /* of a node */
  double    height;
  double    line;  /* lines meet a node that far below its top... */
  double    clear; /* ...and that far beside its middle */
  double    margin; /* around all nodes */
  double    foot;   /* below them, for what floats there: none of them is covered for good */
} SpMapShape;

void   sp_map_shape_init    (SpMapShape *self, double zoom, double em);
void   sp_map_shape_measure (const SpMapShape *self, SpMap *map, double *width, double *height);
double sp_map_shape_find_x  (const SpMapShape *self, double position); /* of a column: the middle of its nodes */
double sp_map_shape_find_y  (const SpMapShape *self, int lane);        /* of a lane: where its lines run */
double sp_map_shape_fit     (SpTimeline *timeline, gint64 now, double em, double width, double height);
double sp_map_shape_open    (SpTimeline *timeline, gint64 now, double em, double width, double height, double fit);

G_END_DECLS
