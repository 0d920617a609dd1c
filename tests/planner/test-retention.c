/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which safety snapshots go by themselves, and which go first. */

#include "config.h"

#include "sp-retention.h"
#include "world.h"

#include <string.h>

#define DAY 86400
#define NOW (1000 * DAY)

static SpHistory *
make_history (const SpSnapshotInit *inits,
              gsize                 n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (all, sp_snapshot_new (&inits[i]));
  return sp_history_new (all);
}

static char *
find (const SpSnapshotInit *inits,
      gsize                 n,
      int                   days)
{
  g_autoptr (SpHistory) history = make_history (inits, n);
  g_auto (GStrv) names = sp_retention_find (history, NOW, days);

  return g_strjoinv (" ", names);
}

/* "old" is one that goes; each of the others has one reason to stay. */
static void
test_find (void)
{
  const SpSnapshotInit inits[] = {
    { .name = "root", .created = DAY },
    { .name = "old", .parent = "root", .created = NOW - 7 * DAY, .safety = TRUE, .before = "root" },
    { .name = "older", .parent = "root", .created = NOW - 20 * DAY, .safety = TRUE },
    { .name = "young", .parent = "root", .created = NOW - 7 * DAY + 1, .safety = TRUE },
    { .name = "future", .parent = "root", .created = NOW + DAY, .safety = TRUE },
    { .name = "pinned", .parent = "root", .created = 2 * DAY, .safety = TRUE, .pinned = TRUE },
    { .name = "baseline", .parent = "root", .created = 2 * DAY, .safety = TRUE, .baseline = 5 },
    { .name = "broken", .parent = "root", .created = 2 * DAY, .safety = TRUE, .damaged = TRUE },
    { .name = "going", .parent = "root", .created = 2 * DAY, .safety = TRUE, .delete_in_progress = TRUE },
    { .name = "parent", .parent = "root", .created = 2 * DAY, .safety = TRUE },
    { .name = "theirs", .parent = "parent", .created = 3 * DAY },
    { .name = "undo", .parent = "root", .created = NOW - 7 * DAY, .safety = TRUE, .before = "root" },
    { .name = "current", .parent = "root", .created = 3 * DAY, .safety = TRUE, .current = TRUE },
  };
  g_autofree char *week = find (inits, G_N_ELEMENTS (inits), 7);
  g_autofree char *two_weeks = find (inits, G_N_ELEMENTS (inits), 14);
  g_autofree char *month = find (inits, G_N_ELEMENTS (inits), 30);
  g_autofree char *ever = find (inits, G_N_ELEMENTS (inits), 0);
  g_autofree char *none = find (inits, 0, 7);

  g_assert_cmpstr (week, ==, "older old");
  g_assert_cmpstr (two_weeks, ==, "older");
  g_assert_cmpstr (month, ==, "");
  g_assert_cmpstr (ever, ==, "");
  g_assert_cmpstr (none, ==, "");
}

static char *
all_but (const SpSnapshotInit *inits,
         gsize                 n,
         guint                 keep,
         gboolean              pinned_too)
{
  g_autoptr (SpHistory) history = make_history (inits, n);
  g_auto (GStrv) names = sp_retention_all_but (history, keep, pinned_too);

  return g_strjoinv (" ", names);
}

/* The pinned and the baseline stay, and do not count. */
static void
test_all_but (void)
{
  const SpSnapshotInit inits[] = {
    { .name = "a", .created = 1 },
    { .name = "pinned", .parent = "a", .created = 2, .pinned = TRUE },
    { .name = "b", .parent = "a", .created = 3 },
    { .name = "baseline", .parent = "b", .created = 4, .baseline = 9 },
    { .name = "c", .parent = "b", .created = 5, .current = TRUE },
  };
  const struct
  {
    guint       keep;
    gboolean    pinned_too;
    const char *go;
  } cases[] = {
    { 0, FALSE, "a b c" }, { 1, FALSE, "a b" },          { 2, FALSE, "a" }, { 3, FALSE, "" },
    { 9, FALSE, "" },      { 0, TRUE, "a pinned b c" }, { 2, TRUE, "a pinned" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *go = all_but (inits, G_N_ELEMENTS (inits), cases[i].keep, cases[i].pinned_too);

      g_assert_cmpstr (go, ==, cases[i].go);
    }
}

/* All go at once, and nothing that stays is touched; with nothing to go it is refused in words of its own. */
static void
test_keep_newest (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  WorldInit init = { .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  SpWish wish = { .kind = SP_WISH_DELETE, .all_but = TRUE, .keep_newest = 2 };
  g_autoptr (SpPlan) two = NULL;
  g_autoptr (SpPlan) again = NULL;
  g_autoptr (SpPlan) all = NULL;
  g_autofree char *loss = NULL;

  for (guint i = 0; i < 5; i++)
    world_take (w, (const char *const[]){ "A", "B", "C", "D", "E" }[i], kind);
  two = world_plan (w, &wish);
  g_assert_cmpstr (sp_plan_get_rule (two), ==, NULL);
  g_assert_cmpstr (sp_plan_get_title (two), ==, "Delete All but the Newest 2 Snapshots?");
  g_assert_cmpuint (sp_plan_get_n_steps (two), ==, 3);
  world_do (w, two);
  again = world_plan (w, &wish);
  g_assert_cmpstr (sp_plan_get_rule (again), ==, "nothing-older");
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);

  wish.keep_newest = 0;
  all = world_plan (w, &wish);
  g_assert_cmpstr (sp_plan_get_title (all), ==, "Delete All Snapshots?");
  g_assert_cmpuint (sp_plan_get_n_steps (all), ==, 2);
  world_do (w, all);
  g_assert_cmpint (sp_history_get_n (sp_facts_get_history (w->facts)), ==, 0);
}

static void
later (SpFactsInit *init,
       gpointer     data)
{
  init->now += GPOINTER_TO_INT (data) * DAY;
}

static void
unsure (SpFactsInit *init,
        gpointer     data)
{
  init->uses_known = SP_NO;
}

/* Two reverts: the older safety snapshot goes after a week, the way back stays; nothing is merged, nothing lost. */
static void
test_plan (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  WorldInit init = { .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (SpPlan) early = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpPlan) again = NULL;
  g_autoptr (SpPlan) doubtful = NULL;
  g_autofree char *loss = NULL;

  world_take (w, "A", kind);
  world_take (w, "B", kind);
  world_revert (w, "A", FALSE);
  world_revert (w, "A", FALSE);
  early = sp_retention_plan (w->facts, 7);
  g_assert_null (early);
  world_edit (w, later, GINT_TO_POINTER (8));
  plan = sp_retention_plan (w->facts, 7);
  g_assert_nonnull (plan);
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 1);
  g_assert_cmpint (sp_plan_get_step (plan, 0)->kind, ==, SP_STEP_DELETE);
  g_assert_true (g_str_has_prefix (sp_plan_get_step (plan, 0)->snapshot, "before-revert-"));
  if (kind == SP_KIND_EXTERNAL)
    {
      /* Where it is not known who else uses its files, a person is to be asked. */
      world_edit (w, unsure, NULL);
      doubtful = sp_retention_plan (w->facts, 7);
      g_assert_null (doubtful);
    }
  world_do (w, plan);
  again = sp_retention_plan (w->facts, 7);
  g_assert_null (again);
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);
}

/* B cannot go while a safety snapshot stands on it: that one goes first, and it is said. */
static void
test_in_way (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  const char *const names[] = { "B", NULL };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = names };
  g_autoptr (SpPlan) plan = NULL;
  g_autofree char *loss = NULL;
  gboolean told = FALSE;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  world_revert (w, "A", FALSE);
  plan = world_plan (w, &wish);
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  g_assert_cmpstr (sp_plan_get_title (plan), ==, "Delete “B”?");
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 2);
  g_assert_true (g_str_has_prefix (sp_plan_get_step (plan, 0)->snapshot, "before-revert-"));
  g_assert_cmpstr (sp_plan_get_step (plan, 1)->snapshot, ==, "B");
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    told |= sp_plan_get_note (plan, i)->kind == SP_NOTE_LOSS && strstr (sp_plan_get_note (plan, i)->text, "stands in the way") != NULL;
  g_assert_true (told);
  world_do (w, plan);
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);
}

/* "A" is pinned, "B" the baseline. */
static void
edit_marks (SpFactsInit *init,
            gpointer     data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < sp_history_get_n (init->history); i++)
    {
      SpSnapshotInit s = *sp_snapshot_peek (sp_history_get (init->history, i));

      s.pinned = g_str_equal (s.name, "A");
      s.baseline = g_str_equal (s.name, "B") ? 9 : 0;
      g_ptr_array_add (all, sp_snapshot_new (&s));
    }
  init->history = sp_history_new (all);
}

static gboolean
has_note (SpPlan     *plan,
          const char *text)
{
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    if (g_str_equal (sp_plan_get_note (plan, i)->text, text))
      return TRUE;
  return FALSE;
}

/* Who has all deleted is told what stays all the same. */
static void
test_told_to_stay (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  SpWish wish = { .kind = SP_WISH_DELETE, .all_but = TRUE };
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpPlan) pinned_too = NULL;

  for (guint i = 0; i < 3; i++)
    world_take (w, (const char *const[]){ "A", "B", "C" }[i], SP_KIND_INTERNAL);
  world_edit (w, edit_marks, NULL);
  plan = world_plan (w, &wish);
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 1);
  g_assert_true (has_note (plan, "The baseline “B” stays."));
  g_assert_true (has_note (plan, "1 pinned snapshot stays."));
  wish.pinned_too = TRUE;
  pinned_too = world_plan (w, &wish);
  g_assert_cmpuint (sp_plan_get_n_steps (pinned_too), ==, 2);
  g_assert_true (has_note (pinned_too, "The baseline “B” stays."));
  g_assert_false (has_note (pinned_too, "1 pinned snapshot stays."));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/planner/retention/find", test_find);
  g_test_add_func ("/planner/retention/all-but", test_all_but);
  g_test_add_func ("/planner/retention/told-to-stay", test_told_to_stay);
  g_test_add_data_func ("/planner/retention/keep-newest/external", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_keep_newest);
  g_test_add_data_func ("/planner/retention/keep-newest/internal", GINT_TO_POINTER (SP_KIND_INTERNAL), test_keep_newest);
  g_test_add_data_func ("/planner/retention/plan/external", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_plan);
  g_test_add_data_func ("/planner/retention/plan/internal", GINT_TO_POINTER (SP_KIND_INTERNAL), test_plan);
  g_test_add_func ("/planner/retention/in-way", test_in_way);
  return g_test_run ();
}
