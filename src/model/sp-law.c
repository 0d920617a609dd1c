/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rule 1 of the law of layers: who would lose a file by a step. */

#include "config.h"

#include "sp-effects.h"

#include "sp-picture-private.h"

#include <string.h>

enum
{
  HIT = 1,
  SPARED,
};

/* Marks every layer that stands on a hit one, and is not spared on the way down. Linear: each layer is walked once. */
static void
spread (SpLayers   *layers,
        GHashTable *marks)
{
  g_autoptr (GPtrArray) way = g_ptr_array_new ();

  for (guint i = 0; i < sp_layers_get_n (layers); i++)
    {
      const SpLayer *layer = sp_layers_get (layers, i);
      const char *path = layer->path;
      int mark = 0;

      g_ptr_array_set_size (way, 0);
      while (path != NULL && way->len <= sp_layers_get_n (layers))
        {
          mark = GPOINTER_TO_INT (g_hash_table_lookup (marks, path));
          if (mark != 0)
            break;
          g_ptr_array_add (way, (gpointer) path);
          layer = sp_layers_find (layers, path);
          path = layer ? layer->backing : NULL;
        }
      if (mark == 0)
        mark = SPARED;
      for (guint j = 0; j < way->len; j++)
        g_hash_table_insert (marks, g_strdup (way->pdata[j]), GINT_TO_POINTER (mark));
    }
}

static GHashTable *
new_marks (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
set_mark (GHashTable *marks,
          const char *path,
          int         mark)
{
  g_hash_table_insert (marks, g_strdup (path), GINT_TO_POINTER (mark));
}

static gboolean
is_hit (GHashTable *marks,
        const char *path)
{
  return path != NULL && GPOINTER_TO_INT (g_hash_table_lookup (marks, path)) == HIT;
}

static gboolean
has (GPtrArray  *paths,
     const char *path)
{
  return path != NULL && g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL);
}

static const char *
find_other_machine (SpPicture    *picture,
                    const SpStep *step)
{
  const SpFactsInit *f = sp_facts_peek (picture->facts);

  for (gsize i = 0; i < f->n_uses; i++)
    if (has (step->touches.unlinked, f->uses[i].path) || has (step->touches.written, f->uses[i].path) ||
        has (step->touches.rebased, f->uses[i].path))
      return f->uses[i].machine;
  return NULL;
}

/* A file that no snapshot made is never unlinked, whoever needs it. */
static const char *
find_own_file (SpPicture    *before,
               const SpStep *step)
{
  for (guint i = 0; i < step->touches.unlinked->len; i++)
    {
      const SpLayer *layer = sp_layers_find (before->layers, step->touches.unlinked->pdata[i]);

      if (layer != NULL && layer->role == SP_LAYER_BASE)
        return layer->path;
    }
  return NULL;
}

/* Whether a drive of a snapshot keeps its file as a frozen layer: not where the state is inside it, nor where it was left out. */
static gboolean
is_frozen (SpPicSnapshot *s,
           SpPicDrive    *drive)
{
  SpPicDisk *disk = sp_picture_find_disk (s->disks, drive->target);

  return disk != NULL && disk->kind == SP_KIND_EXTERNAL;
}

static gboolean
is_inside (SpPicSnapshot *s,
           SpPicDrive    *drive)
{
  SpPicDisk *disk = sp_picture_find_disk (s->disks, drive->target);

  return drive->is_disk && !drive->read_only && (disk ? disk->kind == SP_KIND_INTERNAL : !sp_pic_snapshot_is_external (s));
}

/* Whether a snapshot's view of a drive changes when the marked files are written. */
static gboolean
is_spoilt (SpPicture     *picture,
           SpPicSnapshot *s,
           SpPicDrive    *drive,
           GHashTable    *marks)
{
  const SpLayer *layer = NULL;

  if (drive->source == NULL)
    return FALSE;
  if (is_inside (s, drive))
    {
      /* Its own file may be written, that is what it is kept inside for; the layers below may not. */
      layer = sp_layers_find (picture->layers, drive->source);
      return layer != NULL && is_hit (marks, layer->backing);
    }
  return (is_frozen (s, drive) || drive->read_only) && is_hit (marks, drive->source);
}

static gboolean
is_top (GPtrArray  *drives,
        const char *path)
{
  for (guint i = 0; i < drives->len; i++)
    {
      SpPicDrive *drive = drives->pdata[i];

      if (drive->is_disk && !drive->read_only && g_strcmp0 (drive->source, path) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
mark_step (SpPicture    *before,
           SpPicture    *after,
           const SpStep *step,
           GHashTable   *removed,
           GHashTable   *written,
           GHashTable   *thawed)
{
  for (guint i = 0; i < step->touches.written->len; i++)
    set_mark (written, step->touches.written->pdata[i], HIT);
  for (guint i = 0; i < step->touches.unlinked->len; i++)
    {
      const char *path = step->touches.unlinked->pdata[i];
      const SpLayer *layer = sp_layers_find (before->layers, path);

      set_mark (removed, path, HIT);
      /* What was merged is in the layer below: who stands on both sees the same as before. */
      if (layer != NULL && has (step->touches.written, layer->backing))
        set_mark (written, path, SPARED);
    }
  for (guint i = 0; i < after->drives->len; i++)
    {
      SpPicDrive *drive = after->drives->pdata[i];

      if (drive->is_disk && !drive->read_only && drive->source != NULL && !is_top (before->drives, drive->source) &&
          !has (step->touches.written, drive->source))
        set_mark (thawed, drive->source, HIT);
    }
  spread (after->layers, removed);
  spread (before->layers, written);
  spread (after->layers, thawed);
}

static const char *
find_snapshot (SpPicture    *before,
               SpPicture    *after,
               const SpStep *step,
               GHashTable   *removed,
               GHashTable   *written,
               GHashTable   *thawed)
{
  for (guint i = 0; i < after->snapshots->len; i++)
    {
      SpPicSnapshot *s = after->snapshots->pdata[i];
      SpPicSnapshot *was = sp_picture_find (before, s->name);

      if (has (step->touches.unlinked, s->memory_file))
        return s->name;
      for (guint j = 0; j < s->drives->len; j++)
        {
          SpPicDrive *drive = s->drives->pdata[j];

          if (is_hit (removed, drive->source) || is_spoilt (after, s, drive, thawed))
            return s->name;
        }
      for (guint j = 0; was != NULL && j < was->drives->len; j++)
        if (is_spoilt (before, was, was->drives->pdata[j], written))
          return s->name;
    }
  return NULL;
}

static gboolean
hits_now (SpPicture    *before,
          SpPicture    *after,
          const SpStep *step,
          GHashTable   *removed,
          GHashTable   *written)
{
  for (guint i = 0; i < after->drives->len; i++)
    if (is_hit (removed, ((SpPicDrive *) after->drives->pdata[i])->source))
      return TRUE;
  /* A revert gives Now up; after anything else it must see what it saw. */
  for (guint i = 0; step->kind != SP_STEP_REVERT && i < before->drives->len; i++)
    if (is_hit (written, ((SpPicDrive *) before->drives->pdata[i])->source))
      return TRUE;
  return FALSE;
}

/* As sp_effects_find_victim(), where the step was run already. */
char *
sp_law_find_victim (SpPicture    *before,
                    SpPicture    *after,
                    const SpStep *step)
{
  g_autoptr (GHashTable) removed = NULL;
  g_autoptr (GHashTable) written = NULL;
  g_autoptr (GHashTable) thawed = NULL;
  const char *victim = find_other_machine (before, step);

  if (victim == NULL)
    victim = find_own_file (before, step);
  if (victim != NULL)
    return g_strdup (victim);

  removed = new_marks ();
  written = new_marks ();
  thawed = new_marks ();
  mark_step (before, after, step, removed, written, thawed);
  victim = find_snapshot (before, after, step, removed, written, thawed);
  if (victim == NULL && hits_now (before, after, step, removed, written))
    victim = "Now";
  return g_strdup (victim);
}

/* Whether a file could stand on @path for all that is known; @target is the file's disk, or %NULL. */
static gboolean
may_stand_on (SpPicture  *before,
              const char *file,
              const char *target,
              const char *path)
{
  const SpLayer *layer = sp_layers_find (sp_facts_peek (before->facts)->layers, path);

  /* Nothing stands on a file that came into being in this very plan, or that was written until now, or on memory. */
  if (layer == NULL || layer->role == SP_LAYER_MEMORY || layer->written || is_top (before->drives, path))
    return FALSE;
  if (layer->target != NULL && target != NULL && strcmp (layer->target, target) != 0)
    return FALSE;

  return !sp_layers_stands_on (before->layers, path, file);
}

static gboolean
may_be_touched (SpPicture    *before,
                const SpStep *step,
                const char   *file,
                const char   *target)
{
  for (guint i = 0; i < step->touches.unlinked->len; i++)
    if (may_stand_on (before, file, target, step->touches.unlinked->pdata[i]))
      return TRUE;
  for (guint i = 0; i < step->touches.written->len; i++)
    if (may_stand_on (before, file, target, step->touches.written->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
any_hit (GPtrArray  *drives,
         GHashTable *marks)
{
  for (guint i = 0; i < drives->len; i++)
    {
      SpPicDrive *drive = drives->pdata[i];

      if (drive->is_disk && is_hit (marks, drive->source))
        return TRUE;
    }
  return FALSE;
}

/* A point that stays, where it is not known whether it needs what the step touches: without storage pools, libvirt does not
 * tell what a layer of a machine that is off stands on, unless somebody has it on record. */
char *
sp_law_find_doubtful (SpPicture    *before,
                      SpPicture    *after,
                      const SpStep *step)
{
  g_autoptr (GHashTable) marks = new_marks ();

  for (guint i = 0; i < sp_layers_get_n (before->layers); i++)
    {
      const SpLayer *layer = sp_layers_get (before->layers, i);

      if (layer->role == SP_LAYER_MEMORY)
        continue;
      if (!layer->backing_known && g_strcmp0 (layer->format, "raw") != 0 &&
          may_be_touched (before, step, layer->path, layer->target))
        set_mark (marks, layer->path, HIT);
      if (layer->backing != NULL && sp_layers_find (before->layers, layer->backing) == NULL &&
          may_be_touched (before, step, layer->backing, layer->target))
        set_mark (marks, layer->backing, HIT);
    }
  if (g_hash_table_size (marks) == 0)
    return NULL;

  spread (before->layers, marks);
  for (guint i = 0; i < after->snapshots->len; i++)
    {
      SpPicSnapshot *s = after->snapshots->pdata[i];

      if (any_hit (s->drives, marks))
        return g_strdup (s->name);
    }
  return any_hit (after->drives, marks) ? g_strdup ("Now") : NULL;
}

/**
 * sp_effects_find_victim:
 * @before: the picture before the step; not changed
 * @step: a step
 *
 * Rule 1: no step writes, unlinks or rebases a file that a point which stays, Now, or another machine needs; and no file that
 * no snapshot made is unlinked. No step makes a frozen layer writable (rule 3).
 *
 * Returns: (transfer full) (nullable): %NULL if nothing would be lost, else the name of a snapshot, “Now”, the name of another
 *   machine, or the path of a person's own file
 */
char *
sp_effects_find_victim (SpPicture    *before,
                        const SpStep *step)
{
  g_autoptr (SpPicture) after = NULL;
  g_autoptr (SpStep) done = NULL;

  g_return_val_if_fail (before != NULL, NULL);
  g_return_val_if_fail (step != NULL, NULL);

  after = sp_picture_copy (before);
  done = sp_step_copy (step);
  if (sp_effects_run (after, done) != NULL)
    return NULL; /* libvirt refuses: nothing is touched */
  return sp_law_find_victim (before, after, done);
}
