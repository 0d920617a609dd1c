/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines with a guest agent: file systems brought to rest, the clock set after a revert; and with one that does not answer. */

#include "config.h"

#include "real.h"

#include "sp-forecast.h"

#include <string.h>

#define PATIENCE_MSEC 20000
/* A slow machine between the deed and the guest's answer. */
#define SLACK_SEC 60

static char *
read_serial (const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s.serial", name);
  g_autofree char *path = g_build_filename (sp_rig_get_folder (real_rig), file, NULL);
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static guint
count_words (const char *name,
             const char *word)
{
  g_autofree char *text = read_serial (name);
  g_auto (GStrv) parts = g_strsplit (text, word, -1);

  return g_strv_length (parts) - 1;
}

/* The last time that the agent was told, in seconds. */
static gint64
last_time (const char *name)
{
  g_autofree char *text = read_serial (name);
  const char *at = g_strrstr (text, "time ");

  return at != NULL ? (gint64) (g_ascii_strtoull (at + strlen ("time "), NULL, 10) / G_GUINT64_CONSTANT (1000000000)) : 0;
}

static void
wait_for_agent (const char *name)
{
  for (guint i = 0; i < PATIENCE_MSEC / 50; i++)
    {
      g_autoptr (SpFacts) facts = deed_facts (real_host, name);

      if (sp_facts_peek (facts)->agent == SP_YES)
        return;
      deed_settle (50);
    }
  g_error ("The agent of “%s” does not answer", name);
}

static void
test_quiesce (void)
{
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpForecast) forecast = NULL;
  g_autoptr (SpOperation) operation = NULL;

  real_add ("rest", SP_RIG_AGENT);
  wait_for_agent ("rest");
  plan = deed_plan (real_host, "rest", &(SpWish) { .kind = SP_WISH_TAKE, .name = "a", .disks_only = TRUE, .quiesce = TRUE });
  g_assert_false (sp_plan_is_refused (plan));
  forecast = sp_forecast_of (plan);
  g_assert_cmpint (forecast->consistency, ==, SP_CONSISTENCY_QUIESCED);
  operation = deed_run (real_host, plan);
  g_assert_no_error (sp_operation_get_error (operation));
  sp_rig_wait_count (real_rig, "rest", 2);
  g_assert_cmpuint (count_words ("rest", "freeze"), ==, 1);
  g_assert_cmpuint (count_words ("rest", "thaw"), ==, 1);

  /* Not asked for, not done. */
  deed_take (real_host, "rest", "b", SP_KIND_EXTERNAL, TRUE);
  sp_rig_wait_count (real_rig, "rest", 2);
  g_assert_cmpuint (count_words ("rest", "freeze"), ==, 1);
  real_remove ("rest");
}

static gboolean
sets_clock (SpPlan *plan)
{
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    if (sp_plan_get_step (plan, i)->kind == SP_STEP_SET_CLOCK)
      return TRUE;
  return FALSE;
}

static void
check_clock_set (const char   *name,
                 const SpWish *wish,
                 guint         times)
{
  gint64 begin = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (SpPlan) plan = deed_plan (real_host, name, wish);
  g_autoptr (SpOperation) operation = NULL;

  g_assert_true (sets_clock (plan));
  operation = deed_run (real_host, plan);
  g_assert_no_error (sp_operation_get_error (operation));
  g_assert_null (strstr (sp_operation_get_outcome (operation), "clock"));
  sp_rig_wait_count (real_rig, name, 2);
  g_assert_cmpuint (count_words (name, "time "), ==, times);
  g_assert_cmpint (last_time (name), >=, begin);
  g_assert_cmpint (last_time (name), <=, begin + SLACK_SEC);
}

static void
test_clock (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_INTERNAL ? "clock-inside" : "clock-separate";
  g_autoptr (SpPlan) plan = NULL;

  real_add (name, SP_RIG_AGENT);
  wait_for_agent (name);
  deed_take (real_host, name, "a", kind, FALSE);
  sp_rig_wait_count (real_rig, name, 2);
  check_clock_set (name, &(SpWish) { .kind = SP_WISH_REVERT, .target = "a" }, 1);
  check_clock_set (name, &(SpWish) { .kind = SP_WISH_REVERT, .undo = TRUE }, 2);
  check_clock_set (name, &(SpWish) { .kind = SP_WISH_REVERT, .target = "a", .no_safety = TRUE }, 3);

  /* Off, nobody answers; what comes back with the memory does. */
  deed_must_power (real_host, name, SP_POWER_FORCE_OFF);
  check_clock_set (name, &(SpWish) { .kind = SP_WISH_REVERT, .target = "a", .no_safety = TRUE }, 4);

  /* A guest that stands still has no time. */
  plan = deed_plan (real_host, name, &(SpWish) { .kind = SP_WISH_REVERT, .target = "a", .then = SP_THEN_PAUSED });
  g_assert_false (sp_plan_is_refused (plan));
  g_assert_false (sets_clock (plan));
  real_remove (name);
}

/* The revert is done; that the clock is not right is told. */
static void
test_nobody_answers (void)
{
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (SpFacts) facts = NULL;
  RealMoment moment = { 0 };

  real_add ("mute", SP_RIG_CHANNEL);
  facts = deed_facts (real_host, "mute");
  g_assert_cmpint (sp_facts_peek (facts)->agent, ==, SP_NO);
  g_assert_cmpint (sp_facts_peek (facts)->agent_channel, ==, SP_YES);
  moment = real_take ("mute", "a", SP_KIND_INTERNAL, FALSE);
  plan = deed_plan (real_host, "mute", &(SpWish) { .kind = SP_WISH_REVERT, .target = "a" });
  g_assert_true (sets_clock (plan));
  operation = deed_run (real_host, plan);
  g_assert_no_error (sp_operation_get_error (operation));
  g_assert_cmpuint (sp_operation_get_n_done (operation), ==, sp_plan_get_n_steps (plan));
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "clock still shows the time of the snapshot"));
  g_assert_cmpint (deed_state (real_host, "mute"), ==, SP_MACHINE_STATE_RUNNING);
  real_check_memory ("mute", "a", moment);
  real_remove ("mute");
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  g_test_add_func ("/agent/quiesce", test_quiesce);
  g_test_add_data_func ("/agent/clock/inside", GINT_TO_POINTER (SP_KIND_INTERNAL), test_clock);
  g_test_add_data_func ("/agent/clock/separate", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_clock);
  g_test_add_func ("/agent/nobody-answers", test_nobody_answers);
  status = g_test_run ();
  real_stop ();
  return status;
}
