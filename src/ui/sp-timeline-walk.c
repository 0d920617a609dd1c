/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the keys lead that go along the tree. */

#include "config.h"

#include "sp-timeline-walk.h"

/**
 * sp_timeline_walk_parent:
 * @history: the tree
 * @from: where one stands
 *
 * Returns: what @from grew from, or -1: it is a root
 */
int
sp_timeline_walk_parent (SpHistory *history,
                         int        from)
{
  g_return_val_if_fail (SP_IS_HISTORY (history), -1);

  return from < 0 ? sp_history_get_current (history) : sp_history_get_parent (history, from);
}

/**
 * sp_timeline_walk_child:
 * @history: the tree
 * @from: where one stands
 *
 * Returns: the child on the way to Now, so that there and back again is the same way; else the first; else @from
 */
int
sp_timeline_walk_child (SpHistory *history,
                        int        from)
{
  int current;
  const int *children;
  int n = 0;

  g_return_val_if_fail (SP_IS_HISTORY (history), -1);

  current = sp_history_get_current (history);
  if (from < 0 || from == current)
    return -1;
  children = sp_history_get_children (history, from, &n);
  for (int i = 0; i < n; i++)
    if (current >= 0 && sp_history_is_ancestor (history, children[i], current))
      return children[i];

  return n > 0 ? children[0] : from;
}

/**
 * sp_timeline_walk_sibling:
 * @history: the tree
 * @from: where one stands
 * @step: 1 for the next younger, -1 for the next older
 *
 * Returns: another branch of the same fork, or @from where there is none
 */
int
sp_timeline_walk_sibling (SpHistory *history,
                          int        from,
                          int        step)
{
  const int *siblings;
  int n = 0;

  g_return_val_if_fail (SP_IS_HISTORY (history), -1);

  if (from < 0)
    return -1;
  siblings = sp_history_get_children (history, sp_history_get_parent (history, from), &n);
  for (int i = 0; i < n; i++)
    if (siblings[i] == from && i + step >= 0 && i + step < n)
      return siblings[i + step];

  return from;
}

/**
 * sp_timeline_walk_key:
 * @history: the tree
 * @at: where one stands
 * @key: what was pressed
 * @held: modifiers that were held down with it
 * @rtl: whether the way on is on the left
 * @to: (out): where it leads
 *
 * Left and right follow parent and child, with Alt up and down the branches of one fork.
 *
 * Returns: whether it is a key of the tree's
 */
gboolean
sp_timeline_walk_key (SpHistory      *history,
                      int             at,
                      guint           key,
                      GdkModifierType held,
                      gboolean        rtl,
                      int            *to)
{
  gboolean left = key == GDK_KEY_Left || key == GDK_KEY_KP_Left;
  gboolean right = key == GDK_KEY_Right || key == GDK_KEY_KP_Right;

  g_return_val_if_fail (SP_IS_HISTORY (history), FALSE);
  g_return_val_if_fail (to != NULL, FALSE);

  *to = at;
  if (held == GDK_ALT_MASK && (key == GDK_KEY_Up || key == GDK_KEY_Down))
    *to = sp_timeline_walk_sibling (history, at, key == GDK_KEY_Down ? -1 : 1);
  else if (held != 0 || (!left && !right))
    return FALSE;
  else if (left == rtl)
    *to = sp_timeline_walk_child (history, at);
  else if (sp_timeline_walk_parent (history, at) >= 0)
    *to = sp_timeline_walk_parent (history, at);
  return TRUE;
}
