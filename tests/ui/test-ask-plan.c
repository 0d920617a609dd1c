/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans that a widget asks for: at once where there are few snapshots, else from a thread; the last question counts. */

#include "config.h"

#include "../planner/daemon.h"
#include "sp-ask-plan.h"

#define FEW 20
#define MANY 400

typedef struct
{
  GPtrArray *plans;
  GThread   *thread;
} Answers;

static Answers answers;

static void
answered (GObject *asker,
          SpPlan  *plan,
          SpStack *after)
{
  g_assert_true (g_thread_self () == answers.thread);
  g_assert_cmpint (after == NULL, ==, sp_plan_is_refused (plan));
  g_ptr_array_add (answers.plans, g_object_ref (plan));
}

static void
await_plans (guint n)
{
  while (answers.plans->len < n)
    g_main_context_iteration (NULL, TRUE);
}

/* The strings of the wish end before its plan is made. */
static void
ask_for (GObject    *asker,
         SpFacts    *facts,
         const char *name)
{
  g_autofree char *taken = g_strdup (name);
  g_autofree char *title = g_strdup_printf ("Title of %s", name);

  sp_ask_plan (asker, facts, &(SpWish){ .kind = SP_WISH_TAKE, .name = taken, .title = title }, answered);
}

static const char *
get_taken (guint i)
{
  return sp_plan_get_step (answers.plans->pdata[i], 0)->snapshot;
}

static void
test_few (void)
{
  g_autoptr (SpFacts) facts = daemon_gather_chain (FEW, SP_KIND_INTERNAL);
  g_autoptr (GObject) asker = g_object_new (G_TYPE_OBJECT, NULL);

  ask_for (asker, facts, "new");
  g_assert_cmpuint (answers.plans->len, ==, 1);
  g_assert_cmpstr (get_taken (0), ==, "new");
}

static void
test_many (void)
{
  g_autoptr (SpFacts) facts = daemon_gather_chain (MANY, SP_KIND_INTERNAL);
  g_autoptr (GObject) asker = g_object_new (G_TYPE_OBJECT, NULL);
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;
  g_autoptr (SpPlan) plan = sp_planner_plan (facts, &(SpWish){ .kind = SP_WISH_TAKE, .name = "new", .title = "Title of new" });

  ask_for (asker, facts, "new");
  g_assert_cmpuint (answers.plans->len, ==, 0);
  await_plans (1);
  text = sp_plan_to_text (answers.plans->pdata[0]);
  same = sp_plan_to_text (plan);
  g_assert_cmpstr (text, ==, same);
}

static void
test_last (void)
{
  g_autoptr (SpFacts) facts = daemon_gather_chain (MANY, SP_KIND_INTERNAL);
  g_autoptr (GObject) asker = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);
  GObject *gone = g_object_new (G_TYPE_OBJECT, NULL);

  ask_for (gone, facts, "of-nobody");
  g_object_unref (gone);
  ask_for (other, facts, "not-wanted");
  sp_ask_no_plan (other);
  ask_for (asker, facts, "first");
  ask_for (asker, facts, "last");
  await_plans (1);
  g_assert_cmpstr (get_taken (0), ==, "last");
  /* By then what was asked before has been answered, or never is. */
  ask_for (other, facts, "wanted");
  await_plans (2);
  g_assert_cmpstr (get_taken (1), ==, "wanted");
}

static void
test_wish (void)
{
  static const char *const targets[] = { "s2", "s1", NULL }; /* the newest goes first */
  g_autoptr (SpFacts) facts = daemon_gather_chain (MANY, SP_KIND_INTERNAL);
  g_autoptr (GObject) asker = g_object_new (G_TYPE_OBJECT, NULL);
  g_auto (GStrv) names = g_strdupv ((char **) targets);

  sp_ask_plan (asker, facts, &(SpWish){ .kind = SP_WISH_DELETE, .targets = (const char *const *) names }, answered);
  names[0][0] = names[1][0] = 'x';
  await_plans (1);
  g_assert_cmpstrv (sp_plan_get_going (answers.plans->pdata[0]), targets);
}

static void
run (gconstpointer test)
{
  answers = (Answers) { g_ptr_array_new_with_free_func (g_object_unref), g_thread_self () };
  ((void (*) (void)) test) ();
  g_ptr_array_unref (answers.plans);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/ask-plan/few", test_few, run);
  g_test_add_data_func ("/ask-plan/many", test_many, run);
  g_test_add_data_func ("/ask-plan/last", test_last, run);
  g_test_add_data_func ("/ask-plan/wish", test_wish, run);
  return g_test_run ();
}
