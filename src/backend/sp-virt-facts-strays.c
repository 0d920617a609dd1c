/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that belong to a machine, and that neither it nor any of its snapshots names: what stands on its files, and what
 * holds its memory. Only storage pools tell what lies in a folder. */

#include "config.h"

#include "sp-virt-facts-strays.h"

#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-facts-xml.h"
#include "sp-virt-pools.h"
#include "sp-virt-volumes.h"

#include <string.h>

/* Each is a question over the wire. */
#define MAX_VOLUMES 1024
#define MAX_MEMORIES 64

static void
stray_free (gpointer data)
{
  SpFactsStray *stray = data;

  g_free ((char *) stray->path);
  g_free ((char *) stray->backing);
  g_free (stray);
}

static gboolean
is_named (SpFacts    *facts,
          const char *path)
{
  const SpFactsInit *f = sp_facts_peek (facts);

  if (sp_layers_find (f->layers, path) != NULL || g_strcmp0 (f->nvram, path) == 0)
    return TRUE;
  for (gsize i = 0; i < f->n_uses; i++)
    if (g_strcmp0 (f->uses[i].path, path) == 0)
      return TRUE;
  return FALSE;
}

static void
look_at (virStorageVolPtr volume,
         SpFacts         *facts,
         GPtrArray       *unnamed)
{
  char *path = virStorageVolGetPath (volume);
  virStorageVolInfo info = { 0 };
  gboolean known = FALSE;
  SpFactsStray *stray = NULL;

  if (path == NULL || is_named (facts, path) || virStorageVolGetInfo (volume, &info) < 0 || info.type != VIR_STORAGE_VOL_FILE)
    sp_virt_error_forget ();
  else
    {
      stray = g_new0 (SpFactsStray, 1);
      stray->path = g_utf8_make_valid (path, -1);
      stray->backing = sp_virt_volume_below (volume, &known);
      stray->size = (gint64) MIN (info.allocation, (unsigned long long) G_MAXINT64);
      if (known)
        g_ptr_array_add (unnamed, stray);
      else
        stray_free (stray);
    }
  free (path);
}

static void
look_into (SpVirtPools *pools,
           const char  *folder,
           SpFacts     *facts,
           GPtrArray   *unnamed)
{
  virStoragePoolPtr pool = sp_virt_pools_find (pools, folder);
  virStorageVolPtr *volumes = NULL;
  int n = pool != NULL ? virStoragePoolListAllVolumes (pool, &volumes, 0) : 0;

  if (n < 0)
    sp_virt_error_forget ();
  for (int i = 0; i < n; i++)
    {
      if (unnamed->len < MAX_VOLUMES)
        look_at (volumes[i], facts, unnamed);
      virStorageVolFree (volumes[i]);
    }
  free (volumes);
}

static GPtrArray *
find_unnamed (virConnectPtr connection,
              SpFacts      *facts)
{
  SpLayers *layers = sp_facts_peek (facts)->layers;
  g_autoptr (SpVirtPools) pools = sp_virt_pools_new (connection);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *unnamed = g_ptr_array_new_with_free_func (stray_free);

  for (guint i = 0; i < sp_layers_get_n (layers); i++)
    {
      const char *path = sp_layers_get (layers, i)->path;
      g_autofree char *folder = g_path_get_dirname (path);

      if (*path == '/' && !g_hash_table_contains (seen, folder))
        {
          look_into (pools, folder, facts, unnamed);
          g_hash_table_add (seen, g_steal_pointer (&folder));
        }
    }
  return unnamed;
}

/* Through files that nobody names either, down to one of the machine's own. */
static gboolean
stands_on_ours (const SpFactsStray *stray,
                GPtrArray          *unnamed,
                SpLayers           *layers)
{
  const char *below = stray->backing;

  for (guint depth = 0; below != NULL && depth <= unnamed->len; depth++)
    {
      const char *next = NULL;

      if (sp_layers_find (layers, below) != NULL)
        return TRUE;
      for (guint i = 0; i < unnamed->len && next == NULL; i++)
        if (strcmp (((const SpFactsStray *) unnamed->pdata[i])->path, below) == 0)
          next = ((const SpFactsStray *) unnamed->pdata[i])->backing;
      below = next;
    }
  return FALSE;
}

/* libvirt keeps a description of the machine at the head of each memory that it saves. */
static gboolean
holds_memory_of (virConnectPtr connection,
                 const char   *path,
                 const char   *uuid)
{
  char *xml = virDomainSaveImageGetXMLDesc (connection, path, 0);
  g_autofree char *whose = xml != NULL ? sp_virt_machine_read_uuid (xml) : NULL;

  if (xml == NULL)
    sp_virt_error_forget ();
  free (xml);
  return g_strcmp0 (whose, uuid) == 0;
}

/**
 * sp_virt_find_strays:
 * @domain: the machine
 * @facts: all else that is known of it
 *
 * A layer is one whose chain leads to a file of the machine; a memory file says whose memory it is.
 *
 * Returns: (transfer full) (element-type SpFactsStray): what was found, in the order of the pools
 */
GPtrArray *
sp_virt_find_strays (virDomainPtr domain,
                     SpFacts     *facts)
{
  g_autoptr (GPtrArray) unnamed = NULL;
  GPtrArray *strays = g_ptr_array_new_with_free_func (stray_free);
  guint n_memories = 0;

  g_return_val_if_fail (domain != NULL, strays);
  g_return_val_if_fail (SP_IS_FACTS (facts), strays);

  unnamed = find_unnamed (virDomainGetConnect (domain), facts);
  for (guint i = 0; i < unnamed->len; i++)
    {
      const SpFactsStray *file = unnamed->pdata[i];
      gboolean ours = FALSE;

      if (file->backing != NULL)
        ours = stands_on_ours (file, unnamed, sp_facts_peek (facts)->layers);
      else if (n_memories++ < MAX_MEMORIES)
        ours = holds_memory_of (virDomainGetConnect (domain), file->path, sp_machine_get_uuid (sp_facts_get_machine (facts)));
      if (ours)
        {
          SpFactsStray *stray = g_new0 (SpFactsStray, 1);

          *stray = (SpFactsStray){ g_strdup (file->path), g_strdup (file->backing), file->size };
          g_ptr_array_add (strays, stray);
        }
    }
  return strays;
}
