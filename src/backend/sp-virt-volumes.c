/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What storage pools know of a file. */

#include "config.h"

#include "sp-virt-volumes.h"

#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-facts-xml.h"

#define MAX_DEPTH 64

static gboolean
has_pools (virConnectPtr connection)
{
  int n = virConnectNumOfStoragePools (connection);

  if (n < 0)
    sp_virt_error_forget ();
  return n > 0;
}

/**
 * sp_virt_volume_below:
 * @volume: a volume
 * @known: (out): whether its pool tells
 *
 * Returns: (transfer full) (nullable): the path of the file that it stands on, or %NULL: none
 */
char *
sp_virt_volume_below (virStorageVolPtr volume,
                      gboolean        *known)
{
  char *xml = NULL;
  char *below = NULL;

  g_return_val_if_fail (volume != NULL, NULL);
  g_return_val_if_fail (known != NULL, NULL);

  *known = FALSE;
  xml = virStorageVolGetXMLDesc (volume, 0);
  if (xml == NULL)
    sp_virt_error_forget ();
  else
    below = sp_virt_volume_read (xml, known);
  free (xml);
  return below;
}

/**
 * sp_virt_follow_volumes:
 * @connection: the connection
 * @path: a disk's file
 * @below: (element-type utf8): where to add the paths of what it stands on
 *
 * Returns: whether storage pools know all of it, down to the base
 */
gboolean
sp_virt_follow_volumes (virConnectPtr connection,
                        const char   *path,
                        GPtrArray    *below)
{
  g_autofree char *next = NULL;

  g_return_val_if_fail (connection != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (below != NULL, FALSE);

  if (!has_pools (connection))
    return FALSE;
  next = g_strdup (path);
  for (guint depth = 0; depth < MAX_DEPTH; depth++)
    {
      g_autoptr (virStorageVol) volume = virStorageVolLookupByPath (connection, next);
      gboolean said = FALSE;

      if (volume == NULL)
        sp_virt_error_forget ();
      g_clear_pointer (&next, g_free);
      next = volume != NULL ? sp_virt_volume_below (volume, &said) : NULL;
      if (!said)
        return FALSE;
      if (next == NULL)
        return TRUE;
      g_ptr_array_add (below, g_strdup (next));
    }
  return FALSE;
}
