/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon or QEMU killed in the middle of a deed that was seen at work: nothing is lost, it is told, and Doctor mends it. */

#include "config.h"

#include "real.h"

#include "sp-error.h"
#include "sp-journal.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define MIB (1 << 20)
#define LAYER_MIB 384
#define BEGUN_BYTES (4 * (goffset) MIB)
#define PATIENCE_MSEC 30000

typedef struct
{
  const char *name;
  gboolean    daemon;  /* who is killed: it, or QEMU */
  gboolean    running; /* else the host starts the machine, paused, to merge */
  /* What is deleted. "a": its layer is merged into the first file of all, for which libvirt has no mark; "b": into a's; "c": the
   * layer that the machine writes, which is merged otherwise. */
  const char *snapshot;
} Merge;

static char *told;

static void
told_cb (SpHost     *host,
         const char *uuid,
         const char *text,
         gboolean    over)
{
  g_test_message ("Told: %s", text);
  g_set_str (&told, text);
}

static char *
path_of (const char *name,
         const char *suffix)
{
  return g_strdup_printf ("%s/%s%s", sp_rig_get_folder (real_rig), name, suffix);
}

static goffset
allocated (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (goffset) info.st_blocks * 512 : 0;
}

/* Beyond what the guest starts from and counts on. */
static void
fill (const char *path)
{
  g_autofree char *size = g_strdup_printf ("%dM", LAYER_MIB + 4);
  g_autofree char *command = g_strdup_printf ("write -P 7 4M %dM", LAYER_MIB);

  g_free (real_run ((const char *const[]){ "qemu-img", "resize", "-q", path, size, NULL }));
  g_free (real_run ((const char *const[]){ "qemu-io", "-f", "qcow2", "-c", command, path, NULL }));
}

static void
check_filled (const char *path)
{
  g_autofree char *command = g_strdup_printf ("read -P 7 4M %dM", LAYER_MIB);
  g_autofree char *said = real_run ((const char *const[]){ "qemu-io", "-r", "-U", "-f", "qcow2", "-c", command, path, NULL });

  g_assert_nonnull (strstr (said, "read 402653184/402653184"));
  g_assert_null (strstr (said, "failed"));
}

/* Both disks hold what the guest wrote last. */
static void
check_now (const char *name)
{
  gboolean running = deed_state (real_host, name) == SP_MACHINE_STATE_RUNNING;
  guint count = 0;

  if (running)
    deed_must_power (real_host, name, SP_POWER_PAUSE);
  count = sp_rig_last_count (real_rig, name);
  real_check_disks (name, count, count + 1);
  if (running)
    deed_must_power (real_host, name, SP_POWER_RESUME);
}

static void
check_snapshots (const char *name,
                 const char *expected)
{
  g_autoptr (SpHistory) history = deed_history (real_host, name);
  g_autoptr (GString) names = g_string_new (NULL);

  for (int i = 0; i < sp_history_get_n (history); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", sp_snapshot_get_name (sp_history_get (history, i)));
  g_assert_cmpstr (names->str, ==, expected);
}

/* QEMU's process, stopped in the middle of the step. */
static int
stop_qemu (const char  *name,
           SpOperation *operation)
{
  int qemu = sp_rig_get_qemu (real_rig, name);

  g_assert_cmpint (qemu, >, 0);
  g_assert_cmpint (kill (qemu, SIGSTOP), ==, 0);
  g_assert_true (sp_operation_get_running (operation));
  return qemu;
}

static void
let_pass (void)
{
  g_main_context_iteration (NULL, FALSE);
  g_usleep (1000);
}

static gboolean
is_top (const Merge *merge)
{
  return *merge->snapshot == 'c';
}

/* The snapshot so many after the one that is deleted. */
static char *
name_at (const Merge *merge,
         int          distance)
{
  return g_strdup_printf ("%c", *merge->snapshot + distance);
}

static char *
layer_of (const Merge *merge,
          int          distance)
{
  g_autofree char *name = name_at (merge, distance);
  g_autofree char *suffix = g_strdup_printf ("-vda.%s", *name < 'a' ? "qcow2" : name);

  return path_of (merge->name, suffix);
}

/* Snapshots up to the one that is deleted, whose layer has enough in it that merging it takes a moment, and one behind it, with
 * the memory. */
static RealMoment
prepare (const Merge *merge)
{
  g_autofree char *layer = layer_of (merge, 0);
  RealMoment next = { 0 };

  real_add (merge->name, SP_RIG_OFF);
  for (char name[] = "a"; *name <= *merge->snapshot; (*name)++)
    deed_take (real_host, merge->name, name, SP_KIND_EXTERNAL, TRUE);
  fill (layer);
  deed_must_power (real_host, merge->name, SP_POWER_START);
  sp_rig_wait_count (real_rig, merge->name, 3);
  if (!is_top (merge))
    {
      g_autofree char *name = name_at (merge, 1);

      next = real_take (merge->name, name, SP_KIND_EXTERNAL, FALSE);
      sp_rig_wait_count (real_rig, merge->name, 3);
    }
  if (!merge->running)
    deed_must_power (real_host, merge->name, SP_POWER_FORCE_OFF);
  return next;
}

static SpOperation *
merge_and_kill (const Merge *merge)
{
  const char *const names[] = { merge->snapshot, NULL };
  g_autofree char *below = layer_of (merge, -1);
  g_autoptr (SpPlan) plan = deed_plan (real_host, merge->name, &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  SpOperation *operation = NULL;
  goffset before = allocated (below);
  int qemu = 0;

  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  g_clear_pointer (&told, g_free);
  operation = sp_host_run (real_host, plan);
  while (sp_operation_get_running (operation) && allocated (below) < before + BEGUN_BYTES)
    let_pass ();
  qemu = stop_qemu (merge->name, operation);
  g_assert_cmpint (allocated (below) - before, <, LAYER_MIB * (goffset) MIB);
  if (merge->daemon)
    {
      sp_rig_kill (real_rig);
      kill (qemu, SIGCONT);
    }
  else
    kill (qemu, SIGKILL);
  deed_await (sp_operation_await (operation), NULL);
  g_test_message ("%s", sp_operation_get_outcome (operation));
  return operation;
}

/* What is left of it is told when the host is back, and once more at the next start. */
static void
come_back (void)
{
  g_autoptr (GPtrArray) left = NULL;

  real_come_back ();
  for (guint i = 0; i < PATIENCE_MSEC / 50 && told == NULL; i++)
    deed_settle (50);
  g_assert_nonnull (told);
  g_assert_nonnull (strstr (told, "half merged"));
  left = sp_journal_list ();
  g_assert_cmpuint (left->len, ==, 1);
  sp_unfinished_forget (left->pdata[0]);
}

static void
finish (const char *name,
        const char *snapshot)
{
  g_autofree char *finding = g_strdup_printf ("half-deleted:%s", snapshot);
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpPlan) back = NULL;

  real_check_findings (name, finding);
  facts = deed_examine (real_host, name);
  back = sp_planner_plan (facts, &(SpWish){ .kind = SP_WISH_REVERT, .target = snapshot });
  g_assert_cmpstr (sp_plan_get_rule (back), ==, "delete-in-progress");
  deed_must (real_host, name, &(SpWish){ .kind = SP_WISH_REPAIR, .finding = finding });
  real_check_findings (name, "");
}

/* What keeps all deeds off is told for what it is, once the job has come to its end. */
static void
check_waits (const char *name)
{
  const char *rule = NULL;

  for (guint i = 0; i < 400 && g_strcmp0 (rule, "job-waits") != 0; i++)
    {
      g_autoptr (SpPlan) plan = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_TAKE, .name = "d", .snapshot_kind = SP_KIND_EXTERNAL });

      rule = g_intern_string (sp_plan_get_rule (plan));
      if (g_strcmp0 (rule, "job-waits") != 0)
        deed_settle (50);
    }
  g_assert_cmpstr (rule, ==, "job-waits");
}

/* As they are when it is over, or while it is not. */
static void
check_list (const Merge *merge,
            gboolean     over)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (char name[] = "a"; *name <= MIN (*merge->snapshot + 1, 'c'); (*name)++)
    if (!over || *name != *merge->snapshot)
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", name);
  check_snapshots (merge->name, names->str);
}

static void
test_merge (gconstpointer data)
{
  const Merge *merge = data;
  g_autofree char *written = layer_of (merge, is_top (merge) ? -1 : 1);
  g_autofree char *behind = name_at (merge, 1);
  g_autoptr (SpOperation) operation = NULL;
  RealMoment next = prepare (merge);

  real_add_pool ();
  operation = merge_and_kill (merge);
  g_assert_cmpint (g_error_matches (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_LOST), ==, merge->daemon);
  if (merge->daemon)
    come_back ();
  else
    g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "half merged"));
  /* Nobody ends it any more: it is as it was when the machine is forced off, which was off before. */
  if (merge->daemon && !merge->running)
    {
      g_assert_cmpint (deed_state (real_host, merge->name), ==, SP_MACHINE_STATE_PAUSED);
      check_waits (merge->name);
      deed_must_power (real_host, merge->name, SP_POWER_FORCE_OFF);
    }
  g_assert_cmpint (deed_state (real_host, merge->name), ==, merge->daemon && merge->running ? SP_MACHINE_STATE_RUNNING : SP_MACHINE_STATE_OFF);
  check_list (merge, FALSE);
  check_now (merge->name);

  finish (merge->name, merge->snapshot);
  check_list (merge, TRUE);
  check_now (merge->name);
  check_filled (written);
  if (!is_top (merge))
    real_check_memory (merge->name, behind, next);
  if (*merge->snapshot != 'a')
    deed_revert (real_host, merge->name, "a", SP_THEN_RUNNING);
  sp_rig_wait_count (real_rig, merge->name, 2);
  real_remove_pool ();
  real_remove (merge->name);
}

/* Empty, so that it costs nothing; QEMU goes through all of it all the same. */
static void
add_big (const char *name)
{
  real_add (name, SP_RIG_OFF);
  g_free (sp_rig_virsh (real_rig, TRUE, "setmaxmem", name, "4GiB", "--config", NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "setmem", name, "4GiB", "--config", NULL));
  deed_must_power (real_host, name, SP_POWER_START);
  sp_rig_wait_count (real_rig, name, 3);
}

/* It is killed while it saves its memory. */
static void
test_take (void)
{
  g_autofree char *memory = path_of ("taken", ".b.mem");
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  RealMoment a = { 0 };

  add_big ("taken");
  a = real_take ("taken", "a", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (real_rig, "taken", 3);
  real_add_pool ();
  plan = deed_plan (real_host, "taken", &(SpWish){ .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = SP_KIND_EXTERNAL });
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  operation = sp_host_run (real_host, plan);
  while (sp_operation_get_running (operation) && allocated (memory) == 0)
    let_pass ();
  kill (stop_qemu ("taken", operation), SIGKILL);
  deed_await (sp_operation_await (operation), NULL);
  g_test_message ("%s", sp_operation_get_outcome (operation));
  g_assert_nonnull (sp_operation_get_error (operation));
  g_assert_false (g_error_matches (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_LOST));
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "Nothing was done."));
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "The machine is off."));

  check_snapshots ("taken", "a");
  check_now ("taken");
  real_check_files ("taken", "taken-vda.a taken-vda.qcow2 taken-vdb.a taken-vdb.qcow2 taken.a.mem");
  real_check_findings ("taken", "");
  real_check_memory ("taken", "a", a);
  deed_take (real_host, "taken", "b", SP_KIND_EXTERNAL, FALSE);
  real_remove_pool ();
  real_remove ("taken");
}

/* The new one is killed, before it has the memory. */
static void
test_revert (void)
{
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autofree char *snapshots = NULL;
  RealMoment a = { 0 };
  RealMoment now = { 0 };
  int before = 0;
  int qemu = 0;

  add_big ("reverted");
  a = real_take ("reverted", "a", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (real_rig, "reverted", 8);
  real_add_pool ();
  plan = deed_plan (real_host, "reverted", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, NULL);
  before = sp_rig_get_qemu (real_rig, "reverted");
  now.before = sp_rig_last_count (real_rig, "reverted");
  sp_rig_forget (real_rig, "reverted");
  operation = sp_host_run (real_host, plan);
  while (sp_operation_get_running (operation) && (qemu == 0 || qemu == before))
    {
      let_pass ();
      qemu = sp_rig_get_qemu (real_rig, "reverted");
    }
  kill (stop_qemu ("reverted", operation), SIGKILL);
  deed_await (sp_operation_await (operation), NULL);
  g_test_message ("%s", sp_operation_get_outcome (operation));
  g_assert_nonnull (sp_operation_get_error (operation));
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "The machine was brought back to where it was."));
  g_assert_cmpint (deed_state (real_host, "reverted"), ==, SP_MACHINE_STATE_RUNNING);
  g_assert_cmpuint (sp_rig_first_count (real_rig, "reverted"), >=, now.before);
  check_now ("reverted");
  snapshots = g_strdup_printf ("a %s", sp_plan_get_step (plan, 0)->snapshot);
  check_snapshots ("reverted", snapshots);
  real_check_findings ("reverted", "");
  real_check_memory ("reverted", "a", a);
  real_remove_pool ();
  real_remove ("reverted");
}

int
main (int   argc,
      char *argv[])
{
  static const Merge merges[] = {
    { "daemon-middle", TRUE, TRUE, "b" },
    { "qemu-first", FALSE, TRUE, "a" },
    { "qemu-top", FALSE, TRUE, "c" },
    { "daemon-top", TRUE, TRUE, "c" },
    { "daemon-first", TRUE, TRUE, "a" },
    { "qemu-middle", FALSE, TRUE, "b" },
    { "qemu-off", FALSE, FALSE, "b" },
    { "daemon-off", TRUE, FALSE, "b" },
  };
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  g_signal_connect (real_host, "deed-told", G_CALLBACK (told_cb), NULL);
  g_test_add_func ("/deeds/killed/take/qemu", test_take);
  g_test_add_func ("/deeds/killed/revert/qemu", test_revert);
  for (gsize i = 0; i < G_N_ELEMENTS (merges); i++)
    {
      g_autofree char *path = g_strdup_printf ("/deeds/killed/merge/%s", merges[i].name);

      /* One of each kind of death; all where there is time. */
      if (g_test_slow () || i < 2)
        g_test_add_data_func (path, &merges[i], test_merge);
    }
  status = g_test_run ();
  real_stop ();
  g_free (told);
  return status;
}
