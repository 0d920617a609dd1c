/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mines of a machine whose running state was saved when it was stopped: 12 and 13. */

#include "config.h"

#include "mine.h"

#include "sp-doctor.h"
#include "sp-error.h"

/* --- 12: it goes on in the files that it had then --- */

static void
bare_frozen (Mine *mine)
{
  g_autofree char *base = mine_path (mine, "%s-vda.qcow2", mine->name);
  guint frozen = 0;

  mine_must (mine, "managedsave", NULL);
  mine_take (mine, "a", FALSE);
  frozen = sp_rig_disk_count (mine->rig, base);
  mine_must (mine, "start", NULL);
  sp_rig_wait_count (mine->rig, mine->name, 3);
  mine_off (mine);
  /* What the snapshot keeps has been written over. */
  mine_told (mine, 12, sp_rig_disk_count (mine->rig, base) > frozen);
}

static void
assert_start_refused (Mine *mine)
{
  g_autoptr (SpOperation) operation = sp_host_power (mine->host, sp_machine_get_uuid (sp_host_find_machine (mine->host, mine->name)),
                                                     SP_POWER_START);
  g_autoptr (GError) error = NULL;

  deed_await (sp_operation_await (operation), &error);
  g_assert_error (error, SP_ERROR, SP_ERROR_REFUSED);
  g_assert_cmpint (deed_state (mine->host, mine->name), ==, SP_MACHINE_STATE_OFF);
}

/* Neither frozen nor merged beneath it. And what others froze, no start of ours writes into. */
static void
avoid_frozen (Mine *mine)
{
  const SpWish take = { .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = SP_KIND_EXTERNAL };
  const char *const names[] = { "a", NULL };
  const SpWish delete = { .kind = SP_WISH_DELETE, .targets = names };
  const SpWish repair = { .kind = SP_WISH_REPAIR, .finding = "stale-saved:" };
  g_autofree char *frozen = mine_path (mine, "%s-vda.a", mine->name);
  g_autoptr (SpPlan) refused = NULL;
  g_autoptr (SpPlan) kept = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (SpFacts) facts = NULL;
  guint count = 0;

  deed_take (mine->host, mine->name, "a", SP_KIND_EXTERNAL, FALSE);
  mine_must (mine, "managedsave", NULL);
  mine_listen (mine);
  refused = deed_plan (mine->host, mine->name, &take);
  mine_check_refused (refused);
  g_assert_cmpstr (sp_plan_get_rule (refused), ==, "mine-12");
  kept = deed_plan (mine->host, mine->name, &delete);
  mine_check_refused (kept);
  g_assert_cmpstr (sp_plan_get_rule (kept), ==, "mine-12-merge");

  mine_must (mine, "snapshot-create-as", "theirs", "--disk-only", NULL);
  mine_listen (mine);
  count = sp_rig_disk_count (mine->rig, frozen);
  assert_start_refused (mine);
  facts = deed_examine (mine->host, mine->name);
  plan = sp_planner_plan (facts, &repair);
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  operation = deed_run (mine->host, plan);
  g_assert_no_error (sp_operation_get_error (operation));
  deed_must_power (mine->host, mine->name, SP_POWER_START);
  sp_rig_wait_count (mine->rig, mine->name, 3);
  g_assert_cmpuint (sp_rig_disk_count (mine->rig, frozen), ==, count);
}

/* --- 13: it outlives a revert --- */

static void
bare_left_over (Mine *mine)
{
  guint saved = 0;

  mine_must (mine, "snapshot-create-as", "a", NULL);
  sp_rig_wait_count (mine->rig, mine->name, 10);
  mine_must (mine, "managedsave", NULL);
  saved = sp_rig_last_count (mine->rig, mine->name);
  mine_must (mine, "snapshot-revert", "a", NULL);
  mine_off (mine);
  sp_rig_forget (mine->rig, mine->name);
  mine_must (mine, "start", NULL);
  /* The memory of the saved state, on the disks of the other. */
  mine_told (mine, 13, sp_rig_first_count (mine->rig, mine->name) >= saved);
}

/* What was running when it was saved is kept by the safety snapshot, memory and all; nothing is left to come back. */
static void
avoid_left_over (Mine *mine)
{
  SpWish wish = { .kind = SP_WISH_REVERT, .target = "a" };
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpPlan) without = NULL;
  g_autoptr (SpFacts) facts = NULL;
  guint saved = 0;
  guint first = 0;

  deed_take (mine->host, mine->name, "a", SP_KIND_INTERNAL, FALSE);
  sp_rig_wait_count (mine->rig, mine->name, 10);
  mine_must (mine, "managedsave", NULL);
  saved = sp_rig_last_count (mine->rig, mine->name);
  mine_listen (mine);

  plan = deed_plan (mine->host, mine->name, &wish);
  g_assert_cmpint (sp_plan_get_step (plan, 0)->kind, ==, SP_STEP_START);
  g_assert_true (sp_plan_get_step (plan, 1)->safety && sp_plan_get_step (plan, 1)->memory);
  deed_must (mine->host, mine->name, &wish);
  facts = deed_facts (mine->host, mine->name);
  g_assert_cmpint (sp_facts_peek (facts)->managed_save, ==, SP_NO);

  /* Undone: it goes on where it was saved. */
  deed_must (mine->host, mine->name, &(SpWish){ .kind = SP_WISH_REVERT, .undo = TRUE, .no_safety = TRUE, .then = SP_THEN_PAUSED });
  sp_rig_forget (mine->rig, mine->name);
  deed_must_power (mine->host, mine->name, SP_POWER_RESUME);
  first = sp_rig_first_count (mine->rig, mine->name);
  g_assert_cmpuint (first, >=, saved);

  /* Without a safety snapshot it is asked for. */
  mine_must (mine, "managedsave", NULL);
  mine_listen (mine);
  wish.no_safety = TRUE;
  without = deed_plan (mine->host, mine->name, &wish);
  mine_check_refused (without);
  g_assert_cmpstr (sp_plan_get_rule (without), ==, "revert-managed-save");
  wish.force = TRUE;
  deed_must (mine->host, mine->name, &wish);
  mine_off (mine);
  sp_rig_forget (mine->rig, mine->name);
  mine_must (mine, "start", NULL);
  g_assert_cmpuint (sp_rig_first_count (mine->rig, mine->name), <, saved);
}

/* What libvirt left beside a machine that runs is found, and goes. */
static void
avoid_stale (Mine *mine)
{
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpFacts) after = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;

  mine_must (mine, "snapshot-create-as", "a", NULL);
  mine_must (mine, "managedsave", NULL);
  mine_must (mine, "snapshot-revert", "a", NULL);
  mine_listen (mine);
  facts = deed_examine (mine->host, mine->name);
  g_assert_true (sp_facts_is_active (facts));
  g_assert_cmpint (sp_facts_peek (facts)->managed_save, ==, SP_YES);
  plan = sp_planner_plan (facts, &(SpWish){ .kind = SP_WISH_REPAIR, .finding = "stale-saved:" });
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  operation = deed_run (mine->host, plan);
  g_assert_no_error (sp_operation_get_error (operation));
  after = deed_facts (mine->host, mine->name);
  g_assert_cmpint (sp_facts_peek (after)->managed_save, ==, SP_NO);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  mine_add (12, "saved-frozen", SP_RIG_QCOW2, bare_frozen, avoid_frozen);
  mine_add (13, "saved-left-over", SP_RIG_QCOW2, bare_left_over, avoid_left_over);
  mine_add (13, "saved-stale", SP_RIG_QCOW2, NULL, avoid_stale);
  return g_test_run ();
}
