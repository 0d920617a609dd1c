/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libvirt does to files, deed by deed, as it was seen on real machines. */

#include "config.h"

#include "world.h"

static World *
external_world (gboolean running)
{
  WorldInit init = { .running = running };
  World *w = world_new (&init);

  g_assert_null (world_bare_take (w, "A", SP_KIND_EXTERNAL, running));
  world_write (w);
  return w;
}

static SpStep *
step_of (SpStepKind  kind,
         const char *name)
{
  SpStep *step = sp_step_new (kind);

  step->snapshot = g_strdup (name);
  return step;
}

static void
assert_loss (World *w)
{
  g_autofree char *loss = world_find_loss (w);

  g_assert_nonnull (loss);
}

static void
assert_whole (World *w)
{
  g_autofree char *loss = world_find_loss (w);

  g_assert_cmpstr (loss, ==, NULL);
}

static const SpSnapshotInit *
record (World      *w,
        const char *name)
{
  SpHistory *history = sp_facts_get_history (w->facts);
  int i = sp_history_find (history, name);

  g_assert_cmpint (i, >=, 0);
  return sp_snapshot_peek (sp_history_get (history, i));
}

static void
test_take (void)
{
  g_autoptr (World) w = external_world (TRUE);

  g_assert_cmpstr (world_now (w, "vda"), ==, "/img/a.A");
  g_assert_cmpstr (sp_layers_find (sp_facts_peek (w->facts)->layers, "/img/a.A")->backing, ==, "/img/a.qcow2");
  g_assert_true (world_has_file (w, "/img/A.mem"));
  g_assert_true (record (w, "A")->current);
  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, FALSE));
  g_assert_cmpstr (record (w, "B")->parent, ==, "A");
  g_assert_false (record (w, "A")->current);
  g_assert_cmpint (record (w, "B")->state, ==, SP_SNAPSHOT_STATE_DISKS_ONLY);
  /* The same layer again is refused. */
  g_assert_cmpstr (world_bare_take (w, "A", SP_KIND_EXTERNAL, FALSE), ==, "name-taken");
}

static void
test_revert_leaf (void)
{
  g_autoptr (World) w = external_world (TRUE);
  g_autofree char *top = g_strdup (world_now (w, "vda"));

  g_assert_null (world_bare_revert (w, "A"));
  g_assert_false (world_has_file (w, top));
  g_assert_cmpstr (world_now (w, "vda"), !=, top);
  g_assert_true (g_str_has_prefix (world_now (w, "vda"), "/img/a.18"));
  /* Without children its record is replaced. */
  g_assert_cmpuint (record (w, "A")->n_revert_disks, ==, 0);
  g_assert_cmpstr (record (w, "A")->disks[0].source, ==, world_now (w, "vda"));
  assert_whole (w);
}

static void
test_revert_with_children (void)
{
  g_autoptr (World) w = external_world (TRUE);

  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, TRUE));
  g_assert_null (world_bare_revert (w, "A"));
  g_assert_cmpuint (record (w, "A")->n_revert_disks, ==, 2);
  g_assert_cmpstr (record (w, "A")->revert_disks[0].source, ==, world_now (w, "vda"));
  g_assert_cmpstr (record (w, "A")->disks[0].source, ==, "/img/a.A");
  g_assert_true (world_has_file (w, "/img/a.A"));
  assert_whole (w);
  /* A snapshot of Now makes libvirt forget. */
  g_assert_null (world_bare_take (w, "C", SP_KIND_EXTERNAL, TRUE));
  g_assert_cmpuint (record (w, "A")->n_revert_disks, ==, 0);
}

/* take A, take B, revert A, take C, delete C, revert B on the bare daemon: B's branch is gone. */
static void
test_mine_1 (void)
{
  g_autoptr (World) w = external_world (TRUE);
  g_autoptr (SpStep) revert = step_of (SP_STEP_REVERT, "B");
  g_autofree char *victim = NULL;

  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, TRUE));
  world_write (w);
  g_assert_null (world_bare_revert (w, "A"));
  world_write (w);
  g_assert_null (world_bare_take (w, "C", SP_KIND_EXTERNAL, TRUE));
  world_write (w);
  g_assert_null (world_bare_delete (w, "C"));
  assert_whole (w);
  victim = world_victim (w, revert);
  g_assert_cmpstr (victim, ==, "B");
  g_assert_null (world_bare_revert (w, "B"));
  assert_loss (w);
  g_assert_false (world_has_file (w, "/img/a.A"));
}

static void
test_no_current (void)
{
  g_autoptr (World) w = external_world (FALSE);
  g_autoptr (SpPicture) picture = sp_picture_new (w->facts);
  g_autoptr (SpStep) revert = step_of (SP_STEP_REVERT, "A");
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&picture->current, g_free);
  g_assert_false (sp_effects_apply (picture, revert, &error));
  g_assert_nonnull (error);
}

static void
test_same_second (void)
{
  g_autoptr (World) w = external_world (FALSE);
  g_autoptr (SpPicture) picture = sp_picture_new (w->facts);
  g_autoptr (SpStep) revert = step_of (SP_STEP_REVERT, "A");

  g_assert_null (sp_effects_run (picture, revert));
  picture->clock--;
  g_assert_cmpstr (sp_effects_run (picture, revert), ==, "mine-6");
}

static void
test_delete_current_leaf (void)
{
  g_autoptr (World) w = external_world (TRUE);
  g_autofree char *held = NULL;

  world_write (w);
  g_assert_null (world_bare_delete (w, "A"));
  g_assert_cmpstr (world_now (w, "vda"), ==, "/img/a.qcow2");
  g_assert_false (world_has_file (w, "/img/a.A"));
  g_assert_false (world_has_file (w, "/img/A.mem"));
  /* Nothing that the guest wrote is gone. */
  held = g_strdup (g_hash_table_lookup (w->held, "/img/a.qcow2"));
  g_assert_cmpstr (held, ==, "1 2 3 ");
  g_assert_cmpint (sp_history_get_n (sp_facts_get_history (w->facts)), ==, 0);
}

static void
test_delete_middle (void)
{
  g_autoptr (World) w = external_world (TRUE);

  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, TRUE));
  world_write (w);
  g_assert_null (world_bare_take (w, "C", SP_KIND_EXTERNAL, TRUE));
  world_write (w);
  g_assert_cmpuint (world_n_layers (w, world_now (w, "vda")), ==, 4);
  g_assert_null (world_bare_delete (w, "B"));
  g_assert_cmpuint (world_n_layers (w, world_now (w, "vda")), ==, 3);
  g_assert_false (world_has_file (w, "/img/a.B"));
  g_assert_cmpstr (record (w, "C")->domain_disks[0].source, ==, "/img/a.A");
  g_assert_cmpstr (record (w, "C")->parent, ==, "A");
  assert_whole (w);
}

static void
test_delete_other_leaf (void)
{
  g_autoptr (World) w = external_world (TRUE);

  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, TRUE));
  world_write (w);
  g_assert_null (world_bare_revert (w, "A"));
  world_write (w);
  g_assert_null (world_bare_delete (w, "B"));
  /* What B had frozen goes: the layer under it. */
  g_assert_false (world_has_file (w, "/img/a.A"));
  g_assert_cmpstr (record (w, "A")->disks[0].source, ==, world_now (w, "vda"));
  assert_whole (w);
}

static void
test_delete_rebases (void)
{
  g_autoptr (World) w = external_world (TRUE);

  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, TRUE));
  world_write (w);
  g_assert_null (world_bare_take (w, "C", SP_KIND_EXTERNAL, TRUE));
  world_write (w);
  g_assert_null (world_bare_revert (w, "B"));
  world_write (w);
  g_assert_null (world_bare_delete (w, "A"));
  assert_whole (w);
  g_assert_cmpstr (sp_layers_find (sp_facts_peek (w->facts)->layers, "/img/a.B")->backing, ==, "/img/a.qcow2");
}

static void
test_delete_refused (void)
{
  g_autoptr (World) w = external_world (TRUE);

  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, TRUE));
  g_assert_null (world_bare_take (w, "C", SP_KIND_EXTERNAL, TRUE));
  g_assert_null (world_bare_revert (w, "A"));
  g_assert_cmpstr (world_bare_delete (w, "A"), ==, "delete-current-children");
  g_assert_cmpstr (world_bare_delete (w, "B"), ==, "delete-outside-chain");
  g_assert_null (world_bare_take (w, "D", SP_KIND_EXTERNAL, TRUE));
  g_assert_cmpstr (world_bare_delete (w, "A"), ==, "delete-many-children");
  assert_whole (w);
}

/* Mine 3: libvirt obeys, and the machine writes the frozen layer. */
static void
test_mixed (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (SpStep) revert = step_of (SP_STEP_REVERT, "A");
  g_autofree char *victim = NULL;

  g_assert_null (world_bare_take (w, "A", SP_KIND_INTERNAL, TRUE));
  world_write (w);
  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, TRUE));
  world_write (w);
  victim = world_victim (w, revert);
  g_assert_cmpstr (victim, ==, "B");
  g_assert_null (world_bare_revert (w, "A"));
  world_write (w);
  assert_loss (w);
}

static void
test_internal (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (SpStep) revert = step_of (SP_STEP_REVERT, "A");
  g_autofree char *victim = NULL;

  g_assert_null (world_bare_take (w, "A", SP_KIND_INTERNAL, TRUE));
  world_write (w);
  g_assert_null (world_bare_take (w, "B", SP_KIND_INTERNAL, TRUE));
  world_write (w);
  victim = world_victim (w, revert);
  g_assert_cmpstr (victim, ==, NULL);
  g_assert_null (world_bare_revert (w, "A"));
  world_write (w);
  assert_whole (w);
  g_assert_null (world_bare_delete (w, "A"));
  g_assert_cmpstr (record (w, "B")->parent, ==, NULL);
  assert_whole (w);
}

/* Mine 10: a disk that was put in since goes with the guard. */
static void
test_swapped (void)
{
  g_autoptr (World) w = external_world (FALSE);
  g_autoptr (SpStep) delete = step_of (SP_STEP_DELETE, "G");
  g_autofree char *victim = NULL;

  world_set_disk (w, "vdb", "/home/me/new.qcow2");
  g_assert_null (world_bare_take (w, "G", SP_KIND_EXTERNAL, FALSE));
  g_assert_null (world_bare_revert (w, "A"));
  victim = world_victim (w, delete);
  g_assert_cmpstr (victim, ==, "/home/me/new.qcow2");
  g_assert_null (world_bare_delete (w, "G"));
  g_assert_false (world_has_file (w, "/home/me/new.qcow2"));
}

/* A disk that was merely added is spared since 11.0. */
static void
test_added (void)
{
  g_autoptr (World) w = external_world (FALSE);

  world_set_disk (w, "vdc", "/home/me/new.qcow2");
  g_assert_null (world_bare_take (w, "G", SP_KIND_EXTERNAL, FALSE));
  g_assert_null (world_bare_revert (w, "A"));
  g_assert_null (world_bare_delete (w, "G"));
  g_assert_true (world_has_file (w, "/home/me/new.qcow2"));
  g_assert_null (world_now (w, "vdc"));
}

/* Before 11.0 a leaf on an internal parent took the base with it. */
static void
test_before_11 (void)
{
  WorldInit init = { .version = 10010000 };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (SpStep) delete = step_of (SP_STEP_DELETE, "B");
  g_autofree char *victim = NULL;

  g_assert_null (world_bare_take (w, "A", SP_KIND_INTERNAL, FALSE));
  g_assert_null (world_bare_take (w, "B", SP_KIND_EXTERNAL, FALSE));
  g_assert_null (world_bare_revert (w, "A"));
  victim = world_victim (w, delete);
  g_assert_cmpstr (victim, ==, "/img/a.qcow2");
}

static void
put_use (SpFactsInit *init,
         gpointer     data)
{
  static SpFactsUse use = { .machine = "clone" };

  use.path = data;
  init->uses = &use;
  init->n_uses = 1;
}

static void
test_other_machine (void)
{
  g_autoptr (World) w = external_world (FALSE);
  g_autoptr (SpStep) delete = step_of (SP_STEP_DELETE, "A");
  g_autofree char *victim = NULL;

  world_edit (w, put_use, (gpointer) "/img/a.qcow2");
  victim = world_victim (w, delete);
  g_assert_cmpstr (victim, ==, "clone");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/effects/take", test_take);
  g_test_add_func ("/effects/revert-leaf", test_revert_leaf);
  g_test_add_func ("/effects/revert-with-children", test_revert_with_children);
  g_test_add_func ("/effects/mine-1", test_mine_1);
  g_test_add_func ("/effects/no-current", test_no_current);
  g_test_add_func ("/effects/same-second", test_same_second);
  g_test_add_func ("/effects/delete-current-leaf", test_delete_current_leaf);
  g_test_add_func ("/effects/delete-middle", test_delete_middle);
  g_test_add_func ("/effects/delete-other-leaf", test_delete_other_leaf);
  g_test_add_func ("/effects/delete-rebases", test_delete_rebases);
  g_test_add_func ("/effects/delete-refused", test_delete_refused);
  g_test_add_func ("/effects/mixed", test_mixed);
  g_test_add_func ("/effects/internal", test_internal);
  g_test_add_func ("/effects/swapped", test_swapped);
  g_test_add_func ("/effects/added", test_added);
  g_test_add_func ("/effects/before-11", test_before_11);
  g_test_add_func ("/effects/other-machine", test_other_machine);
  return g_test_run ();
}
