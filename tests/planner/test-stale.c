/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleting where libvirt's record and the files say different things, or where one that goes needs a file of another that goes. */

#include "config.h"

#include "world.h"

static const char *const a_only[] = { "A", NULL };

static void
edit_no_pools (SpFactsInit *init,
               gpointer     data)
{
  init->layers_told = SP_NO;
}

/* A's record names the layer of a branch that is gone. */
static void
stale (World *w)
{
  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  g_assert_null (world_bare_revert (w, "A"));
  world_take (w, "C", SP_KIND_EXTERNAL);
  g_assert_null (world_bare_delete (w, "B"));
}

/* What the host cannot merge is taken off the list: nobody loses by that, and the rest can go. Later ones find the layer. */
static void
test_stale (void)
{
  WorldInit init = { .version = 10009000, .running = TRUE };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = a_only };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (SpPlan) plan = NULL;
  g_autofree char *loss = NULL;

  stale (w);
  plan = world_plan (w, &wish);
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 1);
  g_assert_cmpint (sp_plan_get_step (plan, 0)->kind, ==, SP_STEP_FORGET);
  g_assert_cmpuint (sp_plan_get_step (plan, 0)->touches.unlinked->len, ==, 0);
  world_delete (w, "A");
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);
  world_delete (w, "C");
  g_assert_cmpint (sp_history_get_n (sp_facts_get_history (w->facts)), ==, 0);
  g_assert_null (world_find_loss (w));
}

static void
test_stale_found (void)
{
  WorldInit init = { .version = 11003000, .running = TRUE };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = a_only };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (SpPlan) plan = NULL;

  stale (w);
  plan = world_plan (w, &wish);
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 1);
  g_assert_cmpint (sp_plan_get_step (plan, 0)->kind, ==, SP_STEP_DELETE);
  g_assert_cmpuint (sp_plan_get_step (plan, 0)->touches.unlinked->len, ==, 3);
  world_delete (w, "A");
  world_delete (w, "C");
  g_assert_null (world_find_loss (w));
}

/* Where no pool tells, what stands on a layer is known by the records alone: none in the middle is taken off. */
static void
test_stale_untold (void)
{
  WorldInit init = { .version = 10009000, .running = TRUE };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = a_only };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (SpPlan) plan = NULL;

  stale (w);
  world_edit (w, edit_no_pools, NULL);
  plan = world_plan (w, &wish);
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, "law-unknown");
}

static SpPlan *
plan_take_without_vdb (World *w)
{
  static const char *const vdb[] = { "vdb", NULL };

  return world_plan (w, &(SpWish){ .kind = SP_WISH_TAKE, .title = "B", .snapshot_kind = SP_KIND_EXTERNAL, .left_out = vdb, .disks_only = TRUE });
}

/* Who would lose a file by what goes first, and is to go as well, needs none once it is off the list. */
static void
test_both_go (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (SpPlan) take = NULL;
  g_autoptr (SpPlan) alone = NULL;
  g_autoptr (SpPlan) both = NULL;
  g_autofree char *safety = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  take = plan_take_without_vdb (w);
  world_do (w, take);
  world_revert (w, "B", FALSE);
  world_revert (w, "A", TRUE);
  safety = g_strdup (sp_snapshot_get_name (sp_history_get (sp_facts_get_history (w->facts), 2)));
  alone = world_plan (w, &(SpWish){ .kind = SP_WISH_DELETE, .targets = (const char *const[]){ safety, NULL } });
  g_assert_cmpstr (sp_plan_get_rule (alone), ==, "law-1");
  both = world_plan (w, &(SpWish){ .kind = SP_WISH_DELETE, .targets = (const char *const[]){ "B", safety, NULL } });
  g_assert_cmpstr (sp_plan_get_reason (both), ==, NULL);
  g_assert_cmpint (sp_plan_get_step (both, 0)->kind, ==, SP_STEP_FORGET);
  g_assert_cmpstr (sp_plan_get_step (both, 0)->snapshot, ==, "B");
  g_assert_cmpint (sp_plan_get_step (both, 1)->kind, ==, SP_STEP_DELETE);
  world_do (w, both);
  g_assert_null (world_find_loss (w));
}

/* Nor is what was put aside for a revert deleted with a file that a snapshot needs which left that disk out. */
static void
test_put_aside (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) w = world_new (&init);
  g_autoptr (SpPlan) take = NULL;
  g_autoptr (SpPlan) plan = NULL;
  const SpStep *last = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  take = plan_take_without_vdb (w);
  world_do (w, take);
  plan = world_plan (w, &(SpWish){ .kind = SP_WISH_REVERT, .target = "A", .no_safety = TRUE });
  g_assert_cmpstr (sp_plan_get_reason (plan), ==, NULL);
  last = sp_plan_get_step (plan, sp_plan_get_n_steps (plan) - 1);
  g_assert_cmpint (last->kind, ==, SP_STEP_FORGET);
  g_assert_true (last->cleanup);
  world_do (w, plan);
  g_assert_null (world_find_loss (w));
  g_assert_cmpint (sp_history_get_n (sp_facts_get_history (w->facts)), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/stale/forgotten", test_stale);
  g_test_add_func ("/stale/found", test_stale_found);
  g_test_add_func ("/stale/untold", test_stale_untold);
  g_test_add_func ("/stale/both-go", test_both_go);
  g_test_add_func ("/stale/put-aside", test_put_aside);
  return g_test_run ();
}
