/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture: a copy of the facts that may be changed. */

#include "config.h"

#include "sp-picture-private.h"

#include <string.h>

static void
disk_free (gpointer data)
{
  SpPicDisk *disk = data;

  g_free (disk->target);
  g_free (disk->source);
  g_free (disk);
}

static void
drive_free (gpointer data)
{
  SpPicDrive *drive = data;

  g_free (drive->target);
  g_free (drive->source);
  g_free (drive->format);
  g_free (drive);
}

static void
snapshot_free (gpointer data)
{
  SpPicSnapshot *s = data;

  g_clear_object (&s->from);
  g_free (s->name);
  g_free (s->parent);
  g_free (s->title);
  g_free (s->before);
  g_free (s->memory_file);
  g_ptr_array_unref (s->disks);
  g_clear_pointer (&s->revert_disks, g_ptr_array_unref);
  g_ptr_array_unref (s->drives);
  g_free (s);
}

GPtrArray *
sp_picture_new_disks (void)
{
  return g_ptr_array_new_with_free_func (disk_free);
}

void
sp_picture_add_disk (GPtrArray  *disks,
                     const char *target,
                     SpKind      kind,
                     const char *source)
{
  SpPicDisk *disk = g_new0 (SpPicDisk, 1);

  disk->target = g_strdup (target);
  disk->kind = kind;
  disk->source = g_strdup (source);
  g_ptr_array_add (disks, disk);
}

static GPtrArray *
copy_disks (GPtrArray *disks)
{
  GPtrArray *copy = NULL;

  if (disks == NULL)
    return NULL;
  copy = sp_picture_new_disks ();
  for (guint i = 0; i < disks->len; i++)
    {
      SpPicDisk *disk = disks->pdata[i];

      sp_picture_add_disk (copy, disk->target, disk->kind, disk->source);
    }
  return copy;
}

GPtrArray *
sp_picture_copy_drives (GPtrArray *drives)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (drive_free);

  for (guint i = 0; i < drives->len; i++)
    {
      SpPicDrive *drive = g_memdup2 (drives->pdata[i], sizeof (SpPicDrive));

      drive->target = g_strdup (drive->target);
      drive->source = g_strdup (drive->source);
      drive->format = g_strdup (drive->format);
      g_ptr_array_add (copy, drive);
    }
  return copy;
}

SpPicDrive *
sp_picture_find_drive (GPtrArray  *drives,
                       const char *target)
{
  for (guint i = 0; i < drives->len; i++)
    if (g_strcmp0 (((SpPicDrive *) drives->pdata[i])->target, target) == 0)
      return drives->pdata[i];
  return NULL;
}

SpPicDisk *
sp_picture_find_disk (GPtrArray  *disks,
                      const char *target)
{
  for (guint i = 0; disks != NULL && i < disks->len; i++)
    if (g_strcmp0 (((SpPicDisk *) disks->pdata[i])->target, target) == 0)
      return disks->pdata[i];
  return NULL;
}

/* As libvirt sees it: one disk or the memory in a file of its own is enough. */
gboolean
sp_pic_snapshot_is_external (SpPicSnapshot *self)
{
  if (self->memory == SP_MEMORY_EXTERNAL)
    return TRUE;
  for (guint i = 0; i < self->disks->len; i++)
    if (((SpPicDisk *) self->disks->pdata[i])->kind == SP_KIND_EXTERNAL)
      return TRUE;
  return FALSE;
}

gboolean
sp_pic_snapshot_is_mixed (SpPicSnapshot *self)
{
  gboolean internal = self->memory == SP_MEMORY_INTERNAL;

  for (guint i = 0; i < self->disks->len; i++)
    internal |= ((SpPicDisk *) self->disks->pdata[i])->kind == SP_KIND_INTERNAL;
  return internal && sp_pic_snapshot_is_external (self);
}

SpPicSnapshot *
sp_picture_find (SpPicture  *self,
                 const char *name)
{
  return name != NULL ? g_hash_table_lookup (self->by_name, name) : NULL;
}

guint
sp_picture_n_children (SpPicture  *self,
                       const char *name)
{
  guint n = 0;

  for (guint i = 0; i < self->snapshots->len; i++)
    n += g_strcmp0 (((SpPicSnapshot *) self->snapshots->pdata[i])->parent, name) == 0;
  return n;
}

gboolean
sp_picture_is_ancestor (SpPicture     *self,
                        SpPicSnapshot *ancestor,
                        SpPicSnapshot *snapshot)
{
  /* Never more steps than there are snapshots: a cycle must not hold us. */
  for (guint i = 0; snapshot != NULL && i <= self->snapshots->len; i++)
    {
      if (snapshot == ancestor)
        return TRUE;
      snapshot = sp_picture_find (self, snapshot->parent);
    }
  return FALSE;
}

SpPicSnapshot *
sp_picture_add_snapshot (SpPicture  *self,
                         const char *name)
{
  SpPicSnapshot *s = g_new0 (SpPicSnapshot, 1);

  s->name = g_strdup (name);
  s->disks = sp_picture_new_disks ();
  s->drives = g_ptr_array_new_with_free_func (drive_free);
  g_ptr_array_add (self->snapshots, s);
  g_hash_table_insert (self->by_name, s->name, s);
  return s;
}

void
sp_picture_remove_snapshot (SpPicture     *self,
                            SpPicSnapshot *snapshot)
{
  g_hash_table_remove (self->by_name, snapshot->name);
  g_ptr_array_remove (self->snapshots, snapshot);
}

/* A path without the last suffix of its file's name, as libvirt cuts it. */
char *
sp_picture_stem (const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *dot = strrchr (path, '.');

  if (dot != NULL && (slash == NULL || dot > slash))
    return g_strndup (path, (gsize) (dot - path));
  return g_strdup (path);
}

/* Whether a path ends as a revert's layer does, with a second since 1970. */
gboolean
sp_picture_ends_in_second (const char *path)
{
  const char *dot = strrchr (path, '.');
  gsize n = 0;

  while (dot != NULL && g_ascii_isdigit (dot[n + 1]))
    n++;
  return n >= 9 && dot[n + 1] == '\0';
}

/* The name that libvirt gives to the layer of an external revert. */
char *
sp_picture_revert_path (const char *frozen,
                        gint64      second)
{
  g_autofree char *stem = sp_picture_stem (frozen);

  return g_strdup_printf ("%s.%" G_GINT64_FORMAT, stem, second);
}

/* Which layers Now writes. */
void
sp_picture_mark_written (SpPicture *self)
{
  for (guint i = 0; i < sp_layers_get_n (self->layers); i++)
    {
      const SpLayer *found = sp_layers_get (self->layers, i);
      SpLayer *layer = sp_layers_add (self->layers, found->path);

      layer->written = FALSE;
      for (guint j = 0; j < self->drives->len && !layer->written; j++)
        {
          SpPicDrive *drive = self->drives->pdata[j];

          layer->written = drive->is_disk && !drive->read_only && g_strcmp0 (drive->source, layer->path) == 0;
        }
    }
}

static SpPicDrive *
add_drive (GPtrArray  *drives,
           const char *target,
           const char *source,
           const char *format)
{
  SpPicDrive *drive = g_new0 (SpPicDrive, 1);

  drive->target = g_strdup (target);
  drive->source = g_strdup (source);
  drive->format = g_strdup (format);
  g_ptr_array_add (drives, drive);
  return drive;
}

static void
read_snapshot (SpPicture *self,
               SpHistory *history,
               int        index)
{
  SpSnapshot *snapshot = sp_history_get (history, index);
  int parent = sp_history_get_parent (history, index);
  const SpSnapshotInit *f = sp_snapshot_peek (snapshot);
  SpPicSnapshot *s = sp_picture_add_snapshot (self, f->name);

  s->from = g_object_ref (snapshot);
  s->title = g_strdup (f->title);
  s->before = g_strdup (f->before);
  /* Not what the host says: the history has cut what comes back to itself. */
  s->parent = g_strdup (parent >= 0 ? sp_snapshot_get_name (sp_history_get (history, parent)) : NULL);
  s->memory_file = g_strdup (f->memory_file);
  s->created = f->created;
  s->state = f->state;
  s->memory = f->memory;
  s->has_domain = f->has_domain;
  s->safety = f->safety;
  s->guard = f->guard;
  s->in_progress = f->delete_in_progress;
  for (gsize i = 0; i < f->n_disks; i++)
    sp_picture_add_disk (s->disks, f->disks[i].target, f->disks[i].kind, f->disks[i].source);
  if (f->n_revert_disks > 0)
    s->revert_disks = sp_picture_new_disks ();
  for (gsize i = 0; i < f->n_revert_disks; i++)
    sp_picture_add_disk (s->revert_disks, f->revert_disks[i].target, f->revert_disks[i].kind, f->revert_disks[i].source);
  for (gsize i = 0; i < f->n_domain_disks; i++)
    {
      const SpSnapshotDomainDisk *d = &f->domain_disks[i];
      SpPicDrive *drive = add_drive (s->drives, d->target, d->source, d->format);

      drive->is_file = d->is_file;
      drive->is_disk = d->is_disk;
      drive->read_only = d->read_only;
      drive->has_chain = d->has_chain;
      drive->empty = d->source == NULL && !d->is_disk;
    }
}

/* A layer that a snapshot put on: it stands on what that snapshot froze. */
static void
learn_layers (SpPicture     *self,
              SpPicSnapshot *s,
              GPtrArray     *disks)
{
  for (guint i = 0; disks != NULL && i < disks->len; i++)
    {
      SpPicDisk *disk = disks->pdata[i];
      SpPicDrive *drive = sp_picture_find_drive (s->drives, disk->target);
      SpLayer *layer = NULL;

      if (disk->kind != SP_KIND_EXTERNAL || disk->source == NULL)
        continue;
      layer = sp_layers_add (self->layers, disk->source);
      layer->role = SP_LAYER_MADE;
      if (!layer->backing_known && drive != NULL && drive->source != NULL)
        {
          g_set_str (&layer->backing, drive->source);
          layer->backing_known = TRUE;
        }
    }
}

/* What a snapshot freezes was put on what its parent froze: by the parent, or by a revert to it, which may be on nobody's record
 * any more. Where the host does not tell what it stands on, its name and the parent do. */
static void
learn_from_parent (SpPicture     *self,
                   SpPicSnapshot *s)
{
  SpPicSnapshot *parent = sp_picture_find (self, s->parent);

  for (guint i = 0; parent != NULL && i < s->drives->len; i++)
    {
      SpPicDrive *drive = s->drives->pdata[i];
      SpPicDrive *frozen = sp_picture_find_drive (parent->drives, drive->target);
      SpLayer *layer = NULL;
      g_autofree char *stem = NULL;
      g_autofree char *below = NULL;

      if (!drive->is_disk || drive->source == NULL || frozen == NULL || frozen->source == NULL ||
          !sp_pic_snapshot_is_external (parent))
        continue;
      layer = sp_layers_add (self->layers, drive->source);
      stem = sp_picture_stem (drive->source);
      below = sp_picture_stem (frozen->source);
      if (layer->backing_known || strcmp (stem, below) != 0 ||
          sp_layers_stands_on (self->layers, frozen->source, drive->source))
        continue;
      g_set_str (&layer->backing, frozen->source);
      layer->backing_known = TRUE;
    }
}

/* Whether a layer has the name that a snapshot's layer gets, of one that froze the file which it stands on. */
static gboolean
is_named_after (SpPicture     *self,
                const SpLayer *layer,
                const char    *stem)
{
  gsize length = strlen (stem);

  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpPicSnapshot *s = self->snapshots->pdata[i];

      if (strncmp (layer->path, stem, length) != 0 || layer->path[length] != '.' || !g_str_equal (layer->path + length + 1, s->name))
        continue;
      for (guint j = 0; j < s->drives->len; j++)
        if (g_strcmp0 (((SpPicDrive *) s->drives->pdata[j])->source, layer->backing) == 0)
          return TRUE;
    }
  return FALSE;
}

/* A layer whose record is lost is told by its name: the frozen layer's, with a time for its suffix where a revert made it,
 * or the name of the snapshot that did. libvirt loses the latter when a second revert's guard is deleted: what the revert
 * made takes the place of the snapshot's own layers on its record, though a later snapshot stands on those. */
static void
learn_lost_layers (SpPicture *self)
{
  for (guint i = 0; i < sp_layers_get_n (self->layers); i++)
    {
      const SpLayer *layer = sp_layers_get (self->layers, i);
      g_autofree char *below = NULL;
      g_autofree char *stem = NULL;

      if (layer->role != SP_LAYER_BASE || layer->backing == NULL)
        continue;
      stem = sp_picture_stem (layer->path);
      below = sp_picture_stem (layer->backing);
      if ((strcmp (stem, below) == 0 && sp_picture_ends_in_second (layer->path)) || is_named_after (self, layer, below))
        sp_layers_add (self->layers, layer->path)->role = SP_LAYER_MADE;
    }
}

static void
learn_files (SpPicture *self)
{
  const SpFactsInit *f = sp_facts_peek (self->facts);

  for (gsize i = 0; i < f->n_disks; i++)
    {
      const SpFactsDisk *d = &f->disks[i];

      if (d->source == NULL)
        continue;
      sp_layers_add (self->layers, d->source);
      for (guint j = 0; d->chain != NULL && d->chain[j] != NULL; j++)
        {
          SpLayer *layer = sp_layers_add (self->layers, d->chain[j]);

          if (!layer->backing_known)
            {
              g_set_str (&layer->backing, d->chain[j + 1]);
              layer->backing_known = TRUE;
            }
        }
    }
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpPicSnapshot *s = self->snapshots->pdata[i];

      learn_layers (self, s, s->disks);
      learn_layers (self, s, s->revert_disks);
      for (guint j = 0; j < s->drives->len; j++)
        {
          SpPicDrive *drive = s->drives->pdata[j];

          if (drive->source != NULL && drive->is_disk)
            sp_layers_add (self->layers, drive->source);
        }
      if (s->memory_file != NULL)
        sp_layers_add (self->layers, s->memory_file)->role = SP_LAYER_MEMORY;
    }
  for (guint i = 0; i < self->snapshots->len; i++)
    learn_from_parent (self, self->snapshots->pdata[i]);
  learn_lost_layers (self);
}

static void
forget_missing (SpPicture *self)
{
  for (guint i = sp_layers_get_n (self->layers); i > 0; i--)
    {
      const SpLayer *layer = sp_layers_get (self->layers, i - 1);

      if (layer->exists_known && !layer->exists)
        {
          g_autofree char *path = g_strdup (layer->path);

          sp_layers_remove (self->layers, path);
        }
    }
}

/**
 * sp_picture_new:
 * @facts: the facts
 *
 * Returns: (transfer full): the picture that the facts give, to be changed by sp_effects_apply()
 */
SpPicture *
sp_picture_new (SpFacts *facts)
{
  SpPicture *self = NULL;
  const SpFactsInit *f = NULL;
  int current = -1;

  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);

  f = sp_facts_peek (facts);
  self = g_new0 (SpPicture, 1);
  self->facts = g_object_ref (facts);
  self->layers = sp_layers_copy (f->layers);
  self->snapshots = g_ptr_array_new_with_free_func (snapshot_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->drives = g_ptr_array_new_with_free_func (drive_free);
  self->active = sp_facts_is_active (facts);
  self->paused = sp_machine_get_state (f->machine) == SP_MACHINE_STATE_PAUSED;
  /* What lies beside a machine that runs is left over (mine 13). The test driver starts no machine from one. */
  self->saved = f->managed_save == SP_YES && !self->active && g_strcmp0 (f->driver, "TEST") != 0 && g_strcmp0 (f->driver, "Test") != 0;
  self->clock = f->now;
  for (int i = 0; i < sp_history_get_n (f->history); i++)
    read_snapshot (self, f->history, i);
  current = sp_history_get_current (f->history);
  if (current >= 0)
    self->current = g_strdup (sp_snapshot_get_name (sp_history_get (f->history, current)));
  for (gsize i = 0; i < f->n_disks; i++)
    {
      const SpFactsDisk *d = &f->disks[i];
      SpPicDrive *drive = add_drive (self->drives, d->target, d->source, d->format);

      drive->is_file = d->is_file;
      drive->is_disk = d->is_disk;
      drive->read_only = d->read_only;
      drive->empty = d->empty;
    }
  learn_files (self);
  forget_missing (self);
  sp_picture_mark_written (self);
  return self;
}

SpPicture *
sp_picture_copy (SpPicture *self)
{
  SpPicture *copy = g_memdup2 (self, sizeof (SpPicture));

  copy->facts = g_object_ref (self->facts);
  copy->layers = sp_layers_copy (self->layers);
  copy->current = g_strdup (self->current);
  copy->drives = sp_picture_copy_drives (self->drives);
  copy->snapshots = g_ptr_array_new_with_free_func (snapshot_free);
  copy->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpPicSnapshot *s = g_memdup2 (self->snapshots->pdata[i], sizeof (SpPicSnapshot));

      if (s->from != NULL)
        g_object_ref (s->from);
      s->name = g_strdup (s->name);
      s->parent = g_strdup (s->parent);
      s->title = g_strdup (s->title);
      s->before = g_strdup (s->before);
      s->memory_file = g_strdup (s->memory_file);
      s->disks = copy_disks (s->disks);
      s->revert_disks = copy_disks (s->revert_disks);
      s->drives = sp_picture_copy_drives (s->drives);
      g_ptr_array_add (copy->snapshots, s);
      g_hash_table_insert (copy->by_name, s->name, s);
    }
  return copy;
}

/**
 * sp_picture_free:
 * @self: (transfer full) (nullable): a picture
 */
void
sp_picture_free (SpPicture *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->facts);
  sp_layers_unref (self->layers);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->snapshots);
  g_ptr_array_unref (self->drives);
  g_free (self->current);
  g_free (self);
}
