/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest splices that turn one list into another, so that selection and scroll survive a refresh. */

#include "config.h"

#include "sp-list-diff.h"

/* How far ahead an item is looked for before it counts as gone: keeps the work near linear. */
#define LOOK_AHEAD 512

static int
find_in_store (GListStore *store,
               guint       from,
               gpointer    item,
               SpSameFunc  same)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = from; i < MIN (n, from + LOOK_AHEAD); i++)
    {
      g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (same (old, item))
        return (int) i;
    }

  return -1;
}

static gboolean
is_in_items (GPtrArray *items,
             guint      from,
             gpointer   old,
             SpSameFunc same)
{
  for (guint i = from; i < MIN (items->len, from + LOOK_AHEAD); i++)
    {
      if (same (old, g_ptr_array_index (items, i)))
        return TRUE;
    }

  return FALSE;
}

/* Of the items from there on, one of which is new, how many are: they come in one piece, since each change is heard by many. */
static guint
count_new (GListStore *store,
           GPtrArray  *items,
           guint       position,
           gpointer    old,
           SpSameFunc  same)
{
  guint run = 1;

  while (position + run < items->len && !same (old, g_ptr_array_index (items, position + run)) &&
         find_in_store (store, position + 1, g_ptr_array_index (items, position + run), same) < 0)
    run++;
  return run;
}

/* Of the list from there on, one of which is gone, how many are. */
static guint
count_gone (GListStore *store,
            GPtrArray  *items,
            guint       position,
            SpSameFunc  same)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint run = 1;

  while (position + run < n)
    {
      g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (store), position + run);

      if (is_in_items (items, position, old, same))
        break;
      run++;
    }
  return run;
}

/**
 * sp_list_diff_apply:
 * @store: a list
 * @items: what it should hold
 * @same: whether two are the same thing, seen at two times
 * @equal: whether nothing about it differs
 */
void
sp_list_diff_apply (GListStore *store,
                    GPtrArray  *items,
                    SpSameFunc  same,
                    SpSameFunc  equal)
{
  guint position = 0;
  guint n;

  g_return_if_fail (G_IS_LIST_STORE (store));
  g_return_if_fail (items != NULL && same != NULL && equal != NULL);

  while (position < items->len)
    {
      gpointer item = g_ptr_array_index (items, position);
      g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (store), position);
      int found;

      if (old == NULL)
        {
          g_list_store_splice (store, position, 0, items->pdata + position, items->len - position);
          return;
        }
      if (same (old, item))
        {
          if (!equal (old, item))
            g_list_store_splice (store, position, 1, &item, 1);
          position++;
          continue;
        }

      found = find_in_store (store, position + 1, item, same);
      if (found < 0)
        {
          guint run = count_new (store, items, position, old, same);

          g_list_store_splice (store, position, 0, items->pdata + position, run);
          position += run;
        }
      else if (!is_in_items (items, position + 1, old, same))
        g_list_store_splice (store, position, count_gone (store, items, position, same), NULL, 0);
      else
        {
          /* Moved: taken from where it was. */
          g_list_store_remove (store, (guint) found);
          g_list_store_insert (store, position++, item);
        }
    }

  n = g_list_model_get_n_items (G_LIST_MODEL (store));
  if (n > items->len)
    g_list_store_splice (store, items->len, n - items->len, NULL, 0);
}
