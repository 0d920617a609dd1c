/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storage pools of the folders that one gathering asks about. */

#include "config.h"

#include "sp-virt-pools.h"

#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"

/* Bringing a pool up to date reads the head of each of its files. */
#define MAX_FOLDERS 8

struct _SpVirtPools
{
  virConnectPtr connection;
  GHashTable   *by_folder; /* to virStoragePoolPtr, or NULL */
  gboolean      none;      /* the host has no pools at all */
};

static void
pool_free (gpointer pool)
{
  if (pool != NULL)
    virStoragePoolFree (pool);
}

SpVirtPools *
sp_virt_pools_new (virConnectPtr connection)
{
  SpVirtPools *self = g_new0 (SpVirtPools, 1);
  int n = virConnectNumOfStoragePools (connection);

  if (n < 0)
    sp_virt_error_forget ();
  self->connection = connection;
  self->none = n <= 0;
  self->by_folder = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, pool_free);
  return self;
}

void
sp_virt_pools_free (SpVirtPools *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_folder);
  g_free (self);
}

gboolean
sp_virt_pools_any (SpVirtPools *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !self->none;
}

/**
 * sp_virt_pools_find:
 * @self: the pools
 * @folder: a path on the host
 *
 * What a pool says is that of its last refresh, which may be weeks ago: so it is refreshed, once. One where something is
 * being copied refuses.
 *
 * Returns: (transfer none) (nullable): the pool of that folder, up to date
 */
virStoragePoolPtr
sp_virt_pools_find (SpVirtPools *self,
                    const char  *folder)
{
  gpointer found = NULL;
  virStoragePoolPtr pool = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (folder != NULL, NULL);

  if (self->none || g_hash_table_lookup_extended (self->by_folder, folder, NULL, &found))
    return found;
  if (g_hash_table_size (self->by_folder) >= MAX_FOLDERS)
    return NULL;
  pool = virStoragePoolLookupByTargetPath (self->connection, folder);
  if (pool == NULL || virStoragePoolIsActive (pool) != 1 || virStoragePoolRefresh (pool, 0) < 0)
    {
      sp_virt_error_forget ();
      g_clear_pointer (&pool, virStoragePoolFree);
    }
  g_hash_table_insert (self->by_folder, g_strdup (folder), pool);
  return pool;
}
