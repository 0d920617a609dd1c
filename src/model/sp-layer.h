/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Image files and who stands on whom: the picture that the law of layers is kept by. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SP_LAYER_BASE,   /* a person's own file: no snapshot made it; never unlinked */
  SP_LAYER_MADE,   /* put on by a snapshot or a revert */
  SP_LAYER_MEMORY, /* a memory file */
} SpLayerRole;

/* One file. Plain value, owned by its SpLayers. */
typedef struct
{
  char       *path;    /* on the host */
  char       *backing; /* path of the layer below, or NULL: none, or not known (see backing_known) */
  char       *format;
  char       *target;  /* the disk, "vda" */
  SpLayerRole role;
  gboolean    backing_known;
  gboolean    written; /* Now's top layer */
  gboolean    exists_known, exists;
  gint64      size;     /* bytes allocated on the host, -1: unknown */
  gint64      capacity; /* bytes the guest sees, -1: unknown */
} SpLayer;

/* A set of layers, by path. Refcounted; immutable once handed out. */
typedef struct _SpLayers SpLayers;
#define SP_TYPE_LAYERS (sp_layers_get_type ())
GType          sp_layers_get_type (void);
SpLayers      *sp_layers_new      (void);
SpLayers      *sp_layers_ref      (SpLayers *self);
void           sp_layers_unref    (SpLayers *self);
SpLayers      *sp_layers_copy     (SpLayers *self); /* deep, to be changed */
SpLayer       *sp_layers_add      (SpLayers *self, const char *path); /* the one there is, or a new one with unknowns */
const SpLayer *sp_layers_find     (SpLayers *self, const char *path);
gboolean       sp_layers_remove   (SpLayers *self, const char *path);
guint          sp_layers_get_n    (SpLayers *self);
const SpLayer *sp_layers_get      (SpLayers *self, guint i); /* in order of adding */
gboolean       sp_layers_stands_on (SpLayers *self, const char *top, const char *below); /* or the same */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpLayers, sp_layers_unref)

G_END_DECLS
