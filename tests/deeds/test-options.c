/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every choice of a take on real machines. */

#include "config.h"

#include "real.h"

#include "sp-error.h"
#include "sp-forecast.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const only_b[] = { "vdb", NULL };

static char *
in_folder (const char *name)
{
  return g_build_filename (sp_rig_get_folder (real_rig), name, NULL);
}

static const char *
find_disk (SpFacts    *facts,
           const char *target)
{
  const SpFactsInit *f = sp_facts_peek (facts);

  for (gsize i = 0; i < f->n_disks; i++)
    if (g_strcmp0 (f->disks[i].target, target) == 0)
      return f->disks[i].source;
  return NULL;
}

/* The guest counts on while its memory is saved, and the memory fits the disks all the same. */
static void
test_live (void)
{
  RealMoment moment = { 0 };

  real_add ("live", SP_RIG_QCOW2);
  moment.before = sp_rig_last_count (real_rig, "live");
  deed_must (real_host, "live", &(SpWish) { .kind = SP_WISH_TAKE, .name = "a", .live = TRUE });
  moment.after = sp_rig_last_count (real_rig, "live");
  g_assert_cmpint (deed_state (real_host, "live"), ==, SP_MACHINE_STATE_RUNNING);
  sp_rig_wait_count (real_rig, "live", 8);
  real_check_memory ("live", "a", moment);
  real_remove ("live");
}

static void
test_places (void)
{
  g_autofree char *folder = in_folder ("another place");
  g_autofree char *memory = in_folder ("memory of places");
  g_autofree char *vda = g_build_filename (folder, "places-vda.a", NULL);
  g_autofree char *vdb = g_build_filename (folder, "places-vdb.a", NULL);
  g_autoptr (SpFacts) facts = NULL;
  RealMoment moment = { 0 };

  g_assert_no_errno (g_mkdir (folder, 0755));
  real_add ("places", SP_RIG_QCOW2);
  moment.before = sp_rig_last_count (real_rig, "places");
  deed_must (real_host, "places", &(SpWish) { .kind = SP_WISH_TAKE, .name = "a", .layer_folder = folder, .memory_file = memory });
  moment.after = sp_rig_last_count (real_rig, "places");
  facts = deed_facts (real_host, "places");
  g_assert_cmpstr (find_disk (facts, "vda"), ==, vda);
  g_assert_cmpstr (find_disk (facts, "vdb"), ==, vdb);
  g_assert_true (g_file_test (memory, G_FILE_TEST_IS_REGULAR));
  sp_rig_wait_count (real_rig, "places", 5);
  real_check_memory ("places", "a", moment);
  deed_delete (real_host, "places", "a");
  g_assert_false (g_file_test (memory, G_FILE_TEST_EXISTS));
  real_remove ("places");
}

static SpOperation *
run_wish (const char   *name,
          const SpWish *wish)
{
  g_autoptr (SpPlan) plan = deed_plan (real_host, name, wish);

  g_assert_false (sp_plan_is_refused (plan));
  return deed_run (real_host, plan);
}

static void
assert_nothing_done (const char  *name,
                     SpOperation *operation,
                     const char  *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpHistory) history = NULL;

  g_assert_false (deed_await (sp_operation_await (operation), &error));
  g_assert_nonnull (strstr (error->message, part));
  history = deed_history (real_host, name);
  g_assert_cmpint (sp_history_get_n (history), ==, 0);
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_RUNNING);
}

/* libvirt would write the memory over it. */
static void
test_file_is_there (void)
{
  const char *const contents[] = { "somebody's letters, longer than the head of a saved memory, which is 92 bytes and some padding.", "x", "" };

  real_add ("there", SP_RIG_QCOW2);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *file = in_folder ("letters");
      g_autofree char *after = NULL;
      g_autoptr (SpOperation) operation = NULL;

      g_assert_true (g_file_set_contents (file, contents[i], -1, NULL));
      operation = run_wish ("there", &(SpWish) { .kind = SP_WISH_TAKE, .name = "a", .memory_file = file });
      assert_nothing_done ("there", operation, "is there already");
      g_assert_true (g_file_get_contents (file, &after, NULL, NULL));
      g_assert_cmpstr (after, ==, contents[i]);
    }
  real_check_files ("there", "there-vda.qcow2 there-vdb.qcow2");
  real_remove ("there");
}

static void
test_no_folder (void)
{
  g_autofree char *folder = in_folder ("never made");
  g_autoptr (SpOperation) operation = NULL;

  real_add ("nowhere", SP_RIG_QCOW2);
  operation = run_wish ("nowhere", &(SpWish) { .kind = SP_WISH_TAKE, .name = "a", .layer_folder = folder });
  assert_nothing_done ("nowhere", operation, "No such file or directory");
  real_check_files ("nowhere", "nowhere-vda.qcow2 nowhere-vdb.qcow2");
  real_remove ("nowhere");
}

static void
test_leave_out (void)
{
  g_autofree char *base = in_folder ("out-vdb.qcow2");
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpFacts) reverted = NULL;
  guint then = 0;
  guint later = 0;

  real_add ("out", SP_RIG_QCOW2);
  deed_must (real_host, "out", &(SpWish) { .kind = SP_WISH_TAKE, .name = "a", .disks_only = TRUE, .left_out = only_b });
  then = sp_rig_last_count (real_rig, "out");
  facts = deed_facts (real_host, "out");
  g_assert_cmpstr (find_disk (facts, "vdb"), ==, base);
  later = sp_rig_wait_count (real_rig, "out", 12);
  deed_revert (real_host, "out", "a", SP_THEN_AS_TAKEN);
  g_assert_cmpint (deed_state (real_host, "out"), ==, SP_MACHINE_STATE_OFF);
  /* What was left out is as it was now; what was kept, as it was then. */
  reverted = deed_facts (real_host, "out");
  g_assert_cmpuint (sp_rig_disk_count (real_rig, find_disk (reverted, "vda")), <=, then + 1);
  g_assert_cmpuint (sp_rig_disk_count (real_rig, find_disk (reverted, "vdb")), >=, later);
  g_assert_true (g_file_test (base, G_FILE_TEST_EXISTS));
  real_remove ("out");
}

static void
test_power_off (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_INTERNAL ? "halt-in" : "halt-ex";
  RealMoment moment = { 0 };

  real_add (name, SP_RIG_QCOW2);
  moment.before = sp_rig_last_count (real_rig, name);
  deed_must (real_host, name, &(SpWish) { .kind = SP_WISH_TAKE, .name = "a", .snapshot_kind = kind, .power_off = TRUE });
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_OFF);
  moment.after = sp_rig_last_count (real_rig, name);
  real_check_memory (name, "a", moment);
  real_remove (name);
}

/* The way that the dialog offers where the memory has no room: a guest that hears is shut down, and the disks alone are kept. */
static void
test_shut_down (void)
{
  guint count = 0;

  real_add ("obeys", SP_RIG_BUTTON);
  deed_must_power (real_host, "obeys", SP_POWER_SHUT_DOWN);
  for (guint i = 0; i < 400 && deed_state (real_host, "obeys") != SP_MACHINE_STATE_OFF; i++)
    deed_settle (50);
  g_assert_cmpint (deed_state (real_host, "obeys"), ==, SP_MACHINE_STATE_OFF);
  count = sp_rig_last_count (real_rig, "obeys");
  deed_take (real_host, "obeys", "a", SP_KIND_INTERNAL, TRUE);
  deed_must_power (real_host, "obeys", SP_POWER_START);
  sp_rig_wait_count (real_rig, "obeys", 3);
  deed_revert (real_host, "obeys", "a", SP_THEN_AS_TAKEN);
  g_assert_cmpint (deed_state (real_host, "obeys"), ==, SP_MACHINE_STATE_OFF);
  real_check_disks ("obeys", count, count);
  real_remove ("obeys");
}

static SpForecast *
forecast (const char *name,
          SpKind      kind)
{
  g_autoptr (SpPlan) plan = deed_plan (real_host, name, &(SpWish) { .kind = SP_WISH_TAKE, .name = "next", .snapshot_kind = kind });

  return sp_forecast_of (plan);
}

/* What a take cost is told before the next one of its kind on this host. */
static void
test_forecast (void)
{
  g_autofree char *experience = g_build_filename (g_get_user_state_dir (), "savepoint", "experience.ini", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (sp_rig_get_folder (real_rig));
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (SpForecast) unknown = NULL;
  g_autoptr (SpForecast) known = NULL;
  const SpForecastPlace *place = NULL;
  gint64 free_bytes = 0;

  real_add ("cost", SP_RIG_QCOW2);
  g_remove (experience);
  unknown = forecast ("cost", SP_KIND_INTERNAL);
  g_assert_cmpint (unknown->pause_max, ==, -1);
  place = unknown->places->pdata[0];
  g_assert_cmpint (place->needed, ==, 16 << 20);
  g_assert_cmpint (place->free, ==, -1);

  deed_take (real_host, "cost", "a", SP_KIND_INTERNAL, FALSE);
  real_add_pool ();
  known = forecast ("cost", SP_KIND_INTERNAL);
  g_assert_cmpint (known->pause_max, >, 0);
  g_assert_cmpint (known->pause_max, <, 60000);
  place = known->places->pdata[0];
  info = g_file_query_filesystem_info (folder, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);
  free_bytes = (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
  /* Others write there too. */
  g_assert_cmpint (ABS (place->free - free_bytes), <, G_GINT64_CONSTANT (4) << 30);
  real_remove_pool ();
  real_remove ("cost");
}

int
main (int   argc,
      char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  g_test_add_func ("/options/live", test_live);
  g_test_add_func ("/options/places", test_places);
  g_test_add_func ("/options/file-is-there", test_file_is_there);
  g_test_add_func ("/options/no-folder", test_no_folder);
  g_test_add_func ("/options/leave-out", test_leave_out);
  g_test_add_data_func ("/options/power-off/inside", GINT_TO_POINTER (SP_KIND_INTERNAL), test_power_off);
  g_test_add_data_func ("/options/power-off/separate", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_power_off);
  g_test_add_func ("/options/shut-down", test_shut_down);
  g_test_add_func ("/options/forecast", test_forecast);
  status = g_test_run ();
  real_stop ();
  return status;
}
