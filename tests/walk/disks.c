/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that a person gives to the machine, and takes off it again: what snapshots keep of it stays, and its own file too. */

#include "config.h"

#include "walk.h"

#include <string.h>

#define EXTRA (ORACLE_DISKS - 1)

static void
refresh (void)
{
  g_autoptr (GError) error = NULL;

  deed_await (sp_host_refresh (host), &error);
  g_assert_no_error (error);
}

static void
add_disk (Walk *w)
{
  g_autofree char *name = g_strdup_printf ("%s-vdc%u.qcow2", w->machine, ++w->fresh);
  g_autofree char *path = g_build_filename (sp_rig_get_folder (rig), name, NULL);
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, "qemu-img", "create", "-f", "qcow2", path, "8M", NULL);

  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  say (w, "the disk %s is added", name);
  g_free (sp_rig_virsh (rig, TRUE, "attach-disk", w->machine, path, "vdc", "--driver", "qemu", "--subdriver", "qcow2", "--persistent", NULL));
}

static gboolean
is_told (SpPlan     *plan,
         const char *path)
{
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    if (strstr (sp_plan_get_note (plan, i)->text, path) != NULL)
      return TRUE;
  return FALSE;
}

/* What has been made of a disk that is taken off is the person's own from now on, and so is what a plan has said it leaves behind. */
void
disks_allow_strays (Walk   *w,
                    SpPlan *plan)
{
  g_autoptr (SpHistory) history = deed_history (host, w->machine);
  g_auto (GStrv) files = oracle_find_strays (w->oracle, history);

  for (guint i = 0; files[i] != NULL; i++)
    if (plan == NULL || is_told (plan, files[i]))
      g_hash_table_add (w->oracle->allowed, g_strdup (files[i]));
}

static void
take_off_disk (Walk *w)
{
  say (w, "the disk vdc is taken off");
  g_free (sp_rig_virsh (rig, TRUE, "detach-disk", w->machine, "vdc", "--config", NULL));
  disks_allow_strays (w, NULL);
}

/* A guest of one sector gives no disk back while it runs. */
void
do_disk (Walk *w)
{
  g_autoptr (Now) before = oracle_now (w->oracle);
  g_autoptr (Now) after = NULL;

  if (before->paths[EXTRA] == NULL && before->state != SP_MACHINE_STATE_PAUSED)
    add_disk (w);
  else if (before->paths[EXTRA] != NULL && before->state == SP_MACHINE_STATE_OFF)
    take_off_disk (w);
  else
    return;
  refresh ();
  after = oracle_now (w->oracle);
  g_assert_true ((after->paths[EXTRA] == NULL) != (before->paths[EXTRA] == NULL));
}

/* A revert takes a disk off that the snapshot does not know. Its file is the person's: it stays, and the plan has said so. */
void
disks_check (Walk      *w,
             const Now *before,
             SpPlan    *plan)
{
  g_autoptr (Now) now = NULL;
  g_autofree char *name = NULL;

  if (before->paths[EXTRA] == NULL || !oracle_is_own (before->paths[EXTRA]))
    return;
  now = oracle_now (w->oracle);
  if (g_strcmp0 (now->paths[EXTRA], before->paths[EXTRA]) == 0)
    return;
  name = g_path_get_basename (before->paths[EXTRA]);
  if (!g_file_test (before->paths[EXTRA], G_FILE_TEST_EXISTS))
    lost (w, "the disk %s is gone", name);
  if (!is_told (plan, before->paths[EXTRA]))
    failed (w, "nobody said that the disk %s is taken off", name);
  g_hash_table_add (w->oracle->allowed, g_steal_pointer (&name));
}
