/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a deletion really does to files and to libvirt's own records. */

#include "config.h"

#include "sp-picture-private.h"

/* From here on a leaf that is not the current one frees its frozen layer only where its parent is external. */
#define SPARES_FOREIGN_PARENTS 11000000
/* Seen to be so there; a later version than the first may be named here without harm. */
#define FINDS_LAYERS_BY_CHILD 11003000

/* The nearest snapshot below that has this disk on its record. */
static SpPicSnapshot *
find_parent_for_disk (SpPicture     *self,
                      SpPicSnapshot *s,
                      const char    *target)
{
  SpPicSnapshot *parent = sp_picture_find (self, s->parent);

  for (guint i = 0; parent != NULL && i <= self->snapshots->len; i++)
    {
      SpPicDisk *disk = sp_picture_find_disk (parent->disks, target);

      if (disk != NULL && disk->kind != SP_KIND_NONE)
        return parent;
      parent = sp_picture_find (self, parent->parent);
    }
  return NULL;
}

static SpPicSnapshot *
find_only_child (SpPicture     *self,
                 SpPicSnapshot *s)
{
  for (guint i = 0; i < self->snapshots->len; i++)
    if (g_strcmp0 (((SpPicSnapshot *) self->snapshots->pdata[i])->parent, s->name) == 0)
      return self->snapshots->pdata[i];
  return NULL;
}

/* The layer that a deletion merges into what the snapshot froze: after a revert, it is another than the one on record. Libvirt
 * goes by what the snapshot after it froze, or by what the machine uses now (11.3, qemuSnapshotExternalGetSnapDiskSrc); older
 * ones by the record. Where the version does not tell, both must say the same. */
static const char *
find_layer_to_merge (SpPicture     *self,
                     SpPicSnapshot *s,
                     SpPicDisk     *disk)
{
  SpPicSnapshot *child = find_only_child (self, s);
  SpPicDrive *drive = NULL;
  const char *source = disk->source;

  if (child != NULL)
    drive = sp_picture_find_drive (child->drives, disk->target);
  else if (g_strcmp0 (self->current, s->name) == 0)
    drive = sp_picture_find_drive (self->drives, disk->target);
  if (drive != NULL)
    source = drive->source;
  if (sp_facts_peek (self->facts)->libvirt_version < FINDS_LAYERS_BY_CHILD && g_strcmp0 (source, disk->source) != 0)
    return NULL;
  return source;
}

/* What libvirt checks before it merges; where it says no, nothing has been done. */
static const char *
check_merge (SpPicture     *self,
             SpPicSnapshot *s)
{
  for (guint i = 0; i < s->disks->len; i++)
    {
      SpPicDisk *disk = s->disks->pdata[i];
      SpPicDrive *now = sp_picture_find_drive (self->drives, disk->target);
      SpPicDrive *then = sp_picture_find_drive (s->drives, disk->target);
      SpPicSnapshot *parent = NULL;
      const SpLayer *layer = NULL;
      const char *source = NULL;

      if (disk->kind != SP_KIND_EXTERNAL)
        continue;
      if (now == NULL || then == NULL || now->source == NULL)
        return "delete-disk-gone";
      source = find_layer_to_merge (self, s, disk);
      if (source == NULL || !sp_layers_stands_on (self->layers, now->source, source))
        return "delete-record-stale";
      layer = sp_layers_find (self->layers, source);
      if (layer == NULL || g_strcmp0 (layer->backing, then->source) != 0)
        return "delete-record-stale";
      parent = find_parent_for_disk (self, s, disk->target);
      if (parent != NULL && !sp_pic_snapshot_is_external (parent))
        return "delete-internal-parent";
    }
  return NULL;
}

/* A layer has gone into the one below it: whoever named or stood on it now stands on that. */
static void
repoint (SpPicture     *self,
         SpStep        *step,
         SpPicSnapshot *deleted,
         const char    *gone,
         const char    *into,
         const char    *target)
{
  for (guint i = 0; i < sp_layers_get_n (self->layers); i++)
    {
      const SpLayer *found = sp_layers_get (self->layers, i);

      if (g_strcmp0 (found->backing, gone) == 0)
        {
          SpLayer *layer = sp_layers_add (self->layers, found->path);
          gboolean known = FALSE;

          /* The chain of Now is QEMU's; elsewhere libvirt rebases only what a descendant froze. */
          for (guint j = 0; j < self->drives->len && !known; j++)
            {
              SpPicDrive *drive = self->drives->pdata[j];

              known = drive->source != NULL && sp_layers_stands_on (self->layers, drive->source, layer->path);
            }
          for (guint j = 0; j < self->snapshots->len && !known; j++)
            {
              SpPicSnapshot *s = self->snapshots->pdata[j];
              SpPicDrive *drive = sp_picture_find_drive (s->drives, target);

              known = drive != NULL && g_strcmp0 (drive->source, layer->path) == 0 &&
                      sp_picture_is_ancestor (self, deleted, s);
            }
          if (known)
            {
              g_set_str (&layer->backing, into);
              sp_step_touch (step->touches.rebased, layer->path);
            }
        }
    }
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpPicSnapshot *s = self->snapshots->pdata[i];
      SpPicDrive *drive = sp_picture_find_drive (s->drives, target);

      if (drive != NULL && g_strcmp0 (drive->source, gone) == 0 && sp_pic_snapshot_is_external (s) &&
          sp_picture_is_ancestor (self, deleted, s))
        {
          g_set_str (&drive->source, into);
          drive->has_chain = FALSE; /* libvirt notes what it stands on now, and nothing below */
        }
    }
  for (guint i = 0; i < self->drives->len; i++)
    {
      SpPicDrive *drive = self->drives->pdata[i];

      if (g_strcmp0 (drive->source, gone) == 0)
        g_set_str (&drive->source, into);
    }
}

/* All that grew from a snapshot, and it; each once. */
static GHashTable *
find_branch (SpPicture     *self,
             SpPicSnapshot *root)
{
  g_autoptr (GHashTable) branch = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) others = g_hash_table_new (NULL, NULL);

  g_hash_table_add (branch, root);
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpPicSnapshot *start = self->snapshots->pdata[i];
      SpPicSnapshot *s = start;
      GHashTable *set = NULL;

      while (s != NULL && !g_hash_table_contains (branch, s) && !g_hash_table_contains (others, s))
        s = sp_picture_find (self, s->parent);
      set = s != NULL && g_hash_table_contains (branch, s) ? branch : others;
      for (SpPicSnapshot *way = start; way != s; way = sp_picture_find (self, way->parent))
        g_hash_table_add (set, way);
    }
  return g_steal_pointer (&branch);
}

static void
merge (SpPicture     *self,
       SpStep        *step,
       SpPicSnapshot *s)
{
  g_autoptr (GHashTable) branch = find_branch (self, s);

  /* What lies on the way to Now is moved by QEMU itself. */
  for (SpPicSnapshot *way = sp_picture_find (self, self->current); way != NULL; way = sp_picture_find (self, way->parent))
    g_hash_table_remove (branch, way);
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpPicSnapshot *other = self->snapshots->pdata[i];

      if (other == s || !g_hash_table_contains (branch, other))
        continue;
      for (guint j = 0; j < other->drives->len; j++)
        {
          SpPicDrive *drive = other->drives->pdata[j];

          if (drive->is_disk && drive->source != NULL && !drive->has_chain)
            self->rebase_without_chain = TRUE;
        }
    }
  self->merges = TRUE;
  for (guint i = 0; i < s->disks->len; i++)
    {
      SpPicDisk *disk = s->disks->pdata[i];
      SpPicDrive *then = sp_picture_find_drive (s->drives, disk->target);
      g_autofree char *gone = NULL;
      g_autofree char *into = NULL;

      if (disk->kind != SP_KIND_EXTERNAL || then == NULL)
        continue;
      gone = g_strdup (find_layer_to_merge (self, s, disk));
      into = g_strdup (then->source);
      sp_step_touch (step->touches.written, into);
      repoint (self, step, s, gone, into, disk->target);
      sp_effects_unlink (self, step, gone);
    }
}

static void
drop_leaf (SpPicture     *self,
           SpStep        *step,
           SpPicSnapshot *s)
{
  guint64 version = sp_facts_peek (self->facts)->libvirt_version;

  for (guint i = 0; i < s->disks->len; i++)
    {
      SpPicDisk *disk = s->disks->pdata[i];
      SpPicDrive *then = sp_picture_find_drive (s->drives, disk->target);
      SpPicSnapshot *parent = find_parent_for_disk (self, s, disk->target);

      if (disk->kind != SP_KIND_EXTERNAL || then == NULL)
        continue;
      if (version >= SPARES_FOREIGN_PARENTS && (parent == NULL || !sp_pic_snapshot_is_external (parent)))
        continue;
      sp_effects_unlink (self, step, then->source);
    }
}

static const char *
delete_external (SpPicture     *self,
                 SpStep        *step,
                 SpPicSnapshot *s)
{
  guint n_children = sp_picture_n_children (self, s->name);
  SpPicSnapshot *current = sp_picture_find (self, self->current);

  if (s == current && n_children > 0)
    return "delete-current-children";
  if (n_children > 0 && (current == NULL || !sp_picture_is_ancestor (self, s, current)))
    return "delete-outside-chain";
  if (n_children > 1)
    return "delete-many-children";
  if (s != current && n_children == 0)
    drop_leaf (self, step, s);
  else
    {
      const char *rule = check_merge (self, s);

      if (rule == NULL && self->saved)
        rule = "mine-12-merge";
      if (rule != NULL)
        return rule;
      merge (self, step, s);
    }
  if (s->memory == SP_MEMORY_EXTERNAL)
    sp_effects_unlink (self, step, s->memory_file);
  return NULL;
}

static const char *
delete_internal (SpPicture     *self,
                 SpPicSnapshot *s)
{
  for (guint i = 0; i < s->drives->len && self->active; i++)
    {
      SpPicDrive *then = s->drives->pdata[i];
      SpPicDisk *disk = sp_picture_find_disk (s->disks, then->target);
      SpPicDrive *now = sp_picture_find_drive (self->drives, then->target);

      if (disk != NULL && disk->kind == SP_KIND_INTERNAL && (now == NULL || g_strcmp0 (now->source, then->source) != 0))
        return "delete-internal-other-file";
    }
  return NULL;
}

/* What libvirt does to its records when a snapshot goes: those that grew from it grow from its parent. */
static void
drop_record (SpPicture     *self,
             SpPicSnapshot *s)
{
  SpPicSnapshot *parent = sp_picture_find (self, s->parent);

  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpPicSnapshot *child = self->snapshots->pdata[i];

      if (g_strcmp0 (child->parent, s->name) == 0)
        g_set_str (&child->parent, s->parent);
    }
  if (parent != NULL && parent->revert_disks != NULL)
    {
      g_ptr_array_unref (parent->disks);
      parent->disks = g_steal_pointer (&parent->revert_disks);
    }
  if (g_strcmp0 (self->current, s->name) == 0)
    g_set_str (&self->current, parent ? parent->name : NULL);
  sp_picture_remove_snapshot (self, s);
}

const char *
sp_effects_delete (SpPicture *self,
                   SpStep    *step)
{
  SpPicSnapshot *s = sp_picture_find (self, step->snapshot);
  const char *rule = NULL;

  if (s == NULL)
    return "no-such-snapshot";
  rule = sp_pic_snapshot_is_external (s) ? delete_external (self, step, s) : delete_internal (self, s);
  if (rule == NULL)
    drop_record (self, s);
  return rule;
}

/* VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY: libvirt asks no question there, and touches no file. */
const char *
sp_effects_forget (SpPicture *self,
                   SpStep    *step)
{
  SpPicSnapshot *s = sp_picture_find (self, step->snapshot);

  if (s == NULL)
    return "no-such-snapshot";
  drop_record (self, s);
  return NULL;
}
