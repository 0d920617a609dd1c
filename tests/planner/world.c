/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated machine and what its files hold. */

#include "config.h"

#include "world.h"

#include <string.h>

World *
world_new (const WorldInit *init)
{
  World *self = g_new0 (World, 1);
  SpMachineInit m = { .host = "host", .uuid = "u", .name = "box", .persistent = TRUE };
  g_autoptr (SpMachine) machine = NULL;
  g_autoptr (SpLayers) layers = sp_layers_new ();
  SpFactsDisk disks[3] = { 0 };
  SpFactsInit f = { 0 };

  m.state = init->running ? SP_MACHINE_STATE_RUNNING : SP_MACHINE_STATE_OFF;
  machine = sp_machine_new (&m);
  disks[0].target = "vda";
  disks[0].source = "/img/a.qcow2";
  disks[1].target = "vdb";
  disks[1].source = init->no_file ? NULL : "/img/b.qcow2";
  for (guint i = 0; i < 2; i++)
    {
      disks[i].format = init->format ? init->format : "qcow2";
      disks[i].is_disk = TRUE;
      disks[i].is_file = disks[i].source != NULL;
      disks[i].job_active = SP_NO;
      if (disks[i].source != NULL)
        {
          SpLayer *layer = sp_layers_add (layers, disks[i].source);

          layer->backing_known = TRUE;
          layer->exists_known = layer->exists = TRUE;
          layer->size = 1000;
        }
    }
  disks[2].target = "sda";
  disks[2].source = "/iso/install.iso";
  disks[2].format = "raw";
  disks[2].read_only = TRUE;
  disks[2].is_file = TRUE;

  f.machine = machine;
  f.now = 1800000000;
  f.driver = init->driver ? init->driver : "QEMU";
  f.libvirt_version = init->version ? init->version : 11003000;
  f.external_revert = f.can_write = f.uses_known = f.layers_told = SP_YES;
  f.disks = disks;
  f.n_disks = G_N_ELEMENTS (disks);
  f.layers = layers;
  f.nvram = init->nvram;
  f.nvram_format = init->nvram_format;
  f.memory_bytes = 1024 * 1024;
  f.managed_save = f.job_active = f.checkpoints = f.paused_since_revert = f.vfio = SP_NO;

  self->facts = sp_facts_new (&f);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->inside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->promised = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < 2; i++)
    if (disks[i].source != NULL)
      g_hash_table_insert (self->held, g_strdup (disks[i].source), g_strdup (""));
  world_write (self);
  return self;
}

void
world_free (World *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->facts);
  g_hash_table_unref (self->held);
  g_hash_table_unref (self->inside);
  g_hash_table_unref (self->promised);
  g_free (self);
}

void
world_write (World *self)
{
  const SpFactsInit *f = sp_facts_peek (self->facts);

  self->serial++;
  for (gsize i = 0; i < f->n_disks; i++)
    {
      const char *path = f->disks[i].is_disk ? f->disks[i].source : NULL;
      const char *had = path ? g_hash_table_lookup (self->held, path) : NULL;

      if (had != NULL)
        g_hash_table_insert (self->held, g_strdup (path), g_strdup_printf ("%s%u ", had, self->serial));
    }
}

void
world_edit (World *self,
            void (*edit) (SpFactsInit *init, gpointer data),
            gpointer data)
{
  SpFactsInit init = *sp_facts_peek (self->facts);
  SpHistory *had = init.history;
  SpLayers *stood = init.layers;
  SpFacts *facts = NULL;

  edit (&init, data);
  facts = sp_facts_new (&init);
  if (init.history != had)
    g_object_unref (init.history);
  if (init.layers != stood)
    sp_layers_unref (init.layers);
  g_object_unref (self->facts);
  self->facts = facts;
}

void
world_set_disk (World      *self,
                const char *target,
                const char *source)
{
  SpFactsInit init = *sp_facts_peek (self->facts);
  g_autofree SpFactsDisk *disks = g_new0 (SpFactsDisk, init.n_disks + 1);
  g_autoptr (SpLayers) layers = sp_layers_copy (init.layers);
  SpLayer *layer = sp_layers_add (layers, source);
  SpFacts *facts = NULL;
  gsize place = init.n_disks;

  for (gsize i = 0; i < init.n_disks; i++)
    {
      disks[i] = init.disks[i];
      if (g_str_equal (disks[i].target, target))
        place = i;
    }
  disks[place] = (SpFactsDisk) { .target = target, .source = source, .format = "qcow2", .is_file = TRUE, .is_disk = TRUE };
  if (place == init.n_disks)
    init.n_disks++;
  layer->backing_known = layer->exists_known = layer->exists = TRUE;
  init.disks = disks;
  init.layers = layers;
  facts = sp_facts_new (&init);
  g_object_unref (self->facts);
  self->facts = facts;
  g_hash_table_insert (self->held, g_strdup (source), g_strdup (""));
}

static char *
key (const char *a,
     const char *b)
{
  return g_strconcat (a, "|", b, NULL);
}

/* What the guest would read from a disk with this file on top. */
static char *
read_chain (World      *self,
            SpLayers   *layers,
            const char *path)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (path != NULL)
    {
      const SpLayer *layer = sp_layers_find (layers, path);
      const char *here = g_hash_table_lookup (self->held, path);

      if (layer == NULL || here == NULL)
        return g_strdup_printf ("%s is missing", path);
      g_string_prepend (text, here);
      path = layer->backing;
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static char *
read_snapshot (World         *self,
               SpPicture     *picture,
               SpPicSnapshot *s,
               SpPicDisk     *disk)
{
  SpPicDrive *drive = sp_picture_find_drive (s->drives, disk->target);

  if (disk->kind == SP_KIND_INTERNAL)
    {
      const SpLayer *layer = sp_layers_find (picture->layers, drive->source);
      g_autofree char *k = key (drive->source, s->name);
      const char *here = g_hash_table_lookup (self->inside, k);
      g_autofree char *below = layer && layer->backing ? read_chain (self, picture->layers, layer->backing) : g_strdup ("");

      if (layer == NULL || here == NULL)
        return g_strdup_printf ("%s is missing", drive->source);
      return g_strconcat (below, here, NULL);
    }
  return read_chain (self, picture->layers, drive->source);
}

/* What a step does to what the files hold. */
static void
carry_out (World     *self,
           SpPicture *before,
           SpPicture *after,
           SpStep    *step)
{
  for (guint i = 0; i < step->touches.created->len; i++)
    g_hash_table_insert (self->held, g_strdup (step->touches.created->pdata[i]), g_strdup (""));
  for (guint i = 0; step->kind == SP_STEP_TAKE && i < step->disks->len; i++)
    {
      SpStepDisk *disk = step->disks->pdata[i];
      SpPicDrive *drive = sp_picture_find_drive (before->drives, disk->target);

      if (disk->kind == SP_KIND_INTERNAL)
        g_hash_table_insert (self->inside, key (drive->source, step->snapshot),
                             g_strdup (g_hash_table_lookup (self->held, drive->source)));
    }
  for (guint i = 0; step->kind == SP_STEP_REVERT && i < step->touches.written->len; i++)
    {
      const char *path = step->touches.written->pdata[i];
      g_autofree char *k = key (path, step->snapshot);

      g_hash_table_insert (self->held, g_strdup (path), g_strdup (g_hash_table_lookup (self->inside, k)));
    }
  for (guint i = 0; i < step->touches.unlinked->len; i++)
    {
      const char *path = step->touches.unlinked->pdata[i];
      const SpLayer *layer = sp_layers_find (before->layers, path);
      const char *had = g_hash_table_lookup (self->held, path);

      if (step->kind == SP_STEP_DELETE && layer->backing != NULL && had != NULL &&
          g_ptr_array_find_with_equal_func (step->touches.written, layer->backing, g_str_equal, NULL))
        {
          const char *below = g_hash_table_lookup (self->held, layer->backing);

          g_hash_table_insert (self->held, g_strdup (layer->backing), g_strconcat (below, had, NULL));
        }
      g_hash_table_remove (self->held, path);
    }
  if (step->kind == SP_STEP_TAKE)
    {
      SpPicSnapshot *s = sp_picture_find (after, step->snapshot);

      for (guint i = 0; i < s->disks->len; i++)
        {
          SpPicDisk *disk = s->disks->pdata[i];

          if (disk->kind != SP_KIND_NONE)
            g_hash_table_insert (self->promised, key (s->name, disk->target), read_snapshot (self, after, s, disk));
        }
    }
}

const char *
world_step (World  *self,
            SpStep *step)
{
  g_autoptr (SpPicture) before = sp_picture_new (self->facts);
  g_autoptr (SpPicture) after = sp_picture_new (self->facts);
  const char *rule = sp_effects_run (after, step);

  if (rule != NULL)
    return rule;
  carry_out (self, before, after, step);
  after->clock += 2;
  g_object_unref (self->facts);
  self->facts = world_give_facts (after);
  return NULL;
}

char *
world_find_loss (World *self)
{
  g_autoptr (SpPicture) picture = sp_picture_new (self->facts);

  for (guint i = 0; i < picture->snapshots->len; i++)
    {
      SpPicSnapshot *s = picture->snapshots->pdata[i];

      /* A revert to it replaces its record of disks, never what it promised. */
      for (guint j = 0; j < s->drives->len; j++)
        {
          SpPicDrive *drive = s->drives->pdata[j];
          SpPicDisk disk = { .target = drive->target };
          g_autofree char *k = key (s->name, drive->target);
          const char *promise = g_hash_table_lookup (self->promised, k);
          g_autofree char *got = NULL;

          if (promise == NULL)
            continue;
          disk.kind = sp_pic_snapshot_is_external (s) ? SP_KIND_EXTERNAL : SP_KIND_INTERNAL;
          got = read_snapshot (self, picture, s, &disk);
          if (!g_str_equal (got, promise))
            return g_strdup_printf ("%s of %s: promised %s, got %s", drive->target, s->name, promise, got);
        }
    }
  for (guint i = 0; i < picture->drives->len; i++)
    {
      SpPicDrive *drive = picture->drives->pdata[i];
      g_autofree char *got = drive->is_disk ? read_chain (self, picture->layers, drive->source) : NULL;

      if (got != NULL && strstr (got, "missing") != NULL)
        return g_strdup_printf ("Now: %s", got);
    }
  return NULL;
}

static SpStep *
bare_take (World      *self,
           const char *name,
           SpKind      kind,
           gboolean    memory)
{
  SpStep *step = sp_step_new (SP_STEP_TAKE);
  const SpFactsInit *f = sp_facts_peek (self->facts);

  step->snapshot = g_strdup (name);
  step->memory = memory;
  if (memory && kind == SP_KIND_EXTERNAL)
    step->memory_file = g_strdup_printf ("/img/%s.mem", name);
  for (gsize i = 0; i < f->n_disks; i++)
    if (f->disks[i].is_disk && f->disks[i].source != NULL)
      {
        g_autofree char *stem = sp_picture_stem (f->disks[i].source);
        g_autofree char *layer = g_strdup_printf ("%s.%s", stem, name);

        sp_step_add_disk (step, f->disks[i].target, kind, kind == SP_KIND_EXTERNAL ? layer : NULL);
      }
  return step;
}

const char *
world_bare_take (World      *self,
                 const char *name,
                 SpKind      kind,
                 gboolean    memory)
{
  g_autoptr (SpStep) step = bare_take (self, name, kind, memory);

  return world_step (self, step);
}

const char *
world_bare_revert (World      *self,
                   const char *name)
{
  g_autoptr (SpStep) step = sp_step_new (SP_STEP_REVERT);

  step->snapshot = g_strdup (name);
  return world_step (self, step);
}

const char *
world_bare_delete (World      *self,
                   const char *name)
{
  g_autoptr (SpStep) step = sp_step_new (SP_STEP_DELETE);

  step->snapshot = g_strdup (name);
  return world_step (self, step);
}

char *
world_victim (World  *self,
              SpStep *step)
{
  g_autoptr (SpPicture) before = sp_picture_new (self->facts);

  return sp_effects_find_victim (before, step);
}

SpPlan *
world_plan (World        *self,
            const SpWish *wish)
{
  return sp_planner_plan (self->facts, wish);
}

void
world_do (World  *self,
          SpPlan *plan)
{
  if (sp_plan_is_refused (plan))
    g_error ("Refused by %s: %s", sp_plan_get_rule (plan), sp_plan_get_reason (plan));
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      g_autoptr (SpStep) step = sp_step_copy (sp_plan_get_step (plan, i));

      g_assert_cmpstr (world_step (self, step), ==, NULL);
    }
}

void
world_take (World      *self,
            const char *name,
            SpKind      kind)
{
  SpWish wish = { .kind = SP_WISH_TAKE, .name = name, .snapshot_kind = kind };
  g_autoptr (SpPlan) plan = world_plan (self, &wish);

  world_do (self, plan);
  world_write (self);
}

void
world_revert (World      *self,
              const char *name,
              gboolean    no_safety)
{
  SpWish wish = { .kind = SP_WISH_REVERT, .target = name, .no_safety = no_safety };
  g_autoptr (SpPlan) plan = world_plan (self, &wish);

  world_do (self, plan);
  world_write (self);
}

void
world_delete (World      *self,
              const char *name)
{
  const char *names[] = { name, NULL };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = names };
  g_autoptr (SpPlan) plan = world_plan (self, &wish);

  world_do (self, plan);
}

gboolean
world_has_file (World      *self,
                const char *path)
{
  return g_hash_table_contains (self->held, path);
}

guint
world_n_layers (World      *self,
                const char *path)
{
  SpLayers *layers = sp_facts_peek (self->facts)->layers;
  guint n = 0;

  for (const SpLayer *layer = sp_layers_find (layers, path); layer != NULL;
       layer = layer->backing ? sp_layers_find (layers, layer->backing) : NULL)
    n++;
  return n;
}

const char *
world_now (World      *self,
           const char *target)
{
  const SpFactsInit *f = sp_facts_peek (self->facts);

  for (gsize i = 0; i < f->n_disks; i++)
    if (g_strcmp0 (f->disks[i].target, target) == 0)
      return f->disks[i].source;
  return NULL;
}
