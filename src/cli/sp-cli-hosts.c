/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts that are kept, and trying one. */

#include "config.h"

#include "sp-cli.h"
#include "sp-host-list.h"
#include "sp-known.h"
#include "sp-trial.h"

#include <glib/gi18n.h>

typedef struct
{
  JsonBuilder *builder; /* NULL: in words */
} Told;

static SpExit
list (SpCli     *cli,
      GSettings *settings)
{
  g_autoptr (GPtrArray) entries = sp_host_list_load (settings);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "hosts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      const SpHostEntry *entry = entries->pdata[i];

      json_builder_begin_object (builder);
      sp_cli_add_string (builder, "uri", entry->uri);
      sp_cli_add_string (builder, "title", entry->title);
      sp_cli_add_boolean (builder, "enabled", !entry->disabled);
      json_builder_end_object (builder);
      if (!cli->json)
        {
          const char *title = entry->title != NULL ? entry->title : "-";

          sp_cli_print ("%s%*s %s\n", title, sp_cli_padding (title, 30), "", entry->uri);
        }
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    sp_cli_json_print (json_builder_get_root (builder));
  else if (entries->len == 0)
    sp_cli_say (_ ("No hosts are kept. “savepointctl hosts add URI” adds one.\n"));
  return SP_EXIT_DONE;
}

static void
told_cb (SpTrialStep   step,
         const GError *error,
         gpointer      data)
{
  Told *told = data;

  if (told->builder == NULL)
    {
      sp_cli_print ("%s %s\n", error == NULL ? "✓" : "✗", error == NULL ? sp_trial_step_tell (step) : error->message);
      return;
    }
  json_builder_begin_object (told->builder);
  sp_cli_add_string (told->builder, "step", sp_cli_nick (SP_TYPE_TRIAL_STEP, (int) step));
  sp_cli_add_boolean (told->builder, "works", error == NULL);
  sp_cli_add_string (told->builder, "reason", error != NULL ? error->message : NULL);
  json_builder_end_object (told->builder);
}

static SpExit
try (SpCli      *cli,
     const char *uri)
{
  g_autoptr (JsonBuilder) builder = cli->json ? json_builder_new () : NULL;
  g_autoptr (GError) error = NULL;
  Told told = { builder };

  if (builder != NULL)
    json_builder_begin_array (builder);
  dex_await (sp_trial_run (uri, told_cb, &told), &error);
  if (builder != NULL)
    {
      json_builder_end_array (builder);
      sp_cli_json_print (json_builder_get_root (builder));
    }
  return error != NULL ? sp_cli_fail (error) : SP_EXIT_DONE;
}

/* What it told goes with it. */
static gboolean
remove_host (GSettings  *settings,
             const char *which,
             GError    **error)
{
  g_autoptr (GPtrArray) before = sp_host_list_load (settings);

  if (!sp_host_list_remove (settings, which, error))
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    {
      const SpHostEntry *entry = before->pdata[i];

      if (g_str_equal (entry->uri, which) || g_strcmp0 (entry->title, which) == 0)
        {
          dex_await (sp_known_forget (entry->uri), NULL);
          break;
        }
    }
  return TRUE;
}

static SpExit
change (GSettings  *settings,
        gboolean    add,
        const char *which,
        const char *title)
{
  g_autoptr (SpHostEntry) entry = sp_host_entry_new (which);
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  entry->title = g_strdup (title);
  done = add ? sp_host_list_add (settings, entry, &error) : remove_host (settings, which, &error);
  g_settings_sync ();
  return done ? SP_EXIT_DONE : sp_cli_fail (error);
}

/**
 * sp_cli_hosts:
 *
 * savepointctl hosts list | add URI [--title T] | remove URI-OR-TITLE | test URI
 */
SpExit
sp_cli_hosts (SpCli *cli,
              int    argc,
              char **argv)
{
  g_autofree char *title = NULL;
  const GOptionEntry entries[] = {
    { "title", 0, 0, G_OPTION_ARG_STRING, &title, N_ ("What you call the host"), N_ ("TITLE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GSettings) settings = sp_host_list_get_settings ();
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("hosts"), entries, 1, 2, &argc, &argv, &status))
    return status;
  if (argc == 3 && g_str_equal (argv[1], "test"))
    return try (cli, argv[2]);
  if (settings == NULL)
    {
      sp_cli_say (_ ("savepointctl: The settings of Savepoint are not installed, so no list of hosts is kept.\n"));
      return SP_EXIT_FAILED;
    }
  if (argc == 2 && g_str_equal (argv[1], "list"))
    return list (cli, settings);
  if (argc == 3 && (g_str_equal (argv[1], "add") || g_str_equal (argv[1], "remove")))
    return change (settings, g_str_equal (argv[1], "add"), argv[2], title);
  sp_cli_say (_ ("Usage: savepointctl %s\n"), "hosts list | add URI [--title TITLE] | remove URI | test URI");
  return SP_EXIT_USAGE;
}
