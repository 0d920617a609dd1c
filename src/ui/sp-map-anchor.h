/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stays in its place in the widget when another history of the same machine is shown. Pure functions: no widget. */

#pragma once

#include "sp-map-sight.h"

G_BEGIN_DECLS

typedef struct
{
  SpSnapshot      *snapshot; /* of the history before; or NULL: Now */
  graphene_point_t place;    /* in the widget */
  graphene_point_t corner;   /* of the content, in the widget: where lines begin */
} SpMapAnchor;

gboolean         sp_map_anchor_drop  (SpMapAnchor *self, const SpMapSight *sight, int at, SpHistory *next); /* FALSE: nothing in sight stays */
graphene_point_t sp_map_anchor_drift (const SpMapAnchor *self, const SpMapSight *sight); /* in the widget: from its place */
graphene_point_t sp_map_anchor_shift (const SpMapAnchor *self, const SpMapSight *sight); /* of the content: to where it was in sight */

G_END_DECLS
