/* SPDX-License-Identifier: GPL-3.0-or-later */
/* savepoint-rig run [--demo] -- COMMAND...: a throwaway host with a machine that counts, for as long as a command runs.
 * In the command qemu:///session stands for it. --demo: with a few snapshots to look at. SP_RIG_BELOW: its folder is below
 * that one, not below /tmp. */

#include "config.h"

#include "sp-rig.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

typedef struct
{
  GMainLoop   *loop;
  GSubprocess *child;
  int          status;
} Run;

static gboolean
stop_cb (gpointer data)
{
  Run *run = data;

  g_subprocess_send_signal (run->child, SIGTERM);
  return G_SOURCE_CONTINUE;
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Run *run = data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  run->status = g_subprocess_get_if_exited (run->child) ? g_subprocess_get_exit_status (run->child) : 1;
  g_main_loop_quit (run->loop);
}

static void
add_demo (SpRig *rig)
{
  static const char *const names[] = { "first", "second" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_free (sp_rig_virsh (rig, TRUE, "snapshot-create-as", "counter", names[i], NULL));
      sp_rig_wait_count (rig, "counter", 3);
    }
  g_free (sp_rig_virsh (rig, TRUE, "snapshot-revert", "counter", "first", NULL));
  g_free (sp_rig_virsh (rig, TRUE, "snapshot-create-as", "counter", "another-way", NULL));
}

static int
run_command (char   **command,
             gboolean demo)
{
  g_autoptr (SpRig) rig = sp_rig_new ();
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;
  Run run = { loop, NULL, 1 };
  guint sources[2] = { 0 };

  sp_rig_add_machine (rig, "counter", SP_RIG_SCREEN);
  if (demo)
    add_demo (rig);
  for (gsize i = 0; command[i] != NULL; i++)
    g_ptr_array_add (argv, strcmp (command[i], "qemu:///session") == 0 ? (char *) sp_rig_get_uri (rig) : command[i]);
  g_ptr_array_add (argv, NULL);
  g_setenv ("SP_RIG_URI", sp_rig_get_uri (rig), TRUE);
  child = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDIN_INHERIT, &error);
  if (child == NULL)
    {
      g_printerr ("savepoint-rig: %s\n", error->message);
      return 127;
    }
  run.child = child;
  sources[0] = g_unix_signal_add (SIGTERM, stop_cb, &run);
  sources[1] = g_unix_signal_add (SIGINT, stop_cb, &run);
  g_subprocess_wait_async (child, NULL, ended_cb, &run);
  g_main_loop_run (loop);
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  return run.status;
}

int
main (int    argc,
      char **argv)
{
  int i = 1;
  gboolean demo = FALSE;

  if (i < argc && strcmp (argv[i], "run") == 0)
    {
      i++;
      if (i < argc && strcmp (argv[i], "--demo") == 0)
        {
          demo = TRUE;
          i++;
        }
      if (i < argc && strcmp (argv[i], "--") == 0)
        i++;
      if (i < argc)
        return run_command (argv + i, demo);
    }
  g_printerr ("Usage: savepoint-rig run [--demo] -- COMMAND...\n");
  return 2;
}
