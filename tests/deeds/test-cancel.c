/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A take of much memory: it tells how far it is, and can be stopped in the middle as if it had never been. */

#include "config.h"

#include "real.h"

#include "sp-error.h"

#include <string.h>

/* Empty, so that it costs no memory of ours; QEMU goes through all of it all the same. */
#define GIB 16

static char *
put (const char *text,
     const char *old,
     const char *new)
{
  g_auto (GStrv) parts = g_strsplit (text, old, -1);

  g_assert_cmpuint (g_strv_length (parts), >, 1);
  return g_strjoinv (new, parts);
}

static void
add_big (const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/much-memory.xml", sp_rig_get_folder (real_rig));
  g_autofree char *kib = g_strdup_printf ("'KiB'>%d<", GIB * 1024 * 1024);
  g_autofree char *xml = NULL;
  g_autofree char *big = NULL;

  real_add (name, SP_RIG_OFF);
  xml = sp_rig_virsh (real_rig, TRUE, "dumpxml", name, NULL);
  big = put (xml, "'KiB'>16384<", kib);
  g_assert_true (g_file_set_contents (path, big, -1, NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "define", path, NULL));
  deed_must_power (real_host, name, SP_POWER_START);
  sp_rig_wait_count (real_rig, name, 3);
}

typedef struct
{
  gboolean  cancel;
  gboolean  could_cancel;
  guint     n;
  double    last;
} Watch;

static void
fraction_cb (SpOperation *operation,
             GParamSpec  *pspec,
             gpointer     data)
{
  Watch *watch = data;
  double fraction = sp_operation_get_fraction (operation);

  g_test_message ("%.3f", fraction);
  if (fraction <= 0 || fraction >= 1)
    return;
  g_assert_cmpfloat (fraction, >=, watch->last);
  watch->last = fraction;
  watch->n++;
  watch->could_cancel |= sp_operation_get_can_cancel (operation);
  if (watch->cancel && watch->n >= 2)
    sp_operation_cancel (operation);
}

static SpOperation *
take (const char *name,
      Watch      *watch)
{
  g_autoptr (SpPlan) plan = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_TAKE, .name = "a", .snapshot_kind = SP_KIND_EXTERNAL });
  SpOperation *operation = NULL;

  g_assert_false (sp_plan_is_refused (plan));
  operation = sp_host_run (real_host, plan);
  g_assert_false (sp_operation_get_can_cancel (operation));
  g_signal_connect (operation, "notify::fraction", G_CALLBACK (fraction_cb), watch);
  deed_await (sp_operation_await (operation), NULL);
  g_signal_handlers_disconnect_by_data (operation, watch);
  g_assert_false (sp_operation_get_can_cancel (operation));
  g_test_message ("%s", sp_operation_get_outcome (operation));
  return operation;
}

static void
test_cancel (void)
{
  Watch stop = { .cancel = TRUE };
  Watch go = { 0 };
  guint before = 0;

  add_big ("big");
  before = sp_rig_last_count (real_rig, "big");
  {
    g_autoptr (SpOperation) operation = take ("big", &stop);
    g_autoptr (SpHistory) history = deed_history (real_host, "big");

    g_assert_true (stop.could_cancel);
    g_assert_cmpuint (stop.n, >=, 2);
    g_assert_error (sp_operation_get_error (operation), G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint (sp_operation_get_n_done (operation), ==, 0);
    g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "Nothing was done."));
    g_assert_cmpint (sp_history_get_n (history), ==, 0);
  }
  /* It runs on from where it was, on the disks that it had. */
  g_assert_cmpint (deed_state (real_host, "big"), ==, SP_MACHINE_STATE_RUNNING);
  g_assert_cmpuint (sp_rig_wait_count (real_rig, "big", 5), >, before);
  real_check_files ("big", "big-vda.qcow2 big-vdb.qcow2");

  /* Another is not hindered by it. */
  {
    g_autoptr (SpOperation) operation = take ("big", &go);
    g_autoptr (SpHistory) history = deed_history (real_host, "big");

    g_assert_no_error (sp_operation_get_error (operation));
    g_assert_cmpint (sp_history_get_n (history), ==, 1);
  }
  real_check_files ("big", "big-vda.a big-vda.qcow2 big-vdb.a big-vdb.qcow2 big.a.mem");
  sp_rig_wait_count (real_rig, "big", 3);
  real_remove ("big");
}

/* Of a layer that much was written into, while the machine was off. */
#define MIB 768

static void
write_much (const char *name,
            const char *layer)
{
  g_autofree char *path = g_strdup_printf ("%s/%s-vda.%s", sp_rig_get_folder (real_rig), name, layer);
  g_autofree char *command = g_strdup_printf ("write -P 7 0 %dM", MIB);
  g_autofree char *size = g_strdup_printf ("%dM", MIB);
  g_autoptr (GError) error = NULL;
  const char *resize[] = { "qemu-img", "resize", "-q", path, size, NULL };
  const char *fill[] = { "qemu-io", "-c", command, path, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) resize, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_true (g_spawn_sync (NULL, (char **) fill, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

/* A merge tells how far it is, and says that it cannot be stopped. */
static void
test_merge (void)
{
  static const char *const middle[] = { "b", NULL };
  Watch watch = { 0 };
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;

  real_add ("merged", SP_RIG_OFF);
  real_take ("merged", "a", SP_KIND_EXTERNAL, TRUE);
  write_much ("merged", "a");
  real_take ("merged", "b", SP_KIND_EXTERNAL, TRUE);
  write_much ("merged", "b");
  real_take ("merged", "c", SP_KIND_EXTERNAL, TRUE);
  plan = deed_plan (real_host, "merged", &(SpWish){ .kind = SP_WISH_DELETE, .targets = middle });
  g_assert_false (sp_plan_is_refused (plan));
  operation = sp_host_run (real_host, plan);
  g_signal_connect (operation, "notify::fraction", G_CALLBACK (fraction_cb), &watch);
  deed_await (sp_operation_await (operation), NULL);
  g_signal_handlers_disconnect_by_data (operation, &watch);
  g_test_message ("%s", sp_operation_get_outcome (operation));
  g_assert_no_error (sp_operation_get_error (operation));
  g_assert_cmpuint (watch.n, >=, 1);
  g_assert_false (watch.could_cancel);
  real_remove ("merged");
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  g_test_add_func ("/deeds/cancel/memory", test_cancel);
  g_test_add_func ("/deeds/cancel/merge", test_merge);
  status = g_test_run ();
  real_stop ();
  return status;
}
