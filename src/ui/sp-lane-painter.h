/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints the lanes of one row. A pure function: no widget, no model, no state. */

#pragma once

#include "sp-lane-move.h"
#include "sp-palette.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What stands in the row. Told apart by shape, never by colour alone. */
typedef enum
{
  SP_NODE_NONE,   /* nothing: lanes pass through, as under a day's header */
  SP_NODE_MEMORY, /* filled: with memory */
  SP_NODE_DISKS,  /* a ring: disks only */
  SP_NODE_NOW,    /* a larger ring with a dot */
  SP_NODE_LIVE,   /* Now of a machine that runs: filled, with a halo */
} SpNode;

typedef struct
{
  const SpSegment *segments;
  int              n_segments;
  int              n_lanes; /* of the whole timeline */
  int              lane;    /* of the node */
  int              chain;
  SpNode           node;
  gboolean         on_path;
  gboolean         current; /* a second ring */
  const guint8    *dashed;  /* by snapshot, n_dashed of them, the last one Now's: whether the edge to its parent is dashed; or NULL */
  int              n_dashed;
  const guint8    *traced;  /* by snapshot, n_traced of them: whether the edge to its parent is to stand out; or NULL */
  int              n_traced;
  float            shift;   /* of the node, in lanes: it is on its way here; else 0 */
  int              index;   /* of the node's snapshot; -1: Now, or none */
  SpLaneMoves      moving;
} SpLaneRow;

typedef struct
{
  float    width;
  float    height;
  float    em; /* the size of the font: all else follows it */
  gboolean rtl;
} SpLaneSize;

float sp_lane_painter_measure (int n_lanes, float em);
float sp_lane_painter_least   (int n_lanes, float em);
float sp_lane_painter_height  (float em); /* least */
void  sp_lane_painter_paint   (GtkSnapshot *snapshot, const SpLaneRow *row, const SpPalette *palette, const SpLaneSize *size);

G_END_DECLS
