/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that a deed of libvirt's leaves behind: nobody needs them, and nobody has them on record. */

#include "config.h"

#include "sp-planner-private.h"

#include <glib/gi18n-lib.h>

/* With all that it stands on. */
static void
add_chain (GHashTable *needed,
           SpPicture  *picture,
           const char *path)
{
  while (path != NULL && g_hash_table_add (needed, g_strdup (path)))
    {
      const SpLayer *layer = sp_layers_find (picture->layers, path);

      path = layer != NULL ? layer->backing : NULL;
    }
}

static void
add_drives (GHashTable *needed,
            SpPicture  *picture,
            GPtrArray  *drives)
{
  for (guint i = 0; i < drives->len; i++)
    if (((const SpPicDrive *) drives->pdata[i])->is_disk)
      add_chain (needed, picture, ((const SpPicDrive *) drives->pdata[i])->source);
}

/* They go with the snapshot that has them on record. */
static void
add_record (GHashTable *needed,
            GPtrArray  *disks)
{
  for (guint i = 0; disks != NULL && i < disks->len; i++)
    if (((const SpPicDisk *) disks->pdata[i])->source != NULL)
      g_hash_table_add (needed, g_strdup (((const SpPicDisk *) disks->pdata[i])->source));
}

/* Names, borrowed: the layer that a snapshot put on is of use to what came after it. */
static GHashTable *
find_stood_on (SpPicture *picture)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);

  if (picture->current != NULL)
    g_hash_table_add (names, picture->current);
  for (guint i = 0; i < picture->snapshots->len; i++)
    {
      const SpPicSnapshot *s = picture->snapshots->pdata[i];

      if (s->parent != NULL)
        g_hash_table_add (names, s->parent);
    }
  return names;
}

static GHashTable *
find_needed (SpPicture *picture)
{
  GHashTable *needed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) stood_on = find_stood_on (picture);

  add_drives (needed, picture, picture->drives);
  for (guint i = 0; i < picture->snapshots->len; i++)
    {
      const SpPicSnapshot *s = picture->snapshots->pdata[i];

      add_drives (needed, picture, s->drives);
      if (g_hash_table_contains (stood_on, s->name))
        {
          add_record (needed, s->disks);
          add_record (needed, s->revert_disks);
        }
      if (s->memory_file != NULL)
        g_hash_table_add (needed, g_strdup (s->memory_file));
    }
  return needed;
}

/**
 * sp_planning_note_left:
 * @p: a plan that is not refused
 *
 * Tells which layers stay as files though nobody needs them afterwards: libvirt forgets some, such as the layer of a disk that a
 * snapshot left out after a revert (11.3: only what a record names is unlinked, qemu_snapshot.c qemuSnapshotRevertExternalFinish).
 */
void
sp_planning_note_left (SpPlanning *p)
{
  g_autoptr (SpPicture) before = sp_picture_new (p->facts);
  g_autoptr (GHashTable) was = find_needed (before);
  g_autoptr (GHashTable) is = find_needed (p->picture);

  for (guint i = 0; i < sp_layers_get_n (p->picture->layers); i++)
    {
      const SpLayer *layer = sp_layers_get (p->picture->layers, i);

      /* A person's own disk stands on nothing; what was left before is no matter of this plan. */
      if ((layer->backing == NULL && layer->role != SP_LAYER_MEMORY) || g_hash_table_contains (is, layer->path) || (layer->exists_known && !layer->exists))
        continue;
      if (g_hash_table_contains (was, layer->path) || sp_layers_find (before->layers, layer->path) == NULL)
        sp_planning_note (p, SP_NOTE_INFO, _ ("The host leaves the file %s behind, which nobody needs then. Check Files finds it once no snapshot names it."),
                          layer->path);
    }
}
