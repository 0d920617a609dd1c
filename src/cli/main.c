/* SPDX-License-Identifier: GPL-3.0-or-later */
/* savepointctl: the same engine for a terminal and for timers. */

#include "config.h"

#include "sp-cli.h"
#include "sp-backend.h"
#include "sp-language.h"
#include "sp-login.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* Columns of the help. */
#define COMMAND_WIDTH 12
#define ARGUMENTS_WIDTH 23

static const SpCliCommand commands[] = {
  { "hosts", N_ ("list | add URI | remove URI | test URI"), N_ ("Keep hosts, and try one step by step"), sp_cli_hosts },
  { "machines", "", N_ ("List the machines of all hosts"), sp_cli_machines },
  { "list", N_ ("MACHINE"), N_ ("List the snapshots of a machine"), sp_cli_list },
  { "show", N_ ("MACHINE SNAPSHOT"), N_ ("Show all that is known of a snapshot"), sp_cli_show },
  { "layers", N_ ("MACHINE"), N_ ("Draw the files of a machine and what stands on what"), sp_cli_layers },
  { "doctor", N_ ("MACHINE"), N_ ("Tell what is wrong with the files and the history of a machine"), sp_cli_doctor },
  { "compare", N_ ("MACHINE SNAPSHOT [SNAPSHOT]"), N_ ("Tell what is set up otherwise at another snapshot, or now"), sp_cli_compare },
  { "take", N_ ("MACHINE"), N_ ("Take a snapshot"), sp_cli_take },
  { "revert", N_ ("MACHINE SNAPSHOT"), N_ ("Go back to a snapshot"), sp_cli_revert },
  { "undo", N_ ("MACHINE"), N_ ("Go back to where it was before the last revert"), sp_cli_undo },
  { "delete", N_ ("MACHINE SNAPSHOT…"), N_ ("Delete snapshots"), sp_cli_delete },
  { "clean-up", N_ ("MACHINE"), N_ ("Delete safety snapshots that have had their time"), sp_cli_clean_up },
  { "baseline", N_ ("MACHINE"), N_ ("Go back to the machine’s baseline, or choose it"), sp_cli_baseline },
  { "pin", N_ ("MACHINE SNAPSHOT"), N_ ("Keep a snapshot from being cleaned up"), sp_cli_pin },
  { "rename", N_ ("MACHINE SNAPSHOT TITLE"), N_ ("Give a snapshot another title"), sp_cli_rename },
  { "journal", "", N_ ("Tell what was interrupted, finish it or go back"), sp_cli_journal },
  { "describe", N_ ("MACHINE SNAPSHOT TEXT"), N_ ("Give a snapshot another description"), sp_cli_describe },
  { "complete", "", NULL, sp_cli_complete },
};

typedef struct
{
  SpCli               cli;
  const SpCliCommand *command;
  int                 argc;
  char              **argv;
  GMainLoop          *loop;
  SpExit              status;
} Run;

/**
 * sp_cli_find_command:
 * @name: what was typed
 *
 * Returns: (nullable): the command of that name
 */
const SpCliCommand *
sp_cli_find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];

  return NULL;
}

/**
 * sp_cli_get_command:
 * @index: its place in the help, from 0
 *
 * Returns: (nullable): the command; %NULL behind the last one
 */
const SpCliCommand *
sp_cli_get_command (guint index)
{
  return index < G_N_ELEMENTS (commands) ? &commands[index] : NULL;
}

/* What does not fit into its column has the summary on a line of its own. */
static void
describe_command (GString            *text,
                  const SpCliCommand *command)
{
  const char *arguments = *command->arguments ? _ (command->arguments) : "";
  int space = sp_cli_padding (arguments, ARGUMENTS_WIDTH);

  g_string_append_printf (text, "\n  %-9s %s", command->name, arguments);
  if (space == 0)
    g_string_append_printf (text, "\n%*s", COMMAND_WIDTH + ARGUMENTS_WIDTH, "");
  else
    g_string_append_printf (text, "%*s", space, "");
  g_string_append_printf (text, " %s", _ (command->summary));
}

static char *
describe_commands (void)
{
  GString *text = g_string_new (_ ("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].summary != NULL)
      describe_command (text, &commands[i]);
  g_string_append_c (text, '\n');
  g_string_append (text, _ ("“savepointctl COMMAND --help” tells the options of a command."));
  g_string_append_c (text, '\n');
  g_string_append (text, _ ("Exit status: 0 done, 1 failed, 2 wrong usage, 3 refused by the plan, 4 cannot connect, 5 not allowed."));

  return g_string_free (text, FALSE);
}

static DexFuture *
run_fiber (gpointer data)
{
  Run *run = data;

  run->status = run->command->run (&run->cli, run->argc, run->argv);
  g_main_loop_quit (run->loop);

  return dex_future_new_true ();
}

static SpExit
run_command (Run *run)
{
  sp_backend_init (NULL, NULL);
  if (run->command->summary != NULL)
    sp_cli_login_start ();
  run->loop = g_main_loop_new (NULL, FALSE);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, run_fiber, run, NULL));
  g_main_loop_run (run->loop);
  g_main_loop_unref (run->loop);

  for (guint i = 0; run->cli.hosts != NULL && i < run->cli.hosts->len; i++)
    sp_host_close (g_ptr_array_index (run->cli.hosts, i));
  sp_cli_login_stop (run->status != SP_EXIT_DONE);

  return run->status;
}

static SpExit
run_program (Run   *run,
             int    argc,
             char **argv)
{
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Show the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;

  description = describe_commands ();
  context = g_option_context_new (_ ("COMMAND [ARGUMENTS…]"));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ ("Snapshots of virtual machines"));
  g_option_context_set_description (context, description);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, sp_cli_get_common_entries (&run->cli), GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      sp_cli_say ("savepointctl: %s\n", error->message);
      return SP_EXIT_USAGE;
    }
  if (version)
    {
      sp_cli_print ("savepointctl %s\n", SP_VERSION);
      return SP_EXIT_DONE;
    }
  if (argc < 2)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      sp_cli_say ("%s", help);
      return SP_EXIT_USAGE;
    }

  run->command = sp_cli_find_command (argv[1]);
  if (run->command == NULL)
    {
      sp_cli_say (_ ("savepointctl: There is no command “%s”. “savepointctl --help” lists them.\n"), argv[1]);
      return SP_EXIT_USAGE;
    }
  run->argc = argc - 1;
  run->argv = argv + 1;

  if (run->command->run != sp_cli_journal && run->command->summary != NULL)
    sp_cli_journal_warn ();

  return run_command (run);
}

int
main (int    argc,
      char **argv)
{
  Run run = { 0 };
  SpExit status;

  sp_language_start ();
  g_set_prgname ("savepointctl");

  status = run_program (&run, argc, argv);
  g_clear_pointer (&run.cli.hosts, g_ptr_array_unref);
  g_strfreev (run.cli.uris);
  if (!sp_backend_finish ())
    {
      fflush (NULL);
      _exit ((int) status);
    }

  return status;
}
