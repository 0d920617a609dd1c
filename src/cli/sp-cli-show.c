/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that only look: machines, list, show. */

#include "config.h"

#include "sp-cli.h"
#include "sp-count.h"
#include "sp-plain.h"
#include "sp-planner.h"
#include "sp-stack.h"
#include "sp-when.h"

#include <glib/gi18n.h>

static void
print_machine (SpHost    *host,
               SpMachine *machine)
{
  g_autofree char *name = sp_plain_line (sp_machine_get_name (machine));
  g_autofree char *count = sp_machine_get_n_snapshots (machine) >= 0
                               ? sp_count_printf ("%d", sp_machine_get_n_snapshots (machine))
                               : g_strdup ("?");
  g_autofree char *last = sp_machine_get_last_snapshot (machine) > 0
                              ? sp_when_iso (sp_machine_get_last_snapshot (machine))
                              : g_strdup ("-");

  sp_cli_print ("%s%*s %-13s %*s%s  %-20s  %s\n",
           name, sp_cli_padding (name, 24), "",
           sp_cli_nick (SP_TYPE_MACHINE_STATE, sp_machine_get_state (machine)),
           sp_cli_padding (count, 6), "", count, last, sp_host_get_uri (host));
}

/**
 * sp_cli_machines:
 *
 * savepointctl machines
 */
SpExit
sp_cli_machines (SpCli *cli,
                 int    argc,
                 char **argv)
{
  g_autoptr (GError) error = NULL;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("machines"), NULL, 0, 0, &argc, &argv, &status))
    return status;
  if (!sp_cli_open (cli, &error))
    return sp_cli_fail (error);

  if (cli->json)
    {
      sp_cli_json_print (sp_cli_json_machines (cli->hosts));
      return SP_EXIT_DONE;
    }

  for (guint h = 0; h < cli->hosts->len; h++)
    {
      SpHost *host = g_ptr_array_index (cli->hosts, h);
      GListModel *machines = sp_host_get_machines (host);

      for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
        {
          g_autoptr (SpMachine) machine = g_list_model_get_item (machines, i);

          print_machine (host, machine);
        }
    }

  return SP_EXIT_DONE;
}

/* One line: mark, name behind its branch lines, time, memory, kind, title. */
static void
print_snapshot (SpSnapshot *snapshot,
                const char *indent)
{
  g_autofree char *name = sp_plain_line (sp_snapshot_get_name (snapshot));
  g_autofree char *label = g_strconcat (indent, name, NULL);
  g_autofree char *when = sp_when_iso (sp_snapshot_get_created (snapshot));
  const char *title = sp_snapshot_peek (snapshot)->title;
  g_autofree char *shown_title = sp_plain_line (title != NULL ? title : "");

  sp_cli_print ("%s %s%*s  %-20s  %-8s  %-8s  %s\n",
           sp_snapshot_get_current (snapshot) ? "*" : " ",
           label, sp_cli_padding (label, 32), "",
           when,
           sp_cli_nick (SP_TYPE_KIND, sp_snapshot_get_kind (snapshot)),
           sp_cli_nick (SP_TYPE_MEMORY, sp_snapshot_get_memory (snapshot)),
           shown_title);
}

typedef struct
{
  int      index;
  char    *indent; /* what stands before the children's lines */
  gboolean last;
  gboolean root;
} Visit;

static void
push_children (GArray     *stack,
               SpHistory  *history,
               int         parent,
               const char *indent)
{
  int n;
  const int *children = sp_history_get_children (history, parent, &n);

  for (int i = n - 1; i >= 0; i--)
    {
      Visit visit = { children[i], g_strdup (indent), i == n - 1, parent < 0 };

      g_array_append_val (stack, visit);
    }
}

/* With a stack of its own: a history may be ten thousand deep. A chain is not indented further, only its forks are. */
static void
print_tree (SpHistory *history)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Visit));

  push_children (stack, history, -1, "");
  while (stack->len > 0)
    {
      Visit visit = g_array_index (stack, Visit, stack->len - 1);
      g_autofree char *before = visit.indent;
      g_autofree char *line = NULL;
      g_autofree char *below = NULL;
      int n_siblings;

      g_array_set_size (stack, stack->len - 1);
      sp_history_get_children (history, sp_history_get_parent (history, visit.index), &n_siblings);
      if (visit.root || n_siblings == 1)
        {
          line = g_strdup (before);
          below = g_strdup (before);
        }
      else
        {
          line = g_strconcat (before, visit.last ? "└─ " : "├─ ", NULL);
          below = g_strconcat (before, visit.last ? "   " : "│  ", NULL);
        }
      print_snapshot (sp_history_get (history, visit.index), line);
      push_children (stack, history, visit.index, below);
    }
}

static void
print_problems (SpHistory *history)
{
  int n;
  const SpProblem *problems = sp_history_get_problems (history, &n);

  for (int i = 0; i < n; i++)
    {
      const char *name = sp_snapshot_get_name (problems[i].snapshot);

      switch (problems[i].kind)
        {
        case SP_PROBLEM_ORPHAN:
          sp_cli_say (_ ("The parent of “%s” is missing; it is shown as a root.\n"), name);
          break;
        case SP_PROBLEM_CYCLE:
          sp_cli_say (_ ("The ancestors of “%s” come back to it; the circle is cut there.\n"), name);
          break;
        case SP_PROBLEM_DUPLICATE:
          sp_cli_say (_ ("There are two snapshots called “%s”; one is left out.\n"), name);
          break;
        case SP_PROBLEM_TWO_CURRENT:
          sp_cli_say (_ ("“%s” says that it is current, too; the newest is believed.\n"), name);
          break;
        case SP_PROBLEM_BACKWARDS:
          sp_cli_say (_ ("“%s” is older than its parent: a clock ran backwards.\n"), name);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

/**
 * sp_cli_list:
 *
 * savepointctl list MACHINE [--tree]
 */
SpExit
sp_cli_list (SpCli *cli,
             int    argc,
             char **argv)
{
  gboolean tree = FALSE;
  const GOptionEntry entries[] = {
    { "tree", 0, 0, G_OPTION_ARG_NONE, &tree, N_ ("Draw the branches"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SpHistory) history = NULL;
  SpMachine *machine;
  SpHost *host;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("list"), entries, 1, 1, &argc, &argv, &status))
    return status;
  if (!sp_cli_open (cli, &error) ||
      (machine = sp_cli_find_machine (cli, argv[1], &host, &error)) == NULL ||
      (history = sp_cli_load_history (cli, host, machine, &error)) == NULL)
    return sp_cli_fail (error);

  if (cli->json)
    sp_cli_json_print (sp_cli_json_history (host, machine, history));
  else if (tree)
    print_tree (history);
  else
    for (int i = 0; i < sp_history_get_n (history); i++)
      print_snapshot (sp_history_get (history, i), "");
  print_problems (history);

  return SP_EXIT_DONE;
}

static void
print_field (const char *name,
             const char *value)
{
  if (value != NULL && *value != '\0')
    sp_cli_print ("%s%*s %s\n", name, sp_cli_padding (name, 12), "", value);
}

static void
print_details (SpSnapshot *snapshot)
{
  const SpSnapshotInit *init = sp_snapshot_peek (snapshot);
  g_autofree char *when = sp_when_iso (init->created);

  print_field (C_ ("of a snapshot", "Name:"), init->name);
  print_field (C_ ("of a snapshot", "Title:"), init->title);
  print_field (C_ ("of a snapshot", "Parent:"), init->parent);
  print_field (C_ ("of a snapshot", "Created:"), when);
  print_field (C_ ("of a snapshot", "Kind:"), sp_cli_nick (SP_TYPE_KIND, sp_snapshot_get_kind (snapshot)));
  print_field (C_ ("of a snapshot", "Memory:"), init->memory_file != NULL ? init->memory_file : sp_cli_nick (SP_TYPE_MEMORY, init->memory));
  print_field (C_ ("of a snapshot", "State:"), sp_cli_nick (SP_TYPE_SNAPSHOT_STATE, init->state));
  print_field (C_ ("of a snapshot", "Current:"), init->current ? C_ ("of a snapshot", "yes") : C_ ("of a snapshot", "no"));
  print_field (C_ ("of a snapshot", "Pinned:"), init->pinned ? C_ ("of a snapshot", "yes") : NULL);
  print_field (C_ ("of a snapshot", "Baseline:"), init->baseline > 0 ? C_ ("of a snapshot", "yes") : NULL);
  print_field (C_ ("of a snapshot", "Safety:"), init->safety ? C_ ("of a snapshot", "yes") : NULL);
  print_field (C_ ("of a snapshot", "Description:"), init->description);
  for (gsize i = 0; i < init->n_domain_disks; i++)
    if (init->domain_disks[i].is_disk && init->domain_disks[i].source != NULL)
      {
        g_autofree char *label = g_strdup_printf (_ ("Disk %s:"), init->domain_disks[i].target);

        print_field (label, init->domain_disks[i].source);
      }
}

/* What its files take, and what would be free without it. A host that tells nothing of its files says so. */
static void
print_space (SpCli      *cli,
             SpHost     *host,
             SpMachine  *machine,
             SpSnapshot *snapshot)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpFacts) facts = sp_cli_await (cli, host, sp_host_gather (host, sp_machine_get_uuid (machine)), &error);
  const char *const names[] = { sp_snapshot_get_name (snapshot), NULL };
  g_autoptr (SpStack) stack = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autofree char *own = NULL;
  g_autofree char *freed = NULL;

  if (facts == NULL)
    {
      g_autofree char *line = sp_plain_line (error->message);

      print_field (C_ ("of a snapshot", "Space:"), line);
      return;
    }
  /* It may have gone since the list was read. */
  if (sp_history_find (sp_facts_get_history (facts), sp_snapshot_get_name (snapshot)) < 0)
    return;
  stack = sp_stack_new (facts);
  own = sp_stack_say_own (stack, sp_snapshot_get_name (snapshot));
  plan = sp_planner_plan (facts, &(SpWish){ .kind = SP_WISH_DELETE, .targets = names, .pinned_too = TRUE });
  freed = sp_plan_say_deleting (plan);
  print_field (C_ ("of a snapshot", "Space:"), own);
  print_field ("", freed);
}

/**
 * sp_cli_show:
 *
 * savepointctl show MACHINE SNAPSHOT
 */
SpExit
sp_cli_show (SpCli *cli,
             int    argc,
             char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpHistory) history = NULL;
  SpMachine *machine;
  SpHost *host;
  SpExit status;
  int index;

  if (!sp_cli_parse (cli, sp_cli_find_command ("show"), NULL, 2, 2, &argc, &argv, &status))
    return status;
  if (!sp_cli_open (cli, &error) ||
      (machine = sp_cli_find_machine (cli, argv[1], &host, &error)) == NULL ||
      (history = sp_cli_load_history (cli, host, machine, &error)) == NULL)
    return sp_cli_fail (error);

  index = sp_history_find (history, argv[2]);
  if (index < 0)
    {
      g_set_error (&error, SP_ERROR, SP_ERROR_NO_SNAPSHOT, _ ("“%s” has no snapshot “%s”."),
                   sp_machine_get_name (machine), argv[2]);
      return sp_cli_fail (error);
    }
  if (cli->json)
    sp_cli_json_print (sp_cli_json_snapshot (sp_history_get (history, index)));
  else
    {
      print_details (sp_history_get (history, index));
      print_space (cli, host, machine, sp_history_get (history, index));
    }

  return SP_EXIT_DONE;
}
