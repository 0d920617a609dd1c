/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a machine's files and history, from the facts alone. */

#include "config.h"

#include "sp-doctor.h"

#include "sp-stack.h"

#include <glib/gi18n-lib.h>

static void
finding_free (gpointer data)
{
  SpFinding *finding = data;

  g_free (finding->id);
  g_free (finding->sentence);
  g_free (finding);
}

static void
add (GPtrArray  *findings,
     const char *kind,
     const char *what,
     char       *sentence)
{
  SpFinding *finding = g_new0 (SpFinding, 1);

  finding->id = g_strdup_printf ("%s:%s", kind, what);
  finding->sentence = sentence;
  finding->kind = kind;
  g_ptr_array_add (findings, finding);
}

static void
add_problems (GPtrArray *findings,
              SpHistory *history)
{
  int n = 0;
  const SpProblem *problems = sp_history_get_problems (history, &n);

  for (int i = 0; i < n; i++)
    {
      const char *name = sp_snapshot_get_name (problems[i].snapshot);

      switch (problems[i].kind)
        {
        case SP_PROBLEM_ORPHAN:
          add (findings, "orphan", name, g_strdup_printf (_ ("The snapshot that “%s” grew from is not in the history."), name));
          break;
        case SP_PROBLEM_CYCLE:
          add (findings, "cycle", name, g_strdup_printf (_ ("The snapshots before “%s” come back to it in a circle."), name));
          break;
        case SP_PROBLEM_DUPLICATE:
          add (findings, "duplicate", name, g_strdup_printf (_ ("There is more than one snapshot of the name “%s”."), name));
          break;
        case SP_PROBLEM_TWO_CURRENT:
          add (findings, "two-current", name, g_strdup_printf (_ ("“%s” says that it is the current snapshot, and another one does too."), name));
          break;
        case SP_PROBLEM_BACKWARDS: /* a clock that was set back does no harm */
        default:
          break;
        }
    }
  /* libvirt 11.3: a revert to separate files without a current snapshot ends the daemon (mine 4). */
  if (sp_history_get_n (history) > 0 && sp_history_get_current (history) < 0)
    add (findings, "no-current", "", g_strdup (_ ("No snapshot is the current one.")));
}

static void
add_missing (GPtrArray *findings,
             SpFacts   *facts)
{
  g_autoptr (SpStack) stack = sp_stack_new (facts);

  for (guint i = 0; i < sp_stack_get_n (stack); i++)
    {
      const SpBlock *block = sp_stack_get (stack, i);

      if (!block->missing)
        continue;
      if (block->role == SP_LAYER_MEMORY)
        add (findings, "missing", block->path, g_strdup_printf (_ ("The memory file %s is missing."), block->path));
      else
        add (findings, "missing", block->path, g_strdup_printf (_ ("The disk file %s is missing: what stands on it cannot be used."), block->path));
    }
}

/**
 * sp_doctor_examine:
 *
 * Looks for files that are missing, links of the history that lead nowhere, and what an interrupted deed left. What is
 * not known is not reported: no finding means that nothing wrong was seen.
 *
 * Returns: (transfer full) (element-type SpFinding): missing files first
 */
GPtrArray *
sp_doctor_examine (SpFacts *facts)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (finding_free);
  const SpFactsInit *init;

  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);

  init = sp_facts_peek (facts);
  add_missing (findings, facts);
  for (gsize i = 0; i < init->n_disks; i++)
    if (init->disks[i].nameless && init->disks[i].source != NULL)
      add (findings, "unnamed-layer", init->disks[i].source,
           g_strdup_printf (_ ("The machine writes %s, a layer that no snapshot names: taking a snapshot was interrupted."),
                            init->disks[i].source));
  add_problems (findings, sp_facts_get_history (facts));

  return g_steal_pointer (&findings);
}
