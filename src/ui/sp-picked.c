/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which snapshots of a history are selected. */

#include "config.h"

#include "sp-picked.h"

#include <string.h>

GArray *
sp_picked_new (int index)
{
  GArray *self = g_array_new (FALSE, FALSE, sizeof (int));

  if (index >= 0)
    g_array_append_val (self, index);
  return self;
}

gboolean
sp_picked_equal (GArray *a,
                 GArray *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (int)) == 0);
}

gboolean
sp_picked_contains (GArray *self,
                    int     index)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->len; i++)
    if (g_array_index (self, int, i) == index)
      return TRUE;
  return FALSE;
}

int
sp_picked_get_only (GArray *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->len == 1 ? g_array_index (self, int, 0) : -1;
}

/**
 * sp_picked_carry:
 * @self: indexes in @from
 * @from: (nullable): a history
 * @to: (nullable): the same machine's, later
 *
 * Returns: (transfer full): those that are there still; one that was made anew with an old name is another
 */
GArray *
sp_picked_carry (GArray    *self,
                 SpHistory *from,
                 SpHistory *to)
{
  GArray *carried = sp_picked_new (-1);

  g_return_val_if_fail (self != NULL, carried);

  for (guint i = 0; from != NULL && to != NULL && i < self->len; i++)
    {
      int found = sp_history_find_same (to, sp_history_get (from, g_array_index (self, int, i)));

      if (found >= 0)
        g_array_append_val (carried, found);
    }
  return carried;
}
