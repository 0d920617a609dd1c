/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libvirt really does to files and to its own records, deed by deed; not what it says it does. */

#include "config.h"

#include "sp-effects.h"

#include "sp-error.h"
#include "sp-picture-private.h"
#include "sp-rules.h"

#include <glib/gi18n-lib.h>

/* From here on a leaf that is not the current one frees its frozen layer only where its parent is external. */
#define SPARES_FOREIGN_PARENTS 11000000

static void
make_layer (SpPicture  *self,
            SpStep     *step,
            const char *path,
            const char *backing,
            const char *target)
{
  SpLayer *layer = sp_layers_add (self->layers, path);

  g_set_str (&layer->backing, backing);
  g_set_str (&layer->format, "qcow2");
  g_set_str (&layer->target, target);
  layer->backing_known = TRUE;
  layer->role = SP_LAYER_MADE;
  layer->exists_known = TRUE;
  layer->exists = TRUE;
  layer->size = -1;
  sp_step_touch (step->touches.created, path);
}

static void
unlink_file (SpPicture  *self,
             SpStep     *step,
             const char *path)
{
  if (path == NULL || sp_layers_find (self->layers, path) == NULL)
    return;
  sp_step_touch (step->touches.unlinked, path);
  sp_layers_remove (self->layers, path);
}

static const char *
take (SpPicture *self,
      SpStep    *step)
{
  SpPicSnapshot *s = NULL;
  SpPicSnapshot *parent = sp_picture_find (self, self->current);

  if (sp_picture_find (self, step->snapshot) != NULL)
    return "name-taken";
  for (guint i = 0; i < step->disks->len; i++)
    {
      SpStepDisk *disk = step->disks->pdata[i];

      if (disk->kind == SP_KIND_EXTERNAL && sp_layers_find (self->layers, disk->layer) != NULL)
        return "take-file-exists";
      if (disk->kind == SP_KIND_EXTERNAL && self->saved)
        return "mine-12";
    }

  s = sp_picture_add_snapshot (self, step->snapshot);
  s->parent = g_strdup (parent ? parent->name : NULL);
  s->title = g_strdup (step->title);
  s->before = g_strdup (step->before);
  s->created = self->clock++;
  s->memory = !step->memory ? SP_MEMORY_NONE : step->memory_file ? SP_MEMORY_EXTERNAL : SP_MEMORY_INTERNAL;
  s->memory_file = g_strdup (step->memory ? step->memory_file : NULL);
  s->state = !self->active ? SP_SNAPSHOT_STATE_OFF : !step->memory ? SP_SNAPSHOT_STATE_DISKS_ONLY
             : self->paused ? SP_SNAPSHOT_STATE_PAUSED : SP_SNAPSHOT_STATE_RUNNING;
  s->has_domain = TRUE;
  s->safety = step->safety;
  s->guard = step->guard;
  g_ptr_array_unref (s->drives);
  s->drives = sp_picture_copy_drives (self->drives);
  for (guint i = 0; i < s->drives->len; i++)
    ((SpPicDrive *) s->drives->pdata[i])->has_chain = self->active;

  for (guint i = 0; i < step->disks->len; i++)
    {
      SpStepDisk *disk = step->disks->pdata[i];
      SpPicDrive *drive = sp_picture_find_drive (self->drives, disk->target);

      sp_picture_add_disk (s->disks, disk->target, disk->kind, disk->kind == SP_KIND_EXTERNAL ? disk->layer : NULL);
      if (disk->kind != SP_KIND_EXTERNAL || drive == NULL)
        continue;
      make_layer (self, step, disk->layer, drive->source, disk->target);
      g_set_str (&drive->source, disk->layer);
      g_set_str (&drive->format, "qcow2");
    }
  if (s->memory == SP_MEMORY_EXTERNAL)
    {
      SpLayer *file = sp_layers_add (self->layers, s->memory_file);

      file->role = SP_LAYER_MEMORY;
      file->exists_known = TRUE;
      file->exists = TRUE;
      file->backing_known = TRUE;
      file->size = -1;
      sp_step_touch (step->touches.created, s->memory_file);
    }
  /* libvirt forgets where Now was put by a revert as soon as Now has a snapshot of its own: the root of mine 1. */
  if (parent != NULL)
    g_clear_pointer (&parent->revert_disks, g_ptr_array_unref);
  g_set_str (&self->current, s->name);
  return NULL;
}

static const char *
revert_external (SpPicture     *self,
                 SpStep        *step,
                 SpPicSnapshot *target)
{
  SpPicSnapshot *current = sp_picture_find (self, self->current);
  g_autoptr (GPtrArray) made = sp_picture_new_disks ();
  g_autoptr (GPtrArray) drives = sp_picture_copy_drives (target->drives);
  GPtrArray *gone = NULL;

  if (current == NULL)
    return "mine-4";
  for (guint i = 0; i < drives->len; i++)
    {
      SpPicDrive *drive = drives->pdata[i];
      g_autofree char *path = NULL;

      /* Every disk that can be written gets a layer, those that the snapshot left out too. */
      if (!drive->is_disk || drive->read_only || drive->source == NULL)
        continue;
      path = sp_picture_revert_path (drive->source, self->clock);
      if (sp_layers_find (self->layers, path) != NULL)
        return "mine-6";
      make_layer (self, step, path, drive->source, drive->target);
      sp_picture_add_disk (made, drive->target, SP_KIND_EXTERNAL, path);
      g_set_str (&drive->source, path);
      g_set_str (&drive->format, "qcow2");
    }

  /* Mine 1: it unlinks what the current snapshot has on record, whether Now stands there or not. */
  gone = current->revert_disks ? current->revert_disks : current->disks;
  for (guint i = 0; i < gone->len; i++)
    {
      SpPicDisk *disk = gone->pdata[i];

      if (disk->kind == SP_KIND_EXTERNAL)
        unlink_file (self, step, disk->source);
    }
  g_clear_pointer (&current->revert_disks, g_ptr_array_unref);

  if (sp_picture_n_children (self, target->name) > 0)
    {
      g_clear_pointer (&target->revert_disks, g_ptr_array_unref);
      target->revert_disks = g_steal_pointer (&made);
    }
  else
    {
      g_ptr_array_unref (target->disks);
      target->disks = g_steal_pointer (&made);
    }
  g_ptr_array_unref (self->drives);
  self->drives = g_steal_pointer (&drives);
  return NULL;
}

static const char *
revert (SpPicture *self,
        SpStep    *step)
{
  SpPicSnapshot *target = sp_picture_find (self, step->snapshot);

  if (target == NULL)
    return "no-such-snapshot";
  if (self->saved)
    return "mine-13";
  if (sp_pic_snapshot_is_external (target))
    {
      const char *rule = revert_external (self, step, target);

      if (rule != NULL)
        return rule;
    }
  else
    {
      for (guint i = 0; i < target->drives->len; i++)
        {
          SpPicDrive *drive = target->drives->pdata[i];
          SpPicDisk *disk = sp_picture_find_disk (target->disks, drive->target);

          if (drive->source != NULL && drive->is_disk && !drive->read_only &&
              (disk == NULL || disk->kind == SP_KIND_INTERNAL))
            sp_step_touch (step->touches.written, drive->source);
        }
      g_ptr_array_unref (self->drives);
      self->drives = sp_picture_copy_drives (target->drives);
    }
  self->active = target->state == SP_SNAPSHOT_STATE_RUNNING || target->state == SP_SNAPSHOT_STATE_PAUSED ||
                 step->then != SP_THEN_AS_TAKEN;
  self->paused = step->then == SP_THEN_PAUSED || (step->then == SP_THEN_AS_TAKEN && target->state == SP_SNAPSHOT_STATE_PAUSED);
  self->clock++;
  g_set_str (&self->current, target->name);
  return NULL;
}

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

      if (disk->kind != SP_KIND_EXTERNAL)
        continue;
      if (now == NULL || then == NULL || now->source == NULL)
        return "delete-disk-gone";
      if (disk->source == NULL || !sp_layers_stands_on (self->layers, now->source, disk->source))
        return "delete-record-stale";
      layer = sp_layers_find (self->layers, disk->source);
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
      gone = g_strdup (disk->source);
      into = g_strdup (then->source);
      sp_step_touch (step->touches.written, into);
      repoint (self, step, s, gone, into, disk->target);
      unlink_file (self, step, gone);
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
      unlink_file (self, step, then->source);
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
    unlink_file (self, step, s->memory_file);
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

static const char *
delete (SpPicture *self,
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
static const char *
forget (SpPicture *self,
        SpStep    *step)
{
  SpPicSnapshot *s = sp_picture_find (self, step->snapshot);

  if (s == NULL)
    return "no-such-snapshot";
  drop_record (self, s);
  return NULL;
}

static void
clear_touches (SpStep *step)
{
  g_ptr_array_set_size (step->touches.created, 0);
  g_ptr_array_set_size (step->touches.written, 0);
  g_ptr_array_set_size (step->touches.unlinked, 0);
  g_ptr_array_set_size (step->touches.rebased, 0);
  g_clear_pointer (&step->after, sp_layers_unref);
}

const char *
sp_effects_run (SpPicture *self,
                SpStep    *step)
{
  const char *rule = NULL;

  clear_touches (step);
  self->merges = self->rebase_without_chain = FALSE;
  switch (step->kind)
    {
    case SP_STEP_TAKE:
      rule = take (self, step);
      break;
    case SP_STEP_REVERT:
      rule = revert (self, step);
      break;
    case SP_STEP_DELETE:
      rule = delete (self, step);
      break;
    case SP_STEP_FORGET:
      rule = forget (self, step);
      break;
    case SP_STEP_MAKE_CURRENT:
      g_set_str (&self->current, step->snapshot);
      break;
    case SP_STEP_REMOVE:
      unlink_file (self, step, step->file);
      break;
    case SP_STEP_WAIT:
      self->clock++;
      break;
    case SP_STEP_SET_CLOCK:
      break;
    case SP_STEP_DISCARD_SAVED:
      self->saved = FALSE;
      break;
    case SP_STEP_START:
      self->saved = FALSE;
      G_GNUC_FALLTHROUGH;
    case SP_STEP_POWER_OFF:
      self->active = step->kind == SP_STEP_START;
      self->paused = FALSE;
      break;
    case SP_STEP_PAUSE:
    case SP_STEP_RESUME:
      self->paused = step->kind == SP_STEP_PAUSE;
      break;
    default:
      g_assert_not_reached ();
    }
  if (rule != NULL)
    {
      clear_touches (step);
      return rule;
    }
  sp_picture_mark_written (self);
  step->after = sp_layers_copy (self->layers);
  return NULL;
}

/**
 * sp_effects_apply:
 * @self: a picture; changed, and of no more use after an error
 * @step: a step; its touches and its picture after are filled in
 * @error: return location for an error
 *
 * Does to the picture what libvirt would do.
 *
 * Returns: %FALSE with %SP_ERROR_UNSUPPORTED where libvirt refuses
 */
gboolean
sp_effects_apply (SpPicture  *self,
                  SpStep     *step,
                  GError    **error)
{
  const char *id = NULL;
  const SpRule *rule = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (step != NULL, FALSE);

  id = sp_effects_run (self, step);
  if (id == NULL)
    return TRUE;
  rule = sp_rules_find (id);
  g_set_error_literal (error, SP_ERROR, SP_ERROR_UNSUPPORTED, rule ? rule->id : id);
  return FALSE;
}
