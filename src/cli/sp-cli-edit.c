/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that change what is noted in a snapshot: pin, rename, describe; and the baseline. */

#include "config.h"

#include "sp-cli.h"
#include "sp-edit.h"

#include <glib/gi18n.h>

/* The machine that was named, and its snapshots. */
static SpHistory *
open_history (SpCli      *cli,
              const char *name,
              SpHost    **host,
              SpMachine **machine,
              GError    **error)
{
  if (!sp_cli_open (cli, error) || (*machine = sp_cli_find_machine (cli, name, host, error)) == NULL)
    return NULL;
  return sp_cli_load_history (cli, *host, *machine, error);
}

static SpSnapshot *
find_snapshot (SpMachine  *machine,
               SpHistory  *history,
               const char *name,
               GError    **error)
{
  int i = sp_history_find (history, name);

  if (i >= 0)
    return sp_history_get (history, i);
  g_set_error (error, SP_ERROR, SP_ERROR_NO_SNAPSHOT, _ ("“%s” has no snapshot “%s”."), sp_machine_get_name (machine), name);
  return NULL;
}

/* @wanted is taken over. */
static SpExit
carry_out (SpCli      *cli,
           SpHost     *host,
           const char *uuid,
           SpSnapshot *snapshot,
           SpSnapshot *wanted,
           gboolean    dry_run)
{
  g_autoptr (SpSnapshot) owned = wanted;
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  if (!dry_run)
    {
      operation = sp_host_edit (host, uuid, snapshot, wanted);
      if (!dex_await (sp_operation_await (operation), &error))
        return sp_cli_fail (error);
      sp_cli_say ("%s\n", sp_operation_get_outcome (operation));
    }
  if (cli->json)
    sp_cli_json_print (sp_cli_json_snapshot (wanted));
  else if (dry_run)
    sp_cli_print (_ ("Changes what is noted in the snapshot “%s”; the machine and its disks are not touched.\n"),
                  sp_snapshot_get_title (snapshot));

  return SP_EXIT_DONE;
}

typedef SpSnapshot *(*Change) (SpSnapshot *snapshot, gconstpointer data);

static SpExit
change (SpCli        *cli,
        char        **argv,
        Change        func,
        gconstpointer data,
        gboolean      dry_run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpHistory) history = NULL;
  SpSnapshot *snapshot = NULL;
  SpMachine *machine = NULL;
  SpHost *host = NULL;

  history = open_history (cli, argv[1], &host, &machine, &error);
  if (history == NULL || (snapshot = find_snapshot (machine, history, argv[2], &error)) == NULL)
    return sp_cli_fail (error);

  return carry_out (cli, host, sp_machine_get_uuid (machine), snapshot, func (snapshot, data), dry_run);
}

static SpSnapshot *
change_pin (SpSnapshot   *snapshot,
            gconstpointer off)
{
  return sp_edit_pin (snapshot, off == NULL);
}

static SpSnapshot *
change_title (SpSnapshot   *snapshot,
              gconstpointer title)
{
  return sp_edit_words (snapshot, title, sp_snapshot_get_description (snapshot));
}

static SpSnapshot *
change_description (SpSnapshot   *snapshot,
                    gconstpointer description)
{
  return sp_edit_words (snapshot, sp_snapshot_peek (snapshot)->title, description);
}

/**
 * sp_cli_pin:
 *
 * savepointctl pin MACHINE SNAPSHOT [--off] [--dry-run]
 */
SpExit
sp_cli_pin (SpCli *cli,
            int    argc,
            char **argv)
{
  gboolean off = FALSE;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "off", 0, 0, G_OPTION_ARG_NONE, &off, N_ ("Take the pin off"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("pin"), entries, 2, 2, &argc, &argv, &status))
    return status;

  return change (cli, argv, change_pin, off ? "" : NULL, dry_run);
}

static SpExit
change_words (SpCli      *cli,
              const char *command,
              Change      func,
              int         argc,
              char      **argv)
{
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command (command), entries, 3, 3, &argc, &argv, &status))
    return status;

  return change (cli, argv, func, argv[3], dry_run);
}

/**
 * sp_cli_rename:
 *
 * savepointctl rename MACHINE SNAPSHOT TITLE [--dry-run]; libvirt's name stays
 */
SpExit
sp_cli_rename (SpCli *cli,
               int    argc,
               char **argv)
{
  return change_words (cli, "rename", change_title, argc, argv);
}

/**
 * sp_cli_describe:
 *
 * savepointctl describe MACHINE SNAPSHOT TEXT [--dry-run]
 */
SpExit
sp_cli_describe (SpCli *cli,
                 int    argc,
                 char **argv)
{
  return change_words (cli, "describe", change_description, argc, argv);
}

static SpExit
set_baseline (SpCli      *cli,
              const char *machine_name,
              const char *name,
              gboolean    dry_run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (GPtrArray) edits = NULL;
  g_autofree char *uuid = NULL;
  SpSnapshot *snapshot = NULL;
  SpMachine *machine = NULL;
  SpHost *host = NULL;
  SpExit status = SP_EXIT_DONE;

  history = open_history (cli, machine_name, &host, &machine, &error);
  if (history == NULL || (name != NULL && (snapshot = find_snapshot (machine, history, name, &error)) == NULL))
    return sp_cli_fail (error);

  uuid = g_strdup (sp_machine_get_uuid (machine)); /* an edit puts a new machine in the place of the old */
  edits = sp_baseline_edits (history, snapshot, g_get_real_time () / G_USEC_PER_SEC);
  for (guint i = 0; i < edits->len && status == SP_EXIT_DONE; i++)
    {
      SpSnapshot *wanted = edits->pdata[i];
      int index = sp_history_find (history, sp_snapshot_get_name (wanted));

      status = carry_out (cli, host, uuid, sp_history_get (history, index), g_object_ref (wanted), dry_run);
    }

  return status;
}

/**
 * sp_cli_baseline:
 *
 * savepointctl baseline MACHINE [--set SNAPSHOT|--clear] [--no-safety-snapshot] [--force] [--dry-run]: without --set and
 * --clear, back to it
 */
SpExit
sp_cli_baseline (SpCli *cli,
                 int    argc,
                 char **argv)
{
  g_autofree char *set = NULL;
  gboolean clear = FALSE;
  gboolean no_safety = FALSE;
  gboolean force = FALSE;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "set", 0, 0, G_OPTION_ARG_STRING, &set, N_ ("Make this snapshot the baseline"), N_ ("SNAPSHOT") },
    { "clear", 0, 0, G_OPTION_ARG_NONE, &clear, N_ ("Have no baseline any more"), NULL },
    { "no-safety-snapshot", 0, 0, G_OPTION_ARG_NONE, &no_safety, N_ ("Do not keep the present state"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Discard a running state that was saved when the machine was stopped"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  SpWish wish = { .kind = SP_WISH_REVERT, .baseline = TRUE };
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("baseline"), entries, 1, 1, &argc, &argv, &status))
    return status;
  if (clear && set != NULL)
    {
      sp_cli_say (_ ("savepointctl: --set and --clear do not go together.\n"));
      return SP_EXIT_USAGE;
    }
  if (clear || set != NULL)
    return set_baseline (cli, argv[1], set, dry_run);

  wish.no_safety = no_safety;
  wish.force = force;

  return sp_cli_fulfil (cli, argv[1], &wish, dry_run);
}
