/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deeds with the marks of snapshots: pinned, the baseline, the way back; and the end, when all are deleted. */

#include "config.h"

#include "walk.h"

#include "sp-edit.h"
#include "sp-undo.h"

#include <string.h>

static gboolean
edit (Walk       *w,
      SpSnapshot *snapshot,
      SpSnapshot *wanted)
{
  g_autoptr (SpOperation) operation = sp_host_edit (host, uuid_of (w), snapshot, wanted);

  deed_await (sp_operation_await (operation), NULL);
  if (sp_operation_get_error (operation) == NULL)
    return TRUE;
  g_test_message ("  %s", sp_operation_get_outcome (operation));
  if (!w->sort->foreign)
    failed (w, "%s", sp_operation_get_outcome (operation));
  return FALSE;
}

static SpSnapshot *
find_again (SpHistory  *history,
            const char *name)
{
  int i = sp_history_find (history, name);

  return i >= 0 ? sp_history_get (history, i) : NULL;
}

/* Nothing of the machine changes by a mark, and every client sees it at once. */
void
do_mark (Walk *w)
{
  g_autofree char *name = any_snapshot (w);
  g_autoptr (Now) before = NULL;
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpHistory) after = NULL;
  SpSnapshot *snapshot = NULL;
  gint64 begin = g_get_monotonic_time ();
  gboolean is_baseline = chance (w, 50);
  gboolean ok = TRUE;

  if (name == NULL)
    return;
  before = oracle_now (w->oracle);
  history = deed_history (host, w->machine);
  snapshot = find_again (history, name);
  if (is_baseline)
    {
      g_autoptr (GPtrArray) edits = sp_baseline_edits (history, snapshot, g_get_real_time () / G_USEC_PER_SEC);

      say (w, "%s is the baseline", name);
      for (guint i = 0; i < edits->len && ok; i++)
        ok = edit (w, find_again (history, sp_snapshot_get_name (edits->pdata[i])), edits->pdata[i]);
    }
  else
    {
      g_autoptr (SpSnapshot) wanted = sp_edit_pin (snapshot, !sp_snapshot_peek (snapshot)->pinned);

      say (w, "%s %s", sp_snapshot_peek (snapshot)->pinned ? "unpin" : "pin", name);
      ok = edit (w, snapshot, wanted);
    }
  check_present (w, before, TRUE, g_get_monotonic_time () - begin);
  if (!ok)
    return;

  after = deed_history (host, w->machine);
  if (is_baseline && sp_baseline_find (after) != find_again (after, name))
    failed (w, "%s is not the baseline", name);
  if (!is_baseline && sp_snapshot_peek (find_again (after, name))->pinned == sp_snapshot_peek (snapshot)->pinned)
    failed (w, "the pin of %s is as it was", name);
}

static gboolean
go_back (Walk       *w,
         gboolean    undo,
         SpSnapshot *to)
{
  g_autofree char *target = g_strdup (sp_snapshot_get_name (to));

  say (w, "%s to %s", undo ? "undo" : "back to the baseline:", target);
  return carry_out (w, &(SpWish){ .kind = SP_WISH_REVERT, .target = target, .undo = undo, .baseline = !undo });
}

void
do_baseline (Walk *w)
{
  g_autoptr (SpHistory) history = deed_history (host, w->machine);
  SpSnapshot *baseline = sp_baseline_find (history);

  if (baseline != NULL)
    go_back (w, FALSE, baseline);
}

/* An undo can be undone: what was Now before it is there again. */
void
do_undo_twice (Walk *w)
{
  for (guint i = 0; i < 2 && !w->broken; i++)
    {
      g_autoptr (SpHistory) history = deed_history (host, w->machine);
      SpSnapshot *undo = sp_undo_find (history);

      if (undo == NULL || !go_back (w, TRUE, undo))
        return;
    }
}

static gboolean
delete_what_goes (Walk *w)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (w->oracle->kept), (GCompareFunc) g_strcmp0);
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func (g_free);
  gboolean any = FALSE;

  for (GList *l = names; l != NULL; l = l->next)
    g_ptr_array_add (copies, g_strdup (l->data));
  g_ptr_array_add (copies, NULL);
  say (w, "at the end, delete all");
  if (carry_out (w, &(SpWish){ .kind = SP_WISH_DELETE, .targets = (const char *const *) copies->pdata, .pinned_too = TRUE }))
    return TRUE;
  for (guint i = 0; i + 1 < copies->len && !w->broken; i++)
    {
      const char *const one[] = { copies->pdata[i], NULL };

      if (!g_hash_table_contains (w->oracle->kept, one[0]))
        continue;
      say (w, "at the end, delete %s", one[0]);
      any |= carry_out (w, &(SpWish){ .kind = SP_WISH_DELETE, .targets = one, .pinned_too = TRUE });
    }
  return any;
}

static void
power (Walk   *w,
       SpPower what)
{
  g_autoptr (SpOperation) operation = sp_host_power (host, uuid_of (w), what);

  deed_await (sp_operation_await (operation), NULL);
  if (sp_operation_get_error (operation) != NULL)
    failed (w, "%s", sp_operation_get_outcome (operation));
  else
    sp_rig_wait_count (rig, w->machine, 1);
}

/* What a refusal asks for: that it runs, or that another branch is Now. */
static void
make_way (Walk *w,
          guint turn)
{
  SpMachineState state = deed_state (host, w->machine);
  g_autofree char *name = any_snapshot (w);

  if (turn % 2 == 0 && state == SP_MACHINE_STATE_PAUSED)
    power (w, SP_POWER_RESUME);
  else if (turn % 2 == 0 && state == SP_MACHINE_STATE_OFF)
    power (w, SP_POWER_START);
  else if (name != NULL)
    {
      say (w, "at the end, revert %s to make way", name);
      carry_out (w, &(SpWish){ .kind = SP_WISH_REVERT, .target = name, .then = SP_THEN_RUNNING, .no_safety = TRUE });
    }
}

/**
 * delete_all:
 * @w: a walk at its end
 *
 * Every snapshot can be got rid of, Now stays as it was, and nothing is left but the files that the machine began with.
 */
void
delete_all (Walk *w)
{
  g_auto (GStrv) files = NULL;

  for (guint turn = 0; turn < 12 && g_hash_table_size (w->oracle->kept) > 0 && !w->broken; turn++)
    {
      if (!delete_what_goes (w) && !w->broken)
        make_way (w, turn);
      check_all (w);
    }
  if (w->broken)
    return;
  if (g_hash_table_size (w->oracle->kept) > 0)
    failed (w, "%u snapshots cannot be deleted", g_hash_table_size (w->oracle->kept));
  files = sp_rig_list_files (rig, w->machine);
  /* A revert makes a layer of each disk, and libvirt merges what is on record: of a disk that was left out, it stays under the
   * machine. That it is in use, check_all() has seen. */
  for (guint i = 0; files[i] != NULL && !w->nameless; i++)
    if (!oracle_is_own (files[i]) && !g_hash_table_contains (w->oracle->allowed, files[i]))
      failed (w, "%s is left over", files[i]);
}
