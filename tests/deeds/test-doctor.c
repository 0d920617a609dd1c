/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doctor on real machines whose files or records were tampered with: what it finds, what its repairs do, and do not. */

#include "config.h"

#include "real.h"

#include "sp-doctor.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
path_of (const char *file)
{
  return g_build_filename (sp_rig_get_folder (real_rig), file, NULL);
}

static SpPlan *
plan_repair (const char *name,
             const char *kind,
             const char *file)
{
  g_autoptr (SpFacts) facts = deed_examine (real_host, name);
  g_autofree char *path = *file == '/' || strchr (file, '.') == NULL ? g_strdup (file) : path_of (file);
  g_autofree char *id = g_strdup_printf ("%s:%s", kind, path);

  return sp_planner_plan (facts, &(SpWish){ .kind = SP_WISH_REPAIR, .finding = id });
}

static void
repair (const char *name,
        const char *kind,
        const char *file)
{
  g_autoptr (SpPlan) plan = plan_repair (name, kind, file);
  g_autoptr (SpOperation) operation = NULL;

  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  operation = deed_run (real_host, plan);
  g_assert_no_error (sp_operation_get_error (operation));
  g_assert_null (strstr (sp_operation_get_outcome (operation), "Not as planned"));
}

static void
assert_no_repair (const char *name,
                  const char *kind,
                  const char *file,
                  const char *rule)
{
  g_autoptr (SpPlan) plan = plan_repair (name, kind, file);

  g_assert_cmpstr (sp_plan_get_rule (plan), ==, rule);
  g_assert_cmpuint (strlen (sp_plan_get_reason (plan)), >, 10);
}

/* A memory that is gone takes its snapshot off the list, and nothing else; what stands on the same layers stays whole. */
static void
test_missing_memory (void)
{
  g_autofree char *memory = path_of ("gone.b.mem");
  RealMoment a = { 0 };

  real_add ("gone", SP_RIG_QCOW2);
  a = real_take ("gone", "a", SP_KIND_EXTERNAL, FALSE);
  deed_take (real_host, "gone", "b", SP_KIND_EXTERNAL, FALSE);
  deed_take (real_host, "gone", "c", SP_KIND_EXTERNAL, FALSE);
  g_assert_cmpint (g_unlink (memory), ==, 0);
  real_check_findings ("gone", "");
  real_add_pool ();
  real_check_findings ("gone", "missing:gone.b.mem");
  repair ("gone", "missing", "gone.b.mem");
  real_check_findings ("gone", "");
  {
    g_autoptr (SpHistory) history = deed_history (real_host, "gone");

    g_assert_cmpint (sp_history_get_n (history), ==, 2);
    g_assert_cmpint (sp_history_find (history, "b"), ==, -1);
  }
  /* Deeds go on from there. */
  real_check_memory ("gone", "a", a);
  deed_must (real_host, "gone", &(SpWish){ .kind = SP_WISH_DELETE, .all_but = TRUE });
  real_remove_pool ();
  real_remove ("gone");
}

/* A layer of another branch is gone: all that needs it goes, from the newest. What the machine itself needs is not repaired. */
static void
test_missing_layer (void)
{
  g_autofree char *layer = path_of ("torn-vda.b");
  RealMoment a = { 0 };

  real_add ("torn", SP_RIG_QCOW2);
  a = real_take ("torn", "a", SP_KIND_EXTERNAL, FALSE);
  deed_take (real_host, "torn", "b", SP_KIND_EXTERNAL, FALSE);
  deed_take (real_host, "torn", "c", SP_KIND_EXTERNAL, FALSE);
  deed_take (real_host, "torn", "d", SP_KIND_EXTERNAL, FALSE);
  deed_revert (real_host, "torn", "a", SP_THEN_RUNNING);
  real_add_pool ();
  real_check_findings ("torn", "");
  g_assert_cmpint (g_unlink (layer), ==, 0);
  real_check_findings ("torn", "missing:torn-vda.b");
  {
    g_autoptr (SpPlan) plan = plan_repair ("torn", "missing", "torn-vda.b");

    g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 2);
    g_assert_cmpstr (sp_plan_get_step (plan, 0)->snapshot, ==, "d");
    g_assert_cmpstr (sp_plan_get_step (plan, 1)->snapshot, ==, "c");
  }
  repair ("torn", "missing", "torn-vda.b");
  {
    g_autoptr (SpHistory) history = deed_history (real_host, "torn");

    g_assert_cmpint (sp_history_get_n (history), ==, 2);
  }
  assert_no_repair ("torn", "missing", "torn-vda.b", "nothing-wrong");
  real_check_memory ("torn", "a", a);

  deed_must_power (real_host, "torn", SP_POWER_FORCE_OFF);
  {
    g_autofree char *base = path_of ("torn-vda.qcow2");
    g_autofree char *aside = path_of ("torn-aside");

    g_assert_cmpint (g_rename (base, aside), ==, 0);
    assert_no_repair ("torn", "missing", "torn-vda.qcow2", "missing-needed");
    g_assert_cmpint (g_rename (aside, base), ==, 0);
  }
  real_remove_pool ();
  real_remove ("torn");
}

/* What libvirt leaves behind when a snapshot is only forgotten: its memory; and a layer that somebody made by hand. Others'
 * files in the same folder are nobody's business. */
static void
test_strays (void)
{
  g_autofree char *base = path_of ("left-vda.qcow2");
  g_autofree char *by_hand = path_of ("left-hand.qcow2");
  g_autofree char *above = path_of ("left-above.qcow2");
  g_autofree char *alone = path_of ("unlike.qcow2");
  g_autofree char *text = path_of ("notes.txt");
  g_autofree char *memory = path_of ("left.b.mem");
  RealMoment a = { 0 };

  real_add ("left", SP_RIG_QCOW2);
  real_add ("beside", SP_RIG_QCOW2);
  a = real_take ("left", "a", SP_KIND_EXTERNAL, FALSE);
  deed_take (real_host, "left", "b", SP_KIND_EXTERNAL, FALSE);
  deed_take (real_host, "beside", "x", SP_KIND_EXTERNAL, FALSE);
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-delete", "left", "b", "--metadata", NULL));
  real_add_pool ();
  g_free (sp_rig_virsh (real_rig, TRUE, "vol-create-as", "folder", "left-hand.qcow2", "16M", "--format", "qcow2", "--backing-vol", base,
                        "--backing-vol-format", "qcow2", NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "vol-create-as", "folder", "left-above.qcow2", "16M", "--format", "qcow2", "--backing-vol", by_hand,
                        "--backing-vol-format", "qcow2", NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "vol-create-as", "folder", "unlike.qcow2", "16M", "--format", "qcow2", NULL));
  g_assert_true (g_file_set_contents (text, "mine", -1, NULL));

  {
    g_autoptr (SpFacts) facts = deed_examine (real_host, "left");
    g_autoptr (GPtrArray) findings = sp_doctor_examine (facts);
    guint n_strays = 0;

    for (guint i = 0; i < findings->len; i++)
      n_strays += g_str_equal (((const SpFinding *) findings->pdata[i])->kind, "stray");
    g_assert_cmpuint (n_strays, ==, 3);
  }
  /* The one above goes first, by itself. */
  repair ("left", "stray", "left-hand.qcow2");
  g_assert_false (g_file_test (by_hand, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (above, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (memory, G_FILE_TEST_EXISTS));
  repair ("left", "stray", "left.b.mem");
  g_assert_false (g_file_test (memory, G_FILE_TEST_EXISTS));
  assert_no_repair ("left", "stray", "left.b.mem", "nothing-wrong");
  assert_no_repair ("left", "stray", "unlike.qcow2", "nothing-wrong");
  assert_no_repair ("left", "stray", "beside-vda.qcow2", "nothing-wrong");
  g_assert_true (g_file_test (alone, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (text, G_FILE_TEST_EXISTS));
  real_check_findings ("beside", "");

  real_check_memory ("left", "a", a);
  g_assert_cmpint (g_unlink (alone), ==, 0);
  real_remove_pool ();
  real_remove ("beside");
  real_remove ("left");
}

/* What the daemon keeps of a snapshot, changed while it does not run. */
static void
tamper (const char *name,
        const char *snapshot,
        const char *from,
        const char *to)
{
  g_autofree char *path = g_strdup_printf ("%s/config/libvirt/qemu/snapshot/%s/%s.xml", sp_rig_get_folder (real_rig), name, snapshot);
  g_autofree char *xml = NULL;
  g_autoptr (GString) text = NULL;

  g_assert_true (g_file_get_contents (path, &xml, NULL, NULL));
  text = g_string_new (xml);
  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
}

/* Which snapshot the machine grew from is nowhere to be read but from its layers. */
static void
test_no_current (void)
{
  RealMoment a = { 0 };

  real_add ("adrift", SP_RIG_QCOW2);
  a = real_take ("adrift", "a", SP_KIND_EXTERNAL, FALSE);
  deed_take (real_host, "adrift", "b", SP_KIND_EXTERNAL, FALSE);
  real_check_findings ("adrift", "");
  sp_rig_kill (real_rig);
  tamper ("adrift", "b", "<active>1</active>", "<active>0</active>");
  real_come_back ();
  real_check_findings ("adrift", "no-current:b");
  repair ("adrift", "no-current", "b");
  real_check_findings ("adrift", "");
  {
    g_autofree char *current = sp_rig_virsh (real_rig, TRUE, "snapshot-current", "adrift", "--name", NULL);

    g_assert_cmpstr (g_strstrip (current), ==, "b");
  }
  real_check_memory ("adrift", "a", a);
  real_remove ("adrift");
}

/* The record of a parent was lost, and another was altered into a circle: what has no place goes off the list, no file is
 * touched, and the machine and the rest of its history stay whole. */
static void
test_misplaced (void)
{
  guint count = 0;

  real_add ("astray", SP_RIG_QCOW2);
  deed_take (real_host, "astray", "a", SP_KIND_EXTERNAL, TRUE);
  deed_take (real_host, "astray", "b", SP_KIND_EXTERNAL, TRUE);
  deed_take (real_host, "astray", "c", SP_KIND_EXTERNAL, TRUE);
  sp_rig_kill (real_rig);
  tamper ("astray", "b", "<name>a</name>", "<name>gone</name>");
  tamper ("astray", "a", "<name>a</name>", "<name>a</name><parent><name>a</name></parent>");
  real_come_back ();
  /* Then libvirt forgets which one is current, too, each time that it starts. */
  real_check_findings ("astray", "orphan:b cycle:a no-current:c");
  repair ("astray", "no-current", "c");
  real_check_findings ("astray", "orphan:b cycle:a");
  real_add_pool ();
  repair ("astray", "orphan", "b");
  real_check_findings ("astray", "cycle:a");
  repair ("astray", "cycle", "a");
  real_remove_pool ();
  sp_rig_kill (real_rig);
  real_come_back ();
  real_check_findings ("astray", "");
  {
    g_autoptr (SpHistory) history = deed_history (real_host, "astray");

    g_assert_cmpint (sp_history_get_n (history), ==, 1);
    g_assert_cmpint (sp_history_get_current (history), ==, sp_history_find (history, "c"));
  }
  count = sp_rig_wait_count (real_rig, "astray", 1);
  deed_must_power (real_host, "astray", SP_POWER_FORCE_OFF);
  real_check_disks ("astray", count - 1, count + 3);
  real_remove ("astray");
}

/* A merge that was interrupted. libvirt's mark stands on the one whose layer was merged into; the next one was to go, and may
 * be half written over. It is merged to its end, and the machine keeps all it has. */
static void
test_half_deleted (void)
{
  RealMoment a = { 0 };
  RealMoment b = { 0 };
  guint count = 0;

  real_add ("half", SP_RIG_QCOW2);
  a = real_take ("half", "a", SP_KIND_EXTERNAL, FALSE);
  b = real_take ("half", "b", SP_KIND_EXTERNAL, FALSE);
  deed_take (real_host, "half", "c", SP_KIND_EXTERNAL, FALSE);
  sp_rig_kill (real_rig);
  tamper ("half", "b", "<driver type='qcow2'/>", "<driver type='qcow2'/><snapshotDeleteInProgress/>");
  real_come_back ();
  real_check_findings ("half", "half-deleted:c");
  real_add_pool ();
  repair ("half", "half-deleted", "c");
  real_remove_pool ();
  real_check_findings ("half", "");
  count = sp_rig_wait_count (real_rig, "half", 1);
  deed_must_power (real_host, "half", SP_POWER_FORCE_OFF);
  real_check_disks ("half", count - 1, count + 3);
  real_check_memory ("half", "b", b);
  real_check_memory ("half", "a", a);
  real_remove ("half");
}

int
main (int   argc,
      char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  g_test_add_func ("/doctor/missing-memory", test_missing_memory);
  g_test_add_func ("/doctor/missing-layer", test_missing_layer);
  g_test_add_func ("/doctor/strays", test_strays);
  g_test_add_func ("/doctor/no-current", test_no_current);
  g_test_add_func ("/doctor/misplaced", test_misplaced);
  g_test_add_func ("/doctor/half-deleted", test_half_deleted);
  status = g_test_run ();
  real_stop ();
  return status;
}
