/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints the lines of the map, behind its nodes. A pure function: no widget, no model, no state. */

#pragma once

#include "sp-map-places.h"
#include "sp-palette.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  SpMap             *map;
  const SpMapPlaces *places;
  const SpMapShape  *shape;
  const SpPalette   *palette;
  const guint8      *dashed;   /* by snapshot, n_dashed of them, the last one Now's: whether the edge to its parent is dashed; or NULL */
  int                n_dashed;
  const guint8      *followed; /* by node: its line is part of a way that is shown; or NULL */
  graphene_rect_t    in_sight; /* of the content; what lies outside is left out */
  float              width;    /* of the content */
  gboolean           rtl;
} SpMapPicture;

void sp_map_painter_paint (GtkSnapshot *snapshot, const SpMapPicture *picture);

G_END_DECLS
