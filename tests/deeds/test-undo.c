/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reverts are undone, on real machines: by another program too, which knows only what the snapshots tell. */

#include "config.h"

#include "real.h"
#include "sp-retention.h"
#include "sp-undo.h"

#include <string.h>

static SpSnapshot *
find_undo (SpHost     *host,
           const char *name)
{
  g_autoptr (SpHistory) history = deed_history (host, name);
  SpSnapshot *found = sp_undo_find (history);

  return found != NULL ? g_object_ref (found) : NULL;
}

/* Undone by @host; the memory and the disks are what they were before the revert. */
static void
undo (SpHost     *host,
      const char *name,
      RealMoment  moment)
{
  guint first = 0;

  sp_rig_forget (real_rig, name);
  deed_must (host, name, &(SpWish){ .kind = SP_WISH_REVERT, .undo = TRUE, .then = SP_THEN_PAUSED });
  real_check_disks (name, moment.before, moment.after + 1);
  sp_rig_forget (real_rig, name);
  deed_must_power (host, name, SP_POWER_RESUME);
  first = sp_rig_first_count (real_rig, name);
  g_assert_cmpuint (first, >=, moment.before);
  g_assert_cmpuint (first, <=, moment.after + 2);
}

static void
test_undo (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_EXTERNAL ? "undo-external" : "undo-internal";
  RealMoment now = { 0 };
  RealMoment back = { 0 };
  SpHost *other = NULL;
  g_autoptr (SpSnapshot) safety = NULL;
  g_autoptr (SpSnapshot) redo = NULL;
  g_autoptr (SpPlan) none = NULL;

  real_add (name, SP_RIG_QCOW2);
  real_take (name, "a", kind, FALSE);
  none = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .undo = TRUE });
  g_assert_cmpstr (sp_plan_get_rule (none), ==, "nothing-to-undo");
  sp_rig_wait_count (real_rig, name, 8);
  now.before = sp_rig_last_count (real_rig, name);
  deed_must (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  now.after = now.before + 15;

  /* Nothing but the host's own record is asked. */
  other = deed_open (sp_rig_get_uri (real_rig));
  safety = find_undo (other, name);
  g_assert_nonnull (safety);
  g_assert_cmpstr (sp_snapshot_peek (safety)->before, ==, "a");
  sp_rig_forget (real_rig, name);
  back.before = sp_rig_first_count (real_rig, name);
  undo (other, name, now);
  back.after = back.before + 25;

  /* And the undo is undone. */
  redo = find_undo (other, name);
  g_assert_nonnull (redo);
  g_assert_cmpstr (sp_snapshot_peek (redo)->before, ==, sp_snapshot_get_name (safety));
  g_assert_cmpstr (sp_snapshot_get_title (redo), ==, "Before undoing a revert");
  undo (other, name, back);
  deed_close (other);
  real_remove (name);
}

/* Left paused by a revert: the next one needs no safety snapshot, and the first one's still leads back. */
static void
test_unchanged (void)
{
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpSnapshot) safety = NULL;
  RealMoment a = { 0 };
  RealMoment now = { 0 };

  real_add ("still", SP_RIG_QCOW2);
  a = real_take ("still", "a", SP_KIND_EXTERNAL, FALSE);
  real_take ("still", "b", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (real_rig, "still", 6);
  now.before = sp_rig_last_count (real_rig, "still");
  deed_must (real_host, "still", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a", .then = SP_THEN_PAUSED });
  now.after = now.before + 15;
  safety = find_undo (real_host, "still");
  deed_must (real_host, "still", &(SpWish){ .kind = SP_WISH_REVERT, .target = "b", .then = SP_THEN_PAUSED });
  history = deed_history (real_host, "still");
  g_assert_cmpint (sp_history_get_n (history), ==, 3);
  undo (real_host, "still", now);
  g_clear_object (&history);
  history = deed_history (real_host, "still");
  g_assert_cmpint (sp_history_get_current (history), ==, sp_history_find (history, sp_snapshot_get_name (safety)));
  g_assert_cmpint (sp_history_get_n (history), ==, 3);
  real_check_memory ("still", "a", a);
  real_remove ("still");
}

/* The snapshots that there are after a revert. */
static int
count_after (const char *name,
             SpWish     *wish)
{
  g_autoptr (SpHistory) history = NULL;

  deed_must (real_host, name, wish);
  history = deed_history (real_host, name);
  return sp_history_get_n (history);
}

/* Past the host, as anybody may who can reach the file of a machine that is off. */
static void
change_file (const char *name,
             guint       disk,
             const char *command)
{
  g_autoptr (SpFacts) facts = deed_facts (real_host, name);

  g_free (real_run ((const char *const[]){ "qemu-io", "-f", "qcow2", "-c", command, sp_facts_peek (facts)->disks[disk].source, NULL }));
}

static void
edit_machine (const char *name,
              const char *from,
              const char *to)
{
  g_autofree char *xml = sp_rig_virsh (real_rig, TRUE, "dumpxml", name, "--inactive", "--security-info", NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "edited.xml", NULL);
  g_autoptr (GString) text = g_string_new (xml);

  g_assert_cmpuint (g_string_replace (text, from, to, 0), ==, 1);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "define", path, NULL));
}

/* Off, and back again and again: only what was written or edited since is worth a safety snapshot. */
static void
test_unwritten (void)
{
  SpWish back = { .kind = SP_WISH_REVERT, .target = "a" };
  SpWish undo = { .kind = SP_WISH_REVERT, .undo = TRUE };
  g_autoptr (SpFacts) facts = NULL;

  real_add ("press", SP_RIG_QCOW2 | SP_RIG_OFF);
  deed_take (real_host, "press", "a", SP_KIND_EXTERNAL, TRUE);
  /* It was just saved. */
  g_assert_cmpint (count_after ("press", &back), ==, 1);
  g_assert_cmpint (count_after ("press", &back), ==, 1);
  g_assert_cmpint (count_after ("press", &back), ==, 1);

  change_file ("press", 1, "write -P 0xab 65536 512");
  g_assert_cmpint (count_after ("press", &back), ==, 2);
  g_assert_cmpint (count_after ("press", &back), ==, 2);
  g_assert_cmpint (count_after ("press", &undo), ==, 2);
  change_file ("press", 1, "read -P 0xab 65536 512");
  g_assert_cmpint (count_after ("press", &back), ==, 2);
  /* Nothing but a note that there are zeroes. */
  change_file ("press", 0, "write -z 0 65536");
  g_assert_cmpint (count_after ("press", &back), ==, 3);

  edit_machine ("press", "<on_crash>destroy</on_crash>", "<on_crash>restart</on_crash>");
  g_assert_cmpint (count_after ("press", &back), ==, 4);
  g_assert_cmpint (count_after ("press", &back), ==, 4);
  /* Written to since it was taken, and kept by no other. */
  deed_take (real_host, "press", "b", SP_KIND_EXTERNAL, TRUE);
  change_file ("press", 1, "write -P 0xcd 65536 512");
  g_assert_cmpint (count_after ("press", &back), ==, 6);
  g_assert_cmpint (count_after ("press", &undo), ==, 6);
  change_file ("press", 1, "read -P 0xcd 65536 512");
  facts = deed_facts (real_host, "press");
  for (gsize i = 0; i < sp_facts_peek (facts)->n_disks; i++)
    g_assert_true (sp_rig_check_image (real_rig, sp_facts_peek (facts)->disks[i].source));
  real_remove ("press");
}

/* As if it had been taken so many days ago; anybody may tell libvirt so. */
static void
age (const char *name,
     const char *snapshot,
     int         days)
{
  g_autofree char *xml = sp_rig_virsh (real_rig, TRUE, "snapshot-dumpxml", name, snapshot, "--security-info", NULL);
  const char *begin = strstr (xml, "<creationTime>");
  const char *end = strstr (xml, "</creationTime>");
  g_autofree char *old = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "aged.xml", NULL);

  g_assert_nonnull (begin);
  old = g_strdup_printf ("%.*s<creationTime>%" G_GINT64_FORMAT "%s", (int) (begin - xml), xml,
                         g_get_real_time () / G_USEC_PER_SEC - days * 86400, end);
  g_assert_true (g_file_set_contents (path, old, -1, NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-create", name, path, "--redefine", NULL));
}

/* Two reverts leave two: the older one goes after a week, with its files; the way back stays until somebody deletes it. */
static void
test_retention (void)
{
  const char *const names[] = { "b", NULL };
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpSnapshot) first = NULL;
  g_autoptr (SpSnapshot) second = NULL;
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  RealMoment b = { 0 };

  real_add ("expire", SP_RIG_QCOW2);
  real_take ("expire", "a", SP_KIND_EXTERNAL, FALSE);
  b = real_take ("expire", "b", SP_KIND_EXTERNAL, FALSE);
  deed_must (real_host, "expire", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  first = find_undo (real_host, "expire");
  deed_must (real_host, "expire", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  second = find_undo (real_host, "expire");
  facts = deed_facts (real_host, "expire");
  g_assert_null (sp_retention_plan (facts, 7));
  g_clear_object (&facts);

  age ("expire", sp_snapshot_get_name (first), 9);
  age ("expire", sp_snapshot_get_name (second), 8);
  facts = deed_facts (real_host, "expire");
  plan = sp_retention_plan (facts, 7);
  g_assert_nonnull (plan);
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 1);
  g_assert_cmpstr (sp_plan_get_step (plan, 0)->snapshot, ==, sp_snapshot_get_name (first));
  operation = deed_run (real_host, plan);
  g_assert_no_error (sp_operation_get_error (operation));
  g_clear_object (&second);
  second = find_undo (real_host, "expire");
  g_assert_nonnull (second);
  real_check_memory ("expire", "b", b);

  /* A safety snapshot on b: b goes, and that one before it. */
  deed_must (real_host, "expire", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  g_clear_object (&second);
  second = find_undo (real_host, "expire");
  g_assert_cmpstr (sp_snapshot_get_parent (second), ==, "b");
  deed_must (real_host, "expire", &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  history = deed_history (real_host, "expire");
  g_assert_cmpint (sp_history_find (history, "b"), <, 0);
  g_assert_cmpint (sp_history_find (history, sp_snapshot_get_name (second)), <, 0);
  real_remove ("expire");
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  g_test_add_data_func ("/deeds/undo/external", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_undo);
  g_test_add_data_func ("/deeds/undo/internal", GINT_TO_POINTER (SP_KIND_INTERNAL), test_undo);
  g_test_add_func ("/deeds/undo/unchanged", test_unchanged);
  g_test_add_func ("/deeds/undo/unwritten", test_unwritten);
  g_test_add_func ("/deeds/undo/retention", test_retention);
  real_start ();
  status = g_test_run ();
  real_stop ();
  return status;
}
