/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libvirtd and QEMU do to files and records. Function by function after qemu_snapshot.c of libvirt 9.9 to 12.8. */

#include "config.h"

#include "daemon-private.h"

#include <string.h>

static gboolean
is_job_name (const char *name)
{
  return strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") == strlen (name);
}

static const char *
check_take (Daemon       *self,
            const SpStep *step)
{
  gboolean inside = FALSE, separate = FALSE;

  if (daemon_find (self, step->snapshot) != NULL)
    return "domain moment already exists";
  for (guint i = 0; i < self->drives->len; i++)
    {
      DaemonDrive *drive = self->drives->pdata[i];
      SpStepDisk *disk = NULL;

      for (guint j = 0; j < step->disks->len && disk == NULL; j++)
        if (strcmp (((SpStepDisk *) step->disks->pdata[j])->target, drive->target) == 0)
          disk = step->disks->pdata[j];
      if (disk == NULL)
        return "a disk is not spoken of";
      inside |= disk->kind == SP_KIND_INTERNAL;
      separate |= disk->kind == SP_KIND_EXTERNAL;
      if (disk->kind == SP_KIND_INTERNAL && !drive->qcow2)
        return "internal snapshot not supported for storage type raw";
      if (disk->kind == SP_KIND_EXTERNAL && daemon_find_file (self, disk->layer) != NULL)
        return "external snapshot file exists";
      if (daemon_find_file (self, drive->source) == NULL)
        return "no such file";
    }
  if (inside && separate)
    return "mixing internal and external";
  if (!inside && !separate)
    return "nothing selected for snapshot";
  for (guint i = 0; inside && i < step->disks->len; i++)
    if (((SpStepDisk *) step->disks->pdata[i])->kind == SP_KIND_NONE)
      return "internal snapshots require all disks to be selected";
  if (inside && self->active && !step->memory)
    return "internal snapshot of a running machine without memory";
  if (inside && self->active && self->version >= 10009000 && !is_job_name (step->snapshot))
    return "Invalid job ID";
  if (step->memory && !self->active)
    return "memory of a machine that is off";
  if (step->memory_file != NULL && inside)
    return "memory in a file of its own, disks inside";
  if (step->memory_file != NULL && daemon_find_file (self, step->memory_file) != NULL)
    return "external snapshot file exists";
  if (step->memory_file != NULL && self->paused_since_revert && self->version < 12008000)
    return "Can't migrate the vm that was paused due to previous migration";
  return NULL;
}

static const char *
take (Daemon       *self,
      const SpStep *step)
{
  const char *error = check_take (self, step);
  DaemonSnapshot *parent = daemon_find (self, self->current);
  DaemonSnapshot *s = NULL;

  if (error != NULL)
    return error;
  s = g_new0 (DaemonSnapshot, 1);
  s->name = g_strdup (step->snapshot);
  s->title = g_strdup (step->title);
  s->parent = g_strdup (self->current);
  s->created = self->clock;
  s->safety = step->safety;
  s->guard = step->guard;
  s->state = !self->active ? SP_SNAPSHOT_STATE_OFF : !step->memory ? SP_SNAPSHOT_STATE_DISKS_ONLY
             : self->paused ? SP_SNAPSHOT_STATE_PAUSED : SP_SNAPSHOT_STATE_RUNNING;
  s->memory = !step->memory ? SP_MEMORY_NONE : step->memory_file ? SP_MEMORY_EXTERNAL : SP_MEMORY_INTERNAL;
  s->drives = daemon_copy_drives (self->drives);
  s->records = g_ptr_array_new_with_free_func (daemon_record_free);
  if (step->memory_file != NULL)
    {
      DaemonFile *file = daemon_add_file (self, step->memory_file, NULL, FALSE);

      file->memory = TRUE;
      file->blocks[0] = s->memory_serial = ++self->serial;
      s->memory_file = g_strdup (step->memory_file);
    }
  for (guint i = 0; i < step->disks->len; i++)
    {
      SpStepDisk *disk = step->disks->pdata[i];
      DaemonDrive *drive = daemon_find_drive (self->drives, disk->target);
      DaemonDrive *then = daemon_find_drive (s->drives, disk->target);

      daemon_add_record (s->records, disk->target, disk->kind, disk->layer);
      if (drive == NULL)
        continue;
      then->has_chain = self->active;
      then->promised = disk->kind != SP_KIND_NONE;
      if (disk->kind == SP_KIND_INTERNAL)
        g_hash_table_insert (daemon_find_file (self, drive->source)->inside, g_strdup (s->name),
                             g_memdup2 (daemon_find_file (self, drive->source)->blocks, sizeof drive->blocks));
      else if (disk->kind == SP_KIND_EXTERNAL)
        {
          daemon_add_file (self, disk->layer, drive->source, FALSE);
          g_set_str (&drive->source, disk->layer);
          drive->qcow2 = TRUE;
        }
    }
  if (parent != NULL)
    g_clear_pointer (&parent->revert_records, g_ptr_array_unref);
  g_ptr_array_add (self->snapshots, s);
  g_set_str (&self->current, s->name);
  return NULL;
}

static void
unlink_records (Daemon    *self,
                GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      DaemonRecord *record = records->pdata[i];

      if (record->kind == SP_KIND_EXTERNAL && record->source != NULL)
        g_hash_table_remove (self->files, record->source);
    }
}

/* qemuSnapshotRevertExternalPrepare and -Finish */
static const char *
revert_external (Daemon         *self,
                 DaemonSnapshot *s)
{
  DaemonSnapshot *current = daemon_find (self, self->current);
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (daemon_record_free);
  g_autoptr (GPtrArray) drives = daemon_copy_drives (s->drives);

  if (s->memory_file != NULL && (daemon_find_file (self, s->memory_file) == NULL ||
                                 daemon_find_file (self, s->memory_file)->blocks[0] != s->memory_serial))
    return "the memory file is not what it was";
  for (guint i = 0; i < drives->len; i++)
    if (!daemon_read (self, ((DaemonDrive *) drives->pdata[i])->source, ((DaemonDrive *) drives->pdata[i])->blocks))
      return "a frozen layer is missing";
  for (guint i = 0; i < drives->len; i++)
    {
      DaemonDrive *drive = drives->pdata[i];
      const char *dot = strrchr (drive->source, '.');
      int length = dot != NULL && dot > strrchr (drive->source, '/') ? (int) (dot - drive->source) : (int) strlen (drive->source);
      g_autofree char *path = g_strdup_printf ("%.*s.%" G_GINT64_FORMAT, length, drive->source, self->clock);

      if (daemon_find_file (self, path) != NULL)
        return "two reverts in one second";
      daemon_add_file (self, path, drive->source, FALSE);
      g_set_str (&drive->source, path);
      drive->qcow2 = TRUE;
      daemon_add_record (made, drive->target, SP_KIND_EXTERNAL, path);
    }
  if (current == NULL)
    return "the daemon crashes: no current snapshot";

  unlink_records (self, current->revert_records != NULL ? current->revert_records : current->records);
  g_clear_pointer (&current->revert_records, g_ptr_array_unref);
  if (daemon_count_children (self, s) > 0)
    {
      g_clear_pointer (&s->revert_records, g_ptr_array_unref);
      s->revert_records = g_steal_pointer (&made);
    }
  else
    {
      g_ptr_array_unref (s->records);
      s->records = g_steal_pointer (&made);
    }
  g_ptr_array_unref (self->drives);
  self->drives = g_steal_pointer (&drives);
  return NULL;
}

static const char *
revert_internal (Daemon         *self,
                 DaemonSnapshot *s)
{
  g_autoptr (GPtrArray) drives = daemon_copy_drives (s->drives);

  for (guint i = 0; i < drives->len; i++)
    {
      DaemonDrive *drive = drives->pdata[i];
      DaemonRecord *record = daemon_find_record (s->records, drive->target);
      DaemonFile *file = daemon_find_file (self, drive->source);

      if (!daemon_read (self, drive->source, drive->blocks))
        return "a frozen layer is missing";
      if (record != NULL && record->kind == SP_KIND_INTERNAL && !g_hash_table_contains (file->inside, s->name))
        return "no such snapshot in the file";
    }
  for (guint i = 0; i < drives->len; i++)
    {
      DaemonDrive *drive = drives->pdata[i];
      DaemonRecord *record = daemon_find_record (s->records, drive->target);
      DaemonFile *file = daemon_find_file (self, drive->source);

      if (record != NULL && record->kind == SP_KIND_INTERNAL)
        memcpy (file->blocks, g_hash_table_lookup (file->inside, s->name), sizeof file->blocks);
      daemon_read (self, drive->source, drive->blocks);
    }
  g_ptr_array_unref (self->drives);
  self->drives = g_steal_pointer (&drives);
  return NULL;
}

const char *
daemon_revert (Daemon     *self,
               const char *name,
               SpThen      then)
{
  DaemonSnapshot *s = daemon_find (self, name);
  gboolean paused;
  const char *error = NULL;

  if (s == NULL)
    return "no such snapshot";
  daemon_power (self, FALSE, FALSE); /* it is killed first */
  error = daemon_is_external (s) ? revert_external (self, s) : revert_internal (self, s);
  if (error != NULL)
    return error;

  g_set_str (&self->current, s->name);
  paused = then == SP_THEN_PAUSED || (then == SP_THEN_AS_TAKEN && s->state == SP_SNAPSHOT_STATE_PAUSED);
  daemon_power (self, s->memory != SP_MEMORY_NONE || then != SP_THEN_AS_TAKEN, paused);
  self->paused_since_revert = paused && s->memory == SP_MEMORY_EXTERNAL;
  return NULL;
}

/* The machine is dead and described as it was then; one half may have been done. */
void
daemon_fail_revert (Daemon       *self,
                    const SpStep *step,
                    gboolean      unlinks)
{
  DaemonSnapshot *s = daemon_find (self, step->snapshot);
  DaemonSnapshot *current = daemon_find (self, self->current);

  daemon_power (self, FALSE, FALSE);
  g_ptr_array_unref (self->drives);
  self->drives = daemon_copy_drives (s->drives);
  if (unlinks && daemon_is_external (s))
    unlink_records (self, current->revert_records != NULL ? current->revert_records : current->records);
  else if (unlinks)
    {
      DaemonDrive *first = self->drives->pdata[0];
      DaemonFile *file = daemon_find_file (self, first->source);
      const int *blocks = file != NULL ? g_hash_table_lookup (file->inside, s->name) : NULL;

      if (blocks != NULL)
        memcpy (file->blocks, blocks, sizeof file->blocks);
    }
}

/* qemuSnapshotFindParentSnapForDisk */
static DaemonSnapshot *
find_parent_for_disk (Daemon         *self,
                      DaemonSnapshot *s,
                      const char     *target)
{
  for (s = daemon_find (self, s->parent); s != NULL; s = daemon_find (self, s->parent))
    {
      DaemonRecord *record = daemon_find_record (s->records, target);

      if (record != NULL && record->kind != SP_KIND_NONE)
        return s;
    }
  return NULL;
}

/* qemuSnapshotExternalGetSnapDiskSrc; older ones go by the record. */
static const char *
get_merged (Daemon         *self,
            DaemonSnapshot *s,
            DaemonRecord   *record)
{
  DaemonDrive *drive = NULL;

  if (self->version < 11003000)
    return record->source;
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      DaemonSnapshot *child = self->snapshots->pdata[i];

      if (g_strcmp0 (child->parent, s->name) == 0)
        {
          drive = daemon_find_drive (child->drives, record->target);
          return drive != NULL ? drive->source : record->source;
        }
    }
  if (g_strcmp0 (self->current, s->name) == 0)
    drive = daemon_find_drive (self->drives, record->target);
  return drive != NULL ? drive->source : record->source;
}

/* qemuSnapshotDeleteExternalPrepareData */
static const char *
check_merge (Daemon         *self,
             DaemonSnapshot *s)
{
  if (self->paused_since_revert && self->version < 12008000)
    return "block-commit: Inactive ... can't be a backing child";
  for (guint i = 0; i < s->records->len; i++)
    {
      DaemonRecord *record = s->records->pdata[i];
      DaemonDrive *then = daemon_find_drive (s->drives, record->target);
      DaemonDrive *now = daemon_find_drive (self->drives, record->target);
      DaemonSnapshot *parent = find_parent_for_disk (self, s, record->target);
      const char *source = get_merged (self, s, record);
      DaemonFile *layer = daemon_find_file (self, source);
      int blocks[DAEMON_BLOCKS];

      if (record->kind != SP_KIND_EXTERNAL)
        continue;
      if (then == NULL || now == NULL)
        return "failed to find disk";
      if (!daemon_read (self, now->source, blocks))
        return "QEMU does not start: a file is missing";
      if (layer == NULL || !daemon_stands_on (self, now->source, source))
        return "could not find image in chain";
      if (g_strcmp0 (layer->backing, then->source) != 0)
        return "snapshot VM disk source and parent disk source are not the same";
      if (parent != NULL && !daemon_is_external (parent))
        return "deleting external snapshot that has internal snapshot as parent not supported";
    }
  for (guint i = 0; i < self->snapshots->len && self->version < 12008000; i++)
    {
      DaemonSnapshot *other = self->snapshots->pdata[i];

      if (other == s || !daemon_is_ancestor (self, s, other) || daemon_is_ancestor (self, other, daemon_find (self, self->current)))
        continue;
      for (guint j = 0; j < other->drives->len; j++)
        if (!((DaemonDrive *) other->drives->pdata[j])->has_chain)
          return "the daemon crashes: a branch that was saved while the machine was off";
    }
  return NULL;
}

/* qemuSnapshotGetDisksWithBackingStore, qemuSnapshotUpdateBackingStore: `qemu-img rebase -u` of what other branches froze. */
static void
rebase_others (Daemon         *self,
               DaemonSnapshot *s,
               const char     *gone,
               const char     *into)
{
  DaemonSnapshot *current = daemon_find (self, self->current);

  for (guint i = 0; i < self->snapshots->len; i++)
    {
      DaemonSnapshot *other = self->snapshots->pdata[i];

      if (other == s || !daemon_is_ancestor (self, s, other) || daemon_is_ancestor (self, other, current))
        continue;
      for (guint j = 0; j < other->drives->len; j++)
        {
          DaemonDrive *drive = other->drives->pdata[j];
          DaemonFile *file = daemon_find_file (self, drive->source);

          if (file != NULL && g_strcmp0 (file->backing, gone) == 0)
            g_set_str (&file->backing, into);
        }
    }
}

/* qemuSnapshotDiscardExternal and -DeleteUpdateDisks: block-commit of each layer into the one below. */
static const char *
merge (Daemon         *self,
       DaemonSnapshot *s)
{
  const char *error = check_merge (self, s);

  for (guint i = 0; i < s->records->len && error == NULL; i++)
    {
      DaemonRecord *record = s->records->pdata[i];
      DaemonDrive *now = daemon_find_drive (self->drives, record->target);
      DaemonDrive *then = daemon_find_drive (s->drives, record->target);
      DaemonFile *gone = daemon_find_file (self, get_merged (self, s, record));
      DaemonFile *into = NULL;

      if (record->kind != SP_KIND_EXTERNAL)
        continue;
      into = daemon_find_file (self, gone->backing);
      for (int j = 0; j < DAEMON_BLOCKS; j++)
        if (gone->blocks[j] != 0)
          into->blocks[j] = gone->blocks[j];
      for (DaemonFile *file = daemon_find_file (self, now->source); file != NULL; file = daemon_find_file (self, file->backing))
        if (g_strcmp0 (file->backing, gone->path) == 0)
          g_set_str (&file->backing, into->path);
      if (strcmp (now->source, gone->path) == 0)
        {
          g_set_str (&now->source, into->path);
          now->qcow2 = then->qcow2;
        }
      rebase_others (self, s, gone->path, into->path);
      for (guint j = 0; j < self->snapshots->len; j++)
        {
          DaemonSnapshot *other = self->snapshots->pdata[j];
          DaemonDrive *drive = daemon_find_drive (other->drives, record->target);

          if (other != s && daemon_is_ancestor (self, s, other) && daemon_is_external (other) && drive != NULL &&
              strcmp (drive->source, gone->path) == 0)
            {
              g_set_str (&drive->source, then->source);
              drive->qcow2 = then->qcow2;
              drive->has_chain = FALSE; /* proven 11.3: the new description has none */
            }
        }
      g_hash_table_remove (self->files, gone->path);
    }
  return error;
}

/* qemuSnapshotDeleteValidate and what it lets through */
static const char *
delete_external (Daemon         *self,
                 DaemonSnapshot *s)
{
  DaemonSnapshot *current = daemon_find (self, self->current);
  guint n = daemon_count_children (self, s);
  const char *error = NULL;

  if (s == current && n > 0)
    return "deletion of active external snapshot with children";
  if (n > 0 && !daemon_is_ancestor (self, s, current))
    return "deletion of non-leaf external snapshot that is not in active chain";
  if (n > 1)
    return "deletion of external snapshot with multiple children";
  if (s == current || n > 0)
    error = merge (self, s);
  else
    for (guint i = 0; i < s->records->len; i++)
      {
        DaemonRecord *record = s->records->pdata[i];
        DaemonDrive *then = daemon_find_drive (s->drives, record->target);
        DaemonSnapshot *parent = find_parent_for_disk (self, s, record->target);

        if (record->kind != SP_KIND_EXTERNAL)
          continue;
        if (then == NULL)
          return "failed to find disk";
        if (self->version < 11000000 || (parent != NULL && daemon_is_external (parent)))
          g_hash_table_remove (self->files, then->source);
      }
  if (error == NULL && s->memory_file != NULL)
    g_hash_table_remove (self->files, s->memory_file);
  return error;
}

static const char *
delete_internal (Daemon         *self,
                 DaemonSnapshot *s)
{
  for (guint i = 0; i < s->records->len; i++)
    {
      DaemonRecord *record = s->records->pdata[i];
      DaemonDrive *then = daemon_find_drive (s->drives, record->target);
      DaemonDrive *now = daemon_find_drive (self->drives, record->target);

      if (self->active && (now == NULL || strcmp (now->source, then->source) != 0))
        return "disk image for internal snapshot is not the same as disk image currently used by VM";
    }
  if (self->active && self->version >= 10009000 && !is_job_name (s->name))
    return "Invalid job ID";
  for (guint i = 0; i < s->drives->len; i++)
    {
      DaemonFile *file = daemon_find_file (self, ((DaemonDrive *) s->drives->pdata[i])->source);

      if (file != NULL)
        g_hash_table_remove (file->inside, s->name);
    }
  return NULL;
}

/* qemuSnapshotDiscardMetadata */
void
daemon_forget (Daemon     *self,
               const char *name)
{
  DaemonSnapshot *s = daemon_find (self, name);
  DaemonSnapshot *parent = daemon_find (self, s->parent);

  for (guint i = 0; i < self->snapshots->len; i++)
    {
      DaemonSnapshot *child = self->snapshots->pdata[i];

      if (g_strcmp0 (child->parent, s->name) == 0)
        g_set_str (&child->parent, s->parent);
    }
  if (parent != NULL && parent->revert_records != NULL)
    {
      g_ptr_array_unref (parent->records);
      parent->records = g_steal_pointer (&parent->revert_records);
    }
  if (g_strcmp0 (self->current, s->name) == 0)
    g_set_str (&self->current, s->parent);
  g_ptr_array_remove (self->snapshots, s);
}

const char *
daemon_delete (Daemon     *self,
               const char *name)
{
  DaemonSnapshot *s = daemon_find (self, name);
  const char *error = NULL;

  if (s == NULL)
    return "no such snapshot";
  error = daemon_is_external (s) ? delete_external (self, s) : delete_internal (self, s);
  if (error == NULL)
    daemon_forget (self, name);
  return error;
}

const char *
daemon_step (Daemon       *self,
             const SpStep *step)
{
  switch (step->kind)
    {
    case SP_STEP_TAKE:
      return take (self, step);
    case SP_STEP_REVERT:
      return daemon_revert (self, step->snapshot, step->then);
    case SP_STEP_DELETE:
      return daemon_delete (self, step->snapshot);
    case SP_STEP_FORGET:
      daemon_forget (self, step->snapshot);
      return NULL;
    case SP_STEP_DISCARD_SAVED:
    case SP_STEP_MAKE_CURRENT:
    case SP_STEP_REMOVE:
      return "not of this world: nothing here gets lost that way";
    case SP_STEP_WAIT:
      self->clock++;
      return NULL;
    case SP_STEP_SET_CLOCK:
      return NULL;
    case SP_STEP_START:
      daemon_power (self, TRUE, FALSE);
      return NULL;
    case SP_STEP_PAUSE:
      daemon_power (self, TRUE, TRUE);
      return NULL;
    case SP_STEP_RESUME:
      daemon_power (self, TRUE, FALSE);
      return NULL;
    case SP_STEP_POWER_OFF:
      daemon_power (self, FALSE, FALSE);
      return NULL;
    default:
      g_assert_not_reached ();
    }
}
