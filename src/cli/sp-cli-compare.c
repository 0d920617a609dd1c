/* SPDX-License-Identifier: GPL-3.0-or-later */
/* savepointctl compare: what is set up otherwise at two points of a history. */

#include "config.h"

#include "sp-cli.h"
#include "sp-host-settings.h"
#include "sp-plain.h"

#include <glib/gi18n.h>

static JsonNode *
make_json (GArray     *differences,
           const char *from,
           const char *to)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  sp_cli_add_string (builder, "from", from);
  sp_cli_add_string (builder, "to", to);
  json_builder_set_member_name (builder, "differences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < differences->len; i++)
    {
      const SpDifference *difference = &g_array_index (differences, SpDifference, i);
      g_autofree char *words = sp_difference_describe (difference);

      json_builder_begin_object (builder);
      sp_cli_add_string (builder, "setting", sp_cli_nick (SP_TYPE_SETTING_KIND, (int) difference->kind));
      sp_cli_add_string (builder, "id", difference->id);
      sp_cli_add_string (builder, "before", difference->before);
      sp_cli_add_string (builder, "after", difference->after);
      sp_cli_add_string (builder, "words", words);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static void
print_differences (GArray *differences)
{
  for (guint i = 0; i < differences->len; i++)
    {
      g_autofree char *words = sp_difference_describe (&g_array_index (differences, SpDifference, i));
      g_autofree char *line = sp_plain_line (words);

      sp_cli_print ("%s\n", line);
    }
  if (differences->len == 0)
    sp_cli_print (_ ("The machine is set up the same at both.\n"));
}

static gboolean
check_snapshot (SpMachine  *machine,
                SpHistory  *history,
                const char *name,
                GError    **error)
{
  if (name == NULL || sp_history_find (history, name) >= 0)
    return TRUE;

  g_set_error (error, SP_ERROR, SP_ERROR_NO_SNAPSHOT, _ ("“%s” has no snapshot “%s”."), sp_machine_get_name (machine), name);
  return FALSE;
}

/**
 * sp_cli_compare:
 *
 * savepointctl compare MACHINE SNAPSHOT [SNAPSHOT]; without the second, with Now
 */
SpExit
sp_cli_compare (SpCli *cli,
                int    argc,
                char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpSettings) before = NULL;
  g_autoptr (SpSettings) after = NULL;
  g_autoptr (GArray) differences = NULL;
  const char *from;
  const char *to;
  SpMachine *machine;
  SpHost *host;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("compare"), NULL, 2, 3, &argc, &argv, &status))
    return status;
  from = argv[2];
  to = argc > 3 ? argv[3] : NULL;
  if (!sp_cli_open (cli, &error) ||
      (machine = sp_cli_find_machine (cli, argv[1], &host, &error)) == NULL ||
      (history = sp_cli_load_history (cli, host, machine, &error)) == NULL ||
      !check_snapshot (machine, history, from, &error) || !check_snapshot (machine, history, to, &error) ||
      (before = sp_cli_await (cli, host, sp_host_load_settings (host, sp_machine_get_uuid (machine), from), &error)) == NULL ||
      (after = sp_cli_await (cli, host, sp_host_load_settings (host, sp_machine_get_uuid (machine), to), &error)) == NULL)
    return sp_cli_fail (error);

  differences = sp_settings_compare (before, after);
  if (cli->json)
    sp_cli_json_print (make_json (differences, from, to));
  else
    print_differences (differences);

  return SP_EXIT_DONE;
}
