/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A revert and the way back from it. */

#include "config.h"

#include "sp-edit.h"
#include "sp-undo.h"
#include "world.h"

#include <string.h>

static World *
make_world (SpKind kind)
{
  WorldInit init = { .running = TRUE };
  World *w = world_new (&init);

  world_take (w, "A", kind);
  world_take (w, "B", kind);
  return w;
}

static SpPlan *
plan_undo (World   *w,
           gboolean no_safety)
{
  SpWish wish = { .kind = SP_WISH_REVERT, .undo = TRUE, .no_safety = no_safety };

  return world_plan (w, &wish);
}

static const SpStep *
find_step (SpPlan    *plan,
           SpStepKind kind)
{
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    if (sp_plan_get_step (plan, i)->kind == kind)
      return sp_plan_get_step (plan, i);
  return NULL;
}

static char *
dup_current (World *w)
{
  SpHistory *history = sp_facts_get_history (w->facts);

  return g_strdup (sp_snapshot_get_name (sp_history_get (history, sp_history_get_current (history))));
}

static void
test_there_and_back (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  g_autoptr (World) w = make_world (kind);
  g_autofree char *safety = NULL;
  g_autofree char *second = NULL;
  g_autofree char *loss = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpPlan) undo = NULL;
  g_autoptr (SpPlan) redo = NULL;
  g_autoptr (SpPlan) again = NULL;
  SpWish wish = { .kind = SP_WISH_REVERT, .target = "A" };

  plan = world_plan (w, &wish);
  g_assert_cmpstr (find_step (plan, SP_STEP_TAKE)->before, ==, "A");
  safety = g_strdup (find_step (plan, SP_STEP_TAKE)->snapshot);
  world_do (w, plan);
  world_write (w);

  undo = plan_undo (w, FALSE);
  g_assert_cmpstr (sp_plan_get_title (undo), ==, "Undo the Revert?");
  g_assert_cmpstr (find_step (undo, SP_STEP_REVERT)->snapshot, ==, safety);
  g_assert_cmpstr (find_step (undo, SP_STEP_TAKE)->title, ==, "Before undoing a revert");
  second = g_strdup (find_step (undo, SP_STEP_TAKE)->snapshot);
  world_do (w, undo);
  g_free (safety);
  safety = dup_current (w);
  g_assert_cmpstr (safety, !=, "A");

  /* An undo is a revert, and can be undone too; the older safety snapshot is no way back from there. */
  redo = plan_undo (w, TRUE);
  g_assert_cmpstr (find_step (redo, SP_STEP_REVERT)->snapshot, ==, second);
  world_do (w, redo);
  again = plan_undo (w, TRUE);
  g_assert_cmpstr (find_step (again, SP_STEP_REVERT)->snapshot, ==, safety);
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);
}

static void
test_nothing (void)
{
  g_autoptr (World) w = make_world (SP_KIND_EXTERNAL);
  g_autoptr (SpPlan) fresh = plan_undo (w, FALSE);
  g_autoptr (SpPlan) without = NULL;
  g_autoptr (SpPlan) undo = NULL;
  g_autoptr (SpPlan) undone = NULL;

  g_assert_cmpstr (sp_plan_get_rule (fresh), ==, "nothing-to-undo");
  world_revert (w, "A", TRUE);
  without = plan_undo (w, FALSE);
  g_assert_cmpstr (sp_plan_get_rule (without), ==, "nothing-to-undo");
  world_revert (w, "B", FALSE);
  undo = plan_undo (w, TRUE);
  world_do (w, undo);
  undone = plan_undo (w, FALSE);
  g_assert_cmpstr (sp_plan_get_rule (undone), ==, "nothing-to-undo");
}

/* What was reverted to is gone meanwhile, and more was done: the way back is still there. */
static void
test_later (void)
{
  g_autoptr (World) w = make_world (SP_KIND_INTERNAL);
  g_autofree char *current = NULL;
  g_autoptr (SpPlan) undo = NULL;

  world_revert (w, "B", FALSE);
  world_take (w, "C", SP_KIND_INTERNAL);
  world_delete (w, "B");
  undo = plan_undo (w, FALSE);
  g_assert_false (sp_plan_is_refused (undo));
  world_do (w, undo);
  current = dup_current (w);
  g_assert_true (g_str_has_prefix (current, "before-revert-"));
}

static void
not_run (SpFactsInit *init,
         gpointer     data)
{
  init->paused_since_revert = SP_YES;
}

/* Off, and the layers of the revert are empty. */
static void
set_unwritten (SpFactsInit *init,
               gpointer     data)
{
  init->unwritten = (SpKnown) GPOINTER_TO_INT (data);
}

static void
set_saved (SpFactsInit *init,
           gpointer     data)
{
  init->managed_save = (SpKnown) GPOINTER_TO_INT (data);
}

static gboolean
takes_safety (World      *w,
              const char *target)
{
  SpWish wish = { .kind = SP_WISH_REVERT, .target = target };
  g_autoptr (SpPlan) plan = world_plan (w, &wish);

  g_assert_false (sp_plan_is_refused (plan));
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    if (sp_plan_get_step (plan, i)->safety)
      return TRUE;
  return FALSE;
}

/* Where nothing has run since a revert, its snapshot has it all: a guard does. */
static void
test_unchanged (void)
{
  g_autoptr (World) w = make_world (SP_KIND_EXTERNAL);
  g_autoptr (World) inside = make_world (SP_KIND_INTERNAL);
  SpWish wish = { .kind = SP_WISH_REVERT, .target = "B" };
  g_autoptr (SpPlan) plan = NULL;
  g_autofree char *loss = NULL;

  world_revert (w, "A", FALSE);
  g_assert_true (takes_safety (w, "B"));
  world_edit (w, not_run, NULL);
  g_assert_false (takes_safety (w, "B"));
  plan = world_plan (w, &wish);
  g_assert_cmpint (sp_plan_get_n_notes (plan), >, 0);
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    g_assert_cmpint (sp_plan_get_note (plan, i)->kind, !=, SP_NOTE_LOSS);
  /* The way back is where it was left. */
  g_assert_cmpstr (sp_plan_get_undo (plan), ==, "A");
  world_do (w, plan);
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);
  {
    g_autoptr (SpPlan) back = world_plan (w, &(SpWish){ .kind = SP_WISH_REVERT, .target = sp_plan_get_undo (plan) });

    g_assert_false (sp_plan_is_refused (back));
  }

  /* Now is another snapshot's: its own record tells nothing of it. */
  world_revert (inside, "A", FALSE);
  world_edit (inside, not_run, NULL);
  g_assert_true (takes_safety (inside, "B"));
}

/* Back to the baseline again and again, the machine off: nothing is left behind but the first safety snapshot. */
static void
test_unwritten (void)
{
  WorldInit off = { 0 };
  g_autoptr (World) w = world_new (&off);
  g_autoptr (World) inside = world_new (&off);
  g_autofree char *loss = NULL;
  int n = 0;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  world_revert (w, "A", FALSE);
  world_edit (w, set_unwritten, GINT_TO_POINTER (SP_NO));
  g_assert_true (takes_safety (w, "A"));
  n = sp_history_get_n (sp_facts_get_history (w->facts));
  for (guint i = 0; i < 3; i++)
    {
      SpWish wish = { .kind = SP_WISH_REVERT, .target = "A" };
      g_autoptr (SpPlan) plan = NULL;

      world_edit (w, set_unwritten, GINT_TO_POINTER (SP_YES));
      g_assert_false (takes_safety (w, "A"));
      plan = world_plan (w, &wish);
      world_do (w, plan);
      g_assert_cmpint (sp_history_get_n (sp_facts_get_history (w->facts)), ==, n);
    }
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);
  /* What runs again first is kept, memory and all. */
  world_edit (w, set_unwritten, GINT_TO_POINTER (SP_YES));
  world_edit (w, set_saved, GINT_TO_POINTER (SP_YES));
  g_assert_true (takes_safety (w, "A"));

  /* Of a disk that it left out, the snapshot keeps nothing. */
  {
    g_autoptr (SpPlan) part = NULL;

    world_edit (w, set_saved, GINT_TO_POINTER (SP_NO));
    part = world_plan (w, &(SpWish){ .kind = SP_WISH_TAKE, .name = "C", .left_out = (const char *const[]) { "vdb", NULL } });
    world_do (w, part);
    world_revert (w, "C", FALSE);
    world_edit (w, set_unwritten, GINT_TO_POINTER (SP_YES));
    g_assert_true (takes_safety (w, "A"));
  }

  world_take (inside, "A", SP_KIND_INTERNAL);
  world_take (inside, "B", SP_KIND_INTERNAL);
  world_revert (inside, "A", FALSE);
  world_edit (inside, set_unwritten, GINT_TO_POINTER (SP_YES));
  g_assert_true (takes_safety (inside, "B"));
}

static SpHistory *
make_history (const char *before,
              gboolean    safety,
              gboolean    current)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = "a", .created = 1, .current = !current }));
  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){
    .name = "s", .parent = "a", .created = 2, .safety = safety, .before = before, .current = current }));
  return sp_history_new (all);
}

/* Only what tells that it was taken before a revert, and that Now left. */
static void
test_marks (void)
{
  g_autoptr (SpHistory) good = make_history ("a", TRUE, FALSE);
  g_autoptr (SpHistory) there = make_history ("a", TRUE, TRUE);
  g_autoptr (SpHistory) silent = make_history (NULL, TRUE, FALSE);
  g_autoptr (SpHistory) no_safety = make_history ("a", FALSE, FALSE);
  g_autoptr (SpHistory) gone = make_history ("x", TRUE, FALSE);

  g_assert_cmpstr (sp_snapshot_get_name (sp_undo_find (good)), ==, "s");
  g_assert_null (sp_undo_find (there));
  g_assert_null (sp_undo_find (silent));
  g_assert_null (sp_undo_find (no_safety));
  g_assert_nonnull (sp_undo_find (gone));
}

/* The mark that was set last counts; setting one takes off the others, and never leaves the machine without one. */
static void
test_baseline (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (GPtrArray) cleared = NULL;

  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = "a", .created = 1, .baseline = 20 }));
  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = "b", .created = 2, .baseline = 10 }));
  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = "c", .created = 3, .pinned = TRUE, .title = "C" }));
  history = sp_history_new (all);
  g_assert_cmpstr (sp_snapshot_get_name (sp_baseline_find (history)), ==, "a");

  edits = sp_baseline_edits (history, sp_history_get (history, 2), 30);
  g_assert_cmpuint (edits->len, ==, 3);
  g_assert_cmpstr (sp_snapshot_get_name (edits->pdata[0]), ==, "c");
  g_assert_cmpint (sp_snapshot_peek (edits->pdata[0])->baseline, ==, 30);
  g_assert_true (sp_snapshot_peek (edits->pdata[0])->pinned);
  g_assert_cmpstr (sp_snapshot_get_title (edits->pdata[0]), ==, "C");
  g_assert_true (sp_edit_changes_marks (sp_history_get (history, 2), edits->pdata[0]));
  g_assert_false (sp_edit_changes_words (sp_history_get (history, 2), edits->pdata[0]));
  g_assert_cmpint (sp_snapshot_peek (edits->pdata[1])->baseline, ==, 0);
  g_assert_cmpint (sp_snapshot_peek (edits->pdata[2])->baseline, ==, 0);

  cleared = sp_baseline_edits (history, NULL, 30);
  g_assert_cmpuint (cleared->len, ==, 2);
  g_clear_object (&history);
  history = sp_history_new (cleared);
  g_assert_null (sp_baseline_find (history));
}

static void
set_marks (SpFactsInit *init,
           gpointer     data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  static SpHistory *history;

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    {
      SpSnapshot *s = sp_history_get (init->history, i);
      g_autoptr (SpSnapshot) pinned = sp_edit_pin (s, TRUE);

      g_ptr_array_add (all, i == 0 ? sp_edit_baseline (pinned, 5) : g_object_ref (s));
    }
  g_clear_object (&history);
  history = sp_history_new (all);
  init->history = history;
}

static void
test_wishes (void)
{
  const char *const names[] = { "A", "B", NULL };
  SpWish back = { .kind = SP_WISH_REVERT, .baseline = TRUE };
  SpWish delete = { .kind = SP_WISH_DELETE, .targets = names };
  g_autoptr (World) w = make_world (SP_KIND_EXTERNAL);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpPlan) refused = NULL;
  g_autoptr (SpPlan) twice = NULL;

  world_edit (w, set_marks, NULL);
  plan = world_plan (w, &back);
  g_assert_cmpstr (sp_plan_get_title (plan), ==, "Back to the Baseline?");
  g_assert_cmpstr (find_step (plan, SP_STEP_REVERT)->snapshot, ==, "A");
  g_assert_true (find_step (plan, SP_STEP_TAKE)->safety);

  refused = world_plan (w, &delete);
  g_assert_cmpstr (sp_plan_get_rule (refused), ==, "delete-pinned");
  delete.pinned_too = TRUE;
  twice = world_plan (w, &delete);
  g_assert_false (sp_plan_is_refused (twice));
  /* Losses come first. */
  g_assert_cmpint (sp_plan_get_note (twice, 0)->kind, ==, SP_NOTE_LOSS);
  g_assert_cmpstr (sp_plan_get_note (twice, 0)->text, ==, "“A” is pinned: it was to be kept.");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/planner/undo/external", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_there_and_back);
  g_test_add_data_func ("/planner/undo/internal", GINT_TO_POINTER (SP_KIND_INTERNAL), test_there_and_back);
  g_test_add_func ("/planner/undo/nothing", test_nothing);
  g_test_add_func ("/planner/undo/later", test_later);
  g_test_add_func ("/planner/undo/unchanged", test_unchanged);
  g_test_add_func ("/planner/undo/unwritten", test_unwritten);
  g_test_add_func ("/planner/undo/marks", test_marks);
  g_test_add_func ("/planner/baseline/find", test_baseline);
  g_test_add_func ("/planner/baseline/wishes", test_wishes);
  return g_test_run ();
}
