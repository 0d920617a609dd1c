/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deeds that go wrong: a revert that fails after it has ended the machine, a take that never ended. */

#include "config.h"

#include "real.h"

#include "sp-error.h"

#include <glib/gstdio.h>
#include <string.h>

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
  real_check_disks (name, before, sp_rig_last_count (real_rig, name) + 1);
  revert_to_whole (name, "a", a);
  real_remove (name);
}

int
main (int    argc,
      char **argv)
{
  static const char *const faults[] = { "memory-removed", "memory-spoilt", "layer-removed" };
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
  status = g_test_run ();
  real_stop ();
  return status;
}
