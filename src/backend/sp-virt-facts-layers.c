/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are looked at through libvirt only: they are the host's. What no storage pool knows has no size, and may exist. */

#include "config.h"

#include "sp-virt-facts-layers.h"

#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-facts-xml.h"
#include "sp-virt-volumes.h"

#include <libvirt/virterror.h>
#include <string.h>

/* Each look-up is a call over the wire: a long history on a far host would take minutes. */
#define MAX_LOOKUPS 128

static void
set_backing (SpLayer    *layer,
             const char *backing)
{
  if (layer->backing_known || g_strcmp0 (layer->path, backing) == 0)
    return;
  g_set_str (&layer->backing, backing);
  layer->backing_known = TRUE;
}

static void
add_now (SpLayers          *layers,
         const SpFactsInit *init)
{
  gboolean active = sp_machine_is_active (init->machine);

  for (gsize i = 0; i < init->n_disks; i++)
    {
      const SpFactsDisk *disk = &init->disks[i];
      SpLayer *layer = NULL;

      if (disk->source == NULL || !disk->is_disk)
        continue;
      layer = sp_layers_add (layers, disk->source);
      layer->written = !disk->read_only;
      g_set_str (&layer->target, disk->target);
      if (layer->format == NULL)
        g_set_str (&layer->format, disk->format);
      for (guint j = 0; disk->chain != NULL && disk->chain[j] != NULL; j++)
        {
          layer = sp_layers_add (layers, disk->chain[j]);
          if (layer->target == NULL)
            g_set_str (&layer->target, disk->target);
          set_backing (layer, disk->chain[j + 1]);
          /* QEMU has them open. */
          layer->exists_known = layer->exists_known || active;
          layer->exists = layer->exists || active;
        }
    }
}

static const SpSnapshotDomainDisk *
find_domain_disk (const SpSnapshotInit *snapshot,
                  const char           *target)
{
  for (gsize i = 0; i < snapshot->n_domain_disks; i++)
    if (g_strcmp0 (snapshot->domain_disks[i].target, target) == 0)
      return &snapshot->domain_disks[i];
  return NULL;
}

/* A layer that a snapshot, or a revert to it, put on stands on what that snapshot froze. */
static void
add_made (SpLayers             *layers,
          const SpSnapshotInit *snapshot,
          const SpSnapshotDisk *disks,
          gsize                 n_disks)
{
  for (gsize i = 0; i < n_disks; i++)
    {
      const SpSnapshotDomainDisk *below = find_domain_disk (snapshot, disks[i].target);
      SpLayer *layer = NULL;

      if (disks[i].kind != SP_KIND_EXTERNAL || disks[i].source == NULL || !disks[i].is_file)
        continue;
      layer = sp_layers_add (layers, disks[i].source);
      layer->role = SP_LAYER_MADE;
      if (layer->target == NULL)
        g_set_str (&layer->target, disks[i].target);
      if (layer->format == NULL)
        g_set_str (&layer->format, disks[i].format != NULL ? disks[i].format : "qcow2");
      if (below != NULL && below->source != NULL)
        set_backing (layer, below->source);
    }
}

static void
add_history (SpLayers  *layers,
             SpHistory *history)
{
  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      const SpSnapshotInit *snapshot = sp_snapshot_peek (sp_history_get (history, i));

      add_made (layers, snapshot, snapshot->disks, snapshot->n_disks);
      add_made (layers, snapshot, snapshot->revert_disks, snapshot->n_revert_disks);
      for (gsize j = 0; j < snapshot->n_domain_disks; j++)
        {
          const SpSnapshotDomainDisk *disk = &snapshot->domain_disks[j];
          SpLayer *layer = NULL;

          if (disk->source == NULL || !disk->is_disk)
            continue;
          layer = sp_layers_add (layers, disk->source);
          if (layer->target == NULL)
            g_set_str (&layer->target, disk->target);
          if (layer->format == NULL)
            g_set_str (&layer->format, disk->format);
          if (g_strcmp0 (disk->format, "raw") == 0)
            set_backing (layer, NULL);
        }
      if (snapshot->memory_file != NULL)
        {
          SpLayer *layer = sp_layers_add (layers, snapshot->memory_file);

          layer->role = SP_LAYER_MEMORY;
          layer->backing_known = TRUE;
        }
    }
}

static gboolean
has_unknown (SpLayers             *layers,
             const SpSnapshotInit *snapshot)
{
  for (gsize i = 0; i < snapshot->n_domain_disks; i++)
    {
      const SpSnapshotDomainDisk *disk = &snapshot->domain_disks[i];
      const SpLayer *layer = disk->source != NULL ? sp_layers_find (layers, disk->source) : NULL;

      if (disk->has_chain && layer != NULL && !layer->backing_known)
        return TRUE;
    }
  return FALSE;
}

/* What a revert's layer stands on is on no snapshot's record any more once Now has a snapshot of its own. That snapshot's
 * description of the machine still tells. */
static void
add_recorded_chains (SpLayers    *layers,
                     SpHistory   *history,
                     virDomainPtr domain)
{
  guint n_lookups = 0;

  for (int i = 0; i < sp_history_get_n (history) && n_lookups < MAX_LOOKUPS; i++)
    {
      SpSnapshot *snapshot = sp_history_get (history, i);
      g_autoptr (virDomainSnapshot) handle = NULL;
      g_autoptr (SpVirtMachineXml) xml = NULL;
      char *text = NULL;

      if (!has_unknown (layers, sp_snapshot_peek (snapshot)))
        continue;
      n_lookups++;
      handle = virDomainSnapshotLookupByName (domain, sp_snapshot_get_name (snapshot), 0);
      text = handle != NULL ? virDomainSnapshotGetXMLDesc (handle, 0) : NULL;
      if (text == NULL)
        {
          sp_virt_error_forget ();
          continue;
        }
      xml = sp_virt_machine_xml_new (text, NULL);
      free (text);
      for (guint j = 0; xml != NULL && j + 1 < xml->links->len; j += 2)
        {
          const SpLayer *layer = sp_layers_find (layers, xml->links->pdata[j]);

          if (layer != NULL)
            set_backing (sp_layers_add (layers, layer->path), xml->links->pdata[j + 1]);
        }
    }
}

/**
 * sp_virt_revert_second:
 * @path: a layer
 *
 * Returns: the second in which a revert made it, told by its name; 0: no revert did
 */
gint64
sp_virt_revert_second (const char *path)
{
  const char *dot = NULL;
  guint64 second = 0;

  g_return_val_if_fail (path != NULL, 0);

  dot = strrchr (path, '.');
  if (dot == NULL || !g_ascii_string_to_unsigned (dot + 1, 10, 1000000000, 99999999999, &second, NULL))
    return 0;
  return (gint64) second;
}

/* Where the daemon died while it took a snapshot, Now is on a layer that no snapshot names. Nobody but libvirt puts one on
 * a layer that a snapshot made. */
static void
learn_interrupted (SpLayers          *layers,
                   const SpFactsInit *init,
                   SpFactsDisk       *disks)
{
  for (gsize i = 0; i < init->n_disks; i++)
    {
      const char *const *chain = disks[i].chain;
      const SpLayer *top = disks[i].source != NULL ? sp_layers_find (layers, disks[i].source) : NULL;
      gboolean named = top == NULL || top->role == SP_LAYER_MADE || sp_virt_revert_second (top->path) > 0;

      for (guint j = chain != NULL ? g_strv_length ((char **) chain) : 0; j > 1; j--)
        if (sp_layers_add (layers, chain[j - 1])->role == SP_LAYER_MADE)
          sp_layers_add (layers, chain[j - 2])->role = SP_LAYER_MADE;
      disks[i].nameless = !named && top->role == SP_LAYER_MADE;
    }
}

static const char *
get_string (virTypedParameterPtr params,
            int                  n,
            guint                i,
            const char          *field)
{
  g_autofree char *name = g_strdup_printf ("block.%u.%s", i, field);
  const char *value = NULL;

  virTypedParamsGetString (params, n, name, &value);
  return value;
}

static gint64
get_number (virTypedParameterPtr params,
            int                  n,
            guint                i,
            const char          *field)
{
  g_autofree char *name = g_strdup_printf ("block.%u.%s", i, field);
  unsigned long long value = 0;

  if (virTypedParamsGetULLong (params, n, name, &value) != 1 || value > G_MAXINT64)
    return -1;
  return (gint64) value;
}

/* One question gives every layer of Now with its size; NOWAIT: a busy machine tells less, at once. */
static void
measure_now (SpLayers    *layers,
             virDomainPtr domain)
{
  virDomainPtr domains[] = { domain, NULL };
  virDomainStatsRecordPtr *records = NULL;
  int n = virDomainListGetStats (domains, VIR_DOMAIN_STATS_BLOCK, &records,
                                 VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING | VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  unsigned int count = 0;

  if (n < 0)
    {
      sp_virt_error_forget ();
      return;
    }
  if (n > 0)
    virTypedParamsGetUInt (records[0]->params, records[0]->nparams, "block.count", &count);
  for (guint i = 0; i < MIN (count, 4096); i++)
    {
      const char *path = get_string (records[0]->params, records[0]->nparams, i, "path");
      gint64 physical = get_number (records[0]->params, records[0]->nparams, i, "physical");
      gint64 capacity = get_number (records[0]->params, records[0]->nparams, i, "capacity");
      SpLayer *layer = NULL;

      if (path == NULL || sp_layers_find (layers, path) == NULL)
        continue;
      layer = sp_layers_add (layers, path);
      if (physical >= 0)
        layer->size = physical;
      if (capacity > 0)
        layer->capacity = capacity;
    }
  virDomainStatsRecordListFree (records);
}

static void
measure_targets (SpLayers          *layers,
                 virDomainPtr       domain,
                 const SpFactsInit *init)
{
  /* It has no files, and makes a terabyte up. */
  if (g_strcmp0 (init->driver, "TEST") == 0)
    return;
  for (gsize i = 0; i < init->n_disks; i++)
    {
      const SpFactsDisk *disk = &init->disks[i];
      const SpLayer *found = disk->source != NULL ? sp_layers_find (layers, disk->source) : NULL;
      virDomainBlockInfo info = { 0 };
      SpLayer *layer = NULL;

      if (found == NULL || found->size >= 0)
        continue;
      if (virDomainGetBlockInfo (domain, disk->target, &info, 0) < 0)
        {
          sp_virt_error_forget ();
          continue;
        }
      layer = sp_layers_add (layers, disk->source);
      layer->size = (gint64) MIN (info.allocation, (unsigned long long) G_MAXINT64);
      layer->capacity = (gint64) MIN (info.capacity, (unsigned long long) G_MAXINT64);
      layer->exists_known = TRUE;
      layer->exists = TRUE;
    }
}

/* A pool that is up to date and does not have it says that it is not there; where no pool is, nobody does. */
static virStorageVolPtr
find_volume (virConnectPtr connection,
             SpVirtPools  *pools,
             SpLayer      *layer)
{
  g_autofree char *folder = g_path_get_dirname (layer->path);
  gboolean told = *layer->path == '/' && sp_virt_pools_find (pools, folder) != NULL;
  virStorageVolPtr volume = virStorageVolLookupByPath (connection, layer->path);

  if (volume == NULL && told && virGetLastErrorCode () == VIR_ERR_NO_STORAGE_VOL)
    layer->exists_known = TRUE;
  return volume;
}

/* Where the pool has it: its size and what it stands on. */
static gboolean
look_up_volume (virConnectPtr connection,
                SpVirtPools  *pools,
                SpLayer      *layer)
{
  g_autoptr (virStorageVol) volume = find_volume (connection, pools, layer);
  virStorageVolInfo info = { 0 };

  if (volume == NULL || virStorageVolGetInfo (volume, &info) < 0)
    {
      sp_virt_error_forget ();
      return FALSE;
    }
  layer->exists_known = TRUE;
  layer->exists = TRUE;
  layer->size = (gint64) MIN (info.allocation, (unsigned long long) G_MAXINT64);
  if (layer->capacity < 0)
    layer->capacity = (gint64) MIN (info.capacity, (unsigned long long) G_MAXINT64);
  if (!layer->backing_known && layer->role != SP_LAYER_MEMORY)
    {
      gboolean said = FALSE;
      g_autofree char *below = sp_virt_volume_below (volume, &said);

      if (said)
        set_backing (layer, below);
    }
  return TRUE;
}

static void
measure_volumes (SpLayers     *layers,
                 virConnectPtr connection,
                 SpVirtPools  *pools)
{
  guint n_lookups = 0;

  if (!sp_virt_pools_any (pools))
    return;
  for (guint i = 0; i < sp_layers_get_n (layers) && n_lookups < MAX_LOOKUPS; i++)
    {
      const SpLayer *found = sp_layers_get (layers, i);

      if (found->size < 0 || !found->backing_known)
        {
          n_lookups++;
          look_up_volume (connection, pools, sp_layers_add (layers, found->path));
        }
      /* A layer in the middle, which nobody has on record any more, stands on something too. */
      if (found->backing != NULL)
        sp_layers_add (layers, found->backing);
    }
}

/* Where a snapshot was only taken off the list, the layer that it had put on is on no record, and yet no person's own: it
 * stands on one that is. */
static void
learn_forgotten (SpLayers *layers)
{
  gboolean learned = TRUE;

  while (learned)
    {
      learned = FALSE;
      for (guint i = 0; i < sp_layers_get_n (layers); i++)
        {
          const SpLayer *layer = sp_layers_get (layers, i);
          const SpLayer *below = layer->backing != NULL ? sp_layers_find (layers, layer->backing) : NULL;

          if (layer->role != SP_LAYER_BASE || below == NULL || below->role != SP_LAYER_MADE)
            continue;
          sp_layers_add (layers, layer->path)->role = SP_LAYER_MADE;
          learned = TRUE;
        }
    }
}

/**
 * sp_virt_find_layers:
 * @pools: the host's storage pools
 * @domain: the machine
 * @init: the facts so far, with machine, history and disks
 * @disks: the same disks, where those are marked that are on a layer no snapshot names
 *
 * Returns: (transfer full): every file that Now and the snapshots name
 */
SpLayers *
sp_virt_find_layers (SpVirtPools       *pools,
                     virDomainPtr       domain,
                     const SpFactsInit *init,
                     SpFactsDisk       *disks)
{
  SpLayers *layers = NULL;

  g_return_val_if_fail (pools != NULL, NULL);
  g_return_val_if_fail (domain != NULL, NULL);
  g_return_val_if_fail (init != NULL, NULL);

  layers = sp_layers_new ();
  add_now (layers, init);
  add_history (layers, init->history);
  add_recorded_chains (layers, init->history, domain);
  learn_interrupted (layers, init, disks);
  measure_now (layers, domain);
  measure_targets (layers, domain, init);
  measure_volumes (layers, virDomainGetConnect (domain), pools);
  learn_forgotten (layers);
  return layers;
}

/**
 * sp_virt_layers_are_told:
 * @pools: the host's storage pools
 * @layers: the files
 *
 * Returns: whether a pool tells of each of the files that stand on another or may; memory stands on nothing
 */
SpKnown
sp_virt_layers_are_told (SpVirtPools *pools,
                         SpLayers    *layers)
{
  g_return_val_if_fail (pools != NULL, SP_UNKNOWN);
  g_return_val_if_fail (layers != NULL, SP_UNKNOWN);

  for (guint i = 0; i < sp_layers_get_n (layers); i++)
    {
      const SpLayer *layer = sp_layers_get (layers, i);
      g_autofree char *folder = g_path_get_dirname (layer->path);

      if (layer->role != SP_LAYER_MEMORY && (*layer->path != '/' || sp_virt_pools_find (pools, folder) == NULL))
        return SP_NO;
    }
  return SP_YES;
}

/**
 * sp_virt_find_last_revert:
 * @layers: the files
 *
 * libvirt names the layer of a revert by the second in which it was made. A snapshot may have frozen it since: the file is
 * there all the same, and its name taken.
 *
 * Returns: that second for the newest of the layers, or 0
 */
gint64
sp_virt_find_last_revert (SpLayers *layers)
{
  gint64 last = 0;

  g_return_val_if_fail (layers != NULL, 0);

  for (guint i = 0; i < sp_layers_get_n (layers); i++)
    last = MAX (last, sp_virt_revert_second (sp_layers_get (layers, i)->path));
  return last;
}
