/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine of the guide's pictures: made up, and planned for like any other, so that what the guide shows is what happens. */

#include "config.h"

#include "sp-guide-example.h"

#include "sp-planner.h"

#include <glib/gi18n-lib.h>

#define GIB (1024 * 1024 * 1024LL)
#define DISK "/images/machine.qcow2"
#define FIRST_LAYER "/images/machine.clean"
#define SECOND_LAYER "/images/machine.upgrade"

/* How many snapshots it has, and of which kind. */
typedef struct
{
  int    n;
  SpKind kind;
} Example;

static SpSnapshot *
new_snapshot (const Example *example,
              int            i)
{
  gboolean external = example->kind == SP_KIND_EXTERNAL;
  const SpSnapshotDisk disk = { .target = "vda", .kind = example->kind, .source = !external ? NULL : i == 0 ? FIRST_LAYER : SECOND_LAYER,
                                .format = external ? "qcow2" : NULL, .is_file = external };
  const SpSnapshotDomainDisk was = { .target = "vda", .source = external && i > 0 ? FIRST_LAYER : DISK, .format = "qcow2",
                                     .is_file = TRUE, .is_disk = TRUE, .has_chain = TRUE };
  const SpSnapshotInit init = {
    .name = i == 0 ? "clean" : "upgrade",
    .title = i == 0 ? C_ ("example of a snapshot", "Clean install") : C_ ("example of a snapshot", "After the upgrade"),
    .parent = i == 0 ? NULL : "clean",
    .created = 1000 + i,
    .state = external ? SP_SNAPSHOT_STATE_DISKS_ONLY : SP_SNAPSHOT_STATE_RUNNING,
    .memory = external ? SP_MEMORY_NONE : SP_MEMORY_INTERNAL,
    .current = i == example->n - 1,
    .has_domain = TRUE,
    .disks = &disk,
    .n_disks = 1,
    .domain_disks = &was,
    .n_domain_disks = 1,
  };

  return sp_snapshot_new (&init);
}

static void
add_layer (SpLayers   *layers,
           const char *path,
           const char *below,
           gint64      size)
{
  SpLayer *layer = sp_layers_add (layers, path);

  layer->backing = g_strdup (below);
  layer->backing_known = layer->exists_known = layer->exists = TRUE;
  layer->size = size;
}

static SpLayers *
new_layers (const Example *example)
{
  SpLayers *layers = sp_layers_new ();

  add_layer (layers, DISK, NULL, 9 * GIB);
  if (example->kind == SP_KIND_EXTERNAL && example->n > 0)
    add_layer (layers, FIRST_LAYER, DISK, 2 * GIB);
  if (example->kind == SP_KIND_EXTERNAL && example->n > 1)
    add_layer (layers, SECOND_LAYER, FIRST_LAYER, GIB);
  return layers;
}

static SpFacts *
new_facts (const Example *example)
{
  const SpMachineInit machine_init = { .host = "guide", .uuid = "guide", .name = "machine", .persistent = TRUE,
                                       .state = SP_MACHINE_STATE_RUNNING };
  g_autoptr (SpMachine) machine = sp_machine_new (&machine_init);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpLayers) layers = new_layers (example);
  const char *now = example->kind != SP_KIND_EXTERNAL || example->n == 0 ? DISK : example->n == 1 ? FIRST_LAYER : SECOND_LAYER;
  const SpFactsDisk disk = { .target = "vda", .source = now, .format = "qcow2", .is_file = TRUE, .is_disk = TRUE, .job_active = SP_NO };
  SpFactsInit f = { .now = 2000, .driver = "QEMU", .libvirt_version = 12001000, .memory_bytes = 4 * GIB };

  for (int i = 0; i < example->n; i++)
    g_ptr_array_add (snapshots, new_snapshot (example, i));
  history = sp_history_new (snapshots);
  f.machine = machine;
  f.history = history;
  f.disks = &disk;
  f.n_disks = 1;
  f.layers = layers;
  f.external_revert = f.can_write = f.uses_known = f.layers_told = SP_YES;
  f.managed_save = f.job_active = f.checkpoints = f.paused_since_revert = f.vfio = f.accelerated = f.virtiofs = f.agent = SP_NO;
  return sp_facts_new (&f);
}

/**
 * sp_guide_example_draw:
 * @picture: which
 *
 * Returns: (transfer full) (nullable): the machine's files, as they are or as a plan leaves them
 */
SpStack *
sp_guide_example_draw (SpGuidePicture picture)
{
  static const char *const first[] = { "clean", NULL };
  const struct
  {
    Example example;
    SpWish  wish; /* without a word of the wish: as they are */
    gboolean planned;
  } pictures[] = {
    [SP_GUIDE_PICTURE_LAYERS] = { { 1, SP_KIND_EXTERNAL }, { 0 }, FALSE },
    [SP_GUIDE_PICTURE_INSIDE] = { { 2, SP_KIND_INTERNAL }, { 0 }, FALSE },
    [SP_GUIDE_PICTURE_TAKE] = { { 1, SP_KIND_EXTERNAL }, { .kind = SP_WISH_TAKE, .name = "upgrade", .disks_only = TRUE,
                                                           .title = C_ ("example of a snapshot", "After the upgrade") }, TRUE },
    [SP_GUIDE_PICTURE_MEMORY] = { { 1, SP_KIND_EXTERNAL }, { .kind = SP_WISH_TAKE, .name = "upgrade",
                                                             .title = C_ ("example of a snapshot", "After the upgrade") }, TRUE },
    [SP_GUIDE_PICTURE_REVERT] = { { 1, SP_KIND_EXTERNAL }, { .kind = SP_WISH_REVERT, .target = "clean", .safety_disks_only = TRUE }, TRUE },
    [SP_GUIDE_PICTURE_DELETE] = { { 2, SP_KIND_EXTERNAL }, { .kind = SP_WISH_DELETE, .targets = first }, TRUE },
  };
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpPlan) plan = NULL;

  g_return_val_if_fail (picture > SP_GUIDE_PICTURE_NONE && picture < G_N_ELEMENTS (pictures), NULL);

  facts = new_facts (&pictures[picture].example);
  if (!pictures[picture].planned)
    return sp_stack_new (facts);
  plan = sp_planner_plan (facts, &pictures[picture].wish);
  return sp_stack_new_after (plan);
}
