/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other clients and people do to a simulated host; what is left of what was promised; the facts that it gives. */

#include "config.h"

#include "daemon.h"

#include <string.h>

const char *
daemon_take (Daemon     *self,
             const char *name,
             SpKind      kind,
             gboolean    memory)
{
  g_autoptr (GPtrArray) disks = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *file = g_strdup_printf ("/img/%s.mem", name);
  SpStep step = { .kind = SP_STEP_TAKE, .snapshot = (char *) name, .disks = disks, .memory = memory && self->active };

  if (step.memory && kind == SP_KIND_EXTERNAL)
    step.memory_file = file;
  for (guint i = 0; i < self->drives->len; i++)
    {
      DaemonDrive *drive = self->drives->pdata[i];
      const char *dot = strrchr (drive->source, '.');
      SpStepDisk *disk = g_new0 (SpStepDisk, 1);

      disk->target = drive->target;
      disk->kind = kind;
      disk->layer = kind == SP_KIND_EXTERNAL ? g_strdup_printf ("%.*s.%s", (int) (dot - drive->source), drive->source, name) : NULL;
      g_ptr_array_add (paths, disk->layer);
      g_ptr_array_add (disks, disk);
    }
  return daemon_step (self, &step);
}

/* virsh snapshot-edit --rename defines it anew and deletes the old record. */
void
daemon_rename (Daemon     *self,
               const char *name,
               const char *to)
{
  DaemonSnapshot *s = daemon_find (self, name);

  for (guint i = 0; i < self->snapshots->len; i++)
    {
      DaemonSnapshot *child = self->snapshots->pdata[i];

      if (g_strcmp0 (child->parent, name) == 0)
        g_set_str (&child->parent, s->parent);
    }
  if (g_strcmp0 (self->current, name) == 0)
    g_set_str (&self->current, to);
  g_set_str (&s->name, to);
  daemon_redefine (self, to);
}

/* Drops <revertDisks>, even where the very same text is given. */
void
daemon_redefine (Daemon     *self,
                 const char *name)
{
  g_clear_pointer (&daemon_find (self, name)->revert_records, g_ptr_array_unref);
}

void
daemon_swap_disk (Daemon     *self,
                  const char *target,
                  const char *path)
{
  DaemonDrive *drive = NULL;

  for (guint i = 0; i < self->drives->len; i++)
    if (strcmp (((DaemonDrive *) self->drives->pdata[i])->target, target) == 0)
      drive = self->drives->pdata[i];
  if (path == NULL)
    {
      if (drive != NULL)
        g_ptr_array_remove (self->drives, drive);
      return;
    }
  daemon_add_file (self, path, NULL, TRUE)->blocks[0] = ++self->serial;
  if (drive == NULL)
    {
      drive = g_new0 (DaemonDrive, 1);
      drive->target = g_strdup (target);
      g_ptr_array_add (self->drives, drive);
    }
  g_set_str (&drive->source, path);
  drive->qcow2 = TRUE;
  memset (drive->blocks, 0, sizeof drive->blocks);
  drive->blocks[0] = self->serial;
}

void
daemon_clone (Daemon     *self,
              const char *name,
              const char *below)
{
  DaemonClone *clone = g_new0 (DaemonClone, 1);
  g_autofree char *top = g_strdup_printf ("/img/%s.img", name);

  clone->name = g_strdup (name);
  clone->top = g_strdup (top);
  daemon_add_file (self, top, below, TRUE);
  daemon_read (self, top, clone->blocks);
  g_ptr_array_add (self->clones, clone);
}

static gboolean
read_promise (Daemon         *self,
              DaemonSnapshot *s,
              DaemonDrive    *drive,
              int             blocks[DAEMON_BLOCKS])
{
  DaemonFile *file = daemon_find_file (self, drive->source);
  const int *inside = file != NULL ? g_hash_table_lookup (file->inside, s->name) : NULL;
  int below[DAEMON_BLOCKS];

  for (guint i = 0; i < s->records->len; i++)
    {
      DaemonRecord *record = s->records->pdata[i];

      if (strcmp (record->target, drive->target) != 0 || record->kind != SP_KIND_INTERNAL)
        continue;
      if (inside == NULL || !daemon_read (self, file->backing, below))
        return FALSE;
      for (int j = 0; j < DAEMON_BLOCKS; j++)
        blocks[j] = inside[j] != 0 ? inside[j] : below[j];
      return TRUE;
    }
  return daemon_read (self, drive->source, blocks);
}

static char *
check_snapshot (Daemon         *self,
                DaemonSnapshot *s,
                gboolean        strike)
{
  DaemonFile *memory = s->memory_file != NULL ? daemon_find_file (self, s->memory_file) : NULL;
  char *loss = NULL;

  if (s->memory_file != NULL && s->memory_serial != 0 && (memory == NULL || memory->blocks[0] != s->memory_serial))
    {
      loss = g_strdup_printf ("the memory of %s", s->name);
      if (strike)
        s->memory_serial = 0;
    }
  for (guint i = 0; i < s->drives->len && (loss == NULL || strike); i++)
    {
      DaemonDrive *drive = s->drives->pdata[i];
      int blocks[DAEMON_BLOCKS];

      if (!drive->promised || (read_promise (self, s, drive, blocks) && memcmp (blocks, drive->blocks, sizeof blocks) == 0))
        continue;
      g_free (loss);
      loss = g_strdup_printf ("disk %s of %s, on %s", drive->target, s->name, drive->source);
      drive->promised = !strike;
    }
  return loss;
}

static char *
check_disk (Daemon     *self,
            const char *who,
            const char *top,
            int         expected[DAEMON_BLOCKS],
            gboolean    strike)
{
  int blocks[DAEMON_BLOCKS];
  gboolean there = daemon_read (self, top, blocks);

  if (there && memcmp (blocks, expected, sizeof blocks) == 0)
    return NULL;
  if (strike && there)
    memcpy (expected, blocks, sizeof blocks);
  return g_strdup_printf ("%s, on %s%s", who, top, there ? "" : ": a file is missing");
}

char *
daemon_find_loss (Daemon  *self,
                  gboolean strike)
{
  char *loss = NULL;

  for (guint i = 0; i < self->snapshots->len && loss == NULL; i++)
    {
      loss = check_snapshot (self, self->snapshots->pdata[i], strike);
      if (strike)
        g_clear_pointer (&loss, g_free);
    }
  for (guint i = 0; i < self->drives->len && loss == NULL; i++)
    {
      DaemonDrive *drive = self->drives->pdata[i];

      loss = check_disk (self, "Now", drive->source, drive->blocks, strike);
      if (strike && loss != NULL && !g_str_has_suffix (loss, "missing"))
        g_clear_pointer (&loss, g_free);
    }
  for (guint i = 0; i < self->own->len && loss == NULL; i++)
    {
      const char *path = self->own->pdata[i];

      if (daemon_find_file (self, path) != NULL)
        continue;
      if (strike)
        g_ptr_array_remove_index (self->own, i--);
      else
        loss = g_strdup_printf ("a person's own file %s", path);
    }
  for (guint i = 0; i < self->clones->len && loss == NULL; i++)
    {
      DaemonClone *clone = self->clones->pdata[i];

      loss = check_disk (self, clone->name, clone->top, clone->blocks, FALSE);
      if (strike && loss != NULL)
        {
          g_clear_pointer (&loss, g_free);
          g_ptr_array_remove_index (self->clones, i--);
        }
    }
  return loss;
}

/* Storage pools tell of every file what it stands on. */
static void
gather_layers (Daemon   *self,
               SpLayers *layers)
{
  for (guint i = 0; self->pools && i < sp_layers_get_n (layers); i++)
    {
      SpLayer *layer = sp_layers_add (layers, sp_layers_get (layers, i)->path);
      DaemonFile *file = daemon_find_file (self, layer->path);

      layer->exists_known = TRUE;
      layer->exists = file != NULL;
      if (file == NULL)
        continue;
      g_set_str (&layer->backing, file->backing);
      layer->backing_known = TRUE;
      layer->size = 1000;
      if (file->backing != NULL)
        sp_layers_add (layers, file->backing);
    }
}

static void
name_layers (Daemon    *self,
             SpLayers  *layers,
             GPtrArray *drives,
             GPtrArray *records)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      DaemonRecord *record = records->pdata[i];
      SpLayer *layer = NULL;

      if (record->kind != SP_KIND_EXTERNAL)
        continue;
      layer = sp_layers_add (layers, record->source);
      layer->role = SP_LAYER_MADE;
      g_set_str (&layer->target, record->target);
      for (guint j = 0; j < drives->len && !layer->backing_known; j++)
        {
          DaemonDrive *drive = drives->pdata[j];

          if (strcmp (drive->target, record->target) != 0)
            continue;
          g_set_str (&layer->backing, drive->source);
          layer->backing_known = TRUE;
        }
    }
}

static SpSnapshotDisk *
give_records (GPtrArray *records)
{
  SpSnapshotDisk *disks = g_new0 (SpSnapshotDisk, (records != NULL ? records->len : 0) + 1);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      DaemonRecord *record = records->pdata[i];

      disks[i] = (SpSnapshotDisk) { .target = record->target, .kind = record->kind, .source = record->source,
                                    .is_file = record->source != NULL };
    }
  return disks;
}

static SpSnapshot *
give_snapshot (Daemon         *self,
               DaemonSnapshot *s,
               SpLayers       *layers)
{
  g_autofree SpSnapshotDisk *disks = give_records (s->records);
  g_autofree SpSnapshotDisk *revert_disks = give_records (s->revert_records);
  g_autofree SpSnapshotDomainDisk *drives = g_new0 (SpSnapshotDomainDisk, s->drives->len + 1);
  SpSnapshotInit init = { .name = s->name, .title = s->title, .parent = s->parent, .created = s->created, .state = s->state,
                          .memory = s->memory, .memory_file = s->memory_file, .safety = s->safety, .guard = s->guard,
                          .pinned = s->pinned, .has_domain = TRUE, .disks = disks, .n_disks = s->records->len,
                          .revert_disks = revert_disks, .domain_disks = drives, .n_domain_disks = s->drives->len };

  init.n_revert_disks = s->revert_records != NULL ? s->revert_records->len : 0;
  init.current = g_strcmp0 (self->current, s->name) == 0;
  for (guint i = 0; i < s->drives->len; i++)
    {
      DaemonDrive *drive = s->drives->pdata[i];
      SpLayer *layer = sp_layers_add (layers, drive->source);

      g_set_str (&layer->target, drive->target);
      drives[i] = (SpSnapshotDomainDisk) { .target = drive->target, .source = drive->source,
                                           .format = drive->qcow2 ? "qcow2" : "raw", .is_file = TRUE, .is_disk = TRUE,
                                           .has_chain = drive->has_chain };
      /* The description of a machine that ran tells what each file stands on. */
      for (DaemonFile *file = daemon_find_file (self, layer->path); drive->has_chain && file != NULL;
           file = daemon_find_file (self, file->backing))
        {
          SpLayer *one = (SpLayer *) sp_layers_find (layers, file->path);

          if (one == NULL)
            continue;
          g_set_str (&one->backing, file->backing);
          one->backing_known = TRUE;
        }
    }
  if (s->memory_file != NULL)
    {
      SpLayer *layer = sp_layers_add (layers, s->memory_file);

      layer->role = SP_LAYER_MEMORY;
      layer->backing_known = TRUE;
    }
  name_layers (self, layers, s->drives, s->records);
  name_layers (self, layers, s->drives, s->revert_records);
  return sp_snapshot_new (&init);
}

static void
give_uses (Daemon *self,
           GArray *uses)
{
  for (guint i = 0; i < self->clones->len; i++)
    {
      DaemonClone *clone = self->clones->pdata[i];

      for (DaemonFile *file = daemon_find_file (self, clone->top); file != NULL;
           file = daemon_find_file (self, file->backing))
        {
          SpFactsUse use = { file->path, clone->name };

          g_array_append_val (uses, use);
        }
    }
}

SpFacts *
daemon_gather (Daemon *self)
{
  SpMachineInit m = { .host = "host", .uuid = "u", .name = "box", .persistent = TRUE };
  g_autoptr (SpMachine) machine = NULL;
  g_autoptr (SpLayers) layers = sp_layers_new ();
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) chains = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SpHistory) history = NULL;
  g_autofree SpFactsDisk *disks = g_new0 (SpFactsDisk, self->drives->len + 1);
  g_autoptr (GArray) uses = g_array_new (FALSE, FALSE, sizeof (SpFactsUse));
  SpFactsInit init = { 0 };

  for (guint i = 0; i < self->drives->len; i++)
    {
      DaemonDrive *drive = self->drives->pdata[i];
      g_autoptr (GPtrArray) chain = g_ptr_array_new_null_terminated (4, NULL, TRUE);
      g_set_str (&sp_layers_add (layers, drive->source)->target, drive->target);
      for (DaemonFile *file = daemon_find_file (self, drive->source); file != NULL;
           file = daemon_find_file (self, file->backing))
        {
          SpLayer *layer = sp_layers_add (layers, file->path);

          g_ptr_array_add (chain, file->path);
          if (!self->active && !self->pools)
            continue;
          g_set_str (&layer->backing, file->backing);
          layer->backing_known = TRUE;
        }
      disks[i] = (SpFactsDisk) { .target = drive->target, .source = drive->source, .format = drive->qcow2 ? "qcow2" : "raw",
                                 .is_file = TRUE, .is_disk = TRUE, .job_active = SP_NO };
      if (self->active || self->pools)
        {
          disks[i].chain = (const char *const *) g_ptr_array_steal (chain, NULL);
          g_ptr_array_add (chains, (gpointer) disks[i].chain);
        }
    }
  for (guint i = 0; i < self->snapshots->len; i++)
    g_ptr_array_add (snapshots, give_snapshot (self, self->snapshots->pdata[i], layers));
  /* As the back end: only libvirt puts a layer on one that a snapshot made. */
  for (guint i = 0; i < self->drives->len; i++)
    for (guint j = disks[i].chain != NULL ? g_strv_length ((char **) disks[i].chain) : 0; j > 1; j--)
      if (sp_layers_find (layers, disks[i].chain[j - 1])->role == SP_LAYER_MADE)
        sp_layers_add (layers, disks[i].chain[j - 2])->role = SP_LAYER_MADE;
  gather_layers (self, layers);
  for (guint i = 0; i < sp_layers_get_n (layers); i++)
    {
      const char *dot = strrchr (sp_layers_get (layers, i)->path, '.');
      guint64 second = 0;

      if (dot != NULL && g_ascii_string_to_unsigned (dot + 1, 10, 1000000000, 99999999999, &second, NULL))
        init.last_revert = MAX (init.last_revert, (gint64) second);
    }
  give_uses (self, uses);

  m.state = !self->active ? SP_MACHINE_STATE_OFF : self->paused ? SP_MACHINE_STATE_PAUSED : SP_MACHINE_STATE_RUNNING;
  machine = sp_machine_new (&m);
  history = sp_history_new (snapshots);
  init.machine = machine;
  init.history = history;
  init.now = self->clock;
  init.driver = "QEMU";
  init.libvirt_version = self->version;
  init.external_revert = init.can_write = init.uses_known = SP_YES;
  init.layers_told = self->pools ? SP_YES : SP_NO;
  init.disks = disks;
  init.n_disks = self->drives->len;
  init.layers = layers;
  init.uses = (const SpFactsUse *) (gpointer) uses->data;
  init.n_uses = uses->len;
  init.managed_save = init.job_active = init.checkpoints = init.vfio = SP_NO;
  init.paused_since_revert = self->paused_since_revert ? SP_YES : SP_NO;
  return sp_facts_new (&init);
}

SpFacts *
daemon_gather_chain (int    n,
                     SpKind kind)
{
  g_autoptr (Daemon) daemon = daemon_new (11003000, TRUE, TRUE);

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%d", i);

      daemon->clock += 60;
      if (daemon_take (daemon, name, kind, TRUE) != NULL)
        g_assert_not_reached ();
    }
  return daemon_gather (daemon);
}
