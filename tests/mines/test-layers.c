/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mines that take a layer from under somebody: 1, 2, 3 and 10. */

#include "config.h"

#include "mine.h"

/* --- 1: a revert destroys another branch --- */

static void
bare_branch (Mine *mine)
{
  mine_take (mine, "a", TRUE);
  mine_take (mine, "b", TRUE);
  g_assert_true (mine_exists (mine, "mine-vda.a")); /* b froze it */
  mine_must (mine, "snapshot-revert", "a", NULL);
  mine_take (mine, "c", TRUE);
  mine_must (mine, "snapshot-delete", "c", NULL);
  g_usleep (1100 * 1000); /* mine 6 */
  mine_try (mine, "snapshot-revert", "b", NULL);
  mine_told (mine, 1, !mine_exists (mine, "mine-vda.a"));
}

static void
avoid_branch (Mine *mine)
{
  guint before = 0;
  guint after = 0;

  deed_take (mine->host, mine->name, "a", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (mine->rig, mine->name, 6);
  before = sp_rig_last_count (mine->rig, mine->name);
  deed_take (mine->host, mine->name, "b", SP_KIND_EXTERNAL, FALSE);
  after = sp_rig_last_count (mine->rig, mine->name);
  deed_revert (mine->host, mine->name, "a", SP_THEN_AS_TAKEN);
  deed_take (mine->host, mine->name, "c", SP_KIND_EXTERNAL, FALSE);
  deed_delete (mine->host, mine->name, "c");
  deed_revert (mine->host, mine->name, "b", SP_THEN_PAUSED);
  g_assert_true (mine_exists (mine, "mine-vda.a"));
  mine_check_now (mine, before, after + 1);
}

/* The same history, but made by another client: the last step is ours. */
static void
avoid_branch_of_others (Mine *mine)
{
  guint before = 0;
  guint after = 0;

  mine_take (mine, "a", TRUE);
  sp_rig_wait_count (mine->rig, mine->name, 6);
  before = sp_rig_last_count (mine->rig, mine->name);
  mine_take (mine, "b", TRUE);
  after = sp_rig_last_count (mine->rig, mine->name);
  mine_must (mine, "snapshot-revert", "a", NULL);
  mine_take (mine, "c", TRUE);
  mine_must (mine, "snapshot-delete", "c", NULL);
  mine_listen (mine);
  deed_revert (mine->host, mine->name, "b", SP_THEN_PAUSED);
  g_assert_true (mine_exists (mine, "mine-vda.a"));
  mine_check_now (mine, before, after + 1);
}

/* --- 2: a revert that fails has ended the machine, and Now is gone --- */

static void
spoil_memory (Mine *mine)
{
  g_autofree char *memory = mine_path (mine, "mine.a.mem");

  g_assert_true (g_file_set_contents (memory, "not the memory of a machine", -1, NULL));
}

static void
bare_failure (Mine *mine)
{
  g_autofree char *state = NULL;

  mine_take (mine, "a", TRUE);
  spoil_memory (mine);
  g_assert_false (mine_try (mine, "snapshot-revert", "a", NULL));
  state = sp_rig_virsh (mine->rig, TRUE, "domstate", mine->name, NULL);
  mine_told (mine, 2, g_str_has_prefix (state, "shut off"));
}

static void
avoid_failure (Mine *mine)
{
  const SpWish wish = { .kind = SP_WISH_REVERT, .target = "a", .no_safety = TRUE };
  g_autoptr (SpPlan) plan = NULL;
  guint now = 0;

  deed_take (mine->host, mine->name, "a", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (mine->rig, mine->name, 6);
  spoil_memory (mine);
  now = sp_rig_last_count (mine->rig, mine->name);
  plan = deed_plan (mine->host, mine->name, &wish);
  if (sp_plan_is_refused (plan))
    mine_check_refused (plan);
  else
    {
      g_autoptr (SpOperation) operation = deed_run (mine->host, plan);

      g_assert_nonnull (sp_operation_get_error (operation));
    }
  /* Now's disks are there, with all that was written. */
  mine_check_now (mine, now, G_MAXUINT);
}

/* --- 3: mixed kinds: an internal revert writes a frozen layer --- */

static void
mix (Mine *mine)
{
  mine_must (mine, "snapshot-create-as", "a", NULL);
  mine_take (mine, "b", FALSE);
}

static void
bare_mixed (Mine *mine)
{
  g_autofree char *disks = NULL;

  mix (mine);
  mine_try (mine, "snapshot-revert", "a", NULL);
  disks = sp_rig_virsh (mine->rig, TRUE, "domblklist", mine->name, NULL);
  /* b's layers stand on these files. */
  mine_told (mine, 3, strstr (disks, "mine-vda.qcow2") != NULL);
}

static void
avoid_mixed (Mine *mine)
{
  g_autoptr (SpPlan) plan = NULL;

  mix (mine);
  mine_listen (mine);
  plan = deed_plan (mine->host, mine->name, &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  mine_check_refused (plan);
  g_clear_object (&plan);
  /* Nor does Savepoint mix them itself. */
  plan = deed_plan (mine->host, mine->name, &(SpWish){ .kind = SP_WISH_TAKE, .name = "c", .snapshot_kind = SP_KIND_INTERNAL });
  mine_check_refused (plan);
}

/* --- 10: a disk that was put in since is unlinked with the guard --- */

/* A person's own disk, in the place of vdb. */
static char *
swap_disk (Mine *mine)
{
  g_autofree char *xml = sp_rig_virsh (mine->rig, TRUE, "dumpxml", "--inactive", mine->name, NULL);
  g_autofree char *xml_file = mine_path (mine, "swapped.xml");
  g_autofree char *own = mine_path (mine, "own.qcow2");
  g_autofree char *base = mine_path (mine, "mine-vdb.qcow2");
  g_autofree char *pattern = g_strdup_printf ("'%s[^']*vdb[^']*'", sp_rig_get_folder (mine->rig));
  g_autofree char *replacement = g_strdup_printf ("'%s'", own);
  g_autoptr (GRegex) source = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GFile) from = g_file_new_for_path (base);
  g_autoptr (GFile) to = g_file_new_for_path (own);
  g_autofree char *swapped = g_regex_replace_literal (source, xml, -1, 0, replacement, 0, NULL);

  g_assert_true (g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL));
  g_assert_nonnull (strstr (swapped, own));
  g_assert_true (g_file_set_contents (xml_file, swapped, -1, NULL));
  g_free (sp_rig_virsh (mine->rig, TRUE, "define", xml_file, NULL));
  return g_steal_pointer (&own);
}

static void
bare_swapped (Mine *mine)
{
  g_autofree char *own = NULL;

  mine_take (mine, "a", FALSE);
  own = swap_disk (mine);
  mine_take (mine, "guard", FALSE);
  mine_must (mine, "snapshot-revert", "a", NULL);
  mine_must (mine, "snapshot-delete", "guard", NULL);
  mine_told (mine, 10, !g_file_test (own, G_FILE_TEST_EXISTS));
}

static void
avoid_swapped (Mine *mine)
{
  const SpWish wish = { .kind = SP_WISH_REVERT, .target = "a", .no_safety = TRUE };
  g_autoptr (SpPlan) plan = NULL;
  g_autofree char *own = NULL;
  guint count = 0;

  deed_take (mine->host, mine->name, "a", SP_KIND_EXTERNAL, TRUE);
  own = swap_disk (mine);
  count = sp_rig_disk_count (mine->rig, own);
  mine_listen (mine);
  plan = deed_plan (mine->host, mine->name, &wish);
  if (sp_plan_is_refused (plan))
    mine_check_refused (plan);
  else
    {
      g_autoptr (SpOperation) operation = deed_run (mine->host, plan);

      g_assert_no_error (sp_operation_get_error (operation));
    }
  g_assert_true (g_file_test (own, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (sp_rig_disk_count (mine->rig, own), ==, count);
  g_assert_true (sp_rig_check_image (mine->rig, own));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  mine_add (1, "branch", SP_RIG_QCOW2, bare_branch, avoid_branch);
  mine_add (1, "branch-of-others", SP_RIG_QCOW2, NULL, avoid_branch_of_others);
  mine_add (2, "failed-revert", SP_RIG_QCOW2, bare_failure, avoid_failure);
  mine_add (3, "mixed-kinds", SP_RIG_QCOW2, bare_mixed, avoid_mixed);
  mine_add (10, "swapped-disk", SP_RIG_QCOW2 | SP_RIG_OFF, bare_swapped, avoid_swapped);
  return g_test_run ();
}
