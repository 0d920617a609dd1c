/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written above a map, and where: days, and how long nothing was taken. Pure functions: no widget, no state. */

#pragma once

#include "sp-map-sight.h"

G_BEGIN_DECLS

/* In the widget, as if written from left to right. */
typedef struct
{
  char    *text;  /* NULL: there is no room for it */
  double   x;     /* of the text */
  double   width;
  double   from;  /* where what it names begins */
  gboolean quiet; /* a gap, no day */
} SpMapHeading;

typedef int (*SpMapMeasure) (const char *text, gpointer data); /* how wide it is */

GArray *sp_map_headings_new (const SpMapSight *sight, gint64 now, SpMapMeasure measure, gpointer data);

G_END_DECLS
