/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every rule of the table, reached once: the facts that make the planner refuse, and that it says why. */

#include "config.h"

#include "sp-mines.h"
#include "sp-rules.h"
#include "world.h"

#include <string.h>

typedef void (*Edit) (SpFactsInit *init, gpointer data);
typedef void (*Setup) (World *w);

static void
edit_read_only (SpFactsInit *init,
                gpointer     data)
{
  init->can_write = SP_NO;
}

static void
edit_job (SpFactsInit *init,
          gpointer     data)
{
  init->job_active = SP_YES;
}

static void
edit_checkpoints (SpFactsInit *init,
                  gpointer     data)
{
  init->checkpoints = SP_YES;
}

static void
edit_vfio (SpFactsInit *init,
           gpointer     data)
{
  init->vfio = SP_YES;
}

static void
edit_template (SpFactsInit *init,
               gpointer     data)
{
  init->nvram_template_format = "raw";
}

static void
edit_paused_since (SpFactsInit *init,
                   gpointer     data)
{
  init->paused_since_revert = SP_YES;
}

static void
edit_managed_save (SpFactsInit *init,
                   gpointer     data)
{
  init->managed_save = SP_YES;
}

static void
edit_saved_elsewhere (SpFactsInit *init,
                      gpointer     data)
{
  init->managed_save = init->saved_elsewhere = SP_YES;
}

static void
edit_no_external (SpFactsInit *init,
                  gpointer     data)
{
  init->external_revert = SP_NO;
}

static void
edit_old (SpFactsInit *init,
          gpointer     data)
{
  init->libvirt_version = 8005000;
}

/* A snapshot of another branch stands on something of which the host tells nothing. */
static void
edit_untold (SpFactsInit *init,
             gpointer     data)
{
  static const SpSnapshotDomainDisk then = { .target = "vda", .source = "/img/a.x", .format = "qcow2", .is_file = TRUE,
                                             .is_disk = TRUE };
  static const SpSnapshotDisk disk = { .target = "vda", .kind = SP_KIND_EXTERNAL, .source = "/img/a.y", .is_file = TRUE };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    g_ptr_array_add (all, g_object_ref (sp_history_get (init->history, i)));
  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit) { .name = "X", .created = 1, .has_domain = TRUE, .disks = &disk,
                                                             .n_disks = 1, .domain_disks = &then, .n_domain_disks = 1 }));
  init->history = sp_history_new (all);
}

static void
edit_use (SpFactsInit *init,
          gpointer     data)
{
  static const SpFactsUse use = { "/img/a.qcow2", "clone" };

  init->uses = &use;
  init->n_uses = 1;
}

static void
edit_stray (SpFactsInit *init,
            gpointer     data)
{
  static const SpFactsStray stray = { "/img/hand.qcow2", "/img/a.qcow2", 4096 };

  init->strays = &stray;
  init->n_strays = 1;
  init->uses_known = SP_NO;
}

static void
edit_nameless (SpFactsInit *init,
               gpointer     data)
{
  ((SpFactsDisk *) init->disks)[0].nameless = TRUE;
}

/* Two records of the name A. */
static void
edit_twice (SpFactsInit *init,
            gpointer     data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    g_ptr_array_add (all, g_object_ref (sp_history_get (init->history, i)));
  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = "A", .created = 2000000000 }));
  init->history = sp_history_new (all);
}

static void
edit_no_disks (SpFactsInit *init,
               gpointer     data)
{
  init->disks += 2;
  init->n_disks = 1;
}

static void
edit_one_disk (SpFactsInit *init,
               gpointer     data)
{
  init->n_disks = 1;
}

static void
edit_block_job (SpFactsInit *init,
                gpointer     data)
{
  static SpFactsDisk disk;

  disk = init->disks[0];
  disk.job_active = SP_YES;
  disk.job_waits = data != NULL ? SP_YES : SP_NO;
  init->disks = &disk;
  init->n_disks = 1;
}

static void
edit_machine (SpFactsInit *init,
              gpointer     data)
{
  SpMachineInit m = *sp_machine_peek (init->machine);
  static SpMachine *machine;

  if (data != NULL)
    m.state = GPOINTER_TO_INT (data);
  else
    m.persistent = FALSE;
  g_clear_object (&machine);
  machine = sp_machine_new (&m);
  init->machine = machine;
}

static void
edit_missing (SpFactsInit *init,
              gpointer     data)
{
  SpLayer *layer = sp_layers_add (init->layers, "/img/a.qcow2");

  layer->exists_known = TRUE;
  layer->exists = FALSE;
}

/* One field of the snapshot A. */
static void
edit_a (SpFactsInit *init,
        gpointer     data)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  const char *what = data;

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    {
      SpSnapshotInit s = *sp_snapshot_peek (sp_history_get (init->history, i));
      g_autofree SpSnapshotDisk *disks = g_memdup2 (s.disks, s.n_disks * sizeof (SpSnapshotDisk));
      g_autofree SpSnapshotDomainDisk *drives = g_memdup2 (s.domain_disks, s.n_domain_disks * sizeof (SpSnapshotDomainDisk));

      s.disks = disks;
      s.domain_disks = drives;
      if (g_str_equal (s.name, "A"))
        {
          if (g_str_equal (what, "no-domain"))
            s.has_domain = FALSE;
          else if (g_str_equal (what, "suspended"))
            s.state = SP_SNAPSHOT_STATE_SUSPENDED;
          else if (g_str_equal (what, "in-progress"))
            s.delete_in_progress = TRUE;
          else if (g_str_equal (what, "damaged"))
            s.damaged = TRUE;
          else if (g_str_equal (what, "pinned"))
            s.pinned = TRUE;
          else if (g_str_equal (what, "no-file"))
            drives[1].is_file = FALSE;
          else if (g_str_equal (what, "mixed"))
            disks[1].kind = SP_KIND_INTERNAL;
          else if (g_str_equal (what, "other-name"))
            s.name = "快照";
        }
      g_ptr_array_add (list, sp_snapshot_new (&s));
    }
  init->history = sp_history_new (list);
}

static void
one_external (World *w)
{
  world_take (w, "A", SP_KIND_EXTERNAL);
}

static void
one_internal (World *w)
{
  world_take (w, "A", SP_KIND_INTERNAL);
}

static void
two_external (World *w)
{
  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
}

static void
back_at_a (World *w)
{
  two_external (w);
  world_take (w, "C", SP_KIND_EXTERNAL);
  g_assert_null (world_bare_revert (w, "A"));
}

static void
two_branches (World *w)
{
  back_at_a (w);
  world_take (w, "D", SP_KIND_EXTERNAL);
}

static void
other_branch (World *w)
{
  two_external (w);
  world_take (w, "C", SP_KIND_EXTERNAL);
  g_assert_null (world_bare_revert (w, "B"));
}

static void
mixed_up (World *w)
{
  g_assert_null (world_bare_take (w, "A", SP_KIND_INTERNAL, sp_facts_is_active (w->facts)));
  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, sp_facts_is_active (w->facts)));
}

static void
swapped (World *w)
{
  one_external (w);
  world_set_disk (w, "vdb", "/home/me/new.qcow2");
  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, FALSE));
  g_assert_null (world_bare_revert (w, "A"));
}

static void
all_swapped (World *w)
{
  one_external (w);
  world_set_disk (w, "vda", "/home/me/one.qcow2");
  world_set_disk (w, "vdb", "/home/me/two.qcow2");
}

static void
disk_removed (World *w)
{
  one_external (w);
  world_edit (w, edit_one_disk, NULL);
}

static const char *const a_only[] = { "A", NULL };
static const char *const b_only[] = { "B", NULL };
static const char *const none[] = { NULL };

typedef struct
{
  const char *rule;
  WorldInit   world;
  Setup       setup;
  Edit        edit;
  const char *data;
  SpWish      wish;
} Case;

#define RUNNING { .running = TRUE }
#define OFF { .running = FALSE }
#define TAKE(...) { .kind = SP_WISH_TAKE, .name = "n", __VA_ARGS__ }
#define REVERT(...) { .kind = SP_WISH_REVERT, .target = "A", __VA_ARGS__ }
#define REPAIR(id) { .kind = SP_WISH_REPAIR, .finding = id }
#define DELETE(which) { .kind = SP_WISH_DELETE, .targets = which }

static const Case cases[] = {
  { "read-only-connection", RUNNING, NULL, edit_read_only, NULL, TAKE () },
  { "read-only-connection", RUNNING, one_external, edit_read_only, NULL, REPAIR ("missing:/img/a.qcow2") },
  { "job-active", RUNNING, NULL, edit_job, NULL, TAKE () },
  { "block-job", RUNNING, NULL, edit_block_job, NULL, TAKE () },
  { "job-waits", RUNNING, NULL, edit_block_job, GINT_TO_POINTER (1), TAKE () },
  { "machine-suspended", RUNNING, NULL, edit_machine, GINT_TO_POINTER (SP_MACHINE_STATE_SUSPENDED), TAKE () },
  { "no-such-snapshot", RUNNING, NULL, NULL, NULL, REVERT () },
  { "no-such-snapshot", RUNNING, NULL, NULL, NULL, DELETE (a_only) },
  { "nothing-asked", RUNNING, NULL, NULL, NULL, DELETE (none) },
  { "nothing-wrong", RUNNING, one_external, NULL, NULL, REPAIR ("missing:/img/a.qcow2") },
  { "missing-needed", RUNNING, one_external, edit_missing, "/img/a.qcow2", REPAIR ("missing:/img/a.qcow2") },
  { "unnamed-layer", RUNNING, NULL, edit_nameless, NULL, REPAIR ("unnamed-layer:/img/a.qcow2") },
  { "no-repair", RUNNING, one_external, edit_twice, NULL, REPAIR ("duplicate:A") },
  { "stray-unsure", RUNNING, one_external, edit_stray, NULL, REPAIR ("stray:/img/hand.qcow2") },
  { "nothing-older", RUNNING, one_external, NULL, NULL, { .kind = SP_WISH_DELETE, .all_but = TRUE, .keep_newest = 1 } },
  { "other-machine", RUNNING, one_external, edit_use, NULL, DELETE (a_only) },
  { "other-machine", RUNNING, one_internal, edit_use, NULL, REVERT () },
  { "mine-3", RUNNING, mixed_up, NULL, NULL, REVERT () },
  { "mine-5", OFF, other_branch, NULL, NULL, DELETE (a_only) },
  { "law-unknown", OFF, two_external, edit_untold, NULL, DELETE (b_only) },
  { "mine-7", RUNNING, one_external, edit_paused_since, NULL, DELETE (a_only) },
  { "mine-7", RUNNING, one_external, edit_paused_since, NULL, TAKE () },
  { "mine-9", RUNNING, one_internal, edit_a, "other-name", { .kind = SP_WISH_DELETE, .targets = (const char *const[]) { "快照", NULL } } },
  { "mine-10", OFF, swapped, NULL, NULL, DELETE (b_only) },
  { "name-bad", RUNNING, NULL, NULL, NULL, { .kind = SP_WISH_TAKE, .name = "a b" } },
  { "name-bad", RUNNING, NULL, NULL, NULL, { .kind = SP_WISH_TAKE, .name = "../up" } },
  { "name-bad", RUNNING, NULL, NULL, NULL, { .kind = SP_WISH_TAKE, .name = ".hidden" } },
  { "name-bad", RUNNING, NULL, NULL, NULL, { .kind = SP_WISH_TAKE, .name = "" } },
  { "name-taken", RUNNING, one_internal, NULL, NULL, { .kind = SP_WISH_TAKE, .name = "A" } },
  { "take-checkpoints", OFF, NULL, edit_checkpoints, NULL, TAKE (.snapshot_kind = SP_KIND_EXTERNAL) },
  { "revert-checkpoints", RUNNING, one_internal, edit_checkpoints, NULL, REVERT () },
  { "take-checkpoints", OFF, one_external, edit_checkpoints, NULL, REVERT (.no_safety = TRUE) },
  { "take-no-disk", RUNNING, NULL, edit_no_disks, NULL, TAKE () },
  { "take-internal-raw", { .running = TRUE, .format = "raw" }, NULL, NULL, NULL, TAKE (.snapshot_kind = SP_KIND_INTERNAL) },
  { "take-internal-disks-only", RUNNING, NULL, NULL, NULL, TAKE (.snapshot_kind = SP_KIND_INTERNAL, .disks_only = TRUE) },
  { "take-internal-disks-only", RUNNING, one_internal, NULL, NULL, TAKE (.disks_only = TRUE) },
  { "take-internal-uefi", { .running = TRUE, .nvram = "/n", .nvram_format = "raw" }, NULL, NULL, NULL, TAKE (.snapshot_kind = SP_KIND_INTERNAL) },
  { "take-external-no-file", { .running = TRUE, .no_file = TRUE }, NULL, NULL, NULL, TAKE () },
  { "take-memory-device", RUNNING, NULL, edit_vfio, NULL, TAKE () },
  { "take-memory-place", RUNNING, NULL, NULL, NULL, TAKE (.snapshot_kind = SP_KIND_EXTERNAL, .memory_file = "here.mem") },
  { "take-memory-place", RUNNING, NULL, NULL, NULL, TAKE (.snapshot_kind = SP_KIND_EXTERNAL, .memory_file = "/a/folder/") },
  { "take-memory-place", RUNNING, NULL, NULL, NULL, TAKE (.snapshot_kind = SP_KIND_EXTERNAL, .memory_file = "/a/b\n.mem") },
  { "take-no-such-disk", RUNNING, NULL, NULL, NULL, TAKE (.left_out = (const char *const[]) { "sda", NULL }) },
  { "take-internal-left-out", RUNNING, NULL, NULL, NULL, TAKE (.snapshot_kind = SP_KIND_INTERNAL, .left_out = (const char *const[]) { "vdb", NULL }) },
  { "take-internal-left-out", RUNNING, one_internal, NULL, NULL, TAKE (.left_out = (const char *const[]) { "vdb", NULL }) },
  { "take-no-disk", RUNNING, NULL, NULL, NULL, TAKE (.left_out = (const char *const[]) { "vda", "vdb", NULL }) },
  { "take-live", OFF, NULL, NULL, NULL, TAKE (.live = TRUE) },
  { "take-live", RUNNING, one_internal, NULL, NULL, TAKE (.live = TRUE) },
  { "take-live", RUNNING, NULL, NULL, NULL, TAKE (.live = TRUE, .disks_only = TRUE) },
  { "take-quiesce", RUNNING, NULL, NULL, NULL, TAKE (.quiesce = TRUE) },
  { "take-quiesce", OFF, NULL, NULL, NULL, TAKE (.quiesce = TRUE, .disks_only = TRUE) },
  { "take-quiesce-agent", RUNNING, NULL, NULL, NULL, TAKE (.quiesce = TRUE, .disks_only = TRUE) },
  { "take-place-unused", RUNNING, one_internal, NULL, NULL, TAKE (.layer_folder = "/other") },
  { "take-place-unused", RUNNING, NULL, NULL, NULL, TAKE (.disks_only = TRUE, .memory_file = "/other/m") },
  { "take-folder", RUNNING, NULL, NULL, NULL, TAKE (.layer_folder = "other") },
  { "take-power-off-transient", RUNNING, NULL, edit_machine, NULL, TAKE (.power_off = TRUE) },
  { "take-test-disks-only", { .running = TRUE, .driver = "TEST" }, NULL, NULL, NULL, TAKE (.disks_only = TRUE) },
  { "kinds-mixed", RUNNING, one_internal, NULL, NULL, TAKE (.snapshot_kind = SP_KIND_EXTERNAL) },
  { "kinds-mixed", RUNNING, one_external, NULL, NULL, TAKE (.snapshot_kind = SP_KIND_INTERNAL) },
  { "nothing-to-undo", RUNNING, two_external, NULL, NULL, { .kind = SP_WISH_REVERT, .undo = TRUE } },
  { "no-baseline", RUNNING, two_external, NULL, NULL, { .kind = SP_WISH_REVERT, .baseline = TRUE } },
  { "delete-pinned", RUNNING, two_external, edit_a, "pinned", DELETE (a_only) },
  { "safety-not-possible", RUNNING, one_internal, edit_vfio, NULL, REVERT () },
  { "guard-empty", OFF, all_swapped, NULL, NULL, REVERT (.no_safety = TRUE) },
  { "history-damaged", RUNNING, two_external, edit_a, "damaged", REVERT () },
  { "history-damaged", RUNNING, two_external, edit_a, "damaged", DELETE (a_only) },
  { "revert-no-domain", RUNNING, one_internal, edit_a, "no-domain", REVERT () },
  { "revert-managed-save", OFF, one_internal, edit_managed_save, NULL, REVERT (.no_safety = TRUE) },
  { "mine-12", OFF, one_external, edit_managed_save, NULL, TAKE () },
  { "mine-12-merge", OFF, two_external, edit_managed_save, NULL, DELETE (b_only) },
  { "mine-12-start", OFF, one_internal, edit_saved_elsewhere, NULL, REVERT () },
  { "revert-external-unsupported", RUNNING, one_external, edit_no_external, NULL, REVERT () },
  { "revert-not-file", RUNNING, one_external, edit_a, "no-file", REVERT () },
  { "revert-suspended", RUNNING, one_internal, edit_a, "suspended", REVERT () },
  { "revert-transient", OFF, one_internal, edit_machine, NULL, REVERT () },
  { "revert-file-missing", RUNNING, one_external, edit_missing, NULL, REVERT () },
  { "firmware-none", RUNNING, one_external, NULL, NULL, REVERT (.reset_firmware = TRUE) },
  { "firmware-reset-unsupported", { .nvram = "/n", .version = 8000000 }, one_internal, NULL, NULL, REVERT (.reset_firmware = TRUE, .then = SP_THEN_RUNNING) },
  { "firmware-in-memory", { .running = TRUE, .nvram = "/n", .nvram_format = "qcow2" }, one_internal, NULL, NULL, REVERT (.reset_firmware = TRUE) },
  { "firmware-reset-off", { .nvram = "/n", .nvram_format = "raw" }, one_internal, NULL, NULL, REVERT (.reset_firmware = TRUE) },
  { "firmware-template", { .nvram = "/n", .nvram_format = "qcow2" }, one_internal, edit_template, NULL, REVERT (.reset_firmware = TRUE, .then = SP_THEN_RUNNING) },
  { "snapshot-mixed", RUNNING, one_external, edit_a, "mixed", REVERT () },
  { "snapshot-mixed", RUNNING, one_external, edit_a, "mixed", DELETE (a_only) },
  { "delete-in-progress", RUNNING, one_external, edit_a, "in-progress", REVERT () },
  { "delete-in-progress", RUNNING, one_external, edit_a, "in-progress", DELETE (a_only) },
  { "delete-external-unsupported", RUNNING, one_external, edit_old, NULL, DELETE (a_only) },
  { "delete-current-children", RUNNING, back_at_a, NULL, NULL, DELETE (a_only) },
  { "delete-outside-chain", RUNNING, back_at_a, NULL, NULL, DELETE (b_only) },
  { "delete-many-children", RUNNING, two_branches, NULL, NULL, DELETE (a_only) },
  { "delete-internal-parent", RUNNING, mixed_up, NULL, NULL, DELETE (b_only) },
  { "delete-internal-other-file", RUNNING, mixed_up, NULL, NULL, DELETE (a_only) },
  { "delete-disk-gone", RUNNING, disk_removed, NULL, NULL, DELETE (a_only) },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (World) w = world_new (&c->world);
  g_autoptr (SpPlan) plan = NULL;
  g_autofree char *text = NULL;

  if (c->setup != NULL)
    c->setup (w);
  if (c->edit != NULL)
    world_edit (w, c->edit, (gpointer) c->data);
  plan = world_plan (w, &c->wish);
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, c->rule);
  g_assert_true (sp_plan_is_refused (plan));
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 0);
  g_assert_null (sp_plan_get_rescue (plan));
  g_assert_nonnull (sp_plan_get_reason (plan));
  g_assert_null (strstr (sp_plan_get_reason (plan), "%s"));
  text = sp_plan_to_text (plan);
  g_assert_nonnull (strstr (text, "Not possible: "));
}

/* Rules that no wish reaches, each with the reason why it is kept. */
static const char *const unreached[] = {
  "law-1",            /* nets what no other rule names; reached in test-stale.c */
  "mine-1", "mine-4", /* the guard comes before them; reached without it in test-planner.c */
  "mine-6",           /* the waiting comes before it; test-effects.c */
  "mine-13",          /* the saved state is used or discarded before it; the mines' own test */
  "take-file-exists", /* names are made unique; test-effects.c reaches the effect */
  "take-memory-nowhere", /* disks that are no files are refused before */
};

static void
test_table (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;
  const SpRule *rules = sp_rules_get_all (&n);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_hash_table_add (seen, (gpointer) cases[i].rule);
  for (guint i = 0; i < n; i++)
    {
      gboolean reached = g_hash_table_contains (seen, rules[i].id);

      for (guint j = 0; j < G_N_ELEMENTS (unreached); j++)
        reached |= g_str_equal (rules[i].id, unreached[j]);
      if (!reached)
        g_error ("The rule %s has no case", rules[i].id);
      g_assert_true (sp_rules_find (rules[i].id) == &rules[i]);
      g_assert_nonnull (rules[i].source);
      g_assert_nonnull (rules[i].reason);
      g_assert_nonnull (rules[i].way_out);
    }
  g_assert_null (sp_rules_find ("nonsense"));
}

static void
test_mines (void)
{
  WorldInit old = { .version = 11003000 };
  WorldInit new = { .version = 12008000 };
  WorldInit demo = { .driver = "TEST" };
  g_autoptr (World) w = world_new (&old);
  g_autoptr (World) v = world_new (&new);
  g_autoptr (World) d = world_new (&demo);
  guint n = 0;
  const SpMine *mines = sp_mines_get_all (&n);

  g_assert_cmpuint (n, ==, 13);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint (mines[i].number, ==, (int) i + 1);
      g_assert_true (sp_mines_find (mines[i].number) == &mines[i]);
      g_assert_true (sp_mines_applies (mines[i].number, w->facts));
      g_assert_false (sp_mines_applies (mines[i].number, d->facts));
    }
  g_assert_false (sp_mines_applies (5, v->facts));
  g_assert_true (sp_mines_applies (1, v->facts));
  g_assert_false (sp_mines_applies (99, w->facts));
}

/* The same wishes where the mine is mended. */
static void
test_mended (void)
{
  WorldInit init = { .version = 12008000 };
  WorldInit running = { .version = 12008000, .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (World) v = world_new (&running);
  SpWish delete = DELETE (a_only);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpPlan) other = NULL;

  other_branch (w);
  plan = world_plan (w, &delete);
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  one_external (v);
  world_edit (v, edit_paused_since, NULL);
  other = world_plan (v, &delete);
  g_assert_cmpstr (sp_plan_get_rule (other), ==, NULL);
}

/* The way out that mine 5 names is one: the same history, from its leaves. */
static void
test_way_out_of_mine_5 (void)
{
  WorldInit init = OFF;
  g_autoptr (World) w = world_new (&init);
  g_autofree char *loss = NULL;

  other_branch (w);
  world_delete (w, "C");
  world_delete (w, "A");
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/rules/%s/%u", cases[i].rule, i);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/rules/table", test_table);
  g_test_add_func ("/rules/mines", test_mines);
  g_test_add_func ("/rules/mended", test_mended);
  g_test_add_func ("/rules/way-out/mine-5", test_way_out_of_mine_5);
  return g_test_run ();
}
