/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of a list make place for others, from top to bottom. */

#include "config.h"

#include "sp-splices.h"

/**
 * sp_splices_close:
 * @splices: (element-type SpSplice): in order
 * @open: the one that was gone through; becomes an empty one
 * @at: where the next one begins, in the new rows
 */
void
sp_splices_close (GArray   *splices,
                  SpSplice *open,
                  guint     at)
{
  g_return_if_fail (splices != NULL && open != NULL);

  if (open->removed > 0 || open->added > 0)
    g_array_append_vals (splices, open, 1);
  *open = (SpSplice){ at, 0, 0 };
}

/**
 * sp_splices_limit:
 * @splices: (element-type SpSplice): in order
 * @most: how many there may be, at least one
 *
 * More of them become one, from the first to the last: all that lies between is exchanged, too.
 */
void
sp_splices_limit (GArray *splices,
                  guint   most)
{
  const SpSplice *first;
  const SpSplice *last;
  SpSplice all;
  gint64 grown = 0;

  g_return_if_fail (splices != NULL && most > 0);

  if (splices->len <= most)
    return;
  first = &g_array_index (splices, SpSplice, 0);
  last = &g_array_index (splices, SpSplice, splices->len - 1);
  all = (SpSplice){ first->at, 0, last->at + last->added - first->at };
  for (guint i = 0; i < splices->len; i++)
    grown += (gint64) g_array_index (splices, SpSplice, i).added - g_array_index (splices, SpSplice, i).removed;
  all.removed = (guint) (all.added - grown);
  g_array_set_size (splices, 0);
  g_array_append_val (splices, all);
}
