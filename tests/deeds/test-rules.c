/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the planner refuses on a real machine, the daemon refuses too when it is made to: for the same reason, by the same
 * code. At the end the table: which rules this daemon confirmed, and which stand by their source alone. */

#include "config.h"

#include "real.h"

#include "sp-error.h"
#include "sp-plan-private.h"
#include "sp-rules.h"
#include "sp-virt-verbs.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>

/* What is asked of the daemon, past the planner and away from the main thread. */
typedef struct
{
  const char *name; /* of the machine */
  SpStep     *step; /* or NULL: */
  const char *xml;  /* of a snapshot to be taken without a word more */
  gboolean    read_only; /* connection */
  int         code; /* the answer, 0: it obeyed */
  char       *words;
} Forced;

static GHashTable *confirmed; /* ids of rules */

static gpointer
force_in_thread (gpointer data)
{
  Forced *forced = data;
  const char *uri = sp_rig_get_uri (real_rig);
  virConnectPtr connection = forced->read_only ? virConnectOpenReadOnly (uri) : virConnectOpen (uri);
  virDomainPtr domain = virDomainLookupByName (connection, forced->name);
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  if (forced->step == NULL)
    {
      virDomainSnapshotPtr taken = virDomainSnapshotCreateXML (domain, forced->xml, 0);

      forced->code = taken != NULL ? 0 : virGetLastErrorCode ();
      forced->words = g_strdup (virGetLastErrorMessage ());
      done = taken != NULL;
      g_clear_pointer (&taken, virDomainSnapshotFree);
    }
  else
    {
      if (forced->step->kind == SP_STEP_TAKE)
        done = sp_virt_take (domain, forced->step, NULL, &error);
      else if (forced->step->kind == SP_STEP_REVERT)
        done = sp_virt_revert (domain, forced->step, NULL, &error);
      else
        done = sp_virt_delete (domain, forced->step, NULL, &error);
      forced->code = done ? 0 : sp_error_get_virt_code (error);
      forced->words = g_strdup (done ? "" : error->message);
    }
  virDomainFree (domain);
  virConnectClose (connection);
  return NULL;
}

/* A rule without a code of libvirt's would be no rule of libvirt's. */
static void
assert_refused (const char *name,
                const char *rule,
                SpStep     *step,
                const char *xml,
                gboolean    read_only)
{
  Forced forced = { name, step, xml, read_only, 0, NULL };

  g_thread_join (g_thread_new ("force", force_in_thread, &forced));
  g_test_message ("%s: %d, %s", rule, forced.code, forced.words);
  g_assert_cmpint (forced.code, !=, 0);
  g_assert_cmpint (forced.code, ==, sp_rules_find (rule)->virt_code);
  g_hash_table_add (confirmed, (gpointer) rule);
  g_free (forced.words);
}

static void
assert_daemon_refuses (const char *name,
                       const char *rule,
                       SpStep     *step,
                       const char *xml)
{
  assert_refused (name, rule, step, xml, FALSE);
}

static void
assert_planner_refuses (const char   *name,
                        const char   *rule,
                        const SpWish *wish)
{
  g_autoptr (SpPlan) plan = deed_plan (real_host, name, wish);

  g_assert_cmpstr (sp_plan_get_rule (plan), ==, rule);
  g_assert_cmpstr (sp_plan_get_way_out (plan), !=, NULL);
}

static void
listen_to_others (void)
{
  g_autoptr (GError) error = NULL;

  deed_await (sp_host_refresh (real_host), &error);
  g_assert_no_error (error);
}

static void
confirm_take (const char   *name,
              const char   *rule,
              const SpWish *wish,
              SpStep       *step)
{
  SpWish take = *wish;

  take.kind = SP_WISH_TAKE;
  if (take.name == NULL)
    take.name = "forced";
  g_set_str (&step->snapshot, take.name);
  assert_planner_refuses (name, rule, &take);
  assert_daemon_refuses (name, rule, step, NULL);
}

static void
confirm_revert (const char *name,
                const char *rule,
                const char *snapshot)
{
  g_autoptr (SpStep) step = sp_step_new (SP_STEP_REVERT);

  step->snapshot = g_strdup (snapshot);
  assert_planner_refuses (name, rule, &(SpWish){ .kind = SP_WISH_REVERT, .target = snapshot, .no_safety = TRUE });
  assert_daemon_refuses (name, rule, step, NULL);
}

static void
confirm_delete (const char *name,
                const char *rule,
                const char *snapshot)
{
  const char *const names[] = { snapshot, NULL };
  g_autoptr (SpStep) step = sp_step_new (SP_STEP_DELETE);

  step->snapshot = g_strdup (snapshot);
  assert_planner_refuses (name, rule, &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  assert_daemon_refuses (name, rule, step, NULL);
}

static SpStep *
take_step (SpKind   vda,
           SpKind   vdb,
           gboolean memory)
{
  SpStep *step = sp_step_new (SP_STEP_TAKE);

  step->memory = memory;
  sp_step_add_disk (step, "vda", vda, NULL);
  sp_step_add_disk (step, "vdb", vdb, NULL);
  return step;
}

static void
virsh_take (const char *name,
            const char *snapshot,
            gboolean    external)
{
  g_free (external ? sp_rig_virsh (real_rig, TRUE, "snapshot-create-as", name, snapshot, "--disk-only", NULL)
                   : sp_rig_virsh (real_rig, TRUE, "snapshot-create-as", name, snapshot, NULL));
  listen_to_others ();
}

static void
test_take (void)
{
  static const char *const both[] = { "vda", "vdb", NULL };
  static const char *const only_b[] = { "vdb", NULL };
  g_autoptr (SpStep) taken = take_step (SP_KIND_INTERNAL, SP_KIND_INTERNAL, TRUE);
  g_autoptr (SpStep) mixed = take_step (SP_KIND_EXTERNAL, SP_KIND_INTERNAL, FALSE);
  g_autoptr (SpStep) odd = take_step (SP_KIND_INTERNAL, SP_KIND_INTERNAL, TRUE);
  g_autoptr (SpStep) nothing = take_step (SP_KIND_NONE, SP_KIND_NONE, FALSE);
  g_autoptr (SpStep) left_out = take_step (SP_KIND_INTERNAL, SP_KIND_NONE, TRUE);
  g_autoptr (SpStep) live = take_step (SP_KIND_INTERNAL, SP_KIND_INTERNAL, TRUE);
  g_autoptr (SpStep) quiesce = take_step (SP_KIND_EXTERNAL, SP_KIND_EXTERNAL, FALSE);
  g_autoptr (SpStep) quiesce_memory = take_step (SP_KIND_INTERNAL, SP_KIND_INTERNAL, TRUE);

  real_add ("ruled", SP_RIG_QCOW2);
  confirm_revert ("ruled", "no-such-snapshot", "never");
  confirm_take ("ruled", "take-no-disk", &(SpWish){ .snapshot_kind = SP_KIND_EXTERNAL, .disks_only = TRUE, .left_out = both }, nothing);
  confirm_take ("ruled", "take-internal-left-out", &(SpWish){ .snapshot_kind = SP_KIND_INTERNAL, .left_out = only_b }, left_out);
  live->live = TRUE;
  confirm_take ("ruled", "take-live", &(SpWish){ .snapshot_kind = SP_KIND_INTERNAL, .live = TRUE }, live);
  quiesce->quiesce = TRUE;
  confirm_take ("ruled", "take-quiesce-agent",
                &(SpWish){ .snapshot_kind = SP_KIND_EXTERNAL, .disks_only = TRUE, .quiesce = TRUE }, quiesce);
  quiesce_memory->quiesce = TRUE;
  confirm_take ("ruled", "take-quiesce", &(SpWish){ .snapshot_kind = SP_KIND_INTERNAL, .quiesce = TRUE }, quiesce_memory);
  assert_planner_refuses ("ruled", "take-internal-disks-only",
                          &(SpWish){ .kind = SP_WISH_TAKE, .name = "forced", .snapshot_kind = SP_KIND_INTERNAL, .disks_only = TRUE });
  assert_daemon_refuses ("ruled", "take-internal-disks-only", NULL,
                         "<domainsnapshot><name>forced</name><memory snapshot='no'/></domainsnapshot>");
  g_set_str (&mixed->snapshot, "forced");
  assert_daemon_refuses ("ruled", "snapshot-mixed", mixed, NULL);
  g_set_str (&odd->snapshot, "a/b");
  assert_planner_refuses ("ruled", "name-bad", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a/b", .snapshot_kind = SP_KIND_INTERNAL });
  assert_daemon_refuses ("ruled", "name-bad", odd, NULL);
  g_set_str (&odd->snapshot, "a b");
  assert_daemon_refuses ("ruled", "mine-9", odd, NULL);
  g_set_str (&odd->snapshot, "forced");
  assert_refused ("ruled", "read-only-connection", odd, NULL, TRUE);
  deed_take (real_host, "ruled", "a", SP_KIND_INTERNAL, FALSE);
  confirm_take ("ruled", "name-taken", &(SpWish){ .name = "a", .snapshot_kind = SP_KIND_INTERNAL }, taken);
  g_assert_cmpint (deed_state (real_host, "ruled"), ==, SP_MACHINE_STATE_RUNNING);
  real_remove ("ruled");
}

static void
test_take_raw (void)
{
  g_autoptr (SpStep) inside = take_step (SP_KIND_INTERNAL, SP_KIND_INTERNAL, TRUE);

  real_add ("raw", SP_RIG_RAW);
  confirm_take ("raw", "take-internal-raw", &(SpWish){ .snapshot_kind = SP_KIND_INTERNAL }, inside);
  real_remove ("raw");
}

/* Names are made unique where the history knows them; a file that is only there is the daemon's to tell. */
static void
test_file_exists (void)
{
  g_autofree char *path = g_build_filename (sp_rig_get_folder (real_rig), "there-vda.forced", NULL);
  g_autoptr (SpStep) step = take_step (SP_KIND_EXTERNAL, SP_KIND_EXTERNAL, FALSE);

  real_add ("there", SP_RIG_QCOW2);
  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  step->snapshot = g_strdup ("forced");
  assert_daemon_refuses ("there", "take-file-exists", step, NULL);
  real_remove ("there");
}

/* Beside checkpoints libvirt does some deeds and not others. */
static void
test_checkpoints (void)
{
  g_autoptr (SpStep) step = take_step (SP_KIND_EXTERNAL, SP_KIND_EXTERNAL, FALSE);

  real_add ("checked", SP_RIG_QCOW2);
  deed_take (real_host, "checked", "inside", SP_KIND_INTERNAL, FALSE);
  g_free (sp_rig_virsh (real_rig, TRUE, "checkpoint-create-as", "checked", "c", NULL));
  listen_to_others ();
  confirm_revert ("checked", "revert-checkpoints", "inside");
  g_free (sp_rig_virsh (real_rig, TRUE, "checkpoint-delete", "checked", "c", "--metadata", NULL));
  real_remove ("checked");

  real_add ("checked-ex", SP_RIG_QCOW2);
  g_free (sp_rig_virsh (real_rig, TRUE, "checkpoint-create-as", "checked-ex", "c", NULL));
  listen_to_others ();
  deed_take (real_host, "checked-ex", "separate", SP_KIND_EXTERNAL, FALSE);
  deed_must_power (real_host, "checked-ex", SP_POWER_FORCE_OFF);
  confirm_take ("checked-ex", "take-checkpoints", &(SpWish){ .snapshot_kind = SP_KIND_EXTERNAL }, step);
  g_free (sp_rig_virsh (real_rig, TRUE, "checkpoint-delete", "checked-ex", "c", "--metadata", NULL));
  real_remove ("checked-ex");
}

/* A copy that waits to be switched over to is a job for as long as one likes. */
static void
test_block_job (void)
{
  g_autofree char *copy = g_build_filename (sp_rig_get_folder (real_rig), "copying-copy", NULL);

  real_add ("copying", SP_RIG_QCOW2);
  deed_take (real_host, "copying", "a", SP_KIND_EXTERNAL, TRUE);
  g_free (sp_rig_virsh (real_rig, TRUE, "blockcopy", "copying", "vda", "--dest", copy, "--transient-job", "--wait", NULL));
  listen_to_others ();
  confirm_revert ("copying", "block-job", "a");
  g_free (sp_rig_virsh (real_rig, TRUE, "blockjob", "copying", "vda", "--abort", NULL));
  real_remove ("copying");
}

static void
test_managed_save (void)
{
  real_add ("stopped", SP_RIG_QCOW2);
  deed_must_power (real_host, "stopped", SP_POWER_FORCE_OFF);
  deed_take (real_host, "stopped", "a", SP_KIND_INTERNAL, TRUE);
  deed_must_power (real_host, "stopped", SP_POWER_START);
  g_free (sp_rig_virsh (real_rig, TRUE, "managedsave", "stopped", NULL));
  listen_to_others ();
  confirm_revert ("stopped", "revert-managed-save", "a");
  g_free (sp_rig_virsh (real_rig, TRUE, "managedsave-remove", "stopped", NULL));
  real_remove ("stopped");
}

static void
test_transient (void)
{
  g_autofree char *path = g_build_filename (sp_rig_get_folder (real_rig), "passing.xml", NULL);
  g_autofree char *xml = NULL;

  real_add ("passing", SP_RIG_QCOW2 | SP_RIG_OFF);
  xml = sp_rig_virsh (real_rig, TRUE, "dumpxml", "passing", NULL);
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "undefine", "passing", NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "create", path, NULL));
  listen_to_others ();
  deed_take (real_host, "passing", "a", SP_KIND_EXTERNAL, TRUE);
  confirm_revert ("passing", "revert-transient", "a");
  g_free (sp_rig_virsh (real_rig, FALSE, "snapshot-delete", "passing", "a", "--metadata", NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "destroy", "passing", NULL));
  listen_to_others ();
}

/* a - b - c, and where Now is among them. */
static void
test_delete_external (void)
{
  real_add ("tree", SP_RIG_QCOW2 | SP_RIG_OFF);
  deed_take (real_host, "tree", "a", SP_KIND_EXTERNAL, TRUE);
  deed_take (real_host, "tree", "b", SP_KIND_EXTERNAL, TRUE);
  deed_take (real_host, "tree", "c", SP_KIND_EXTERNAL, TRUE);
  deed_revert (real_host, "tree", "a", SP_THEN_AS_TAKEN);
  confirm_delete ("tree", "delete-current-children", "a");
  confirm_delete ("tree", "delete-outside-chain", "b");
  deed_take (real_host, "tree", "d", SP_KIND_EXTERNAL, TRUE);
  confirm_delete ("tree", "delete-many-children", "a");
  real_remove ("tree");
}

/* What virsh makes of both kinds in one history. */
static void
test_delete_mixed (void)
{
  real_add ("mixed", SP_RIG_QCOW2);
  virsh_take ("mixed", "inside", FALSE);
  virsh_take ("mixed", "separate", TRUE);
  confirm_delete ("mixed", "delete-internal-parent", "separate");
  confirm_delete ("mixed", "delete-internal-other-file", "inside");
  real_remove ("mixed");
}

static void
test_delete_disk_gone (void)
{
  real_add ("unplugged", SP_RIG_QCOW2 | SP_RIG_OFF);
  deed_take (real_host, "unplugged", "a", SP_KIND_EXTERNAL, TRUE);
  g_free (sp_rig_virsh (real_rig, TRUE, "detach-disk", "unplugged", "vdb", "--config", NULL));
  listen_to_others ();
  confirm_delete ("unplugged", "delete-disk-gone", "a");
  real_remove ("unplugged");
}

/* virsh alone leaves a record that names a layer which is no longer under the machine. The daemon finds the one that is. */
static void
test_delete_record_stale (void)
{
  const char *const names[] = { "a", NULL };
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (SpHistory) left = NULL;
  guint count = 0;

  real_add ("stale", SP_RIG_QCOW2);
  virsh_take ("stale", "a", TRUE);
  virsh_take ("stale", "b", TRUE);
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-revert", "stale", "a", "--running", NULL));
  virsh_take ("stale", "c", TRUE);
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-delete", "stale", "b", NULL));
  listen_to_others ();
  facts = deed_facts (real_host, "stale");
  plan = sp_planner_plan (facts, &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  g_assert_cmpint (sp_plan_get_step (plan, 0)->kind, ==, SP_STEP_DELETE);
  operation = deed_run (real_host, plan);
  g_assert_no_error (sp_operation_get_error (operation));
  g_assert_null (strstr (sp_operation_get_outcome (operation), "Not as planned"));
  left = deed_history (real_host, "stale");
  g_assert_cmpint (sp_history_find (left, "a"), <, 0);
  count = sp_rig_wait_count (real_rig, "stale", 1);
  deed_must_power (real_host, "stale", SP_POWER_FORCE_OFF);
  real_check_disks ("stale", count - 1, count + 3);
  real_remove ("stale");
}

static void
test_in_progress (void)
{
  g_autofree char *path =
      g_build_filename (sp_rig_get_folder (real_rig), "config", "libvirt", "qemu", "snapshot", "begun", "a.xml", NULL);
  g_autofree char *xml = NULL;
  g_autoptr (GString) text = NULL;

  real_add ("begun", SP_RIG_QCOW2 | SP_RIG_OFF);
  deed_take (real_host, "begun", "a", SP_KIND_EXTERNAL, TRUE);
  deed_take (real_host, "begun", "b", SP_KIND_EXTERNAL, TRUE);
  sp_rig_kill (real_rig);
  g_assert_true (g_file_get_contents (path, &xml, NULL, NULL));
  text = g_string_new (xml);
  g_assert_cmpuint (g_string_replace (text, "<driver type='qcow2'/>", "<driver type='qcow2'/><snapshotDeleteInProgress/>", 1), ==, 1);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  real_come_back ();
  confirm_delete ("begun", "delete-in-progress", "a");
  /* To go back there libvirt does not refuse, whatever is left of it. */
  assert_planner_refuses ("begun", "delete-in-progress", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a", .no_safety = TRUE });
  real_remove ("begun");
}

/* Settings of the firmware that are raw do not go inside; ones that libvirt would have to convert it cannot make anew. */
static void
test_firmware (void)
{
  g_autoptr (SpStep) inside = take_step (SP_KIND_INTERNAL, SP_KIND_INTERNAL, TRUE);
  g_autoptr (SpStep) reset = sp_step_new (SP_STEP_REVERT);

  real_add ("firm", SP_RIG_QCOW2 | SP_RIG_UEFI);
  deed_must_power (real_host, "firm", SP_POWER_START);
  confirm_take ("firm", "take-internal-uefi", &(SpWish){ .snapshot_kind = SP_KIND_INTERNAL }, inside);
  deed_must_power (real_host, "firm", SP_POWER_FORCE_OFF);
  real_make_nvram_qcow2 ("firm", FALSE);
  deed_take (real_host, "firm", "a", SP_KIND_EXTERNAL, TRUE);
  g_set_str (&reset->snapshot, "a");
  reset->then = SP_THEN_PAUSED;
  reset->reset_firmware = TRUE;
  assert_planner_refuses ("firm", "firmware-template",
                          &(SpWish){ .kind = SP_WISH_REVERT, .target = "a", .then = SP_THEN_PAUSED, .reset_firmware = TRUE });
  assert_daemon_refuses ("firm", "firmware-template", reset, NULL);
  real_remove ("firm");
}

/* What nobody can show here stays, and says where it is written. */
static void
test_table (void)
{
  guint n = 0;
  const SpRule *rules = sp_rules_get_all (&n);
  guint n_confirmed = 0;
  guint n_sources = 0;
  g_autofree char *version = sp_rig_virsh (real_rig, TRUE, "version", "--daemon", NULL);

  g_test_message ("%s", g_strstrip (version));
  for (guint i = 0; i < n; i++)
    {
      gboolean is_libvirts = rules[i].virt_code != 0;
      gboolean here = g_hash_table_contains (confirmed, rules[i].id);

      g_test_message ("%-28s %s %s", rules[i].id, here ? "confirmed here;" : is_libvirts ? "from source:" : "ours, or a mine:", rules[i].source);
      g_assert_cmpuint (strlen (rules[i].source), >, 0);
      n_confirmed += here;
      n_sources += is_libvirts && !here;
    }
  g_test_message ("%u rules confirmed, %u of libvirt's from source alone", n_confirmed, n_sources);
  g_assert_cmpuint (n_confirmed, ==, g_hash_table_size (confirmed));
  g_assert_cmpuint (n_confirmed, >=, 18);
}

int
main (int   argc,
      char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  confirmed = g_hash_table_new (g_str_hash, g_str_equal);
  real_start ();
  g_test_add_func ("/daemon-rules/take", test_take);
  g_test_add_func ("/daemon-rules/take-raw", test_take_raw);
  g_test_add_func ("/daemon-rules/file-exists", test_file_exists);
  g_test_add_func ("/daemon-rules/checkpoints", test_checkpoints);
  g_test_add_func ("/daemon-rules/block-job", test_block_job);
  g_test_add_func ("/daemon-rules/managed-save", test_managed_save);
  g_test_add_func ("/daemon-rules/transient", test_transient);
  g_test_add_func ("/daemon-rules/delete-external", test_delete_external);
  g_test_add_func ("/daemon-rules/delete-mixed", test_delete_mixed);
  g_test_add_func ("/daemon-rules/delete-disk-gone", test_delete_disk_gone);
  g_test_add_func ("/daemon-rules/delete-record-stale", test_delete_record_stale);
  g_test_add_func ("/daemon-rules/in-progress", test_in_progress);
  g_test_add_func ("/daemon-rules/firmware", test_firmware);
  g_test_add_func ("/daemon-rules/table", test_table);
  status = g_test_run ();
  real_stop ();
  g_hash_table_unref (confirmed);
  return status;
}
