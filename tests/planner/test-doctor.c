/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doctor in broken worlds. */

#include "config.h"

#include "../model/forest.h"
#include "sp-doctor.h"
#include "sp-edit.h"
#include "world.h"

#include <string.h>

static char *
examine (World *world)
{
  g_autoptr (GPtrArray) findings = sp_doctor_examine (world->facts);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const SpFinding *finding = findings->pdata[i];

      g_assert_cmpuint (strlen (finding->sentence), >, 10);
      g_assert_true (g_str_has_prefix (finding->id, finding->kind));
      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", finding->id);
    }
  return g_string_free_and_steal (ids);
}

static void
edit_missing (SpFactsInit *init,
              gpointer     data)
{
  SpLayer *layer;

  init->layers = sp_layers_copy (init->layers);
  layer = sp_layers_add (init->layers, data);
  layer->exists_known = TRUE;
  layer->exists = FALSE;
}

static void
edit_history (SpFactsInit *init,
              gpointer     data)
{
  init->history = sp_history_new (data);
}

static void
edit_nameless (SpFactsInit *init,
               gpointer     data)
{
  ((SpFactsDisk *) init->disks)[0].nameless = TRUE;
}

static SpPlan *
plan_repair (World      *world,
             const char *id)
{
  return world_plan (world, &(SpWish){ .kind = SP_WISH_REPAIR, .finding = id });
}

/* One step, which touches no file; what it costs is said. */
static void
assert_repair (World      *world,
               const char *id,
               SpStepKind  kind,
               const char *snapshot,
               gboolean    loses)
{
  g_autoptr (SpPlan) plan = plan_repair (world, id);
  guint n_losses = 0;

  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 1);
  g_assert_cmpint (sp_plan_get_step (plan, 0)->kind, ==, kind);
  g_assert_cmpstr (sp_plan_get_step (plan, 0)->snapshot, ==, snapshot);
  g_assert_cmpuint (sp_plan_get_step (plan, 0)->touches.unlinked->len, ==, 0);
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    n_losses += sp_plan_get_note (plan, i)->kind == SP_NOTE_LOSS;
  g_assert_cmpuint (n_losses, ==, loses ? 1 : 0);
}

static void
assert_refused (World      *world,
                const char *id,
                const char *rule)
{
  g_autoptr (SpPlan) plan = plan_repair (world, id);

  g_assert_cmpstr (sp_plan_get_rule (plan), ==, rule);
  g_assert_cmpuint (strlen (sp_plan_get_reason (plan)), >, 10);
}

/* One field of a snapshot of the world is written over. */
static void
edit_snapshot (SpFactsInit *init,
               gpointer     data)
{
  const char *const *edit = data; /* name, "parent" or "current", value */
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    {
      SpSnapshotInit s = *sp_snapshot_peek (sp_history_get (init->history, i));

      if (g_str_equal (s.name, edit[0]) && g_str_equal (edit[1], "parent"))
        s.parent = edit[2];
      else if (g_str_equal (s.name, edit[0]))
        s.current = TRUE;
      g_ptr_array_add (all, sp_snapshot_new (&s));
    }
  init->history = sp_history_new (all);
}

static void
test_whole (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) world = world_new (&init);
  g_autofree char *empty = examine (world);
  g_autofree char *taken = NULL;

  g_assert_cmpstr (empty, ==, "");
  world_take (world, "A", SP_KIND_EXTERNAL);
  world_take (world, "B", SP_KIND_EXTERNAL);
  world_revert (world, "A", FALSE);
  taken = examine (world);
  g_assert_cmpstr (taken, ==, "");
}

static void
test_missing (void)
{
  WorldInit init = { 0 };
  g_autoptr (World) world = world_new (&init);
  g_autofree char *base = g_strdup (world_now (world, "vda"));
  g_autofree char *want = g_strconcat ("missing:", base, NULL);
  g_autofree char *got = NULL;

  world_take (world, "A", SP_KIND_EXTERNAL);
  world_edit (world, edit_missing, base);
  got = examine (world);
  g_assert_cmpstr (got, ==, want);
}

static void
test_nameless (void)
{
  WorldInit init = { 0 };
  g_autoptr (World) world = world_new (&init);
  g_autofree char *want = g_strconcat ("unnamed-layer:", world_now (world, "vda"), NULL);
  g_autofree char *got = NULL;

  world_edit (world, edit_nameless, NULL);
  got = examine (world);
  g_assert_cmpstr (got, ==, want);
  /* There is nothing to mend: the next snapshot keeps it. */
  assert_refused (world, want, "unnamed-layer");
}

/* What has lost its place can be taken off the list; of two of one name nobody can say which. */
static void
test_misplaced (void)
{
  WorldInit init = { 0 };
  g_autoptr (World) world = world_new (&init);

  for (gsize i = 0; i < 3; i++)
    world_take (world, ((const char *[]) { "A", "B", "C" })[i], SP_KIND_EXTERNAL);
  world_edit (world, edit_snapshot, (const char *[]) { "B", "parent", "gone" });
  assert_repair (world, "orphan:B", SP_STEP_FORGET, "B", TRUE);
  assert_refused (world, "cycle:B", "nothing-wrong");
  world_edit (world, edit_snapshot, (const char *[]) { "B", "parent", "C" });
  assert_repair (world, "cycle:B", SP_STEP_FORGET, "B", TRUE);
}

/* Where libvirt has no mark for what was half merged, ours keeps people away from it. */
static void
edit_half_merged (SpFactsInit *init,
                  gpointer     data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    {
      SpSnapshot *s = sp_history_get (init->history, i);

      g_ptr_array_add (all, g_strcmp0 (sp_snapshot_get_name (s), data) == 0 ? sp_edit_half_merged (s) : g_object_ref (s));
    }
  init->history = sp_history_new (all);
}

static void
test_half_merged (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) world = world_new (&init);
  g_autoptr (SpPlan) first = NULL;
  g_autoptr (SpPlan) second = NULL;
  g_autoptr (SpPlan) back = NULL;
  g_autofree char *got = NULL;

  world_take (world, "A", SP_KIND_EXTERNAL);
  world_take (world, "B", SP_KIND_EXTERNAL);
  first = world_plan (world, &(SpWish){ .kind = SP_WISH_DELETE, .targets = (const char *const[]){ "A", NULL } });
  second = world_plan (world, &(SpWish){ .kind = SP_WISH_DELETE, .targets = (const char *const[]){ "B", NULL } });
  g_assert_true (sp_doctor_goes_unmarked (sp_facts_get_history (world->facts), sp_plan_get_step (first, 0)));
  g_assert_false (sp_doctor_goes_unmarked (sp_facts_get_history (world->facts), sp_plan_get_step (second, 0)));

  world_edit (world, edit_half_merged, (gpointer) "A");
  got = examine (world);
  g_assert_cmpstr (got, ==, "half-deleted:A");
  back = world_plan (world, &(SpWish){ .kind = SP_WISH_REVERT, .target = "A" });
  g_assert_cmpstr (sp_plan_get_rule (back), ==, "delete-in-progress");
}

/* The layers tell which of them it is; inside the disk file nothing does. */
static void
test_two_current (void)
{
  WorldInit init = { 0 };
  g_autoptr (World) world = world_new (&init);
  g_autoptr (World) inside = world_new (&init);

  world_take (world, "A", SP_KIND_EXTERNAL);
  world_take (world, "B", SP_KIND_EXTERNAL);
  world_edit (world, edit_snapshot, (const char *[]) { "A", "current", NULL });
  assert_repair (world, "two-current:A", SP_STEP_MAKE_CURRENT, "B", FALSE);

  world_take (inside, "A", SP_KIND_INTERNAL);
  world_take (inside, "B", SP_KIND_INTERNAL);
  world_edit (inside, edit_snapshot, (const char *[]) { "A", "current", NULL });
  assert_refused (inside, "two-current:A", "no-repair");
}

static void
test_history (void)
{
  WorldInit init = { 0 };
  g_autoptr (World) world = world_new (&init);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *got = NULL;
  g_autofree char *without = NULL;

  g_ptr_array_add (all, forest_snapshot ("a", NULL, 100, TRUE));
  g_ptr_array_add (all, forest_snapshot ("lost", "gone", 200, FALSE));
  g_ptr_array_add (all, forest_snapshot ("self", "self", 330, FALSE));
  g_ptr_array_add (all, forest_snapshot ("b", "a", 400, TRUE));
  g_ptr_array_add (all, forest_snapshot ("a", "lost", 900, FALSE));
  world_edit (world, edit_history, all);
  got = examine (world);
  for (gsize i = 0; i < 4; i++)
    g_assert_nonnull (strstr (got, ((const char *[]) { "orphan:lost", "cycle:self", "duplicate:a", "two-current:" })[i]));

  g_ptr_array_add (none, forest_snapshot ("a", NULL, 100, FALSE));
  world_edit (world, edit_history, none);
  without = examine (world);
  /* Inside the disk file that does no harm. */
  g_assert_cmpstr (without, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/doctor/whole", test_whole);
  g_test_add_func ("/doctor/missing", test_missing);
  g_test_add_func ("/doctor/nameless", test_nameless);
  g_test_add_func ("/doctor/history", test_history);
  g_test_add_func ("/doctor/misplaced", test_misplaced);
  g_test_add_func ("/doctor/two-current", test_two_current);
  g_test_add_func ("/doctor/half-merged", test_half_merged);

  return g_test_run ();
}
