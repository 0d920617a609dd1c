/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that fills up in the middle of a deed, on a small file system of the test's own: nothing is lost, and it is said why. */

#include "config.h"

#include "real.h"

#include "sp-doctor.h"
#include "sp-journal.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SMALL_DISK "size=32m"
#define MIB (1 << 20)

static char *small; /* the folder where it is mounted */

static void
must_run (const char *const *argv)
{
  g_autofree char *said = NULL;
  g_autofree char *told = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &said, &told, &status, &error));
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s: %s", argv[0], told);
}

static void
mount_small (void)
{
  small = g_build_filename (sp_rig_get_folder (real_rig), "small", NULL);
  g_assert_cmpint (g_mkdir (small, 0700), ==, 0);
  must_run ((const char *const[]){ "mount", "-t", "tmpfs", "-o", SMALL_DISK, "tmpfs", small, NULL });
}

static char *
on_small (const char *name,
          const char *disk)
{
  return g_strdup_printf ("%s/%s-%s.qcow2", small, name, disk);
}

/* A machine whose disks are there. */
static void
add_small (const char *name)
{
  g_autofree char *definition = g_strdup_printf ("%s/%s.xml", sp_rig_get_folder (real_rig), name);
  g_autofree char *from = g_strdup_printf ("%s/%s-", sp_rig_get_folder (real_rig), name);
  g_autofree char *to = g_strdup_printf ("%s/%s-", small, name);
  g_autofree char *xml = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GError) error = NULL;

  real_add (name, SP_RIG_QCOW2 | SP_RIG_OFF);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *image = g_strdup_printf ("%s%s.qcow2", from, i == 0 ? "vda" : "vdb");
      g_autofree char *copy = g_strdup_printf ("%s%s.qcow2", to, i == 0 ? "vda" : "vdb");

      must_run ((const char *const[]){ "mv", image, copy, NULL });
    }
  xml = sp_rig_virsh (real_rig, TRUE, "dumpxml", name, NULL);
  text = g_string_new (xml);
  g_assert_cmpuint (g_string_replace (text, from, to, 0), >=, 2);
  g_assert_true (g_file_set_contents (definition, text->str, -1, NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "define", definition, NULL));
  deed_await (sp_host_refresh (real_host), &error);
  g_assert_no_error (error);
}

static char *
filler (void)
{
  return g_build_filename (small, "filler", NULL);
}

static void
fill (gsize leave)
{
  g_autofree char *path = filler ();
  struct statvfs info = { 0 };
  int fd = -1;

  g_assert_cmpint (statvfs (small, &info), ==, 0);
  g_assert_cmpuint (info.f_bavail * info.f_bsize, >, leave);
  fd = g_open (path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (posix_fallocate (fd, 0, (off_t) (info.f_bavail * info.f_bsize - leave)), ==, 0);
  close (fd);
}

static void
make_room (void)
{
  g_autofree char *path = filler ();

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
assert_says_why (SpOperation *operation)
{
  const GError *error = sp_operation_get_error (operation);

  g_assert_nonnull (error);
  g_test_message ("%s", sp_operation_get_outcome (operation));
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "no room left"));
}

static void
assert_journal_empty (void)
{
  g_autoptr (GPtrArray) left = sp_journal_list ();

  g_assert_cmpuint (left->len, ==, 0);
}

/* QEMU stops a machine that cannot write: it goes on once there is room. */
static void
let_it_run (const char *name)
{
  if (deed_state (real_host, name) == SP_MACHINE_STATE_PAUSED)
    deed_must_power (real_host, name, SP_POWER_RESUME);
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_RUNNING);
  sp_rig_wait_count (real_rig, name, 2);
}

static void
test_take (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_INTERNAL ? "brim-in" : "brim-ex";
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (SpHistory) history = NULL;
  RealMoment a = { 0 };

  add_small (name);
  deed_must_power (real_host, name, SP_POWER_START);
  sp_rig_wait_count (real_rig, name, 3);
  a = real_take (name, "a", kind, FALSE);
  sp_rig_wait_count (real_rig, name, 3);
  fill (16 * 1024);
  plan = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = kind });
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  operation = deed_run (real_host, plan);
  make_room ();
  assert_says_why (operation);
  assert_journal_empty ();
  history = deed_history (real_host, name);
  g_assert_cmpint (sp_history_get_n (history), ==, 1);
  let_it_run (name);
  /* All goes on from there. */
  deed_take (real_host, name, "c", kind, FALSE);
  real_check_memory (name, "a", a);
  deed_must (real_host, name, &(SpWish){ .kind = SP_WISH_DELETE, .all_but = TRUE });
  real_remove (name);
}

static void
write_pattern (const char *image,
               const char *command)
{
  must_run ((const char *const[]){ "qemu-io", "-f", "qcow2", "-c", command, image, NULL });
}

/* The layer that should go has more than there is room for below. */
static void
test_merge (void)
{
  const char *const names[] = { "a", NULL };
  g_autofree char *base = NULL;
  g_autofree char *layer = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpPlan) mend = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (SpOperation) mended = NULL;
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpFacts) after = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GPtrArray) none = NULL;

  add_small ("merge");
  base = on_small ("merge", "vdb");
  layer = g_strdup_printf ("%s/merge-vdb.a", small);
  deed_take (real_host, "merge", "a", SP_KIND_EXTERNAL, TRUE);
  write_pattern (layer, "write -P 90 256k 512k");
  fill (96 * 1024);
  plan = deed_plan (real_host, "merge", &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  operation = deed_run (real_host, plan);
  make_room ();
  assert_says_why (operation);
  assert_journal_empty ();
  /* What was written is there. */
  after = deed_facts (real_host, "merge");
  g_assert_cmpint (sp_machine_get_state (sp_facts_get_machine (after)), ==, SP_MACHINE_STATE_OFF);
  g_assert_cmpstr (sp_facts_peek (after)->disks[1].source, ==, layer);
  write_pattern (layer, "read -P 90 256k 512k");

  facts = deed_examine (real_host, "merge");
  findings = sp_doctor_examine (facts);
  for (guint i = 0; i < findings->len; i++)
    g_test_message ("Doctor: %s", ((const SpFinding *) findings->pdata[i])->sentence);
  if (findings->len > 0)
    {
      mend = sp_planner_plan (facts, &(SpWish){ .kind = SP_WISH_REPAIR, .finding = ((const SpFinding *) findings->pdata[0])->id });
      g_assert_cmpstr (sp_plan_get_rule (mend), ==, NULL);
      mended = deed_run (real_host, mend);
      g_assert_no_error (sp_operation_get_error (mended));
      g_clear_object (&facts);
      facts = deed_examine (real_host, "merge");
    }
  else
    /* It can be tried again. */
    deed_must (real_host, "merge", &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  none = sp_doctor_examine (facts);
  g_assert_cmpuint (none->len, ==, 0);
  deed_must_power (real_host, "merge", SP_POWER_START);
  sp_rig_wait_count (real_rig, "merge", 3);
  real_remove ("merge");
}

int
main (int   argc,
      char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  mount_small ();
  g_test_add_data_func ("/full/take/separate", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_take);
  g_test_add_data_func ("/full/take/inside", GINT_TO_POINTER (SP_KIND_INTERNAL), test_take);
  g_test_add_func ("/full/merge", test_merge);
  status = g_test_run ();
  must_run ((const char *const[]){ "umount", "-l", small, NULL });
  real_stop ();
  g_free (small);
  return status;
}
