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
  g_free (finding->what);
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
  finding->what = g_strdup (what);
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
}

/**
 * sp_doctor_find_grown_from:
 * @facts: the facts
 *
 * Returns: (transfer none) (nullable): the snapshot that put on the layers which the machine writes, and that may be noted
 *   anew (mine 1)
 */
SpSnapshot *
sp_doctor_find_grown_from (SpFacts *facts)
{
  const SpFactsInit *f = NULL;

  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);

  f = sp_facts_peek (facts);
  for (int i = sp_history_get_n (f->history) - 1; i >= 0; i--)
    {
      const SpSnapshotInit *s = sp_snapshot_peek (sp_history_get (f->history, i));
      guint n_here = 0;
      guint n_elsewhere = 0;

      for (gsize d = 0; d < s->n_disks; d++)
        for (gsize j = 0; j < f->n_disks; j++)
          if (s->disks[d].kind == SP_KIND_EXTERNAL && g_strcmp0 (s->disks[d].target, f->disks[j].target) == 0)
            {
              if (g_strcmp0 (s->disks[d].source, f->disks[j].source) == 0)
                n_here++;
              else
                n_elsewhere++;
            }
      if (n_here > 0 && n_elsewhere == 0 && s->n_revert_disks == 0)
        return sp_history_get (f->history, i);
    }
  return NULL;
}

/* Inside the disk file that does no harm. libvirt 11.3: a revert to separate files without a current snapshot ends the
 * daemon (mine 4). */
static void
add_no_current (GPtrArray *findings,
                SpFacts   *facts)
{
  SpHistory *history = sp_facts_get_history (facts);
  SpKind kind = sp_history_get_kind (history);
  SpSnapshot *from = sp_doctor_find_grown_from (facts);

  if ((kind != SP_KIND_EXTERNAL && kind != SP_KIND_MIXED) || sp_history_get_current (history) >= 0)
    return;
  if (from != NULL)
    add (findings, "no-current", sp_snapshot_get_name (from),
         g_strdup_printf (_ ("No snapshot is noted as the one that the machine grew from; its layers say that it is “%s”."),
                          sp_snapshot_get_title (from)));
  else
    add (findings, "no-current", "", g_strdup (_ ("No snapshot is noted as the one that the machine grew from.")));
}

/* Mines 12 and 13: the next start would go on from it. */
static void
add_saved (GPtrArray         *findings,
           const SpFactsInit *init)
{
  if (init->managed_save != SP_YES)
    return;
  if (sp_machine_is_active (init->machine))
    add (findings, "stale-saved", "",
         g_strdup (_ ("A running state that was saved before is still kept, although the machine runs: the next start would go back to it, "
                      "on disks of another time.")));
  else if (init->saved_elsewhere == SP_YES)
    add (findings, "stale-saved", "",
         g_strdup (_ ("The running state that was saved when the machine was stopped belongs to other disk files than the machine has now: "
                      "the next start would write into files that snapshots keep.")));
}

static gboolean
has_layer (const SpSnapshotDisk *disks,
           gsize                 n_disks,
           const char           *target,
           const char           *layer)
{
  for (gsize i = 0; i < n_disks; i++)
    if (disks[i].kind == SP_KIND_EXTERNAL && g_strcmp0 (disks[i].target, target) == 0 && g_strcmp0 (disks[i].source, layer) == 0)
      return TRUE;
  return FALSE;
}

/* Whether what @snapshot kept lies in a layer that @marked had put on. */
static gboolean
stands_on_layer_of (SpSnapshot *snapshot,
                    SpSnapshot *marked)
{
  const SpSnapshotInit *s = sp_snapshot_peek (snapshot);
  const SpSnapshotInit *m = sp_snapshot_peek (marked);

  for (gsize i = 0; s != m && i < s->n_disks; i++)
    for (gsize j = 0; s->disks[i].kind == SP_KIND_EXTERNAL && j < s->n_domain_disks; j++)
      {
        const SpSnapshotDomainDisk *then = &s->domain_disks[j];

        if (then->source != NULL && g_strcmp0 (then->target, s->disks[i].target) == 0 &&
            (has_layer (m->disks, m->n_disks, then->target, then->source) ||
             has_layer (m->revert_disks, m->n_revert_disks, then->target, then->source)))
          return TRUE;
      }
  return FALSE;
}

static gboolean
put_on (SpSnapshot *snapshot,
        const char *layer)
{
  const SpSnapshotInit *s = sp_snapshot_peek (snapshot);

  for (gsize i = 0; i < s->n_disks; i++)
    if (s->disks[i].kind == SP_KIND_EXTERNAL && g_strcmp0 (s->disks[i].source, layer) == 0)
      return TRUE;
  for (gsize i = 0; i < s->n_revert_disks; i++)
    if (s->revert_disks[i].kind == SP_KIND_EXTERNAL && g_strcmp0 (s->revert_disks[i].source, layer) == 0)
      return TRUE;
  return FALSE;
}

/**
 * sp_doctor_is_half_deleted:
 * @history: a machine's history
 * @snapshot: one of it
 *
 * libvirt marks the snapshot that had put on the layer which is merged into, and goes no more to that one; but it is the next
 * one that kept its state in this layer, and that was to go (proven on 11.3). Where it has no mark, ours says it.
 *
 * Returns: whether its deletion was begun, and never ended
 */
gboolean
sp_doctor_is_half_deleted (SpHistory  *history,
                           SpSnapshot *snapshot)
{
  g_return_val_if_fail (SP_IS_HISTORY (history), FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), FALSE);

  if (sp_snapshot_peek (snapshot)->half_merged)
    return TRUE;
  /* Asked of each row in sight. */
  for (int i = 0; sp_history_get_broken_off (history) && i < sp_history_get_n (history); i++)
    {
      SpSnapshot *marked = sp_history_get (history, i);

      if (sp_snapshot_peek (marked)->delete_in_progress && stands_on_layer_of (snapshot, marked))
        return TRUE;
    }
  return FALSE;
}

/**
 * sp_doctor_goes_unmarked:
 * @history: the history from before it
 * @merge: a step that deletes a snapshot
 *
 * libvirt has a mark for a snapshot that put on the layer which is merged into (qemu_snapshot.c qemuSnapshotSetInvalid). A
 * first layer was put on by none.
 *
 * Returns: whether nothing would tell that @merge broke off in the middle
 */
gboolean
sp_doctor_goes_unmarked (SpHistory    *history,
                         const SpStep *merge)
{
  g_return_val_if_fail (SP_IS_HISTORY (history), FALSE);
  g_return_val_if_fail (merge != NULL, FALSE);

  for (guint i = 0; i < merge->touches.written->len; i++)
    {
      gboolean marked = FALSE;

      for (int j = 0; j < sp_history_get_n (history) && !marked; j++)
        marked = put_on (sp_history_get (history, j), merge->touches.written->pdata[i]);
      if (!marked)
        return TRUE;
    }
  return FALSE;
}

static void
add_half_deleted_one (GPtrArray  *findings,
                      SpSnapshot *going)
{
  add (findings, "half-deleted", sp_snapshot_get_name (going),
       g_strdup_printf (_ ("Deleting “%s” was interrupted: what it kept may be half written over."), sp_snapshot_get_title (going)));
}

/* Told of the one that was to go; where that is not to be found, of the one that is marked. */
static void
add_half_deleted (GPtrArray *findings,
                  SpHistory *history)
{
  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      SpSnapshot *marked = sp_history_get (history, i);
      SpSnapshot *going = marked;

      if (sp_snapshot_peek (marked)->half_merged)
        add_half_deleted_one (findings, marked);
      if (!sp_snapshot_peek (marked)->delete_in_progress)
        continue;
      for (int j = 0; j < sp_history_get_n (history) && going == marked; j++)
        if (stands_on_layer_of (sp_history_get (history, j), marked))
          going = sp_history_get (history, j);
      if (!sp_snapshot_peek (going)->half_merged)
        add_half_deleted_one (findings, going);
    }
}

static void
add_strays (GPtrArray         *findings,
            const SpFactsInit *init)
{
  for (gsize i = 0; i < init->n_strays; i++)
    {
      const SpFactsStray *stray = &init->strays[i];

      if (stray->backing != NULL)
        add (findings, "stray", stray->path,
             g_strdup_printf (_ ("The layer %s stands on this machine’s files, and no snapshot or machine names it."), stray->path));
      else
        add (findings, "stray", stray->path,
             g_strdup_printf (_ ("The file %s is a saved memory of this machine that no snapshot names."), stray->path));
    }
}

/* A layer that a revert has unlinked stays on the record of the snapshot that had put it on, and nobody needs it. */
static gboolean
is_needed (const SpFactsInit *f,
           const char        *path)
{
  for (gsize i = 0; i < f->n_disks; i++)
    if (f->disks[i].source != NULL && sp_layers_stands_on (f->layers, f->disks[i].source, path))
      return TRUE;
  for (int i = 0; i < sp_history_get_n (f->history); i++)
    {
      const SpSnapshotInit *s = sp_snapshot_peek (sp_history_get (f->history, i));

      if (g_strcmp0 (s->memory_file, path) == 0)
        return TRUE;
      for (gsize j = 0; j < s->n_domain_disks; j++)
        if (s->domain_disks[j].is_disk && s->domain_disks[j].source != NULL
            && sp_layers_stands_on (f->layers, s->domain_disks[j].source, path))
          return TRUE;
    }
  return FALSE;
}

static void
add_missing (GPtrArray *findings,
             SpFacts   *facts)
{
  g_autoptr (SpStack) stack = sp_stack_new (facts);

  for (guint i = 0; i < sp_stack_get_n (stack); i++)
    {
      const SpBlock *block = sp_stack_get (stack, i);

      if (!block->missing || !is_needed (sp_facts_peek (facts), block->path))
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
 * Looks for files that are missing or that nobody names, links of the history that lead nowhere, and what an interrupted
 * deed left. What is not known is not reported: no finding means that nothing wrong was seen. Where data is gone from inside
 * a disk file, no host tells.
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
  add_saved (findings, init);
  add_half_deleted (findings, init->history);
  add_strays (findings, init);
  for (gsize i = 0; i < init->n_disks; i++)
    if (init->disks[i].nameless && init->disks[i].source != NULL)
      add (findings, "unnamed-layer", init->disks[i].source,
           g_strdup_printf (_ ("The machine writes %s, a layer that no snapshot names: taking a snapshot was interrupted."),
                            init->disks[i].source));
  add_problems (findings, init->history);
  add_no_current (findings, facts);

  return g_steal_pointer (&findings);
}
