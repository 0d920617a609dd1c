/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole verbs on libvirt's test driver: no daemon, no files. */

#include "config.h"

#include "deed.h"

#include "sp-error.h"
#include "sp-edit.h"

#include <glib/gstdio.h>

typedef struct
{
  char   *folder;
  char   *uri;
  SpHost *host;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *disk = NULL;
  g_autofree char *xml = NULL;

  f->folder = g_dir_make_tmp ("sp-demo-XXXXXX", NULL);
  disk = g_build_filename (f->folder, "vda.qcow2", NULL);
  g_assert_true (g_file_set_contents (disk, "disk", -1, NULL));
  path = g_build_filename (f->folder, "node.xml", NULL);
  xml = g_strdup_printf (
      "<node><domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>"
      "<name>demo</name><uuid>11111111-2222-3333-4444-555555555555</uuid><memory unit='MiB'>64</memory><vcpu>1</vcpu>"
      "<os><type arch='i686'>hvm</type></os><devices><disk type='file' device='disk'><driver type='qcow2'/>"
      "<source file='%s'/><target dev='vda' bus='virtio'/></disk></devices>"
      "<test:runstate>1</test:runstate></domain></node>",
      disk);
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  f->uri = g_strdup_printf ("test://%s", path);
  f->host = deed_open (f->uri);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  static const char *const files[] = { "vda.qcow2", "node.xml" };

  deed_close (f->host);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, files[i], NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->uri);
}

static void
test_verbs (Fixture      *f,
            gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  g_autoptr (SpHistory) history = NULL;
  SpSnapshot *a = NULL;

  deed_must (f->host, "demo",
             &(SpWish){ .kind = SP_WISH_TAKE, .title = "Été <1> & “done”", .description = "a\nb <c>", .snapshot_kind = kind });
  history = deed_history (f->host, "demo");
  g_assert_cmpint (sp_history_get_n (history), ==, 1);
  a = sp_history_get (history, 0);
  g_assert_cmpstr (sp_snapshot_get_title (a), ==, "Été <1> & “done”");
  g_assert_cmpstr (sp_snapshot_get_description (a), ==, "a\nb <c>");
  g_assert_true (sp_snapshot_get_current (a));
  g_assert_cmpint (sp_snapshot_get_kind (a), ==, kind);

  deed_take (f->host, "demo", "second", kind, FALSE);
  deed_revert (f->host, "demo", sp_snapshot_get_name (a), SP_THEN_PAUSED);
  g_assert_cmpint (deed_state (f->host, "demo"), ==, SP_MACHINE_STATE_PAUSED);
  deed_revert (f->host, "demo", sp_snapshot_get_name (a), SP_THEN_AS_TAKEN);
  g_assert_cmpint (deed_state (f->host, "demo"), ==, SP_MACHINE_STATE_RUNNING);

  deed_delete (f->host, "demo", "second");
  g_clear_object (&history);
  history = deed_history (f->host, "demo");
  g_assert_cmpint (sp_history_find (history, "second"), ==, -1);
}

static void
test_power (Fixture      *f,
            gconstpointer data)
{
  deed_must_power (f->host, "demo", SP_POWER_PAUSE);
  g_assert_cmpint (deed_state (f->host, "demo"), ==, SP_MACHINE_STATE_PAUSED);
  deed_must_power (f->host, "demo", SP_POWER_RESUME);
  g_assert_cmpint (deed_state (f->host, "demo"), ==, SP_MACHINE_STATE_RUNNING);
  deed_must_power (f->host, "demo", SP_POWER_FORCE_OFF);
  g_assert_cmpint (deed_state (f->host, "demo"), ==, SP_MACHINE_STATE_OFF);
  deed_must_power (f->host, "demo", SP_POWER_START);
  g_assert_cmpint (sp_machine_get_state (sp_host_find_machine (f->host, "demo")), ==, SP_MACHINE_STATE_RUNNING);
}

/* libvirt-gobject drops code and reason; ours keep both. */
static void
test_error (Fixture      *f,
            gconstpointer data)
{
  g_autoptr (SpOperation) operation = NULL;

  deed_must_power (f->host, "demo", SP_POWER_FORCE_OFF);
  operation = sp_host_power (f->host, sp_machine_get_uuid (sp_host_find_machine (f->host, "demo")), SP_POWER_FORCE_OFF);
  deed_await (sp_operation_await (operation), NULL);
  g_assert_nonnull (sp_operation_get_error (operation));
  g_assert_cmpint (sp_error_get_virt_code (sp_operation_get_error (operation)), ==, 55);
  g_assert_nonnull (sp_error_get_details (sp_operation_get_error (operation)));
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "The machine is off."));
}

static void
test_describe (Fixture      *f,
               gconstpointer data)
{
  g_autofree char *uuid = NULL;
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (SpSnapshot) wanted = NULL;
  SpSnapshot *a = NULL;
  g_autoptr (GError) error = NULL;

  deed_must (f->host, "demo", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a", .title = "Old", .snapshot_kind = SP_KIND_INTERNAL });
  history = deed_history (f->host, "demo");
  uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (f->host, "demo")));
  wanted = sp_edit_words (sp_history_get (history, 0), "新しい", "words");
  operation = sp_host_edit (f->host, uuid, sp_history_get (history, 0), wanted);
  deed_await (sp_operation_await (operation), &error);
  g_assert_no_error (error);
  g_clear_object (&history);
  history = deed_history (f->host, "demo");
  a = sp_history_get (history, 0);
  g_assert_cmpstr (sp_snapshot_get_title (a), ==, "新しい");
  g_assert_cmpstr (sp_snapshot_get_description (a), ==, "words");
  g_assert_true (sp_snapshot_get_current (a));
}

/* A title that a revert brings back into the machine's description is not the next snapshot's. */
static void
test_title_of_another (Fixture      *f,
                       gconstpointer data)
{
  g_autoptr (SpHistory) history = NULL;

  deed_must (f->host, "demo", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a", .title = "Mine", .snapshot_kind = SP_KIND_INTERNAL });
  deed_revert (f->host, "demo", "a", SP_THEN_AS_TAKEN);
  deed_take (f->host, "demo", "b", SP_KIND_INTERNAL, FALSE);
  history = deed_history (f->host, "demo");
  g_assert_cmpstr (sp_snapshot_get_title (sp_history_get (history, sp_history_find (history, "b"))), ==, "b");
  g_assert_cmpstr (sp_snapshot_get_title (sp_history_get (history, sp_history_find (history, "a"))), ==, "Mine");
}

/* Between plan and deed somebody else was there. */
static void
test_changed (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (SpHistory) history = NULL;
  const char *const names[] = { "a", NULL };

  deed_take (f->host, "demo", "a", SP_KIND_INTERNAL, FALSE);
  plan = deed_plan (f->host, "demo", &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  deed_take (f->host, "demo", "b", SP_KIND_INTERNAL, FALSE);
  operation = deed_run (f->host, plan);
  g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_CHANGED);
  g_assert_cmpuint (sp_operation_get_n_done (operation), ==, 0);
  history = deed_history (f->host, "demo");
  g_assert_cmpint (sp_history_get_n (history), ==, 2);
}

static void
test_one_at_a_time (Fixture      *f,
                    gconstpointer data)
{
  g_autoptr (SpPlan) plan = deed_plan (f->host, "demo", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a", .snapshot_kind = SP_KIND_INTERNAL });
  g_autoptr (SpOperation) first = sp_host_run (f->host, plan);
  g_autoptr (SpOperation) second = sp_host_run (f->host, plan);
  g_autoptr (GError) error = NULL;

  deed_await (sp_operation_await (second), NULL);
  g_assert_error (sp_operation_get_error (second), SP_ERROR, SP_ERROR_BUSY);
  deed_await (sp_operation_await (first), &error);
  g_assert_no_error (error);
}

/* The answer may be there before the question's future is handed out. */
static void
test_quick_failure (void)
{
  for (int i = 0; i < 300; i++)
    {
      SpHost *host = sp_host_new ("qemu+unix:///session?socket=/nowhere/socket");
      g_autoptr (GError) error = NULL;

      g_assert_false (deed_await (sp_host_open (host), &error));
      g_assert_error (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT);
      g_assert_cmpint (sp_host_get_state (host), ==, SP_HOST_STATE_FAILED);
      sp_host_close (host);
      g_object_unref (host);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
  ADD ("/deeds/demo/verbs/internal", GINT_TO_POINTER (SP_KIND_INTERNAL), test_verbs);
  ADD ("/deeds/demo/verbs/external", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_verbs);
  ADD ("/deeds/demo/power", NULL, test_power);
  ADD ("/deeds/demo/error", NULL, test_error);
  ADD ("/deeds/demo/describe", NULL, test_describe);
  ADD ("/deeds/demo/title-of-another", NULL, test_title_of_another);
  ADD ("/deeds/demo/changed", NULL, test_changed);
  ADD ("/deeds/demo/one-at-a-time", NULL, test_one_at_a_time);

  g_test_add_func ("/deeds/demo/quick-failure", test_quick_failure);
  return g_test_run ();
}
