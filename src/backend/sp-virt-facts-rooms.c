/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much room there is where a machine's files are: only a storage pool tells, and only of what it was last told itself. */

#include "config.h"

#include "sp-virt-facts-rooms.h"

#include "sp-virt-error.h"

void
sp_virt_room_free (gpointer data)
{
  SpFactsRoom *room = data;

  g_free ((char *) room->folder);
  g_free (room);
}

static gint64
ask (SpVirtPools *pools,
     const char  *folder)
{
  virStoragePoolPtr pool = sp_virt_pools_find (pools, folder);
  virStoragePoolInfo info = { 0 };

  if (pool == NULL || virStoragePoolGetInfo (pool, &info) < 0)
    {
      sp_virt_error_forget ();
      return -1;
    }
  return (gint64) MIN (info.available, (unsigned long long) G_MAXINT64);
}

static gboolean
is_known (GPtrArray  *seen,
          const char *folder)
{
  return g_ptr_array_find_with_equal_func (seen, folder, g_str_equal, NULL);
}

/**
 * sp_virt_find_rooms:
 * @pools: the host's storage pools
 * @init: the facts so far, with the disks
 *
 * Returns: (transfer full) (element-type SpFactsRoom): the folders of the disks of which a pool tells
 */
GPtrArray *
sp_virt_find_rooms (SpVirtPools       *pools,
                    const SpFactsInit *init)
{
  GPtrArray *rooms = g_ptr_array_new_with_free_func (sp_virt_room_free);
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (pools != NULL, rooms);
  g_return_val_if_fail (init != NULL, rooms);

  for (gsize i = 0; i < init->n_disks; i++)
    {
      const SpFactsDisk *disk = &init->disks[i];
      g_autofree char *folder = NULL;
      gint64 available = -1;

      if (!disk->is_disk || !disk->is_file || disk->source == NULL || *disk->source != '/')
        continue;
      folder = g_path_get_dirname (disk->source);
      if (is_known (seen, folder))
        continue;
      available = ask (pools, folder);
      g_ptr_array_add (seen, g_strdup (folder));
      if (available >= 0)
        {
          SpFactsRoom *room = g_new0 (SpFactsRoom, 1);

          room->folder = g_steal_pointer (&folder);
          room->free = available;
          g_ptr_array_add (rooms, room);
        }
    }
  return rooms;
}
