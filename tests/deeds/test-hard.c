/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole lives of machines that are not the usual ones: on raw disks, and without a definition that outlives them. */

#include "config.h"

#include "real.h"

#include <glib/gstdio.h>
#include <string.h>

/* Raw disks cannot keep anything inside: layers are put on them, and merged back into them. */
static void
test_raw (void)
{
  g_autoptr (SpPlan) plan = NULL;
  RealMoment a = { 0 };
  RealMoment b = { 0 };
  guint count = 0;

  real_add ("raw", SP_RIG_RAW);
  plan = deed_plan (real_host, "raw", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a" });
  g_assert_cmpint (sp_plan_get_step (plan, 0)->snapshot_kind, ==, SP_KIND_EXTERNAL);
  a = real_take ("raw", "a", SP_KIND_NONE, FALSE);
  sp_rig_wait_count (real_rig, "raw", 5);
  b = real_take ("raw", "b", SP_KIND_NONE, FALSE);
  real_check_memory ("raw", "a", a);
  deed_must (real_host, "raw", &(SpWish){ .kind = SP_WISH_REVERT, .target = "b" });
  deed_must (real_host, "raw", &(SpWish){ .kind = SP_WISH_REVERT, .undo = TRUE, .no_safety = TRUE });
  real_check_memory ("raw", "b", b);
  count = sp_rig_wait_count (real_rig, "raw", 2);
  deed_must (real_host, "raw", &(SpWish){ .kind = SP_WISH_DELETE, .all_but = TRUE });
  deed_must_power (real_host, "raw", SP_POWER_FORCE_OFF);
  real_check_files ("raw", "raw-vda.raw raw-vdb.raw");
  {
    g_autofree char *base = g_build_filename (sp_rig_get_folder (real_rig), "raw-vda.raw", NULL);

    g_assert_cmpuint (sp_rig_disk_count (real_rig, base), >=, count - 1);
  }
  real_remove ("raw");
}

/* Turned off it would be gone, and its snapshots with it: nothing of ours turns it off. */
static void
test_transient (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_INTERNAL ? "passing-in" : "passing-ex";
  g_autofree char *path = g_strdup_printf ("%s/%s.xml", sp_rig_get_folder (real_rig), name);
  g_autofree char *xml = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SpPlan) off = NULL;
  RealMoment a = { 0 };

  real_add (name, SP_RIG_QCOW2 | SP_RIG_OFF);
  xml = sp_rig_virsh (real_rig, TRUE, "dumpxml", name, NULL);
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "undefine", name, NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "create", path, NULL));
  g_assert_cmpint (g_unlink (path), ==, 0);
  deed_await (sp_host_refresh (real_host), &error);
  g_assert_no_error (error);
  sp_rig_wait_count (real_rig, name, 3);

  a = real_take (name, "a", kind, FALSE);
  sp_rig_wait_count (real_rig, name, 5);
  off = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = kind, .power_off = TRUE });
  g_assert_cmpstr (sp_plan_get_rule (off), ==, "take-power-off-transient");
  deed_must (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_RUNNING);
  deed_must (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .undo = TRUE, .no_safety = TRUE });
  real_check_memory (name, "a", a);
  deed_must (real_host, name, &(SpWish){ .kind = SP_WISH_DELETE, .all_but = TRUE });
  sp_rig_wait_count (real_rig, name, 2);
  g_free (sp_rig_virsh (real_rig, TRUE, "destroy", name, NULL));
}

int
main (int   argc,
      char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  g_test_add_func ("/hard/raw", test_raw);
  g_test_add_data_func ("/hard/transient/inside", GINT_TO_POINTER (SP_KIND_INTERNAL), test_transient);
  g_test_add_data_func ("/hard/transient/separate", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_transient);
  status = g_test_run ();
  real_stop ();
  return status;
}
