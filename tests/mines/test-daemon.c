/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mines that end the daemon, or leave a machine that cannot go on: 4, 5, 6 and 7. */

#include "config.h"

#include "mine.h"

/* --- 4: no snapshot is current --- */

/* Another client gives the snapshot back after the daemon forgot it, and does not say that it is current. */
static void
lose_current (Mine *mine)
{
  g_autofree char *xml = sp_rig_virsh (mine->rig, TRUE, "snapshot-dumpxml", "--security-info", mine->name, "a", NULL);
  g_autofree char *file = mine_path (mine, "a.xml");

  g_assert_true (g_file_set_contents (file, xml, -1, NULL));
  mine_must (mine, "snapshot-delete", "a", "--metadata", NULL);
  mine_must (mine, "snapshot-create", "--redefine", file, NULL);
  g_assert_false (mine_try (mine, "snapshot-current", NULL));
}

static void
bare_no_current (Mine *mine)
{
  mine_take (mine, "a", FALSE);
  lose_current (mine);
  mine_try (mine, "snapshot-revert", "a", NULL);
  mine_told (mine, 4, !mine_daemon_lives (mine));
}

static void
avoid_no_current (Mine *mine)
{
  guint before = sp_rig_last_count (mine->rig, mine->name);
  guint after = 0;

  deed_take (mine->host, mine->name, "a", SP_KIND_EXTERNAL, TRUE);
  after = sp_rig_last_count (mine->rig, mine->name);
  lose_current (mine);
  mine_listen (mine);
  deed_revert (mine->host, mine->name, "a", SP_THEN_AS_TAKEN);
  g_assert_true (mine_daemon_lives (mine));
  mine_check_now (mine, before, after + 1);
}

/* --- 5: deleting what another branch stands on, taken with the machine off --- */

static void
bare_rebase (Mine *mine)
{
  mine_take (mine, "a", FALSE);
  mine_take (mine, "b", FALSE);
  mine_take (mine, "c", FALSE);
  mine_must (mine, "snapshot-revert", "b", NULL);
  mine_try (mine, "snapshot-delete", "a", NULL);
  mine_told (mine, 5, !mine_daemon_lives (mine));
}

static void
avoid_rebase (Mine *mine)
{
  const char *const names[] = { "a", NULL };
  const char *const all[] = { "a", "b", "c" };
  g_autoptr (SpPlan) plan = NULL;
  guint then = sp_rig_last_count (mine->rig, mine->name);

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    deed_take (mine->host, mine->name, all[i], SP_KIND_EXTERNAL, TRUE);
  deed_revert (mine->host, mine->name, "b", SP_THEN_AS_TAKEN);
  plan = deed_plan (mine->host, mine->name, &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  if (sp_plan_is_refused (plan))
    mine_check_refused (plan);
  else
    {
      g_autoptr (SpOperation) operation = deed_run (mine->host, plan);

      g_assert_no_error (sp_operation_get_error (operation));
    }
  g_assert_true (mine_daemon_lives (mine));
  deed_revert (mine->host, mine->name, "c", SP_THEN_AS_TAKEN);
  mine_check_now (mine, then, then + 1);
}

/* --- 6: two reverts in one second --- */

static void
bare_same_second (Mine *mine)
{
  gboolean seen = FALSE;

  mine_take (mine, "a", FALSE);
  mine_take (mine, "b", FALSE);
  /* Both begin in the same second only if the first does not begin late in it. */
  for (guint i = 0; i < 10 && !seen; i++)
    {
      g_usleep ((gulong) (G_USEC_PER_SEC - g_get_real_time () % G_USEC_PER_SEC + 1000));
      mine_must (mine, "snapshot-revert", "b", NULL);
      seen = !mine_try (mine, "snapshot-revert", "b", NULL);
    }
  mine_told (mine, 6, seen);
}

static void
avoid_same_second (Mine *mine)
{
  deed_take (mine->host, mine->name, "a", SP_KIND_EXTERNAL, TRUE);
  deed_take (mine->host, mine->name, "b", SP_KIND_EXTERNAL, TRUE);
  for (guint i = 0; i < 4; i++)
    {
      g_usleep ((gulong) (G_USEC_PER_SEC - g_get_real_time () % G_USEC_PER_SEC + 1000));
      deed_revert (mine->host, mine->name, "b", SP_THEN_AS_TAKEN);
      deed_revert (mine->host, mine->name, i % 2 == 0 ? "a" : "b", SP_THEN_AS_TAKEN);
    }
}

/* --- 7: reverted to paused, and not run since --- */

static void
bare_paused (Mine *mine)
{
  mine_must (mine, "suspend", NULL);
  mine_take (mine, "a", TRUE);
  mine_must (mine, "resume", NULL);
  mine_must (mine, "snapshot-revert", "a", NULL);
  mine_told (mine, 7, !mine_try (mine, "snapshot-delete", "a", NULL));
}

static void
avoid_paused (Mine *mine)
{
  const char *const names[] = { "a", NULL };
  const SpWish wishes[] = {
    { .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = SP_KIND_EXTERNAL },
    { .kind = SP_WISH_DELETE, .targets = names },
  };

  deed_must_power (mine->host, mine->name, SP_POWER_PAUSE);
  deed_take (mine->host, mine->name, "a", SP_KIND_EXTERNAL, FALSE);
  deed_must_power (mine->host, mine->name, SP_POWER_RESUME);
  deed_revert (mine->host, mine->name, "a", SP_THEN_AS_TAKEN);
  for (gsize i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      g_autoptr (SpPlan) plan = deed_plan (mine->host, mine->name, &wishes[i]);

      if (sp_plan_is_refused (plan))
        mine_check_refused (plan);
      else
        deed_must (mine->host, mine->name, &wishes[i]);
    }
  /* The way out that the refusals name does work. */
  deed_must_power (mine->host, mine->name, SP_POWER_RESUME);
  deed_settle (300);
  for (gsize i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      g_autoptr (SpHistory) history = deed_history (mine->host, mine->name);
      gboolean done = wishes[i].kind == SP_WISH_TAKE ? sp_history_find (history, "b") >= 0 : sp_history_find (history, "a") < 0;

      /* Where the mine is mended, nothing was refused above. */
      if (!done)
        deed_must (mine->host, mine->name, &wishes[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  mine_add (4, "no-current", SP_RIG_QCOW2, bare_no_current, avoid_no_current);
  mine_add (5, "rebase", SP_RIG_QCOW2 | SP_RIG_OFF, bare_rebase, avoid_rebase);
  mine_add (6, "same-second", SP_RIG_QCOW2 | SP_RIG_OFF, bare_same_second, avoid_same_second);
  mine_add (7, "paused", SP_RIG_QCOW2, bare_paused, avoid_paused);
  return g_test_run ();
}
