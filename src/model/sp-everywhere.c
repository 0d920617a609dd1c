/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One history of many machines: all their snapshots, newest first. Pure; follows each machine by splices as small as they can be. */

#include "config.h"

#include "sp-everywhere.h"

#include "sp-splices.h"

#include <string.h>

/* More splices than that cost whoever listens more than one over all of them. */
#define MOST_SPLICES 32

struct _SpEveryRow
{
  GObject parent_instance;

  SpMachine  *machine;
  SpHistory  *history;
  SpSnapshot *snapshot;
  guint       whose; /* most machines are told apart by it */
};

struct _SpEverywhere
{
  GObject parent_instance;

  GPtrArray  *rows;     /* of SpEveryRow, in order */
  GHashTable *machines; /* the keys of those that have any rows */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (SpEveryRow, sp_every_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SpEverywhere, sp_everywhere, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return SP_TYPE_EVERY_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return SP_EVERYWHERE (model)->rows->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  GPtrArray *rows = SP_EVERYWHERE (model)->rows;

  return position < rows->len ? g_object_ref (g_ptr_array_index (rows, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* The newest first; of one second, in an order that is always the same. */
static int
compare (SpEveryRow *a,
         SpEveryRow *b)
{
  gint64 first = sp_snapshot_get_created (a->snapshot);
  gint64 second = sp_snapshot_get_created (b->snapshot);
  int order;

  if (first != second)
    return first > second ? -1 : 1;
  order = g_strcmp0 (sp_machine_get_uuid (a->machine), sp_machine_get_uuid (b->machine));
  if (order == 0)
    order = g_strcmp0 (sp_machine_get_host (a->machine), sp_machine_get_host (b->machine));
  /* Names are in the order of numbers, and those of one second with them. */
  return order != 0 ? order : -g_strcmp0 (sp_snapshot_get_name (a->snapshot), sp_snapshot_get_name (b->snapshot));
}

static int
compare_cb (gconstpointer a,
            gconstpointer b)
{
  return compare (*(SpEveryRow *const *) a, *(SpEveryRow *const *) b);
}

/* What is seen of a row: the snapshot, whether it is the current one, and what its machine is called. */
static gboolean
equal (SpEveryRow *a,
       SpEveryRow *b)
{
  return sp_snapshot_equal (a->snapshot, b->snapshot) && g_str_equal (sp_machine_get_title (a->machine), sp_machine_get_title (b->machine));
}

static guint
hash_machine (SpMachine *machine)
{
  return g_str_hash (sp_machine_get_uuid (machine));
}

static SpEveryRow *
row_new (SpMachine  *machine,
         SpHistory  *history,
         SpSnapshot *snapshot)
{
  SpEveryRow *row = g_object_new (SP_TYPE_EVERY_ROW, NULL);

  row->machine = g_object_ref (machine);
  row->history = g_object_ref (history);
  row->snapshot = g_object_ref (snapshot);
  row->whose = hash_machine (machine);
  return row;
}

/* Both are in order: one walk along the two. What is the same stays the same object. @after borrows its rows. */
static GArray *
find_splices (GPtrArray *before,
              GPtrArray *after)
{
  GArray *splices = g_array_new (FALSE, FALSE, sizeof (SpSplice));
  SpSplice open = { 0, 0, 0 };
  guint i = 0;
  guint j = 0;

  while (i < before->len || j < after->len)
    {
      SpEveryRow *old = i < before->len ? g_ptr_array_index (before, i) : NULL;
      SpEveryRow *new = j < after->len ? g_ptr_array_index (after, j) : NULL;
      int order = old == new ? 0 : old == NULL ? 1 : new == NULL ? -1 : compare (old, new);

      if (order == 0 && (old == new || equal (old, new)))
        {
          after->pdata[j] = old;
          i++;
          j++;
          sp_splices_close (splices, &open, j);
          continue;
        }
      if (order <= 0)
        {
          i++;
          open.removed++;
        }
      if (order >= 0)
        {
          j++;
          open.added++;
        }
    }
  sp_splices_close (splices, &open, j);
  return splices;
}

static void
exchange (GPtrArray      *rows,
          const SpSplice *splice,
          GPtrArray      *after)
{
  gpointer *added = after->pdata + splice->at;
  guint behind;

  /* First: what is exchanged for itself lives on. */
  for (guint i = 0; i < splice->added; i++)
    g_object_ref (added[i]);
  if (splice->removed > 0)
    g_ptr_array_remove_range (rows, splice->at, splice->removed);
  if (splice->added == 0)
    return;
  behind = rows->len - splice->at;
  g_ptr_array_set_size (rows, (int) (rows->len + splice->added));
  memmove (rows->pdata + splice->at + splice->added, rows->pdata + splice->at, behind * sizeof (gpointer));
  memcpy (rows->pdata + splice->at, added, splice->added * sizeof (gpointer));
}

/* All of them at once: what is not exchanged for another is not touched. */
static void
exchange_all (GPtrArray *rows,
              GArray    *splices,
              GPtrArray *after)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree gpointer *before = NULL;
  guint from = 0; /* in those of before */
  guint to = 0;   /* up to where both were gone through, in the new ones */

  for (guint i = 0; i < splices->len; i++)
    {
      const SpSplice *splice = &g_array_index (splices, SpSplice, i);

      from += splice->at - to;
      for (guint j = 0; j < splice->removed; j++)
        g_ptr_array_add (gone, rows->pdata[from + j]);
      for (guint j = 0; j < splice->added; j++)
        g_object_ref (after->pdata[splice->at + j]);
      from += splice->removed;
      to = splice->at + splice->added;
    }
  before = g_ptr_array_steal (rows, NULL);
  g_ptr_array_set_size (rows, (int) after->len);
  memcpy (rows->pdata, after->pdata, after->len * sizeof (gpointer));
}

/* @after borrows its rows. One splice after the other: whoever is told of one sees the list as it is after it. Many are told as one. */
static void
take_rows (SpEverywhere *self,
           GPtrArray    *after)
{
  g_autoptr (GArray) splices = find_splices (self->rows, after);
  gboolean many = splices->len > MOST_SPLICES;

  if (many)
    exchange_all (self->rows, splices, after);
  sp_splices_limit (splices, MOST_SPLICES);
  for (guint i = 0; i < splices->len; i++)
    {
      const SpSplice *splice = &g_array_index (splices, SpSplice, i);

      if (!many)
        exchange (self->rows, splice, after);
      g_list_model_items_changed (G_LIST_MODEL (self), splice->at, splice->removed, splice->added);
    }
}

static void
sp_every_row_finalize (GObject *object)
{
  SpEveryRow *self = (SpEveryRow *) object;

  g_object_unref (self->machine);
  g_object_unref (self->history);
  g_object_unref (self->snapshot);

  G_OBJECT_CLASS (sp_every_row_parent_class)->finalize (object);
}

static void
sp_every_row_class_init (SpEveryRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_every_row_finalize;
}

static void
sp_every_row_init (SpEveryRow *self)
{
}

static void
sp_everywhere_finalize (GObject *object)
{
  g_ptr_array_unref (SP_EVERYWHERE (object)->rows);
  g_hash_table_unref (SP_EVERYWHERE (object)->machines);

  G_OBJECT_CLASS (sp_everywhere_parent_class)->finalize (object);
}

static void
sp_everywhere_class_init (SpEverywhereClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_everywhere_finalize;
}

static void
sp_everywhere_init (SpEverywhere *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->machines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * sp_every_row_get_machine:
 *
 * Returns: (transfer none): whose snapshot it is
 */
SpMachine *
sp_every_row_get_machine (SpEveryRow *self)
{
  g_return_val_if_fail (SP_IS_EVERY_ROW (self), NULL);

  return self->machine;
}

/**
 * sp_every_row_get_history:
 *
 * Returns: (transfer none): the history that it was seen in
 */
SpHistory *
sp_every_row_get_history (SpEveryRow *self)
{
  g_return_val_if_fail (SP_IS_EVERY_ROW (self), NULL);

  return self->history;
}

/**
 * sp_every_row_get_snapshot:
 *
 * Returns: (transfer none): the snapshot
 */
SpSnapshot *
sp_every_row_get_snapshot (SpEveryRow *self)
{
  g_return_val_if_fail (SP_IS_EVERY_ROW (self), NULL);

  return self->snapshot;
}

static char *
dup_key (SpMachine *machine)
{
  return g_strconcat (sp_machine_get_uuid (machine), " ", sp_machine_get_host (machine), NULL);
}

/**
 * sp_everywhere_new:
 *
 * Returns: (transfer full): a history of no machine yet
 */
SpEverywhere *
sp_everywhere_new (void)
{
  return g_object_new (SP_TYPE_EVERYWHERE, NULL);
}

/* In order. */
static GPtrArray *
make_rows (SpMachine *machine,
           SpHistory *history)
{
  int n = history != NULL ? sp_history_get_n (history) : 0;
  GPtrArray *rows = g_ptr_array_new_full ((guint) n, g_object_unref);

  for (int i = n; i > 0; i--)
    g_ptr_array_add (rows, row_new (machine, history, sp_history_get (history, i - 1)));
  g_ptr_array_sort (rows, compare_cb);
  return rows;
}

/**
 * sp_everywhere_set:
 * @self: the history of all
 * @machine: a machine
 * @history: (nullable): its own history as it is now
 *
 * What did not change stays where it is, the same object. Only the rows of that machine are sorted: the others are.
 */
void
sp_everywhere_set (SpEverywhere *self,
                   SpMachine    *machine,
                   SpHistory    *history)
{
  g_autofree char *key = NULL;
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GPtrArray) after = NULL;
  guint whose;
  guint next = 0;

  g_return_if_fail (SP_IS_EVERYWHERE (self));
  g_return_if_fail (SP_IS_MACHINE (machine));

  key = dup_key (machine);
  whose = hash_machine (machine);
  own = make_rows (machine, history);
  if (own->len == 0 && !g_hash_table_contains (self->machines, key))
    return;
  after = g_ptr_array_sized_new (self->rows->len + own->len);
  for (guint i = 0; i < self->rows->len; i++)
    {
      SpEveryRow *row = g_ptr_array_index (self->rows, i);

      if (row->whose == whose && sp_machine_same (row->machine, machine))
        continue;
      while (next < own->len && compare (own->pdata[next], row) < 0)
        g_ptr_array_add (after, own->pdata[next++]);
      g_ptr_array_add (after, row);
    }
  while (next < own->len)
    g_ptr_array_add (after, own->pdata[next++]);
  if (own->len > 0)
    g_hash_table_add (self->machines, g_steal_pointer (&key));
  else
    g_hash_table_remove (self->machines, key);
  take_rows (self, after);
}

/**
 * sp_everywhere_keep_only:
 * @self: the history of all
 * @machines: (element-type SpMachine): those that there are
 *
 * The snapshots of all others go.
 */
void
sp_everywhere_keep_only (SpEverywhere *self,
                         GPtrArray    *machines)
{
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) after = NULL;
  GHashTableIter iter;
  gpointer key;
  guint n_gone = 0;

  g_return_if_fail (SP_IS_EVERYWHERE (self));
  g_return_if_fail (machines != NULL);

  for (guint i = 0; i < machines->len; i++)
    g_hash_table_add (there, dup_key (machines->pdata[i]));
  g_hash_table_iter_init (&iter, self->machines);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (there, key))
      {
        g_hash_table_iter_remove (&iter);
        n_gone++;
      }
  if (n_gone == 0)
    return;
  after = g_ptr_array_sized_new (self->rows->len);
  for (guint i = 0; i < self->rows->len; i++)
    {
      SpEveryRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *whose = dup_key (row->machine);

      if (g_hash_table_contains (there, whose))
        g_ptr_array_add (after, row);
    }
  take_rows (self, after);
}

/**
 * sp_everywhere_count_absent:
 * @self: the history of all
 * @machines: (element-type SpMachine): some, each once
 *
 * Returns: of how many of them there is no snapshot
 */
guint
sp_everywhere_count_absent (SpEverywhere *self,
                            GPtrArray    *machines)
{
  guint absent = 0;

  g_return_val_if_fail (SP_IS_EVERYWHERE (self), 0);
  g_return_val_if_fail (machines != NULL, 0);

  for (guint i = 0; i < machines->len; i++)
    {
      g_autofree char *key = dup_key (machines->pdata[i]);

      if (!g_hash_table_contains (self->machines, key))
        absent++;
    }
  return absent;
}
