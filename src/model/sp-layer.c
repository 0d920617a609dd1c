/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Image files and who stands on whom: the picture that the law of layers is kept by. */

#include "config.h"

#include "sp-layer.h"

struct _SpLayers
{
  gatomicrefcount ref_count;
  GPtrArray      *layers;  /* of SpLayer, in order of adding */
  GHashTable     *by_path; /* path, owned by the layer -> layer */
};

G_DEFINE_BOXED_TYPE (SpLayers, sp_layers, sp_layers_ref, sp_layers_unref)

static void
layer_free (gpointer data)
{
  SpLayer *layer = data;

  g_free (layer->path);
  g_free (layer->backing);
  g_free (layer->format);
  g_free (layer->target);
  g_free (layer);
}

/**
 * sp_layers_new:
 *
 * Returns: (transfer full): an empty set
 */
SpLayers *
sp_layers_new (void)
{
  SpLayers *self = g_new0 (SpLayers, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->layers = g_ptr_array_new_with_free_func (layer_free);
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

/**
 * sp_layers_ref:
 * @self: a set
 *
 * Returns: (transfer full): the same
 */
SpLayers *
sp_layers_ref (SpLayers *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * sp_layers_unref:
 * @self: (transfer full): a set
 */
void
sp_layers_unref (SpLayers *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->by_path);
  g_ptr_array_unref (self->layers);
  g_free (self);
}

/**
 * sp_layers_copy:
 * @self: layers
 *
 * Returns: (transfer full): a deep copy, to be changed
 */
SpLayers *
sp_layers_copy (SpLayers *self)
{
  SpLayers *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = sp_layers_new ();
  for (guint i = 0; i < self->layers->len; i++)
    {
      const SpLayer *from = g_ptr_array_index (self->layers, i);
      SpLayer *to = g_memdup2 (from, sizeof *from);

      to->path = g_strdup (from->path);
      to->backing = g_strdup (from->backing);
      to->format = g_strdup (from->format);
      to->target = g_strdup (from->target);
      g_ptr_array_add (copy->layers, to);
      g_hash_table_insert (copy->by_path, to->path, to);
    }

  return copy;
}

/**
 * sp_layers_add:
 * @self: a set that nobody else has yet
 * @path: path on the host
 *
 * Returns: (transfer none): the file with that path; a new one, of which nothing is known, where there is none
 */
SpLayer *
sp_layers_add (SpLayers   *self,
               const char *path)
{
  SpLayer *layer;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  layer = g_hash_table_lookup (self->by_path, path);
  if (layer == NULL)
    {
      layer = g_new0 (SpLayer, 1);
      layer->path = g_strdup (path);
      layer->size = -1;
      layer->capacity = -1;
      g_ptr_array_add (self->layers, layer);
      g_hash_table_insert (self->by_path, layer->path, layer);
    }

  return layer;
}

/**
 * sp_layers_find:
 * @self: a set
 * @path: (nullable): path on the host
 *
 * Returns: (transfer none) (nullable): the file with that path
 */
const SpLayer *
sp_layers_find (SpLayers   *self,
                const char *path)
{
  g_return_val_if_fail (self != NULL, NULL);

  return path != NULL ? g_hash_table_lookup (self->by_path, path) : NULL;
}

/**
 * sp_layers_remove:
 * @self: a set that nobody else has yet
 * @path: path on the host
 *
 * Returns: whether it was there
 */
gboolean
sp_layers_remove (SpLayers   *self,
                  const char *path)
{
  SpLayer *layer;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  layer = g_hash_table_lookup (self->by_path, path);
  if (layer == NULL)
    return FALSE;

  g_hash_table_remove (self->by_path, layer->path);
  g_ptr_array_remove (self->layers, layer); /* keeps the order; frees it */
  return TRUE;
}

/**
 * sp_layers_get_n:
 * @self: a set
 *
 * Returns: how many files it has
 */
guint
sp_layers_get_n (SpLayers *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->layers->len;
}

/**
 * sp_layers_get:
 * @self: a set
 * @i: a number below that of sp_layers_get_n()
 *
 * Returns: (transfer none): that file, in order of adding
 */
const SpLayer *
sp_layers_get (SpLayers *self,
               guint     i)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (i < self->layers->len, NULL);

  return g_ptr_array_index (self->layers, i);
}

/**
 * sp_layers_stands_on:
 * @self: a set
 * @top: a path
 * @below: a path
 *
 * Returns: whether @below is under @top, as far as is known, or the same
 */
gboolean
sp_layers_stands_on (SpLayers   *self,
                     const char *top,
                     const char *below)
{
  g_return_val_if_fail (self != NULL, FALSE);

  /* A host may tell of a chain that bites its own tail. */
  for (guint n = 0; top != NULL && n <= self->layers->len; n++)
    {
      const SpLayer *layer;

      if (g_strcmp0 (top, below) == 0)
        return TRUE;
      layer = sp_layers_find (self, top);
      top = layer != NULL ? layer->backing : NULL;
    }

  return FALSE;
}
