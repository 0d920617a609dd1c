/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deeds that were interrupted: what became of them, and the ways on. */

#include "config.h"

#include "sp-cli.h"
#include "sp-journal.h"

#include <glib/gi18n.h>

/**
 * sp_cli_journal_warn:
 *
 * One line on standard error for each deed that a program left unfinished.
 */
void
sp_cli_journal_warn (void)
{
  g_autoptr (GPtrArray) list = sp_journal_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const SpUnfinished *one = list->pdata[i];

      sp_cli_say (_ ("savepointctl: Something was interrupted on “%s”; “savepointctl journal” tells what.\n"), one->machine);
    }
}

/* The machine may be gone, or its host not there: then what the journal holds is told alone. */
static SpFacts *
gather (SpCli              *cli,
        const SpUnfinished *one,
        GError            **error)
{
  SpHost *host = NULL;
  SpMachine *machine = sp_cli_find_machine (cli, one->uuid, &host, error);

  if (machine == NULL)
    return NULL;
  if (g_strcmp0 (sp_host_get_id (host), one->host) == 0)
    return sp_cli_await (cli, host, sp_host_gather (host, one->uuid), error);
  g_set_error (error, SP_ERROR, SP_ERROR_NO_MACHINE, _ ("There is no machine “%s”."), one->machine);
  return NULL;
}

static void
print_one (SpCli              *cli,
           const SpUnfinished *one)
{
  g_autoptr (SpFacts) facts = gather (cli, one, NULL);
  g_autofree char *text = sp_unfinished_tell (one, facts);
  SpWish wish;

  sp_cli_print ("%s  %s  %s\n  %s\n", one->id, one->machine, one->title, text);
  if (facts != NULL && sp_unfinished_finish (one, facts, &wish))
    sp_cli_print (_ ("  To finish: savepointctl journal --finish %s\n"), one->id);
  if (facts != NULL && sp_unfinished_back (one, facts, &wish))
    sp_cli_print (_ ("  To go back: savepointctl journal --back %s\n"), one->id);
  sp_cli_print (_ ("  To leave it so: savepointctl journal --forget %s\n"), one->id);
}

static void
add_json (SpCli              *cli,
          const SpUnfinished *one,
          JsonBuilder        *builder)
{
  g_autoptr (SpFacts) facts = gather (cli, one, NULL);
  g_autofree char *text = sp_unfinished_tell (one, facts);
  SpWish wish;

  json_builder_begin_object (builder);
  sp_cli_add_string (builder, "id", one->id);
  sp_cli_add_string (builder, "machine", one->machine);
  sp_cli_add_string (builder, "title", one->title);
  sp_cli_add_string (builder, "text", text);
  sp_cli_add_boolean (builder, "canFinish", facts != NULL && sp_unfinished_finish (one, facts, &wish));
  sp_cli_add_boolean (builder, "canGoBack", facts != NULL && sp_unfinished_back (one, facts, &wish));
  json_builder_end_object (builder);
}

static SpExit
print_all (SpCli     *cli,
           GPtrArray *list)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (list->len == 0 && !cli->json)
    sp_cli_say (_ ("Nothing was interrupted.\n"));
  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++)
    if (cli->json)
      add_json (cli, list->pdata[i], builder);
    else
      print_one (cli, list->pdata[i]);
  json_builder_end_array (builder);
  if (cli->json)
    sp_cli_json_print (json_builder_get_root (builder));
  return SP_EXIT_DONE;
}

static const SpUnfinished *
find (GPtrArray  *list,
      const char *id)
{
  for (guint i = 0; i < list->len; i++)
    {
      const SpUnfinished *one = list->pdata[i];

      if (g_str_equal (one->id, id))
        return one;
    }
  return NULL;
}

static SpExit
go_on (SpCli              *cli,
       const SpUnfinished *one,
       gboolean            back,
       gboolean            dry_run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpFacts) facts = gather (cli, one, &error);
  SpWish wish;
  SpExit status = SP_EXIT_DONE;

  if (facts == NULL)
    return sp_cli_fail (error);
  if (back && !sp_unfinished_back (one, facts, &wish))
    {
      sp_cli_say (_ ("savepointctl: There is no way back from it.\n"));
      return SP_EXIT_REFUSED;
    }
  if (!back && !sp_unfinished_finish (one, facts, &wish))
    sp_cli_say (_ ("Nothing is left to do.\n"));
  else
    status = sp_cli_fulfil (cli, one->uuid, &wish, dry_run);
  if (status == SP_EXIT_DONE && !dry_run)
    sp_unfinished_forget (one);
  return status;
}

/**
 * sp_cli_journal:
 *
 * savepointctl journal [--finish ID | --back ID | --forget ID] [--dry-run]
 */
SpExit
sp_cli_journal (SpCli *cli,
                int    argc,
                char **argv)
{
  g_autofree char *finish = NULL;
  g_autofree char *back = NULL;
  g_autofree char *forget = NULL;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "finish", 0, 0, G_OPTION_ARG_STRING, &finish, N_ ("Do what is left of it"), N_ ("ID") },
    { "back", 0, 0, G_OPTION_ARG_STRING, &back, N_ ("Go back to where it began"), N_ ("ID") },
    { "forget", 0, 0, G_OPTION_ARG_STRING, &forget, N_ ("Leave it as it is"), N_ ("ID") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const SpUnfinished *one = NULL;
  const char *id = NULL;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("journal"), entries, 0, 0, &argc, &argv, &status))
    return status;
  if ((finish != NULL) + (back != NULL) + (forget != NULL) > 1)
    {
      sp_cli_say (_ ("savepointctl: One of --finish, --back and --forget.\n"));
      return SP_EXIT_USAGE;
    }
  list = sp_journal_list ();
  id = finish != NULL ? finish : back != NULL ? back : forget;
  if (id != NULL && (one = find (list, id)) == NULL)
    {
      sp_cli_say (_ ("savepointctl: The journal has no “%s”.\n"), id);
      return SP_EXIT_FAILED;
    }
  if (forget != NULL)
    {
      if (!dry_run)
        sp_unfinished_forget (one);
      return SP_EXIT_DONE;
    }
  if (list->len > 0 && !sp_cli_open (cli, &error))
    {
      if (id != NULL)
        return sp_cli_fail (error);
      /* Told all the same, without what is so now. */
      if (cli->hosts == NULL)
        cli->hosts = g_ptr_array_new_with_free_func (g_object_unref);
    }
  return id != NULL ? go_on (cli, one, back != NULL, dry_run) : print_all (cli, list);
}
