/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that do something: take, revert, delete. Each is a wish; the plan is shown or carried out. */

#include "config.h"

#include "sp-cli.h"
#include "sp-defaults.h"
#include "sp-planner.h"
#include "sp-retention.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

static gboolean
parse_choice (const char  *option,
              const char  *value,
              const char  *const *choices,
              int         *choice)
{
  g_autofree char *all = NULL;

  if (value == NULL)
    return TRUE;
  for (int i = 0; choices[i] != NULL; i++)
    if (g_str_equal (choices[i], value))
      {
        *choice = i;
        return TRUE;
      }
  all = g_strjoinv ("|", (char **) choices);
  /* Translators: an option, what may be given to it, and what was given: "--kind takes auto, internal or external, not “big”" */
  sp_cli_say (_ ("savepointctl: %s takes %s, not “%s”.\n"), option, all, value);

  return FALSE;
}

static SpExit
print_refusal (SpCli  *cli,
               SpPlan *plan)
{
  if (cli->json)
    sp_cli_json_print (sp_cli_json_plan (plan, FALSE, NULL));
  sp_cli_say ("savepointctl: %s\n", sp_plan_get_reason (plan));
  if (sp_plan_get_way_out (plan) != NULL)
    sp_cli_say ("%s\n", sp_plan_get_way_out (plan));

  return SP_EXIT_REFUSED;
}

static void
print_progress (SpOperation *operation)
{
  sp_cli_say ("%s\n", sp_operation_get_sentence (operation));
}

/* The snapshot that a plan takes for its own sake, not to guard another step. */
static const char *
find_taken (SpPlan *plan)
{
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (step->kind == SP_STEP_TAKE && !step->guard && !step->safety)
        return step->snapshot;
    }

  return NULL;
}

static SpExit
carry_out (SpCli  *cli,
           SpHost *host,
           SpPlan *plan)
{
  g_autoptr (SpOperation) operation = sp_host_run (host, plan);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (isatty (STDERR_FILENO))
    g_signal_connect (operation, "notify::sentence", G_CALLBACK (print_progress), NULL);
  done = dex_await (sp_operation_await (operation), &error);

  if (cli->json)
    sp_cli_json_print (sp_cli_json_plan (plan, done, sp_operation_get_outcome (operation)));
  else if (done && find_taken (plan) != NULL)
    sp_cli_print ("%s\n", find_taken (plan));
  if (sp_operation_get_outcome (operation) != NULL)
    sp_cli_say ("%s\n", sp_operation_get_outcome (operation));

  return done ? SP_EXIT_DONE : sp_cli_fail (error);
}

/**
 * sp_cli_show_or_carry_out:
 *
 * The end of every deed: a plan that was made is shown, refused or carried out.
 */
SpExit
sp_cli_show_or_carry_out (SpCli   *cli,
                          SpHost  *host,
                          SpPlan  *plan,
                          gboolean dry_run)
{
  if (sp_plan_is_refused (plan))
    return print_refusal (cli, plan);
  if (!dry_run)
    return carry_out (cli, host, plan);

  if (cli->json)
    sp_cli_json_print (sp_cli_json_plan (plan, FALSE, NULL));
  else
    {
      g_autofree char *text = sp_plan_to_text (plan);

      sp_cli_print ("%s", text);
    }

  return SP_EXIT_DONE;
}

static SpFacts *
gather (SpCli      *cli,
        const char *machine_name,
        SpHost    **host,
        GError    **error)
{
  SpMachine *machine = sp_cli_open (cli, error) ? sp_cli_find_machine (cli, machine_name, host, error) : NULL;

  return machine != NULL ? sp_cli_await (cli, *host, sp_host_gather (*host, sp_machine_get_uuid (machine)), error) : NULL;
}

/**
 * sp_cli_fulfil:
 *
 * The whole way of every deed: facts, plan, and then the plan shown, refused or carried out.
 */
SpExit
sp_cli_fulfil (SpCli        *cli,
               const char   *machine_name,
               const SpWish *wish,
               gboolean      dry_run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpPlan) plan = NULL;
  SpHost *host = NULL;

  facts = gather (cli, machine_name, &host, &error);
  if (facts == NULL)
    return sp_cli_fail (error);

  plan = sp_planner_plan (facts, wish);
  return sp_cli_show_or_carry_out (cli, host, plan, dry_run);
}

/* What --disk said: the disks to leave out. The last word on a disk counts. NULL: it made no sense. */
static char **
read_disks (const char *const *words)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    {
      const char *sign = strchr (words[i], '=');
      g_autofree char *target = sign != NULL ? g_strndup (words[i], (gsize) (sign - words[i])) : NULL;
      gboolean no = sign != NULL && g_str_equal (sign + 1, "no");
      guint place = 0;

      if (sign == NULL || *target == '\0' || (!no && !g_str_equal (sign + 1, "yes")))
        {
          sp_cli_say (_ ("savepointctl: %s takes %s, not “%s”.\n"), "--disk", "DISK=yes|no", words[i]);
          return NULL;
        }
      if (g_ptr_array_find_with_equal_func (out, target, g_str_equal, &place))
        g_ptr_array_remove_index (out, place);
      if (no)
        g_ptr_array_add (out, g_steal_pointer (&target));
    }

  g_ptr_array_add (out, NULL);
  return (char **) g_ptr_array_steal (out, NULL);
}

/**
 * sp_cli_take:
 *
 * savepointctl take MACHINE [--title T] [--name N] [--description D] [--kind auto|internal|external]
 * [--contents full|disks] [--disk DISK=yes|no...] [--live] [--quiesce] [--memory-file PATH] [--layer-folder PATH]
 * [--power-off] [--dry-run]; prints the new snapshot's name
 */
SpExit
sp_cli_take (SpCli *cli,
             int    argc,
             char **argv)
{
  static const char *const kinds[] = { "auto", "internal", "external", NULL };
  static const SpKind kind_values[] = { SP_KIND_NONE, SP_KIND_INTERNAL, SP_KIND_EXTERNAL };
  static const char *const contents[] = { "full", "disks", NULL };
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *content = NULL;
  g_autofree char *memory_file = NULL;
  g_autofree char *layer_folder = NULL;
  g_auto (GStrv) disks = NULL;
  g_auto (GStrv) left_out = NULL;
  gboolean live = FALSE;
  gboolean quiesce = FALSE;
  gboolean power_off = FALSE;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "title", 0, 0, G_OPTION_ARG_STRING, &title, N_ ("Title, in any script"), N_ ("TEXT") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Name of the snapshot (default: from the title or the time)"), N_ ("NAME") },
    { "description", 0, 0, G_OPTION_ARG_STRING, &description, N_ ("Description"), N_ ("TEXT") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &kind, N_ ("Inside the disk file or in separate files"), "auto|internal|external" },
    { "contents", 0, 0, G_OPTION_ARG_STRING, &content, N_ ("Disks and memory, or disks only"), "full|disks" },
    { "disk", 0, 0, G_OPTION_ARG_STRING_ARRAY, &disks, N_ ("Keep a disk or leave it out; may be given for each"), "DISK=yes|no" },
    { "live", 0, 0, G_OPTION_ARG_NONE, &live, N_ ("Keep the machine running while its memory is saved"), NULL },
    { "quiesce", 0, 0, G_OPTION_ARG_NONE, &quiesce, N_ ("Let the guest agent bring the file systems to rest"), NULL },
    { "memory-file", 0, 0, G_OPTION_ARG_STRING, &memory_file, N_ ("Where the memory goes, on the host"), N_ ("PATH") },
    { "layer-folder", 0, 0, G_OPTION_ARG_STRING, &layer_folder, N_ ("Folder for the new files, on the host"), N_ ("PATH") },
    { "power-off", 0, 0, G_OPTION_ARG_NONE, &power_off, N_ ("Turn the machine off afterwards"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  SpWish wish = { .kind = SP_WISH_TAKE };
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpDefaults) defaults = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  SpHost *host = NULL;
  int kind_choice = 0;
  int content_choice = 0;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("take"), entries, 1, 1, &argc, &argv, &status))
    return status;
  if (!parse_choice ("--kind", kind, kinds, &kind_choice) || !parse_choice ("--contents", content, contents, &content_choice))
    return SP_EXIT_USAGE;
  left_out = read_disks ((const char *const *) disks);
  if (left_out == NULL)
    return SP_EXIT_USAGE;

  wish.name = name;
  wish.title = title;
  wish.description = description;
  wish.snapshot_kind = kind_values[kind_choice];
  wish.disks_only = content_choice == 1;
  wish.left_out = (const char *const *) left_out;
  wish.live = live;
  wish.quiesce = quiesce;
  wish.memory_file = memory_file;
  wish.layer_folder = layer_folder;
  wish.power_off = power_off;

  facts = gather (cli, argv[1], &host, &error);
  if (facts == NULL)
    return sp_cli_fail (error);
  /* What was not said is as the window would begin. */
  defaults = sp_defaults_new (sp_host_get_id (host), sp_machine_get_uuid (sp_facts_get_machine (facts)));
  wish.name_pattern = defaults->name_pattern;
  if (content == NULL && memory_file == NULL && !live)
    wish.disks_only = defaults->disks_only;
  sp_planner_add_usual (facts, &wish, kind == NULL ? defaults->kind : SP_KIND_NONE, defaults->folder);
  plan = sp_planner_plan (facts, &wish);
  return sp_cli_show_or_carry_out (cli, host, plan, dry_run);
}

/**
 * sp_cli_revert:
 *
 * savepointctl revert MACHINE SNAPSHOT [--then as-taken|running|paused] [--no-safety-snapshot] [--safety-disks-only]
 * [--reset-firmware] [--force] [--dry-run]
 */
SpExit
sp_cli_revert (SpCli *cli,
               int    argc,
               char **argv)
{
  static const char *const thens[] = { "as-taken", "running", "paused", NULL };
  static const SpThen then_values[] = { SP_THEN_AS_TAKEN, SP_THEN_RUNNING, SP_THEN_PAUSED };
  g_autofree char *then = NULL;
  gboolean no_safety = FALSE;
  gboolean disks_only = FALSE;
  gboolean reset_firmware = FALSE;
  gboolean force = FALSE;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "then", 0, 0, G_OPTION_ARG_STRING, &then, N_ ("State of the machine afterwards"), "as-taken|running|paused" },
    { "no-safety-snapshot", 0, 0, G_OPTION_ARG_NONE, &no_safety, N_ ("Do not keep the present state"), NULL },
    { "safety-disks-only", 0, 0, G_OPTION_ARG_NONE, &disks_only, N_ ("Keep the present disks without the memory"), NULL },
    { "reset-firmware", 0, 0, G_OPTION_ARG_NONE, &reset_firmware, N_ ("Set the UEFI firmware’s settings back to those of a new machine"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Discard a running state that was saved when the machine was stopped"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  SpWish wish = { .kind = SP_WISH_REVERT };
  int choice = 0;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("revert"), entries, 2, 2, &argc, &argv, &status))
    return status;
  if (!parse_choice ("--then", then, thens, &choice))
    return SP_EXIT_USAGE;

  wish.target = argv[2];
  wish.then = then_values[choice];
  wish.no_safety = no_safety;
  wish.safety_disks_only = disks_only;
  wish.reset_firmware = reset_firmware;
  wish.force = force;

  return sp_cli_fulfil (cli, argv[1], &wish, dry_run);
}

/**
 * sp_cli_undo:
 *
 * savepointctl undo MACHINE [--no-safety-snapshot] [--safety-disks-only] [--force] [--dry-run]: back to where the machine was
 * before the last revert
 */
SpExit
sp_cli_undo (SpCli *cli,
             int    argc,
             char **argv)
{
  gboolean no_safety = FALSE;
  gboolean disks_only = FALSE;
  gboolean force = FALSE;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "no-safety-snapshot", 0, 0, G_OPTION_ARG_NONE, &no_safety, N_ ("Do not keep the present state"), NULL },
    { "safety-disks-only", 0, 0, G_OPTION_ARG_NONE, &disks_only, N_ ("Keep the present disks without the memory"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("Discard a running state that was saved when the machine was stopped"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  SpWish wish = { .kind = SP_WISH_REVERT, .undo = TRUE };
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("undo"), entries, 1, 1, &argc, &argv, &status))
    return status;

  wish.no_safety = no_safety;
  wish.force = force;
  wish.safety_disks_only = disks_only;

  return sp_cli_fulfil (cli, argv[1], &wish, dry_run);
}

/**
 * sp_cli_delete:
 *
 * savepointctl delete MACHINE SNAPSHOT...|--keep-newest N|--all [--with-descendants] [--pinned-too] [--dry-run]
 */
SpExit
sp_cli_delete (SpCli *cli,
               int    argc,
               char **argv)
{
  gboolean with_descendants = FALSE;
  gboolean pinned_too = FALSE;
  gboolean all = FALSE;
  int keep_newest = -1;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "keep-newest", 0, 0, G_OPTION_ARG_INT, &keep_newest, N_ ("Delete all but the newest, the pinned and the baseline"), N_ ("N") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Delete all but the pinned and the baseline"), NULL },
    { "with-descendants", 0, 0, G_OPTION_ARG_NONE, &with_descendants, N_ ("Delete all that grew from them, too"), NULL },
    { "pinned-too", 0, 0, G_OPTION_ARG_NONE, &pinned_too, N_ ("Delete pinned ones, too"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  SpWish wish = { .kind = SP_WISH_DELETE };
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("delete"), entries, 1, -1, &argc, &argv, &status))
    return status;
  if ((argc > 2) + all + (keep_newest >= 0) != 1 || keep_newest < -1)
    {
      sp_cli_say (_ ("savepointctl: delete takes snapshots, or --keep-newest N, or --all.\n"));
      return SP_EXIT_USAGE;
    }

  if (argc > 2)
    wish.targets = (const char *const *) argv + 2; /* main()'s argv ends with NULL */
  wish.all_but = argc == 2;
  wish.keep_newest = (guint) MAX (keep_newest, 0);
  wish.with_descendants = with_descendants;
  wish.pinned_too = pinned_too;

  return sp_cli_fulfil (cli, argv[1], &wish, dry_run);
}

/**
 * sp_cli_clean_up:
 *
 * savepointctl clean-up MACHINE [--days N] [--dry-run]: what the window does by itself; for timers
 */
SpExit
sp_cli_clean_up (SpCli *cli,
                 int    argc,
                 char **argv)
{
  int days = 7;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
    { "days", 0, 0, G_OPTION_ARG_INT, &days, N_ ("How long they are kept (default: 7)"), N_ ("DAYS") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Show the plan and touch nothing"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpPlan) plan = NULL;
  SpMachine *machine;
  SpHost *host;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("clean-up"), entries, 1, 1, &argc, &argv, &status))
    return status;
  if (days < 1 || days > 36500)
    {
      sp_cli_say (_ ("savepointctl: --days takes a number from 1.\n"));
      return SP_EXIT_USAGE;
    }
  if (!sp_cli_open (cli, &error) ||
      (machine = sp_cli_find_machine (cli, argv[1], &host, &error)) == NULL ||
      (facts = sp_cli_await (cli, host, sp_host_gather (host, sp_machine_get_uuid (machine)), &error)) == NULL)
    return sp_cli_fail (error);

  plan = sp_retention_plan (facts, days);
  if (plan != NULL)
    return sp_cli_show_or_carry_out (cli, host, plan, dry_run);
  sp_cli_say (_ ("There is no safety snapshot that has had its time and can go without a question.\n"));
  if (cli->json)
    sp_cli_print ("null\n");

  return SP_EXIT_DONE;
}
