/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine as the fake host knows it, and what each step of a plan makes of it. */

#include "config.h"

#include "sp-fake-machine.h"

/* Puts a changed value in the place of a snapshot. */
static void
replace (SpFakeMachine        *self,
         guint                 i,
         const SpSnapshotInit *init)
{
  SpSnapshot *changed = sp_snapshot_new (init);

  g_object_unref (self->snapshots->pdata[i]);
  self->snapshots->pdata[i] = changed;
}

static void
set_current (SpFakeMachine *self,
             const char    *name)
{
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpSnapshotInit init = *sp_snapshot_peek (g_ptr_array_index (self->snapshots, i));

      init.current = g_strcmp0 (init.name, name) == 0;
      replace (self, i, &init);
    }
}

static const char *
get_current (SpFakeMachine *self)
{
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      if (sp_snapshot_get_current (g_ptr_array_index (self->snapshots, i)))
        return sp_snapshot_get_name (g_ptr_array_index (self->snapshots, i));
    }

  return NULL;
}

SpFakeMachine *
sp_fake_machine_new (const char    *name,
                     SpMachineState state)
{
  SpFakeMachine *self = g_new0 (SpFakeMachine, 1);

  self->name = g_strdup (name);
  self->state = state;
  self->snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  self->layers = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
sp_fake_machine_free (SpFakeMachine *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->snapshots);
  g_ptr_array_unref (self->layers);
  g_free (self);
}

SpFacts *
sp_fake_machine_gather (SpFakeMachine *self,
                        SpMachine     *machine)
{
  g_autofree char *base = g_strdup_printf ("/images/%s.qcow2", self->name);
  const char *disk = self->layers->len > 0 ? self->layers->pdata[self->layers->len - 2] : base;
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  g_autoptr (SpHistory) history = sp_history_new (self->snapshots);
  g_autoptr (SpLayers) layers = sp_layers_new ();
  SpFactsDisk disks[] = {
    { .target = "vda", .source = disk, .format = "qcow2", .is_file = TRUE, .is_disk = TRUE, .job_active = SP_NO },
  };
  const SpFactsRoom room = { "/images", self->room };

  for (guint i = 0; i < MAX (self->layers->len, 2); i += 2)
    {
      const char *path = self->layers->len > 0 ? self->layers->pdata[i] : base;
      const char *backing = self->layers->len > 0 ? self->layers->pdata[i + 1] : "";
      SpLayer *layer = sp_layers_add (layers, path);

      layer->backing = *backing != '\0' ? g_strdup (backing) : NULL;
      layer->role = *backing != '\0' ? SP_LAYER_MADE : SP_LAYER_BASE;
      layer->format = g_strdup ("qcow2");
      layer->target = g_strdup ("vda");
      layer->backing_known = layer->exists_known = layer->exists = TRUE;
      layer->written = g_str_equal (path, disk);
    }
  for (const char *path = disk; path != NULL; path = sp_layers_find (layers, path)->backing)
    g_ptr_array_add (chain, (gpointer) path);
  g_ptr_array_add (chain, NULL);
  disks[0].chain = (const char *const *) chain->pdata;

  return sp_facts_new (&(SpFactsInit){
    .machine = machine,
    .history = history,
    .now = g_get_real_time () / G_USEC_PER_SEC,
    .driver = "QEMU",
    .libvirt_version = 11003000,
    .session = TRUE,
    .external_revert = SP_YES,
    .security_model = "none",
    .can_write = SP_YES,
    .disks = disks,
    .n_disks = G_N_ELEMENTS (disks),
    .layers = layers,
    .uses_known = SP_YES,
    .layers_told = SP_YES,
    .memory_bytes = 256 << 20,
    .rooms = &room,
    .n_rooms = self->room > 0 ? 1 : 0,
    .managed_save = SP_NO,
    .job_active = SP_NO,
    .checkpoints = SP_NO,
    .agent = SP_NO,
    .paused_since_revert = SP_NO,
    .vfio = SP_NO,
  });
}

void
sp_fake_machine_delete (SpFakeMachine *self,
                        const char    *name)
{
  g_autofree char *parent = NULL;
  g_autofree char *gone = g_strdup (name);

  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpSnapshot *snapshot = g_ptr_array_index (self->snapshots, i);

      if (g_strcmp0 (sp_snapshot_get_name (snapshot), gone) == 0)
        {
          gboolean current = sp_snapshot_get_current (snapshot);

          parent = g_strdup (sp_snapshot_get_parent (snapshot));
          g_ptr_array_remove_index (self->snapshots, i);
          if (current)
            set_current (self, parent);
          break;
        }
    }
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      SpSnapshotInit init = *sp_snapshot_peek (g_ptr_array_index (self->snapshots, i));

      if (g_strcmp0 (init.parent, gone) != 0)
        continue;
      init.parent = parent;
      replace (self, i, &init);
    }
}

void
sp_fake_machine_edit (SpFakeMachine *self,
                      SpSnapshot    *wanted)
{
  for (guint i = 0; i < self->snapshots->len; i++)
    if (sp_snapshot_same (g_ptr_array_index (self->snapshots, i), wanted))
      replace (self, i, sp_snapshot_peek (wanted));
}

void
sp_fake_machine_do_step (SpFakeMachine *self,
                         const SpStep  *step)
{
  switch (step->kind)
    {
    case SP_STEP_TAKE:
      {
        SpSnapshotDisk disk = { .target = "vda", .kind = step->snapshot_kind, .source = "/images/top.qcow2", .is_file = TRUE };
        g_autoptr (SpSnapshot) taken = sp_snapshot_new (&(SpSnapshotInit){
          .name = step->snapshot,
          .title = step->title,
          .description = step->description,
          .parent = get_current (self),
          .created = g_get_real_time () / G_USEC_PER_SEC,
          .state = step->memory ? SP_SNAPSHOT_STATE_RUNNING : SP_SNAPSHOT_STATE_DISKS_ONLY,
          .memory = !step->memory ? SP_MEMORY_NONE : step->memory_file != NULL ? SP_MEMORY_EXTERNAL : SP_MEMORY_INTERNAL,
          .memory_file = step->memory_file,
          .safety = step->safety,
          .before = step->before,
          .guard = step->guard,
          .disks = &disk,
          .n_disks = 1,
        });

        g_ptr_array_add (self->snapshots, g_steal_pointer (&taken));
        set_current (self, step->snapshot);
      }
      break;
    case SP_STEP_REVERT:
      set_current (self, step->snapshot);
      break;
    case SP_STEP_MAKE_CURRENT:
      set_current (self, step->snapshot);
      break;
    case SP_STEP_DISCARD_SAVED:
    case SP_STEP_REMOVE:
      break;
    case SP_STEP_FORGET:
    case SP_STEP_DELETE:
      sp_fake_machine_delete (self, step->snapshot);
      break;
    case SP_STEP_START:
    case SP_STEP_RESUME:
      self->state = SP_MACHINE_STATE_RUNNING;
      break;
    case SP_STEP_PAUSE:
      self->state = SP_MACHINE_STATE_PAUSED;
      break;
    case SP_STEP_POWER_OFF:
      self->state = SP_MACHINE_STATE_OFF;
      break;
    case SP_STEP_WAIT:
    case SP_STEP_SET_CLOCK:
    default:
      break;
    }
}
