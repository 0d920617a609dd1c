/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of a machine's files one point stands on. */

#include "config.h"

#include "sp-stack.h"

static gboolean
is_needed_by (const SpBlock *block,
              const char    *snapshot)
{
  if (snapshot == NULL)
    return block->written;
  for (gsize i = 0; i < block->n_snapshots; i++)
    if (!block->snapshots[i].gone && g_str_equal (block->snapshots[i].name, snapshot))
      return TRUE;
  return FALSE;
}

/**
 * sp_stack_find_under:
 * @self: a stack
 * @snapshot: (nullable): name of a snapshot; %NULL: Now
 *
 * Returns: (transfer full) (element-type guint): numbers of the blocks that it cannot do without, in their order: those that
 * were frozen for it or hold it inside, its memory, and all that these stand on
 */
GArray *
sp_stack_find_under (SpStack    *self,
                     const char *snapshot)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *needed = NULL;
  guint n;

  g_return_val_if_fail (self != NULL, numbers);

  n = sp_stack_get_n (self);
  needed = g_new0 (guint8, n);
  for (guint i = 0; i < n; i++)
    {
      if (!is_needed_by (sp_stack_get (self, i), snapshot))
        continue;
      for (int at = (int) i; at >= 0 && !needed[at]; at = sp_stack_get (self, (guint) at)->below)
        needed[at] = TRUE;
    }
  for (guint i = 0; i < n; i++)
    if (needed[i])
      g_array_append_val (numbers, i);
  return numbers;
}
