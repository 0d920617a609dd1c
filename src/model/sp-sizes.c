/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much the snapshots of a machine take, as far as its host tells; immutable. */

#include "config.h"

#include "sp-sizes.h"

#include "sp-stack.h"

struct _SpSizes
{
  GObject parent_instance;

  GHashTable *own; /* name -> gint64: bytes, -1: unknown */
  gint64      written;
  gboolean    unwritten;
};

G_DEFINE_FINAL_TYPE (SpSizes, sp_sizes, G_TYPE_OBJECT)

/* What is kept inside a file has no size that anybody tells. */
static void
add (SpSizes               *self,
     const SpBlockSnapshot *snapshot,
     gint64                 bytes)
{
  gint64 *sum = g_hash_table_lookup (self->own, snapshot->name);

  if (sum == NULL)
    {
      sum = g_new0 (gint64, 1);
      g_hash_table_insert (self->own, g_strdup (snapshot->name), sum);
    }
  *sum = *sum < 0 || bytes < 0 || snapshot->inside ? -1 : *sum + bytes;
}

/* A person's own file holds more than what was written last. */
static gint64
sum_written (SpFacts *facts)
{
  SpLayers *layers = sp_facts_peek (facts)->layers;
  gint64 sum = 0;
  gboolean any = FALSE;

  for (guint i = 0; layers != NULL && i < sp_layers_get_n (layers); i++)
    {
      const SpLayer *layer = sp_layers_get (layers, i);

      if (!layer->written)
        continue;
      if (layer->role != SP_LAYER_MADE || layer->size < 0)
        return -1;
      sum += layer->size;
      any = TRUE;
    }
  return any ? sum : -1;
}

static void
sp_sizes_finalize (GObject *object)
{
  g_hash_table_unref (SP_SIZES (object)->own);

  G_OBJECT_CLASS (sp_sizes_parent_class)->finalize (object);
}

static void
sp_sizes_class_init (SpSizesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_sizes_finalize;
}

static void
sp_sizes_init (SpSizes *self)
{
  self->own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->written = -1;
}

/**
 * sp_sizes_new:
 * @facts: of a machine
 *
 * Returns: (transfer full): what its snapshots take
 */
SpSizes *
sp_sizes_new (SpFacts *facts)
{
  SpSizes *self;
  g_autoptr (SpStack) stack = NULL;

  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);

  self = g_object_new (SP_TYPE_SIZES, NULL);
  stack = sp_stack_new (facts);
  for (guint i = 0; i < sp_stack_get_n (stack); i++)
    {
      const SpBlock *block = sp_stack_get (stack, i);

      for (gsize j = 0; j < block->n_snapshots; j++)
        add (self, &block->snapshots[j], block->size);
    }
  if (sp_history_get_current (sp_facts_get_history (facts)) >= 0)
    self->written = sum_written (facts);
  self->unwritten = sp_facts_peek (facts)->unwritten == SP_YES;
  return self;
}

/**
 * sp_sizes_get:
 * @snapshot: a snapshot's name
 *
 * Returns: how many bytes the files take that were frozen for it, and its memory; -1: not known
 */
gint64
sp_sizes_get (SpSizes    *self,
              const char *snapshot)
{
  gint64 *sum;

  g_return_val_if_fail (SP_IS_SIZES (self), -1);
  g_return_val_if_fail (snapshot != NULL, -1);

  sum = g_hash_table_lookup (self->own, snapshot);
  return sum != NULL ? *sum : -1;
}

/**
 * sp_sizes_get_written:
 *
 * Returns: how many bytes the layers take that Now writes, those of no snapshot yet; -1: not known
 */
gint64
sp_sizes_get_written (SpSizes *self)
{
  g_return_val_if_fail (SP_IS_SIZES (self), -1);

  return self->written;
}

/**
 * sp_sizes_is_unwritten:
 *
 * Returns: whether it is known that the machine was off, and as its current snapshot keeps it, when its host was asked
 */
gboolean
sp_sizes_is_unwritten (SpSizes *self)
{
  g_return_val_if_fail (SP_IS_SIZES (self), FALSE);

  return self->unwritten;
}
