/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libvirt really does to files and to its own records, deed by deed; not what it says it does. */

#include "config.h"

#include "sp-effects.h"

#include "sp-error.h"
#include "sp-picture-private.h"
#include "sp-rules.h"

#include <glib/gi18n-lib.h>

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

void
sp_effects_unlink (SpPicture  *self,
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
        sp_effects_unlink (self, step, disk->source);
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
      rule = sp_effects_delete (self, step);
      break;
    case SP_STEP_FORGET:
      rule = sp_effects_forget (self, step);
      break;
    case SP_STEP_MAKE_CURRENT:
      g_set_str (&self->current, step->snapshot);
      break;
    case SP_STEP_REMOVE:
      sp_effects_unlink (self, step, step->file);
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
