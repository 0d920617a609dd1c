/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated host: its files block by block, its records, and who writes. */

#include "config.h"

#include "daemon-private.h"

#include <string.h>

static void
drive_free (gpointer data)
{
  DaemonDrive *self = data;

  g_free (self->target);
  g_free (self->source);
  g_free (self);
}

void
daemon_record_free (gpointer data)
{
  DaemonRecord *self = data;

  g_free (self->target);
  g_free (self->source);
  g_free (self);
}

static void
snapshot_free (gpointer data)
{
  DaemonSnapshot *self = data;

  g_free (self->name);
  g_free (self->parent);
  g_free (self->title);
  g_free (self->memory_file);
  g_ptr_array_unref (self->drives);
  g_ptr_array_unref (self->records);
  g_clear_pointer (&self->revert_records, g_ptr_array_unref);
  g_free (self);
}

static void
file_free (gpointer data)
{
  DaemonFile *self = data;

  g_free (self->path);
  g_free (self->backing);
  g_hash_table_unref (self->inside);
  g_free (self);
}

static void
clone_free (gpointer data)
{
  DaemonClone *self = data;

  g_free (self->name);
  g_free (self->top);
  g_free (self);
}

DaemonFile *
daemon_find_file (Daemon     *self,
                  const char *path)
{
  return path != NULL ? g_hash_table_lookup (self->files, path) : NULL;
}

DaemonFile *
daemon_add_file (Daemon     *self,
                 const char *path,
                 const char *backing,
                 gboolean    own)
{
  DaemonFile *file = g_new0 (DaemonFile, 1);

  file->path = g_strdup (path);
  file->backing = g_strdup (backing);
  file->own = own;
  file->inside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (self->files, file->path, file);
  if (own)
    g_ptr_array_add (self->own, g_strdup (path));
  return file;
}

DaemonDrive *
daemon_find_drive (GPtrArray  *drives,
                   const char *target)
{
  for (guint i = 0; i < drives->len; i++)
    if (strcmp (((DaemonDrive *) drives->pdata[i])->target, target) == 0)
      return drives->pdata[i];
  return NULL;
}

DaemonRecord *
daemon_find_record (GPtrArray  *records,
                    const char *target)
{
  for (guint i = 0; i < records->len; i++)
    if (strcmp (((DaemonRecord *) records->pdata[i])->target, target) == 0)
      return records->pdata[i];
  return NULL;
}

void
daemon_add_record (GPtrArray  *records,
                   const char *target,
                   SpKind      kind,
                   const char *source)
{
  DaemonRecord *record = g_new0 (DaemonRecord, 1);

  record->target = g_strdup (target);
  record->kind = kind;
  record->source = g_strdup (source);
  g_ptr_array_add (records, record);
}

DaemonDrive *
daemon_add_drive (GPtrArray  *drives,
                  const char *target,
                  const char *source,
                  gboolean    qcow2)
{
  DaemonDrive *drive = g_new0 (DaemonDrive, 1);

  drive->target = g_strdup (target);
  drive->source = g_strdup (source);
  drive->qcow2 = qcow2;
  g_ptr_array_add (drives, drive);
  return drive;
}

GPtrArray *
daemon_copy_drives (GPtrArray *drives)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (drive_free);

  for (guint i = 0; i < drives->len; i++)
    {
      DaemonDrive *from = drives->pdata[i];
      DaemonDrive *to = daemon_add_drive (copy, from->target, from->source, from->qcow2);

      memcpy (to->blocks, from->blocks, sizeof to->blocks);
    }
  return copy;
}

/* FALSE: a file is missing, or stands on itself. */
gboolean
daemon_read (Daemon     *self,
             const char *path,
             int         blocks[DAEMON_BLOCKS])
{
  guint depth = 0;

  memset (blocks, 0, sizeof (int) * DAEMON_BLOCKS);
  for (; path != NULL; depth++)
    {
      DaemonFile *file = daemon_find_file (self, path);

      if (file == NULL || depth > g_hash_table_size (self->files))
        return FALSE;
      for (int i = 0; i < DAEMON_BLOCKS; i++)
        if (blocks[i] == 0)
          blocks[i] = file->blocks[i];
      path = file->backing;
    }
  return TRUE;
}

gboolean
daemon_stands_on (Daemon     *self,
                  const char *top,
                  const char *below)
{
  for (DaemonFile *file = daemon_find_file (self, top); file != NULL; file = daemon_find_file (self, file->backing))
    if (strcmp (file->path, below) == 0)
      return TRUE;
  return FALSE;
}

Daemon *
daemon_new (guint64  version,
            gboolean qcow2,
            gboolean pools)
{
  Daemon *self = g_new0 (Daemon, 1);

  self->version = version;
  self->pools = pools;
  self->clock = 1800000000;
  self->serial = 1;
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, file_free);
  self->drives = g_ptr_array_new_with_free_func (drive_free);
  self->snapshots = g_ptr_array_new_with_free_func (snapshot_free);
  self->clones = g_ptr_array_new_with_free_func (clone_free);
  self->own = g_ptr_array_new_with_free_func (g_free);
  daemon_add_drive (self->drives, "vda", "/img/a.img", qcow2);
  daemon_add_drive (self->drives, "vdb", "/img/b.qcow2", qcow2);
  daemon_add_file (self, "/img/a.img", NULL, TRUE);
  daemon_add_file (self, "/img/b.qcow2", NULL, TRUE);
  daemon_power (self, TRUE, FALSE);
  daemon_write (self);
  return self;
}

void
daemon_free (Daemon *self)
{
  g_free (self->current);
  g_hash_table_unref (self->files);
  g_ptr_array_unref (self->drives);
  g_ptr_array_unref (self->snapshots);
  g_ptr_array_unref (self->clones);
  g_ptr_array_unref (self->own);
  g_free (self);
}

void
daemon_power (Daemon  *self,
              gboolean active,
              gboolean paused)
{
  self->active = active;
  self->paused = active && paused;
  if (!self->paused)
    self->paused_since_revert = FALSE;
}

/* QEMU's locks: who stands on a file keeps others from writing it. */
static gboolean
is_under_clone (Daemon     *self,
                const char *path)
{
  for (guint i = 0; i < self->clones->len; i++)
    if (daemon_stands_on (self, ((DaemonClone *) self->clones->pdata[i])->top, path))
      return TRUE;
  return FALSE;
}

void
daemon_write (Daemon *self)
{
  for (guint i = 0; i < self->drives->len && self->active && !self->paused; i++)
    {
      DaemonDrive *drive = self->drives->pdata[i];
      DaemonFile *file = daemon_find_file (self, drive->source);
      int block = self->serial % DAEMON_BLOCKS;

      if (file == NULL || is_under_clone (self, file->path))
        continue;
      file->blocks[block] = drive->blocks[block] = ++self->serial;
    }
  for (guint i = 0; i < self->clones->len; i++)
    {
      DaemonClone *clone = self->clones->pdata[i];
      DaemonFile *file = daemon_find_file (self, clone->top);

      if (file != NULL)
        file->blocks[0] = clone->blocks[0] = ++self->serial;
    }
}

DaemonSnapshot *
daemon_find (Daemon     *self,
             const char *name)
{
  for (guint i = 0; i < self->snapshots->len; i++)
    if (g_strcmp0 (((DaemonSnapshot *) self->snapshots->pdata[i])->name, name) == 0)
      return self->snapshots->pdata[i];
  return NULL;
}

gboolean
daemon_is_external (DaemonSnapshot *s)
{
  for (guint i = 0; i < s->records->len; i++)
    if (((DaemonRecord *) s->records->pdata[i])->kind == SP_KIND_EXTERNAL)
      return TRUE;
  return s->memory == SP_MEMORY_EXTERNAL;
}

guint
daemon_count_children (Daemon         *self,
                       DaemonSnapshot *s)
{
  guint n = 0;

  for (guint i = 0; i < self->snapshots->len; i++)
    n += g_strcmp0 (((DaemonSnapshot *) self->snapshots->pdata[i])->parent, s->name) == 0;
  return n;
}

/* Or the same. */
gboolean
daemon_is_ancestor (Daemon         *self,
                    DaemonSnapshot *ancestor,
                    DaemonSnapshot *s)
{
  while (s != NULL && s != ancestor)
    s = daemon_find (self, s->parent);
  return s != NULL;
}
