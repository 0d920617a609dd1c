/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets of the map's nodes: those that are not needed wait to be used again. */

#include "config.h"

#include "sp-map-pool.h"

struct _SpMapPool
{
  GtkWidget  *parent;
  GHashTable *tiles; /* node -> SpMapTile, a child of parent */
  GPtrArray  *spare; /* of SpMapTile, children that are hidden, or will be */
  int         kept;  /* node, or -1 */
};

SpMapPool *
sp_map_pool_new (GtkWidget *parent)
{
  SpMapPool *self = g_new0 (SpMapPool, 1);

  self->parent = parent;
  self->kept = -1;
  self->tiles = g_hash_table_new (NULL, NULL);
  self->spare = g_ptr_array_new ();
  return self;
}

void
sp_map_pool_free (SpMapPool *self)
{
  GtkWidget *child;

  g_hash_table_unref (self->tiles);
  g_ptr_array_unref (self->spare);
  while ((child = gtk_widget_get_first_child (self->parent)) != NULL)
    gtk_widget_unparent (child);
  g_free (self);
}

/* Most are taken again at once, where hiding and showing would be half of the work. */
void
sp_map_pool_settle (SpMapPool *self)
{
  for (guint i = 0; i < self->spare->len; i++)
    {
      SpMapTile *tile = self->spare->pdata[i];

      if (!gtk_widget_get_visible (GTK_WIDGET (tile)))
        continue;
      sp_map_tile_clear (tile);
      gtk_widget_set_visible (GTK_WIDGET (tile), FALSE);
    }
}

SpMapTile *
sp_map_pool_find (SpMapPool *self,
                  int        node)
{
  return g_hash_table_lookup (self->tiles, GINT_TO_POINTER (node));
}

SpMapTile *
sp_map_pool_take (SpMapPool *self,
                  int        node,
                  gboolean  *fresh)
{
  SpMapTile *tile = sp_map_pool_find (self, node);

  *fresh = tile == NULL;
  if (tile != NULL)
    return tile;

  if (self->spare->len > 0)
    {
      tile = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
      gtk_widget_set_visible (GTK_WIDGET (tile), TRUE);
    }
  else
    {
      tile = SP_MAP_TILE (sp_map_tile_new ());
      gtk_widget_set_parent (GTK_WIDGET (tile), self->parent);
    }
  g_hash_table_insert (self->tiles, GINT_TO_POINTER (node), tile);
  return tile;
}

void
sp_map_pool_trim (SpMapPool        *self,
                  SpMap            *map,
                  const SpMapRange *range)
{
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (map, &n);
  GHashTableIter iter;
  gpointer node, tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, &node, &tile))
    {
      if (GPOINTER_TO_INT (node) == self->kept || sp_map_range_has (range, &nodes[GPOINTER_TO_INT (node)]))
        continue;
      g_hash_table_iter_remove (&iter);
      g_ptr_array_add (self->spare, tile);
    }
}

void
sp_map_pool_keep (SpMapPool *self,
                  int        node)
{
  self->kept = node;
}

SpMapTile *
sp_map_pool_exchange (SpMapPool *self,
                      int        kept)
{
  SpMapTile *stays = kept >= 0 ? sp_map_pool_find (self, self->kept) : NULL;
  GHashTableIter iter;
  gpointer tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    {
      g_hash_table_iter_remove (&iter);
      if (tile != stays)
        g_ptr_array_add (self->spare, tile);
    }
  self->kept = kept;
  if (stays != NULL)
    g_hash_table_insert (self->tiles, GINT_TO_POINTER (kept), stays);
  return stays;
}

void
sp_map_pool_foreach (SpMapPool *self,
                     GHFunc     function,
                     gpointer   data)
{
  g_hash_table_foreach (self->tiles, function, data);
}
