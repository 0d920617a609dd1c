/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mines that are a limit which nobody tells: 8, 9 and 11. */

#include "config.h"

#include "mine.h"
#include "sp-error.h"

static const char *savepointctl;

/* --- 8: the session's daemon refuses root --- */

static int
run_as_root (const char  *program,
             const char  *command,
             char       **told)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, "unshare",
                            "--map-root-user", program, "-c", "qemu:///session", command, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (child, NULL, NULL, NULL, told, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (child));
  return g_subprocess_get_exit_status (child);
}

static void
bare_root (Mine *mine)
{
  g_autofree char *told = NULL;

  mine_told (mine, 8, run_as_root ("virsh", "list", &told) != 0);
}

static void
avoid_root (Mine *mine)
{
  g_autofree char *told = NULL;

  g_assert_cmpint (run_as_root (savepointctl, "machines", &told), ==, 4);
  g_assert_nonnull (strstr (told, "No connection to the host"));
}

/* --- 9: names --- */

static const char *const odd_names[] = { "a b", "é", "快照", "a:b" };

static void
bare_names (Mine *mine)
{
  gboolean seen = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (odd_names); i++)
    seen |= !mine_try (mine, "snapshot-create-as", odd_names[i], NULL);
  mine_told (mine, 9, seen);
}

static void
avoid_names (Mine *mine)
{
  for (gsize i = 0; i < G_N_ELEMENTS (odd_names); i++)
    {
      SpWish named = { .kind = SP_WISH_TAKE, .name = odd_names[i], .snapshot_kind = SP_KIND_INTERNAL };
      SpWish titled = { .kind = SP_WISH_TAKE, .title = odd_names[i], .snapshot_kind = SP_KIND_INTERNAL };
      g_autoptr (SpPlan) plan = deed_plan (mine->host, mine->name, &named);
      g_autoptr (SpHistory) history = NULL;

      mine_check_refused (plan);
      /* As a title it may be anything. */
      deed_must (mine->host, mine->name, &titled);
      history = deed_history (mine->host, mine->name);
      g_assert_cmpint (sp_history_get_n (history), ==, i + 1);
      g_assert_cmpstr (sp_snapshot_get_title (sp_history_get (history, sp_history_get_current (history))), ==, odd_names[i]);
    }
}

/* --- 11: more snapshots than a list may have --- */

#define TOO_MANY 16385

/* The daemon reads its own files when it starts. */
static void
make_too_many (Mine *mine)
{
  g_autofree char *folder = mine_path (mine, "config/libvirt/qemu/snapshot/%s", mine->name);
  g_autofree char *first = g_build_filename (folder, "s0.xml", NULL);
  g_autofree char *xml = NULL;
  g_autoptr (GRegex) name = g_regex_new ("<name>s0</name>", 0, 0, NULL);

  mine_must (mine, "snapshot-create-as", "s0", NULL);
  g_assert_true (g_file_get_contents (first, &xml, NULL, NULL));
  sp_rig_kill (mine->rig);
  g_assert_nonnull (strstr (xml, "<active>1</active>"));
  *strstr (xml, "<active>1") = '\0';
  for (guint i = 1; i < TOO_MANY; i++)
    {
      g_autofree char *file = g_strdup_printf ("%s/s%u.xml", folder, i);
      g_autofree char *own = g_strdup_printf ("<name>s%u</name>", i);
      g_autofree char *head = g_regex_replace_literal (name, xml, -1, 0, own, 0, NULL);
      g_autofree char *whole = g_strconcat (head, "<active>0</active></domainsnapshot>", NULL);

      g_assert_true (g_file_set_contents_full (file, whole, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
  sp_rig_start (mine->rig);
}

static void
bare_too_many (Mine *mine)
{
  make_too_many (mine);
  mine_told (mine, 11, !mine_try (mine, "snapshot-list", NULL));
}

static void
avoid_too_many (Mine *mine)
{
  SpMachine *machine = NULL;
  g_autoptr (GError) error = NULL;

  deed_close (mine->host);
  make_too_many (mine);
  mine->host = deed_open (sp_rig_get_uri (mine->rig));
  machine = sp_host_find_machine (mine->host, mine->name);
  g_assert_nonnull (machine);
  g_assert_false (deed_await (sp_host_load_history (mine->host, sp_machine_get_uuid (machine)), &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, SP_ERROR, SP_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "16384"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);
  savepointctl = argv[1];
  mine_add (8, "root", SP_RIG_QCOW2, bare_root, avoid_root);
  mine_add (9, "names", SP_RIG_QCOW2, bare_names, avoid_names);
  mine_add (11, "long-list", SP_RIG_QCOW2 | SP_RIG_OFF, bare_too_many, avoid_too_many);
  return g_test_run ();
}
