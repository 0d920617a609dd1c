/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wishes and facts in, plans out. */

#include "config.h"

#include "world.h"

#include <string.h>

static World *
running_world (void)
{
  WorldInit init = { .running = TRUE };

  return world_new (&init);
}

static void
assert_whole (World *w)
{
  g_autofree char *loss = world_find_loss (w);

  g_assert_cmpstr (loss, ==, NULL);
}

static SpPlan *
plan_revert (World      *w,
             const char *name,
             gboolean    no_safety)
{
  SpWish wish = { .kind = SP_WISH_REVERT, .target = name, .no_safety = no_safety };

  return world_plan (w, &wish);
}

static SpPlan *
plan_delete (World      *w,
             const char *name,
             gboolean    with_descendants)
{
  const char *names[] = { name, NULL };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = names, .with_descendants = with_descendants };

  return world_plan (w, &wish);
}

static const SpNote *
find_note (SpPlan     *plan,
           SpNoteKind  kind,
           const char *part)
{
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    {
      const SpNote *note = sp_plan_get_note (plan, i);

      if (note->kind == kind && (part == NULL || strstr (note->text, part) != NULL))
        return note;
    }
  return NULL;
}

static void
test_take_internal (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .kind = SP_WISH_TAKE, .name = "one", .title = "Number one" };
  g_autoptr (SpPlan) plan = world_plan (w, &wish);
  const SpStep *step = NULL;

  g_assert_false (sp_plan_is_refused (plan));
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 1);
  step = sp_plan_get_step (plan, 0);
  g_assert_cmpint (step->kind, ==, SP_STEP_TAKE);
  g_assert_cmpint (step->snapshot_kind, ==, SP_KIND_INTERNAL);
  g_assert_true (step->memory);
  g_assert_null (step->memory_file);
  g_assert_cmpstr (step->title, ==, "Number one");
  g_assert_cmpuint (step->disks->len, ==, 3);
  /* The drive with the disc is left out. */
  g_assert_cmpint (((SpStepDisk *) step->disks->pdata[2])->kind, ==, SP_KIND_NONE);
  g_assert_nonnull (find_note (plan, SP_NOTE_INFO, "first snapshot decides"));
}

static void
test_take_external (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .kind = SP_WISH_TAKE, .name = "one", .snapshot_kind = SP_KIND_EXTERNAL };
  g_autoptr (SpPlan) plan = world_plan (w, &wish);
  const SpStep *step = NULL;

  g_assert_false (sp_plan_is_refused (plan));
  step = sp_plan_get_step (plan, 0);
  g_assert_cmpstr (step->memory_file, ==, "/img/box.one.mem");
  g_assert_cmpstr (((SpStepDisk *) step->disks->pdata[0])->layer, ==, "/img/a.one");
  g_assert_cmpstr (((SpStepDisk *) step->disks->pdata[1])->layer, ==, "/img/b.one");
  g_assert_cmpuint (step->touches.created->len, ==, 3);
  g_assert_cmpuint (step->touches.unlinked->len, ==, 0);
  g_assert_cmpint (step->space_needed, ==, 1024 * 1024);
  g_assert_nonnull (step->after);
}

/* Names of layers do not grow, and never clash. */
static void
test_take_paths (void)
{
  g_autoptr (World) w = running_world ();

  world_take (w, "v1.2", SP_KIND_EXTERNAL);
  g_assert_cmpstr (world_now (w, "vda"), ==, "/img/a.v1.2");
  world_take (w, "two", SP_KIND_EXTERNAL);
  g_assert_cmpstr (world_now (w, "vda"), ==, "/img/a.two");
  world_revert (w, "v1.2", FALSE);
  world_take (w, "three", SP_KIND_EXTERNAL);
  g_assert_cmpstr (world_now (w, "vda"), ==, "/img/a.three");
  /* The layer of "two" stays when the snapshot in front of it goes, and keeps its name. */
  g_assert_true (world_has_file (w, "/img/a.two") || world_has_file (w, "/img/a.v1.2"));
  assert_whole (w);
}

static void
move_b (SpFactsInit *init,
        gpointer     data)
{
  static SpFactsDisk disks[2];

  disks[0] = init->disks[0];
  disks[1] = init->disks[1];
  disks[1].source = data;
  init->disks = disks;
  init->n_disks = 2;
}

static void
test_take_same_stem (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .kind = SP_WISH_TAKE, .name = "one", .snapshot_kind = SP_KIND_EXTERNAL };
  g_autoptr (SpPlan) plan = NULL;
  const SpStep *step = NULL;

  world_edit (w, move_b, (gpointer) "/img/a.img");
  plan = world_plan (w, &wish);
  g_assert_false (sp_plan_is_refused (plan));
  step = sp_plan_get_step (plan, 0);
  g_assert_cmpstr (((SpStepDisk *) step->disks->pdata[0])->layer, ==, "/img/a.one");
  g_assert_cmpstr (((SpStepDisk *) step->disks->pdata[1])->layer, ==, "/img/a.one-2");
}

typedef struct
{
  WorldInit   world;
  gboolean    disks_only;
  SpKind      had;
  SpKind      kind;
  const char *because;
} KindCase;

static void
test_choose_kind (void)
{
  const KindCase cases[] = {
    { { .running = TRUE }, FALSE, SP_KIND_NONE, SP_KIND_INTERNAL, "first snapshot" },
    { { .running = FALSE }, TRUE, SP_KIND_NONE, SP_KIND_INTERNAL, "first snapshot" },
    { { .running = TRUE }, TRUE, SP_KIND_NONE, SP_KIND_EXTERNAL, "without its memory" },
    { { .running = TRUE, .format = "raw" }, FALSE, SP_KIND_NONE, SP_KIND_EXTERNAL, "qcow2" },
    { { .running = TRUE, .nvram = "/n", .nvram_format = "raw" }, FALSE, SP_KIND_NONE, SP_KIND_EXTERNAL, "firmware" },
    { { .running = TRUE, .nvram = "/n", .nvram_format = "qcow2" }, FALSE, SP_KIND_NONE, SP_KIND_INTERNAL, "first snapshot" },
    { { .running = TRUE, .nvram = "/n", .nvram_format = "qcow2", .version = 10000000 }, FALSE, SP_KIND_NONE, SP_KIND_EXTERNAL, "firmware" },
    { { .running = TRUE }, FALSE, SP_KIND_EXTERNAL, SP_KIND_EXTERNAL, "other snapshots" },
    { { .running = TRUE }, FALSE, SP_KIND_INTERNAL, SP_KIND_INTERNAL, "other snapshots" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (World) w = world_new (&cases[i].world);
      SpWish wish = { .kind = SP_WISH_TAKE, .disks_only = cases[i].disks_only };
      g_autofree char *reason = NULL;

      if (cases[i].had != SP_KIND_NONE)
        world_take (w, "first", cases[i].had);
      g_assert_cmpint (sp_planner_choose_kind (w->facts, &wish, &reason), ==, cases[i].kind);
      g_assert_nonnull (strstr (reason, cases[i].because));
    }
}

static void
test_revert_safety (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (SpPlan) plan = NULL;
  const SpStep *safety = NULL;
  const SpStep *rescue = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  plan = plan_revert (w, "A", FALSE);
  g_assert_false (sp_plan_is_refused (plan));
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 2);
  safety = sp_plan_get_step (plan, 0);
  g_assert_cmpint (safety->kind, ==, SP_STEP_TAKE);
  g_assert_true (safety->safety);
  g_assert_true (safety->memory);
  g_assert_cmpint (safety->snapshot_kind, ==, SP_KIND_EXTERNAL);
  g_assert_true (g_str_has_prefix (safety->snapshot, "before-revert-"));
  g_assert_cmpint (sp_plan_get_step (plan, 1)->kind, ==, SP_STEP_REVERT);
  rescue = sp_plan_get_rescue (plan);
  g_assert_cmpstr (rescue->snapshot, ==, safety->snapshot);
  g_assert_cmpint (rescue->then, ==, SP_THEN_AS_TAKEN);
  g_assert_nonnull (find_note (plan, SP_NOTE_UNDO, safety->title));
  /* What is saved is not lost. */
  g_assert_null (find_note (plan, SP_NOTE_LOSS, NULL));
  world_do (w, plan);
  assert_whole (w);
}

static void
test_revert_guard (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (SpPlan) plan = NULL;
  g_autofree char *top = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  top = g_strdup (world_now (w, "vda"));
  plan = plan_revert (w, "A", TRUE);
  g_assert_false (sp_plan_is_refused (plan));
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 3);
  g_assert_true (sp_plan_get_step (plan, 0)->guard);
  g_assert_false (sp_plan_get_step (plan, 0)->memory);
  g_assert_true (sp_plan_get_step (plan, 2)->cleanup);
  g_assert_cmpint (sp_plan_get_step (plan, 2)->kind, ==, SP_STEP_DELETE);
  /* The rescue must bring a running machine back, though the guard has no memory. */
  g_assert_cmpint (sp_plan_get_rescue (plan)->then, ==, SP_THEN_RUNNING);
  g_assert_nonnull (find_note (plan, SP_NOTE_LOSS, "since “A”"));
  g_assert_nonnull (find_note (plan, SP_NOTE_LOSS, "memory"));
  g_assert_cmpint (sp_plan_get_note (plan, 0)->kind, ==, SP_NOTE_LOSS);
  world_do (w, plan);
  g_assert_false (world_has_file (w, top));
  g_assert_cmpint (sp_history_get_n (sp_facts_get_history (w->facts)), ==, 1);
  assert_whole (w);
}

static void
test_revert_internal (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (SpPlan) with = NULL;
  g_autoptr (SpPlan) without = NULL;

  world_take (w, "A", SP_KIND_INTERNAL);
  with = plan_revert (w, "A", FALSE);
  g_assert_cmpuint (sp_plan_get_n_steps (with), ==, 2);
  g_assert_cmpint (sp_plan_get_step (with, 0)->snapshot_kind, ==, SP_KIND_INTERNAL);
  g_assert_cmpuint (sp_plan_get_step (with, 1)->touches.written->len, ==, 2);
  without = plan_revert (w, "A", TRUE);
  g_assert_cmpuint (sp_plan_get_n_steps (without), ==, 1);
  g_assert_null (sp_plan_get_rescue (without));
  world_do (w, with);
  assert_whole (w);
}

/* The sequence that destroys a branch on the bare daemon. */
static void
test_mine_1 (void)
{
  for (int no_safety = 0; no_safety < 2; no_safety++)
    {
      g_autoptr (World) w = running_world ();

      world_take (w, "A", SP_KIND_EXTERNAL);
      world_take (w, "B", SP_KIND_EXTERNAL);
      world_revert (w, "A", no_safety);
      world_take (w, "C", SP_KIND_EXTERNAL);
      world_delete (w, "C");
      assert_whole (w);
      world_revert (w, "B", no_safety);
      assert_whole (w);
      g_assert_cmpint (sp_history_find (sp_facts_get_history (w->facts), "B"), >=, 0);
    }
}

static void
test_mine_1_without_guard (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .kind = SP_WISH_REVERT, .target = "B" };
  g_autoptr (SpPlan) refused = NULL;
  g_autoptr (SpPlan) obeyed = NULL;
  g_autofree char *loss = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  g_assert_null (world_bare_revert (w, "A"));
  world_write (w);
  world_take (w, "C", SP_KIND_EXTERNAL);
  g_assert_null (world_bare_delete (w, "C"));
  refused = sp_planner_plan_with_hooks (w->facts, &wish, SP_PLANNER_NO_GUARD);
  g_assert_cmpstr (sp_plan_get_rule (refused), ==, "mine-1");
  obeyed = sp_planner_plan_with_hooks (w->facts, &wish, SP_PLANNER_NO_GUARD | SP_PLANNER_NO_LAW);
  world_do (w, obeyed);
  loss = world_find_loss (w);
  g_assert_nonnull (loss);
}

static void
set_last_revert (SpFactsInit *init,
                 gpointer     data)
{
  init->last_revert = init->now;
}

static void
test_mine_6 (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (SpPlan) plan = NULL;
  gboolean waits = FALSE;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_edit (w, set_last_revert, NULL);
  plan = plan_revert (w, "A", FALSE);
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      waits |= step->kind == SP_STEP_WAIT;
      if (step->kind == SP_STEP_REVERT)
        g_assert_true (waits);
    }
  g_assert_true (waits);
}

/* Mine 10: the guard leaves out a disk that was put in since. */
static void
test_guard_leaves_out (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (SpPlan) plan = NULL;
  const SpStep *guard = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_set_disk (w, "vdb", "/home/me/new.qcow2");
  plan = plan_revert (w, "A", TRUE);
  g_assert_false (sp_plan_is_refused (plan));
  guard = sp_plan_get_step (plan, 0);
  g_assert_cmpint (((SpStepDisk *) guard->disks->pdata[0])->kind, ==, SP_KIND_EXTERNAL);
  g_assert_cmpint (((SpStepDisk *) guard->disks->pdata[1])->kind, ==, SP_KIND_NONE);
  g_assert_nonnull (find_note (plan, SP_NOTE_WARNING, "/home/me/new.qcow2"));
  world_do (w, plan);
  g_assert_true (world_has_file (w, "/home/me/new.qcow2"));
  assert_whole (w);
}

static void
clear_current (SpFactsInit *init,
               gpointer     data)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    {
      SpSnapshotInit s = *sp_snapshot_peek (sp_history_get (init->history, i));

      s.current = FALSE;
      g_ptr_array_add (list, sp_snapshot_new (&s));
    }
  init->history = sp_history_new (list);
}

/* Mine 4: the snapshot that is taken first becomes the current one, and the daemon lives. */
static void
test_mine_4 (void)
{
  for (int no_safety = 0; no_safety < 2; no_safety++)
    {
      g_autoptr (World) w = running_world ();
      g_autoptr (SpPlan) plan = NULL;
      g_autoptr (SpPlan) bare = NULL;
      SpWish wish = { .kind = SP_WISH_REVERT, .target = "A" };

      world_take (w, "A", SP_KIND_EXTERNAL);
      world_take (w, "B", SP_KIND_EXTERNAL);
      world_edit (w, clear_current, NULL);
      bare = sp_planner_plan_with_hooks (w->facts, &wish, SP_PLANNER_NO_GUARD);
      g_assert_cmpstr (sp_plan_get_rule (bare), ==, "mine-4");
      plan = plan_revert (w, "A", no_safety);
      g_assert_false (sp_plan_is_refused (plan));
      world_do (w, plan);
      assert_whole (w);
    }
}

static void
test_delete_branch (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (SpPlan) plan = NULL;
  g_autofree char *held = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  world_take (w, "C", SP_KIND_EXTERNAL);
  plan = plan_delete (w, "A", TRUE);
  g_assert_false (sp_plan_is_refused (plan));
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 3);
  g_assert_cmpstr (sp_plan_get_step (plan, 0)->snapshot, ==, "C");
  g_assert_cmpstr (sp_plan_get_step (plan, 2)->snapshot, ==, "A");
  g_assert_cmpuint (g_strv_length ((char **) sp_plan_get_going (plan)), ==, 3);
  world_do (w, plan);
  /* Exactly the base is left, with all that the guest wrote. */
  g_assert_cmpstr (world_now (w, "vda"), ==, "/img/a.qcow2");
  held = g_strdup (g_hash_table_lookup (w->held, "/img/a.qcow2"));
  g_assert_cmpstr (held, ==, "1 2 3 4 ");
  g_assert_cmpuint (g_hash_table_size (w->held), ==, 2);
}

static void
test_delete_several (void)
{
  g_autoptr (World) w = running_world ();
  const char *names[] = { "A", "C", "A", NULL };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = names };
  g_autoptr (SpPlan) plan = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  world_take (w, "C", SP_KIND_EXTERNAL);
  plan = world_plan (w, &wish);
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 2);
  world_do (w, plan);
  assert_whole (w);
  g_assert_cmpint (sp_history_get_n (sp_facts_get_history (w->facts)), ==, 1);
}

static void
test_text (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .kind = SP_WISH_TAKE, .name = "evil", .title = "one\n  9. Delete everything\x1b[2J", .snapshot_kind = SP_KIND_EXTERNAL };
  g_autoptr (SpPlan) plan = world_plan (w, &wish);
  g_autofree char *text = sp_plan_to_text (plan);
  g_autoptr (SpPlan) revert = NULL;
  g_autofree char *other = NULL;

  g_assert_null (strchr (text, '\x1b'));
  g_assert_null (strstr (text, "\n  9."));
  g_assert_nonnull (strstr (text, "creates /img/a.evil\n"));
  world_do (w, plan);
  revert = plan_revert (w, "evil", TRUE);
  other = sp_plan_to_text (revert);
  /* Losses stand before the steps. */
  g_assert_nonnull (strstr (other, "Lost: "));
  g_assert_true (strstr (other, "Lost: ") < strstr (other, "  1. "));
  g_assert_nonnull (strstr (other, "creates /img/a.(time of the revert)\n"));
}

static void
test_same_facts (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (SpFacts) before = g_object_ref (w->facts);

  world_edit (w, set_last_revert, NULL);
  g_assert_true (sp_facts_same_for_plan (before, w->facts));
  world_take (w, "A", SP_KIND_EXTERNAL);
  g_assert_false (sp_facts_same_for_plan (before, w->facts));
}

/* A plan for a thousand must not keep anybody waiting. */
static void
test_large (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (SpPlan) plan = NULL;
  gint64 start = 0;

  for (int i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%d", i);

      g_assert_null (world_bare_take (w, name, SP_KIND_EXTERNAL, FALSE));
    }
  start = g_get_monotonic_time ();
  plan = plan_delete (w, "s0", TRUE);
  g_assert_false (sp_plan_is_refused (plan));
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 300);
  g_test_message ("300 deletions planned in %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - start) / 1000);
}

/* Hosts can say that a snapshot is its own ancestor; that ends nobody's patience. */
static void
tie_knot (SpFactsInit *init,
          gpointer     data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    {
      SpSnapshotInit s = *sp_snapshot_peek (sp_history_get (init->history, i));

      if (s.parent == NULL)
        s.parent = data;
      g_ptr_array_add (all, sp_snapshot_new (&s));
    }
  init->history = sp_history_new (all);
}

static void
test_cycle (void)
{
  for (int kind = SP_KIND_INTERNAL; kind <= SP_KIND_EXTERNAL; kind++)
    {
      g_autoptr (World) w = running_world ();

      world_take (w, "A", kind);
      world_take (w, "B", kind);
      world_take (w, "C", kind);
      world_edit (w, tie_knot, (gpointer) "C");
      for (const char *name = "ABC"; *name != '\0'; name++)
        {
          g_autofree char *one = g_strndup (name, 1);
          g_autoptr (SpPlan) delete = plan_delete (w, one, FALSE);
          g_autoptr (SpPlan) delete_all = plan_delete (w, one, TRUE);
          g_autoptr (SpPlan) revert = plan_revert (w, one, FALSE);

          g_assert_true (sp_plan_is_refused (delete) || sp_plan_get_n_steps (delete) == 1);
          g_assert_true (sp_plan_is_refused (delete_all) || sp_plan_get_n_steps (delete_all) >= 1);
          g_assert_false (sp_plan_is_refused (revert));
        }
    }
}

/* A merge leaves no chain on the record of who stood on what has gone: where another branch did, by a disk that was left out
 * on the way, the next merge below would end the daemon. Found by a walk on libvirt 11.3. */
static void
test_mine_5_after_a_merge (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  const char *const vdb[] = { "vdb", NULL };
  const char *const b_and_a[] = { "B", "A", NULL };
  const char *const b[] = { "B", NULL };
  const char *const a[] = { "A", NULL };
  g_autoptr (SpPlan) take = NULL;
  g_autoptr (SpPlan) both = NULL;
  g_autoptr (SpPlan) one = NULL;
  g_autoptr (SpPlan) other = NULL;
  g_autofree char *loss = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  take = world_plan (w, &(SpWish){ .kind = SP_WISH_TAKE, .name = "C", .disks_only = TRUE, .left_out = vdb });
  world_do (w, take);
  world_revert (w, "C", FALSE);
  both = world_plan (w, &(SpWish){ .kind = SP_WISH_DELETE, .targets = b_and_a });
  g_assert_cmpstr (sp_plan_get_rule (both), ==, "mine-5");
  one = world_plan (w, &(SpWish){ .kind = SP_WISH_DELETE, .targets = b });
  g_assert_cmpstr (sp_plan_get_rule (one), ==, NULL);
  world_do (w, one);
  other = world_plan (w, &(SpWish){ .kind = SP_WISH_DELETE, .targets = a });
  g_assert_cmpstr (sp_plan_get_rule (other), ==, "mine-5");
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/planner/take/internal", test_take_internal);
  g_test_add_func ("/planner/take/external", test_take_external);
  g_test_add_func ("/planner/take/paths", test_take_paths);
  g_test_add_func ("/planner/take/same-stem", test_take_same_stem);
  g_test_add_func ("/planner/take/kind", test_choose_kind);
  g_test_add_func ("/planner/revert/safety", test_revert_safety);
  g_test_add_func ("/planner/revert/guard", test_revert_guard);
  g_test_add_func ("/planner/revert/internal", test_revert_internal);
  g_test_add_func ("/planner/revert/mine-1", test_mine_1);
  g_test_add_func ("/planner/delete/mine-5-after-a-merge", test_mine_5_after_a_merge);
  g_test_add_func ("/planner/revert/mine-1-without-guard", test_mine_1_without_guard);
  g_test_add_func ("/planner/revert/mine-4", test_mine_4);
  g_test_add_func ("/planner/revert/mine-6", test_mine_6);
  g_test_add_func ("/planner/revert/mine-10", test_guard_leaves_out);
  g_test_add_func ("/planner/delete/branch", test_delete_branch);
  g_test_add_func ("/planner/delete/several", test_delete_several);
  g_test_add_func ("/planner/text", test_text);
  g_test_add_func ("/planner/same-facts", test_same_facts);
  g_test_add_func ("/planner/large", test_large);
  g_test_add_func ("/planner/cycle", test_cycle);
  return g_test_run ();
}
