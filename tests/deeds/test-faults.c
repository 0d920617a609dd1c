/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon dies or hangs in the middle of a deed: a sentence, no crash, nothing lost, and the list is true afterwards. */

#include "config.h"

#include "deed.h"
#include "sp-rig.h"

#include "sp-error.h"

#include <string.h>

#define PATIENCE_MSEC 30000

static SpRig *rig;
static SpHost *host;

static void
wait_for_state (SpHostState state)
{
  /* As a person does who does not want to wait: the pauses grow with each time that it is lost. */
  if (state == SP_HOST_STATE_CONNECTED)
    dex_future_disown (sp_host_open (host));
  for (guint i = 0; i < PATIENCE_MSEC / 50 && sp_host_get_state (host) != state; i++)
    deed_settle (50);
  g_assert_cmpint (sp_host_get_state (host), ==, state);
}

static void
add_machine (const char *name)
{
  g_autoptr (GError) error = NULL;

  sp_rig_add_machine (rig, name, SP_RIG_QCOW2);
  deed_await (sp_host_refresh (host), &error);
  g_assert_no_error (error);
}

/* Kills it when the step of that kind has been under way for so long. */
typedef struct
{
  SpStepKind kind;
  guint      delay;
  gboolean   armed;
  gboolean   killed;
} Killer;

static gboolean
kill_cb (gpointer data)
{
  Killer *killer = data;

  sp_rig_kill (rig);
  killer->killed = TRUE;
  return G_SOURCE_REMOVE;
}

static void
step_cb (SpOperation *operation,
         GParamSpec  *pspec,
         gpointer     data)
{
  Killer *killer = data;
  guint step = 0;

  g_object_get (operation, "step", &step, NULL);
  if (killer->armed || step == 0 || sp_plan_get_step (sp_operation_get_plan (operation), step - 1)->kind != killer->kind)
    return;
  killer->armed = TRUE;
  /* Before the request is sent the daemon is stopped: it dies with the request unread. */
  if (killer->delay == 0)
    sp_rig_freeze (rig, TRUE);
  g_timeout_add (killer->delay, kill_cb, killer);
}

static SpOperation *
run_and_kill (SpPlan    *plan,
              SpStepKind kind,
              guint      delay)
{
  Killer killer = { kind, delay, FALSE, FALSE };
  SpOperation *operation = NULL;

  g_assert_false (sp_plan_is_refused (plan));
  operation = sp_host_run (host, plan);
  g_signal_connect (operation, "notify::step", G_CALLBACK (step_cb), &killer);
  deed_await (sp_operation_await (operation), NULL);
  while (!killer.killed)
    deed_settle (20);
  g_signal_handlers_disconnect_by_data (operation, &killer);
  g_test_message ("%u ms: %s", delay, sp_operation_get_outcome (operation));
  return operation;
}

static void
come_back (void)
{
  wait_for_state (SP_HOST_STATE_LOST);
  g_assert_error (sp_host_get_error (host), SP_ERROR, SP_ERROR_LOST);
  sp_rig_start (rig);
  wait_for_state (SP_HOST_STATE_CONNECTED);
}

static void
check_sentence (SpOperation *operation)
{
  const GError *error = sp_operation_get_error (operation);

  /* Where it was faster than the axe there is none. */
  g_assert_nonnull (sp_operation_get_outcome (operation));
  if (error == NULL)
    return;
  g_assert_nonnull (error->message);
  g_assert_cmpuint (strlen (error->message), >, 10);
}

/* The list is libvirt's own: no snapshot of ours is in it that is not there, and none is missing. */
static void
check_list (const char *name)
{
  g_autoptr (SpHistory) history = deed_history (host, name);
  g_autofree char *text = sp_rig_virsh (rig, TRUE, "snapshot-list", name, "--name", NULL);
  g_auto (GStrv) names = g_strsplit (g_strstrip (text), "\n", -1);
  int n = 0;

  for (gsize i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0')
      {
        g_assert_cmpint (sp_history_find (history, names[i]), >=, 0);
        n++;
      }
  g_assert_cmpint (sp_history_get_n (history), ==, n);
}

/* The axe can fall between QEMU's putting on a layer and the daemon's noting that. Then every deed is refused by QEMU, in
 * words of ours; and the machine goes on. */
static gboolean
is_layer_unknown (const char *name,
                  const char *snapshot)
{
  g_autoptr (SpPlan) plan =
      deed_plan (host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = snapshot, .then = SP_THEN_PAUSED, .no_safety = TRUE });
  g_autoptr (SpOperation) operation = NULL;
  g_autofree char *layer = g_strdup_printf ("%s/%s-vda.b", sp_rig_get_folder (rig), name);
  g_autoptr (SpFacts) facts = deed_facts (host, name);

  /* Told by the file: the machine's description still has the one below. */
  if (!g_file_test (layer, G_FILE_TEST_EXISTS) || g_str_has_suffix (sp_facts_peek (facts)->disks[0].source, ".b"))
    return FALSE;
  operation = deed_run (host, plan);
  if (sp_operation_get_error (operation) == NULL)
    return FALSE;
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "Nothing was done."));
  /* Or QEMU only holds the layer open: then the way out that is told works. */
  if (g_error_matches (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_MUST_RESTART))
    {
      g_assert_nonnull (sp_error_get_advice (sp_operation_get_error (operation)));
      deed_must_power (host, name, SP_POWER_FORCE_OFF);
      deed_must_power (host, name, SP_POWER_START);
      sp_rig_wait_count (rig, name, 2);
      return FALSE;
    }
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "lost track of this machine’s layers"));
  if (deed_state (host, name) == SP_MACHINE_STATE_PAUSED)
    deed_must_power (host, name, SP_POWER_RESUME);
  sp_rig_wait_count (rig, name, 4);
  return TRUE;
}

/* What was taken before is whole. */
static void
check_whole (const char *name,
             const char *snapshot,
             guint       before,
             guint       after)
{
  guint first = 0;

  if (is_layer_unknown (name, snapshot))
    return;
  deed_revert (host, name, snapshot, SP_THEN_PAUSED);
  sp_rig_forget (rig, name);
  deed_must_power (host, name, SP_POWER_RESUME);
  first = sp_rig_first_count (rig, name);
  g_assert_cmpuint (first, >=, before);
  g_assert_cmpuint (first, <=, after + 2);
}

static void
test_kill_take (gconstpointer data)
{
  guint delay = GPOINTER_TO_UINT (data);
  g_autofree char *name = g_strdup_printf ("take-%u", delay);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  guint before = 0;
  guint after = 0;

  add_machine (name);
  before = sp_rig_last_count (rig, name);
  deed_take (host, name, "a", SP_KIND_EXTERNAL, FALSE);
  after = sp_rig_last_count (rig, name);
  sp_rig_wait_count (rig, name, 8);

  plan = deed_plan (host, name, &(SpWish){ .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = SP_KIND_EXTERNAL });
  operation = run_and_kill (plan, SP_STEP_TAKE, delay);
  check_sentence (operation);
  if (delay == 0)
    {
      g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_LOST);
      g_assert_cmpuint (sp_operation_get_n_done (operation), ==, 0);
    }
  come_back ();
  check_list (name);
  check_whole (name, "a", before, after);
  g_free (sp_rig_virsh (rig, FALSE, "destroy", name, NULL));
}

static void
test_kill_revert (gconstpointer data)
{
  guint delay = GPOINTER_TO_UINT (data);
  g_autofree char *name = g_strdup_printf ("revert-%u", delay);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  guint before = 0;
  guint after = 0;

  add_machine (name);
  before = sp_rig_last_count (rig, name);
  deed_take (host, name, "a", SP_KIND_EXTERNAL, FALSE);
  after = sp_rig_last_count (rig, name);
  sp_rig_wait_count (rig, name, 8);
  deed_take (host, name, "b", SP_KIND_EXTERNAL, FALSE);

  plan = deed_plan (host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  operation = run_and_kill (plan, SP_STEP_REVERT, delay);
  check_sentence (operation);
  if (delay == 0)
    {
      g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_LOST);
      /* Where the safety snapshot is, in words. */
      g_assert_nonnull (strstr (sp_operation_get_outcome (operation), sp_plan_get_step (plan, 0)->snapshot));
    }
  come_back ();
  check_list (name);
  {
    g_autoptr (SpHistory) history = deed_history (host, name);

    g_assert_cmpint (sp_history_find (history, sp_plan_get_step (plan, 0)->snapshot), >=, 0);
  }
  check_whole (name, "a", before, after);
  g_free (sp_rig_virsh (rig, FALSE, "destroy", name, NULL));
}

typedef struct
{
  gint64 last;
  gint64 longest;
} Pulse;

static gboolean
pulse_cb (gpointer data)
{
  Pulse *pulse = data;
  gint64 now = g_get_monotonic_time ();

  pulse->longest = MAX (pulse->longest, now - pulse->last);
  pulse->last = now;
  return G_SOURCE_CONTINUE;
}

/* A host that hangs holds up nobody on the main thread. */
static void
test_hang (void)
{
  Pulse pulse = { 0 };
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (GError) error = NULL;
  guint source = 0;
  g_autofree char *uuid = NULL;

  add_machine ("hang");
  uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (host, "hang")));
  pulse.last = g_get_monotonic_time ();
  source = g_timeout_add (10, pulse_cb, &pulse);
  sp_rig_freeze (rig, TRUE);
  operation = sp_host_power (host, uuid, SP_POWER_PAUSE);
  deed_settle (1500);
  g_assert_true (sp_operation_get_running (operation));
  sp_rig_freeze (rig, FALSE);
  deed_await (sp_operation_await (operation), &error);
  g_assert_no_error (error);
  g_source_remove (source);
  g_assert_cmpint (pulse.longest, <, 300 * 1000);
  g_assert_cmpint (deed_state (host, "hang"), ==, SP_MACHINE_STATE_PAUSED);
}

int
main (int    argc,
      char **argv)
{
  static const guint take_delays[] = { 0, 15, 40 };
  static const guint revert_delays[] = { 0, 100, 300 };
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  rig = sp_rig_new ();
  host = deed_open (sp_rig_get_uri (rig));

  g_test_add_func ("/deeds/faults/hang", test_hang);
  for (gsize i = 0; i < G_N_ELEMENTS (take_delays); i++)
    {
      g_autofree char *path = g_strdup_printf ("/deeds/faults/kill-take/%u", take_delays[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (take_delays[i]), test_kill_take);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (revert_delays); i++)
    {
      g_autofree char *path = g_strdup_printf ("/deeds/faults/kill-revert/%u", revert_delays[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (revert_delays[i]), test_kill_revert);
    }

  status = g_test_run ();
  deed_close (host);
  sp_rig_free (rig);
  return status;
}
