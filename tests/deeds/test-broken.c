/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deeds that go wrong: a revert that fails after it has ended the machine, a take that never ended. */

#include "config.h"

#include "real.h"

#include "sp-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Mine 2. What the host cannot tell before it begins: no storage pool looks after these files. */
typedef enum
{
  MEMORY_REMOVED,
  MEMORY_SPOILT,
  LAYER_REMOVED,
} Fault;

static void
break_it (const char *name,
          Fault       fault)
{
  g_autofree char *path =
      g_strdup_printf ("%s/%s%s", sp_rig_get_folder (real_rig), name, fault == LAYER_REMOVED ? "-vdb.b" : ".b.mem");
  g_autofree char *bytes = NULL;
  gsize length = 0;

  if (fault != MEMORY_SPOILT)
    {
      g_assert_cmpint (g_unlink (path), ==, 0);
      return;
    }
  /* The header says what libvirt reads first; what QEMU reads comes after. */
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 65536);
  memset (bytes + 32768, 0xa5, length - 32768);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

/* As real_check_memory(), while a file of another snapshot is missing. */
static void
revert_to_whole (const char *name,
                 const char *snapshot,
                 RealMoment  moment)
{
  g_autoptr (SpPlan) plan =
      deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = snapshot, .then = SP_THEN_PAUSED, .no_safety = TRUE });
  g_autoptr (SpOperation) operation = deed_run (real_host, plan);
  guint first = 0;

  g_assert_no_error (sp_operation_get_error (operation));
  real_check_disks (name, moment.before, moment.after + 1);
  sp_rig_forget (real_rig, name);
  deed_must_power (real_host, name, SP_POWER_RESUME);
  first = sp_rig_first_count (real_rig, name);
  g_assert_cmpuint (first, >=, moment.before);
  g_assert_cmpuint (first, <=, moment.after + 2);
}

static guint
n_snapshots (const char *name)
{
  g_autoptr (SpHistory) history = deed_history (real_host, name);

  return (guint) sp_history_get_n (history);
}

static void
test_rescue (gconstpointer data)
{
  Fault fault = (Fault) (GPOINTER_TO_INT (data) >> 1);
  gboolean no_safety = GPOINTER_TO_INT (data) & 1;
  g_autofree char *name = g_strdup_printf ("rescue-%d-%d", fault, no_safety);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  RealMoment a = { 0 };
  guint before = 0;
  guint first = 0;

  real_add (name, SP_RIG_QCOW2);
  a = real_take (name, "a", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (real_rig, name, 4);
  real_take (name, "b", SP_KIND_EXTERNAL, FALSE);
  real_take (name, "c", SP_KIND_EXTERNAL, FALSE);
  deed_revert (real_host, name, "a", SP_THEN_AS_TAKEN);
  sp_rig_wait_count (real_rig, name, 12);
  break_it (name, fault);

  before = sp_rig_last_count (real_rig, name);
  plan = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = fault == LAYER_REMOVED ? "c" : "b", .no_safety = no_safety });
  g_assert_false (sp_plan_is_refused (plan));
  sp_rig_forget (real_rig, name);
  operation = deed_run (real_host, plan);
  g_assert_nonnull (sp_operation_get_error (operation));
  g_assert_cmpuint (sp_operation_get_n_done (operation), <, sp_plan_get_n_steps (plan));
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "The machine is running."));
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), no_safety ? "what its memory held is lost" : "back to where it was."));

  /* Now is back: with its memory where that was kept, else with its disks. */
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_RUNNING);
  sp_rig_forget (real_rig, name);
  first = sp_rig_first_count (real_rig, name);
  g_assert_cmpuint (first, >=, before);
  g_assert_cmpuint (n_snapshots (name), ==, 4);
  deed_must_power (real_host, name, SP_POWER_PAUSE);
  real_check_disks (name, before, sp_rig_last_count (real_rig, name) + 1);
  revert_to_whole (name, "a", a);
  real_remove (name);
}

static void
check_nameless (const char *name,
                gboolean    expected)
{
  g_autoptr (SpFacts) facts = deed_facts (real_host, name);
  const SpFactsInit *f = sp_facts_peek (facts);

  g_assert_cmpuint (f->n_disks, ==, 2);
  for (gsize i = 0; i < f->n_disks; i++)
    g_assert_cmpint (f->disks[i].nameless, ==, expected);
}

/* It is told in the plan of whatever is done next. */
static void
check_told (const char *name)
{
  g_autoptr (SpPlan) plan = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  g_autofree char *text = sp_plan_to_text (plan);

  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  g_assert_nonnull (strstr (text, "no snapshot names"));
}

/* A daemon that was not restarted would not merge it, since no record names the layer above: it is taken off the list, where the
 * host tells what stands on what without it. One that was thinks that the machine never left its layer. */
static void
delete (const char *name,
        const char *snapshot)
{
  const SpWish wish = { .kind = SP_WISH_DELETE, .targets = (const char *const[]){ snapshot, NULL } };
  gboolean restarted = g_str_has_prefix (name, "killed-");
  g_autoptr (SpPlan) untold = deed_plan (real_host, name, &wish);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  guint n = n_snapshots (name);

  g_assert_cmpstr (sp_plan_get_rule (untold), ==, restarted ? NULL : "law-unknown");
  real_add_pool ();
  plan = deed_plan (real_host, name, &wish);
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  g_assert_cmpint (sp_plan_get_step (plan, 0)->kind, ==, restarted ? SP_STEP_DELETE : SP_STEP_FORGET);
  operation = deed_run (real_host, plan);
  real_remove_pool ();
  g_assert_no_error (sp_operation_get_error (operation));
  g_assert_cmpuint (n_snapshots (name), ==, n - 1);
}

/* Whatever comes after it, Now and what was taken before are whole. */
static void
go_on (const char *name,
       const char *deed,
       RealMoment  a)
{
  guint now = 0;

  check_nameless (name, TRUE);
  check_told (name);
  sp_rig_wait_count (real_rig, name, 8);
  deed_must_power (real_host, name, SP_POWER_PAUSE);
  now = sp_rig_last_count (real_rig, name);
  real_check_disks (name, now, now + 1);
  deed_must_power (real_host, name, SP_POWER_RESUME);
  if (g_str_equal (deed, "take"))
    {
      RealMoment b = real_take (name, "b", SP_KIND_EXTERNAL, FALSE);

      check_nameless (name, FALSE);
      sp_rig_wait_count (real_rig, name, 4);
      real_check_memory (name, "a", a);
      real_check_memory (name, "b", b);
      delete (name, "a");
      real_check_memory (name, "b", b);
    }
  else if (g_str_equal (deed, "revert"))
    {
      real_check_memory (name, "a", a);
      check_nameless (name, FALSE);
    }
  else if (g_str_equal (deed, "safety"))
    {
      g_autoptr (SpHistory) history = NULL;
      RealMoment then = { sp_rig_last_count (real_rig, name), 0 };
      const char *safety = NULL;

      deed_must (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
      then.after = then.before + 15;
      history = deed_history (real_host, name);
      for (int i = 0; i < sp_history_get_n (history); i++)
        if (sp_snapshot_peek (sp_history_get (history, i))->safety)
          safety = sp_snapshot_get_name (sp_history_get (history, i));
      g_assert_nonnull (safety);
      real_check_memory (name, safety, then);
    }
  else
    {
      deed_must_power (real_host, name, SP_POWER_PAUSE);
      now = sp_rig_last_count (real_rig, name);
      delete (name, "a");
      real_check_disks (name, now, now + 1);
      deed_must_power (real_host, name, SP_POWER_RESUME);
      sp_rig_wait_count (real_rig, name, 4);
    }
}

/* Somebody left no record: the same as if the daemon had died before it wrote one. */
static void
test_nameless (gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("nameless-%s", (const char *) data);
  RealMoment a = { 0 };

  real_add (name, SP_RIG_QCOW2);
  a = real_take (name, "a", SP_KIND_EXTERNAL, FALSE);
  check_nameless (name, FALSE);
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-create-as", name, "b", "--disk-only", "--no-metadata", NULL));
  go_on (name, data, a);
  real_remove (name);
}

/* The daemon dies when the disks are on their new layers, and the snapshot is not on record: it hangs where it would write
 * that, since nobody reads what it writes into. */
static void
test_killed (gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("killed-%s", (const char *) data);
  g_autofree char *record =
      g_strdup_printf ("%s/config/libvirt/qemu/snapshot/%s/b.xml.new", sp_rig_get_folder (real_rig), name);
  g_autofree char *layer = g_strdup_printf ("%s/%s-vdb.b", sp_rig_get_folder (real_rig), name);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  RealMoment a = { 0 };

  real_add (name, SP_RIG_QCOW2);
  a = real_take (name, "a", SP_KIND_EXTERNAL, FALSE);
  g_assert_cmpint (mkfifo (record, 0600), ==, 0);
  plan = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = SP_KIND_EXTERNAL });
  operation = sp_host_run (real_host, plan);
  for (guint i = 0; i < 200 && !g_file_test (layer, G_FILE_TEST_EXISTS); i++)
    deed_settle (50);
  deed_settle (1000);
  g_assert_true (sp_operation_get_running (operation));
  sp_rig_kill (real_rig);
  g_assert_cmpint (g_unlink (record), ==, 0);
  deed_await (sp_operation_await (operation), NULL);
  g_test_message ("%s", sp_operation_get_outcome (operation));
  g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_LOST);
  real_come_back ();
  g_assert_cmpuint (n_snapshots (name), ==, 1);
  if (deed_state (real_host, name) == SP_MACHINE_STATE_PAUSED)
    deed_must_power (real_host, name, SP_POWER_RESUME);
  go_on (name, data, a);
  real_remove (name);
}

int
main (int    argc,
      char **argv)
{
  static const char *const faults[] = { "memory-removed", "memory-spoilt", "layer-removed" };
  static const char *const next[] = { "take", "revert", "safety", "delete" };
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  for (int i = 0; i < (int) G_N_ELEMENTS (faults) * 2; i++)
    {
      g_autofree char *path = g_strdup_printf ("/deeds/broken/rescue/%s/%s", faults[i >> 1], i & 1 ? "guard" : "safety");

      /* Each fault once; with both ways into safety where there is time. */
      if (g_test_slow () || i == 1 || i == 2 || i == 5)
        g_test_add_data_func (path, GINT_TO_POINTER (i), test_rescue);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (next); i++)
    {
      g_autofree char *path = g_strdup_printf ("/deeds/broken/nameless/%s", next[i]);
      g_autofree char *killed = g_strdup_printf ("/deeds/broken/killed/%s", next[i]);

      g_test_add_data_func (path, next[i], test_nameless);
      if (g_test_slow () || i == 0)
        g_test_add_data_func (killed, next[i], test_killed);
    }
  status = g_test_run ();
  real_stop ();
  return status;
}
