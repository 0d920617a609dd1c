/* SPDX-License-Identifier: GPL-3.0-or-later */
/* savepointctl doctor: what is wrong with a machine's files and history, and a plan to repair it. */

#include "config.h"

#include "sp-cli.h"
#include "sp-doctor.h"
#include "sp-host-examine.h"
#include "sp-plain.h"
#include "sp-planner.h"

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

static void
print (SpCli     *cli,
       GPtrArray *findings)
{
  if (cli->json)
    sp_cli_json_print (make_json (findings));
  else if (findings->len == 0)
    sp_cli_print ("%s\n", _ ("Nothing wrong was seen."));
  for (guint i = 0; !cli->json && i < findings->len; i++)
    {
      const SpFinding *finding = findings->pdata[i];
      g_autofree char *id = sp_plain_line (finding->id);
      g_autofree char *sentence = sp_plain_line (finding->sentence);

      sp_cli_print ("%s\n    %s\n", sentence, id);
    }
}

/**
 * sp_cli_doctor:
 *
 * savepointctl doctor MACHINE [--repair ID [--dry-run]]
 */
SpExit
sp_cli_doctor (SpCli *cli,
               int    argc,
               char **argv)
{
  g_autofree char *repair = NULL;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "repair", 0, 0, G_OPTION_ARG_STRING, &repair, N_ ("Repair what was found, by the identity that is shown below it"), N_ ("ID") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (SpPlan) plan = NULL;
  SpMachine *machine;
  SpHost *host;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("doctor"), entries, 1, 1, &argc, &argv, &status))
    return status;
  if (!sp_cli_open (cli, &error) ||
      (machine = sp_cli_find_machine (cli, argv[1], &host, &error)) == NULL ||
      (facts = sp_cli_await (cli, host, sp_host_examine (host, sp_machine_get_uuid (machine)), &error)) == NULL)
    return sp_cli_fail (error);

  if (repair != NULL)
    {
      plan = sp_planner_plan (facts, &(SpWish){ .kind = SP_WISH_REPAIR, .finding = repair });
      return sp_cli_show_or_carry_out (cli, host, plan, dry_run);
    }
  findings = sp_doctor_examine (facts);
  print (cli, findings);

  return SP_EXIT_DONE;
}
