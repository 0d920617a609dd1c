/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture as facts again: what would be gathered if it were true. */

#include "config.h"

#include "world.h"

static SpSnapshotDisk *
give_disks (GPtrArray *disks)
{
  SpSnapshotDisk *out = g_new0 (SpSnapshotDisk, (disks ? disks->len : 0) + 1);

  for (guint i = 0; disks != NULL && i < disks->len; i++)
    {
      SpPicDisk *disk = disks->pdata[i];

      out[i].target = disk->target;
      out[i].kind = disk->kind;
      out[i].source = disk->source;
      out[i].format = disk->kind == SP_KIND_EXTERNAL ? "qcow2" : NULL;
      out[i].is_file = disk->source != NULL;
    }
  return out;
}

static SpSnapshot *
give_snapshot (SpPicture     *self,
               SpPicSnapshot *s)
{
  SpSnapshotInit init = { 0 };
  g_autofree SpSnapshotDisk *disks = give_disks (s->disks);
  g_autofree SpSnapshotDisk *revert_disks = give_disks (s->revert_disks);
  g_autofree SpSnapshotDomainDisk *drives = g_new0 (SpSnapshotDomainDisk, s->drives->len + 1);

  if (s->from != NULL)
    init = *sp_snapshot_peek (s->from);
  for (guint i = 0; i < s->drives->len; i++)
    {
      SpPicDrive *drive = s->drives->pdata[i];

      drives[i].target = drive->target;
      drives[i].source = drive->source;
      drives[i].format = drive->format;
      drives[i].is_file = drive->is_file;
      drives[i].is_disk = drive->is_disk;
      drives[i].read_only = drive->read_only;
      drives[i].has_chain = drive->has_chain;
    }
  init.name = s->name;
  init.title = s->title;
  init.parent = s->parent;
  init.created = s->created;
  init.state = s->state;
  init.memory = s->memory;
  init.memory_file = s->memory_file;
  init.current = g_strcmp0 (self->current, s->name) == 0;
  init.safety = s->safety;
  init.guard = s->guard;
  init.before = s->before;
  init.has_domain = s->has_domain;
  init.disks = disks;
  init.n_disks = s->disks->len;
  init.revert_disks = revert_disks;
  init.n_revert_disks = s->revert_disks ? s->revert_disks->len : 0;
  init.domain_disks = drives;
  init.n_domain_disks = s->drives->len;
  return sp_snapshot_new (&init);
}

static const char **
give_chain (SpPicture  *self,
            const char *top)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_null_terminated (8, NULL, TRUE);
  const SpLayer *layer = top ? sp_layers_find (self->layers, top) : NULL;

  while (layer != NULL && chain->len <= sp_layers_get_n (self->layers))
    {
      g_ptr_array_add (chain, layer->path);
      layer = layer->backing ? sp_layers_find (self->layers, layer->backing) : NULL;
    }
  return (const char **) g_ptr_array_steal (chain, NULL);
}

SpFacts *
world_give_facts (SpPicture *self)
{
  SpFactsInit init = *sp_facts_peek (self->facts);
  SpMachineInit m = *sp_machine_peek (init.machine);
  g_autoptr (SpMachine) machine = NULL;
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpLayers) layers = sp_layers_copy (self->layers);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree SpFactsDisk *disks = g_new0 (SpFactsDisk, self->drives->len + 1);
  g_autoptr (GPtrArray) chains = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->snapshots->len; i++)
    g_ptr_array_add (snapshots, give_snapshot (self, self->snapshots->pdata[i]));
  for (guint i = 0; i < self->drives->len; i++)
    {
      SpPicDrive *drive = self->drives->pdata[i];
      const char **chain = give_chain (self, drive->source);

      g_ptr_array_add (chains, chain);
      disks[i].target = drive->target;
      disks[i].source = drive->source;
      disks[i].format = drive->format;
      disks[i].is_file = drive->is_file;
      disks[i].is_disk = drive->is_disk;
      disks[i].read_only = drive->read_only;
      disks[i].empty = drive->empty;
      disks[i].job_active = SP_NO;
      disks[i].chain = chain;
    }
  m.state = !self->active ? SP_MACHINE_STATE_OFF : self->paused ? SP_MACHINE_STATE_PAUSED : SP_MACHINE_STATE_RUNNING;
  m.n_snapshots = (int) self->snapshots->len;
  machine = sp_machine_new (&m);
  history = sp_history_new (snapshots);
  init.machine = machine;
  init.history = history;
  init.layers = layers;
  init.disks = disks;
  init.n_disks = self->drives->len;
  init.now = self->clock;
  return sp_facts_new (&init);
}
