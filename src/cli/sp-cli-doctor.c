/* SPDX-License-Identifier: GPL-3.0-or-later */
/* savepointctl doctor: what is wrong with a machine's files and history. */

#include "config.h"

#include "sp-cli.h"
#include "sp-doctor.h"
#include "sp-plain.h"

#include <glib/gi18n.h>

static JsonNode *
make_json (GPtrArray *findings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < findings->len; i++)
    {
      const SpFinding *finding = findings->pdata[i];

      json_builder_begin_object (builder);
      sp_cli_add_string (builder, "id", finding->id);
      sp_cli_add_string (builder, "kind", finding->kind);
      sp_cli_add_string (builder, "sentence", finding->sentence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * sp_cli_doctor:
 *
 * savepointctl doctor MACHINE
 */
SpExit
sp_cli_doctor (SpCli *cli,
               int    argc,
               char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  SpMachine *machine;
  SpHost *host;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("doctor"), NULL, 1, 1, &argc, &argv, &status))
    return status;
  if (!sp_cli_open (cli, &error) ||
      (machine = sp_cli_find_machine (cli, argv[1], &host, &error)) == NULL ||
      (facts = dex_await_object (sp_host_gather (host, sp_machine_get_uuid (machine)), &error)) == NULL)
    return sp_cli_fail (error);

  findings = sp_doctor_examine (facts);
  if (cli->json)
    sp_cli_json_print (make_json (findings));
  else if (findings->len == 0)
    sp_cli_print ("%s\n", _ ("Nothing wrong was seen."));
  for (guint i = 0; !cli->json && i < findings->len; i++)
    {
      const SpFinding *finding = findings->pdata[i];
      g_autofree char *sentence = sp_plain_line (finding->sentence);

      sp_cli_print ("%s\n", sentence);
    }

  return SP_EXIT_DONE;
}
