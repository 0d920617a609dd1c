/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is changed of a snapshot that is there: its words, whether it is pinned, the baseline, or half merged. */

#include "config.h"

#include "sp-edit.h"

/* No words and empty words are the same to people. */
static gboolean
same_words (const char *a,
            const char *b)
{
  return g_strcmp0 (a != NULL ? a : "", b != NULL ? b : "") == 0;
}

/**
 * sp_edit_words:
 * @snapshot: a snapshot
 * @title: (nullable): its new title
 * @description: (nullable): its new description
 *
 * Returns: (transfer full): the snapshot as it shall be
 */
SpSnapshot *
sp_edit_words (SpSnapshot *snapshot,
               const char *title,
               const char *description)
{
  SpSnapshotInit init = { 0 };

  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), NULL);

  init = *sp_snapshot_peek (snapshot);
  init.title = title;
  init.description = description;
  return sp_snapshot_new (&init);
}

/**
 * sp_edit_pin:
 * @snapshot: a snapshot
 * @pinned: whether it is to be kept
 *
 * Returns: (transfer full): the snapshot as it shall be
 */
SpSnapshot *
sp_edit_pin (SpSnapshot *snapshot,
             gboolean    pinned)
{
  SpSnapshotInit init = { 0 };

  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), NULL);

  init = *sp_snapshot_peek (snapshot);
  init.pinned = pinned;
  return sp_snapshot_new (&init);
}

/**
 * sp_edit_baseline:
 * @snapshot: a snapshot
 * @since: when it was made the baseline, in seconds since 1970; 0: it is no longer
 *
 * Returns: (transfer full): the snapshot as it shall be
 */
SpSnapshot *
sp_edit_baseline (SpSnapshot *snapshot,
                  gint64      since)
{
  SpSnapshotInit init = { 0 };

  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), NULL);

  init = *sp_snapshot_peek (snapshot);
  init.baseline = since;
  return sp_snapshot_new (&init);
}

/**
 * sp_edit_half_merged:
 * @snapshot: a snapshot whose deletion broke off
 *
 * Returns: (transfer full): the snapshot as it shall be: nobody goes back there any more
 */
SpSnapshot *
sp_edit_half_merged (SpSnapshot *snapshot)
{
  SpSnapshotInit init = { 0 };

  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), NULL);

  init = *sp_snapshot_peek (snapshot);
  init.half_merged = TRUE;
  return sp_snapshot_new (&init);
}

/**
 * sp_edit_changes_words:
 * @before: a snapshot
 * @after: the same as it shall be
 *
 * Returns: whether the title or the description differ
 */
gboolean
sp_edit_changes_words (SpSnapshot *before,
                       SpSnapshot *after)
{
  const SpSnapshotInit *b, *a;

  g_return_val_if_fail (SP_IS_SNAPSHOT (before), FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (after), FALSE);

  b = sp_snapshot_peek (before);
  a = sp_snapshot_peek (after);
  return !same_words (b->title, a->title) || !same_words (b->description, a->description);
}

/**
 * sp_edit_changes_marks:
 * @before: a snapshot
 * @after: the same as it shall be
 *
 * Returns: whether the pin, the baseline or the mark of a half merge differ
 */
gboolean
sp_edit_changes_marks (SpSnapshot *before,
                       SpSnapshot *after)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (before), FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (after), FALSE);

  return sp_snapshot_peek (before)->pinned != sp_snapshot_peek (after)->pinned ||
         sp_snapshot_peek (before)->baseline != sp_snapshot_peek (after)->baseline ||
         sp_snapshot_peek (before)->half_merged != sp_snapshot_peek (after)->half_merged;
}

/**
 * sp_baseline_find:
 * @history: the machine's history
 *
 * Where more than one is marked (the older mark could not be taken off yet), the one that was marked last counts.
 *
 * Returns: (transfer none) (nullable): the machine's baseline
 */
SpSnapshot *
sp_baseline_find (SpHistory *history)
{
  SpSnapshot *found = NULL;
  const int *marked = NULL;
  int n = 0;

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  marked = sp_history_get_marked (history, &n);
  for (int i = 0; i < n; i++)
    {
      SpSnapshot *snapshot = sp_history_get (history, marked[i]);
      gint64 since = sp_snapshot_peek (snapshot)->baseline;

      if (since > 0 && (found == NULL || since >= sp_snapshot_peek (found)->baseline))
        found = snapshot;
    }
  return found;
}

/**
 * sp_baseline_edits:
 * @history: the machine's history
 * @baseline: (nullable): what shall be its baseline; %NULL: none
 * @now: seconds since 1970
 *
 * Returns: (transfer container) (element-type SpSnapshot): the snapshots that are to be edited, as they shall be; the new
 *   baseline first, so that there is one at any time
 */
GPtrArray *
sp_baseline_edits (SpHistory  *history,
                   SpSnapshot *baseline,
                   gint64      now)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (SP_IS_HISTORY (history), edits);

  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      SpSnapshot *snapshot = sp_history_get (history, i);

      if (baseline != NULL && sp_snapshot_same (snapshot, baseline))
        g_ptr_array_insert (edits, 0, sp_edit_baseline (snapshot, now));
      else if (sp_snapshot_peek (snapshot)->baseline > 0)
        g_ptr_array_add (edits, sp_edit_baseline (snapshot, 0));
    }
  return edits;
}
