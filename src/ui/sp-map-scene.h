/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a map shows at its zoom: the nodes, where they stand, which are selected. No widget. */

#pragma once

#include "sp-map-places.h"

G_BEGIN_DECLS

/* Only read by others. */
typedef struct
{
  SpTimeline  *timeline; /* or NULL */
  SpMap       *map;      /* or NULL: not laid out yet */
  SpMapPlaces *places;
  SpMapShape   shape;
  GArray      *picked;   /* of int: indexes in the history */
  guint8      *selected; /* SpMapSelected, by node */
  guint8      *followed; /* by node, or NULL: no way is shown */
  int          at;       /* index in the history, -1: Now: whose node has the focus, or would get it */
  double       zoom;
  double       least;    /* zoom at which all is in sight, or as much as ever; 0: not known */
  double       open;     /* zoom to begin with; 0: not known */
  gboolean     begins;   /* nobody has zoomed yet */
  gboolean     fits;     /* all is to be in sight, until somebody zooms */
} SpMapScene;

SpMapScene *sp_map_scene_new          (void);
void        sp_map_scene_free         (SpMapScene *self);
void        sp_map_scene_set_timeline (SpMapScene *self, SpTimeline *timeline); /* or NULL; to be laid out anew */
void        sp_map_scene_resize       (SpMapScene *self); /* there is other room: to be laid out anew */
void        sp_map_scene_set_zoom     (SpMapScene *self, double zoom);
void        sp_map_scene_lay_out      (SpMapScene *self, gint64 now, double em, int width, int height);
void        sp_map_scene_select       (SpMapScene *self, GArray *picked);
void        sp_map_scene_follow       (SpMapScene *self, int node); /* shows its way to the root; -1: none */
int         sp_map_scene_get_at       (SpMapScene *self); /* the node */

G_END_DECLS
