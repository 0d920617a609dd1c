/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines with UEFI firmware: where its settings go when the machine goes back, as QEMU truly writes them, and as the plans say. */

#include "config.h"

#include "real.h"

#include <string.h>

/* Where the firmware has not written anything yet, in the middle of its variables. */
#define MARK_OFFSET "240k"

static char *
settings_path (const char *name,
               gboolean    qcow2)
{
  return g_strdup_printf ("%s/%s-nvram.%s", sp_rig_get_folder (real_rig), name, qcow2 ? "qcow2" : "fd");
}

/* Settings of a kind, as the guest's would be: whoever goes back finds the ones of that time. The machine is off. */
static void
mark (const char *name,
      gboolean    qcow2,
      int         value)
{
  g_autofree char *path = settings_path (name, qcow2);
  g_autofree char *command = g_strdup_printf ("write -P %d " MARK_OFFSET " 1k", value);
  g_autofree char *out = real_run ((const char *const[]){ "qemu-io", "-f", qcow2 ? "qcow2" : "raw", "-c", command, path, NULL });

  g_assert_nonnull (strstr (out, "wrote 1024/1024"));
}

static gboolean
has_mark (const char *name,
          gboolean    qcow2,
          int         value)
{
  g_autofree char *path = settings_path (name, qcow2);
  g_autofree char *command = g_strdup_printf ("read -P %d " MARK_OFFSET " 1k", value);
  g_autofree char *out = real_run ((const char *const[]){ "qemu-io", "-U", "-r", "-f", qcow2 ? "qcow2" : "raw", "-c", command, path, NULL });

  g_assert_nonnull (strstr (out, "read 1024/1024"));
  return strstr (out, "verification failed") == NULL;
}

/* Its file is made when it first starts. */
static void
add (const char *name)
{
  real_add (name, SP_RIG_UEFI);
  deed_must_power (real_host, name, SP_POWER_START);
  deed_must_power (real_host, name, SP_POWER_FORCE_OFF);
}

static gboolean
says (SpPlan     *plan,
      SpNoteKind  kind,
      const char *words)
{
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    if (sp_plan_get_note (plan, i)->kind == kind && strstr (sp_plan_get_note (plan, i)->text, words) != NULL)
      return TRUE;
  return FALSE;
}

static void
carry_out (SpPlan *plan)
{
  g_autoptr (SpOperation) operation = deed_run (real_host, plan);

  g_assert_no_error (sp_operation_get_error (operation));
}

/* The disks alone do not hold them: they stay; or, where that is wished, they are those of a new machine. */
static void
test_disks_only (void)
{
  g_autoptr (SpPlan) take = NULL;
  g_autoptr (SpPlan) revert = NULL;
  g_autoptr (SpPlan) reset = NULL;

  add ("plain");
  mark ("plain", FALSE, 77);
  take = deed_plan (real_host, "plain", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a" });
  g_assert_cmpint (sp_plan_get_step (take, 0)->snapshot_kind, ==, SP_KIND_EXTERNAL);
  g_assert_true (says (take, SP_NOTE_INFO, "firmware, such as its boot entries, are not part"));
  carry_out (take);
  mark ("plain", FALSE, 88);

  revert = deed_plan (real_host, "plain", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a", .then = SP_THEN_PAUSED });
  g_assert_true (says (revert, SP_NOTE_INFO, "stay as they are now"));
  carry_out (revert);
  g_assert_true (has_mark ("plain", FALSE, 88));

  /* What the safety snapshot keeps of a paused machine has its memory, and with it the settings. */
  reset = deed_plan (real_host, "plain",
                     &(SpWish){ .kind = SP_WISH_REVERT, .target = "a", .then = SP_THEN_PAUSED, .reset_firmware = TRUE, .no_safety = TRUE });
  g_assert_true (says (reset, SP_NOTE_LOSS, "settings of the firmware are lost"));
  carry_out (reset);
  g_assert_false (has_mark ("plain", FALSE, 88));
  g_assert_false (has_mark ("plain", FALSE, 77));
  real_remove ("plain");
}

/* What the guest sees of its flash goes into the memory's file, and is written back from there: over what is in the file now. */
static void
test_memory (void)
{
  g_autoptr (SpPlan) revert = NULL;
  g_autoptr (SpPlan) reset = NULL;
  g_autoptr (SpPlan) running = NULL;

  add ("whole");
  mark ("whole", FALSE, 77);
  deed_must_power (real_host, "whole", SP_POWER_START);
  deed_take (real_host, "whole", "a", SP_KIND_EXTERNAL, FALSE);
  running = deed_plan (real_host, "whole", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  g_assert_false (says (running, SP_NOTE_LOSS, "firmware"));
  deed_must_power (real_host, "whole", SP_POWER_FORCE_OFF);
  mark ("whole", FALSE, 88);

  reset = deed_plan (real_host, "whole", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a", .reset_firmware = TRUE, .then = SP_THEN_RUNNING });
  g_assert_cmpstr (sp_plan_get_rule (reset), ==, "firmware-in-memory");
  revert = deed_plan (real_host, "whole", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  g_assert_true (says (revert, SP_NOTE_LOSS, "settings of the firmware are lost"));
  carry_out (revert);
  g_assert_true (has_mark ("whole", FALSE, 77));
  real_remove ("whole");
}

/* Inside the files all goes back together, and an undo brings all of it forth again. */
static void
test_inside (void)
{
  g_autoptr (SpPlan) take = NULL;
  g_autoptr (SpPlan) revert = NULL;

  add ("inside");
  real_make_nvram_qcow2 ("inside", TRUE);
  mark ("inside", TRUE, 77);
  deed_must_power (real_host, "inside", SP_POWER_START);
  take = deed_plan (real_host, "inside", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a" });
  g_assert_cmpint (sp_plan_get_step (take, 0)->snapshot_kind, ==, SP_KIND_INTERNAL);
  g_assert_false (says (take, SP_NOTE_INFO, "firmware"));
  carry_out (take);
  deed_must_power (real_host, "inside", SP_POWER_FORCE_OFF);
  mark ("inside", TRUE, 88);

  revert = deed_plan (real_host, "inside", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  g_assert_false (says (revert, SP_NOTE_LOSS, "firmware"));
  carry_out (revert);
  g_assert_true (has_mark ("inside", TRUE, 77));
  deed_must (real_host, "inside", &(SpWish){ .kind = SP_WISH_REVERT, .undo = TRUE });
  g_assert_true (has_mark ("inside", TRUE, 88));
  deed_revert (real_host, "inside", "a", SP_THEN_AS_TAKEN);
  g_assert_true (has_mark ("inside", TRUE, 77));
  real_remove ("inside");
}

/* libvirt keeps the disks inside all the same when the machine is off: the settings are not among what it keeps, which is said. */
static void
test_raw_inside (void)
{
  g_autoptr (SpPlan) take = NULL;
  g_autoptr (SpPlan) revert = NULL;
  g_autoptr (SpPlan) running = NULL;

  add ("outside");
  mark ("outside", FALSE, 77);
  take = deed_plan (real_host, "outside", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a", .snapshot_kind = SP_KIND_INTERNAL });
  g_assert_true (says (take, SP_NOTE_INFO, "are not part"));
  carry_out (take);
  mark ("outside", FALSE, 88);
  revert = deed_plan (real_host, "outside", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  g_assert_true (says (revert, SP_NOTE_INFO, "stay as they are now"));
  carry_out (revert);
  g_assert_true (has_mark ("outside", FALSE, 88));
  deed_must_power (real_host, "outside", SP_POWER_START);
  running = deed_plan (real_host, "outside", &(SpWish){ .kind = SP_WISH_TAKE, .name = "b" });
  g_assert_cmpstr (sp_plan_get_rule (running), ==, "take-internal-uefi");
  deed_must_power (real_host, "outside", SP_POWER_FORCE_OFF);
  real_remove ("outside");
}

int
main (int   argc,
      char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  g_test_add_func ("/uefi/disks-only", test_disks_only);
  g_test_add_func ("/uefi/memory", test_memory);
  g_test_add_func ("/uefi/inside", test_inside);
  g_test_add_func ("/uefi/raw-inside", test_raw_inside);
  status = g_test_run ();
  real_stop ();
  return status;
}
