/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where Now was before the last revert, by what the snapshots themselves tell: any program on any computer finds it. */

#include "config.h"

#include "sp-undo.h"

/**
 * sp_undo_find:
 * @history: the machine's history
 *
 * The newest safety snapshot that tells what was reverted to after it, and that Now did not grow from: one that Now grew
 * from was undone already, or its revert never came about.
 *
 * Returns: (transfer none) (nullable): the snapshot that undoes the last revert
 */
SpSnapshot *
sp_undo_find (SpHistory *history)
{
  const int *marked = NULL;
  int current = -1;
  int n = 0;

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  current = sp_history_get_current (history);
  marked = sp_history_get_marked (history, &n);
  for (int i = n - 1; i >= 0; i--)
    {
      SpSnapshot *snapshot = sp_history_get (history, marked[i]);
      const SpSnapshotInit *s = sp_snapshot_peek (snapshot);

      if (s->safety && s->before != NULL && !s->damaged && (current < 0 || !sp_history_is_ancestor (history, marked[i], current)))
        return snapshot;
    }
  return NULL;
}
