/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One history of many machines: all their snapshots, newest first. Pure; follows each machine by splices as small as they can be. */

#include "config.h"

#include "sp-everywhere.h"

#include "sp-splices.h"

/* More splices than that cost whoever listens more than one over all of them. */
#define MOST_SPLICES 32

struct _SpEveryRow
{
  GObject parent_instance;

  SpMachine  *machine;
  SpHistory  *history;
  SpSnapshot *snapshot;
};

struct _SpEverywhere
{
  GObject parent_instance;

  GPtrArray *rows; /* of SpEveryRow, in order */
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

static SpEveryRow *
row_new (SpMachine  *machine,
         SpHistory  *history,
         SpSnapshot *snapshot)
{
  SpEveryRow *row = g_object_new (SP_TYPE_EVERY_ROW, NULL);

  row->machine = g_object_ref (machine);
  row->history = g_object_ref (history);
  row->snapshot = g_object_ref (snapshot);
  return row;
}

/* Both are in order: one walk along the two. What is the same stays the same object. */
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
      int order = old == NULL ? 1 : new == NULL ? -1 : compare (old, new);

      if (order == 0 && (old == new || equal (old, new)))
        {
          if (old != new)
            {
              g_object_ref (old);
              g_object_unref (new);
              after->pdata[j] = old;
            }
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

/* @after is taken over. One splice after the other: whoever is told of one sees the list as it is after it. */
static void
take_rows (SpEverywhere *self,
           GPtrArray    *after)
{
  g_autoptr (GArray) splices = find_splices (self->rows, after);

  sp_splices_limit (splices, MOST_SPLICES);
  for (guint i = 0; i < splices->len; i++)
    {
      const SpSplice *splice = &g_array_index (splices, SpSplice, i);

      if (splice->removed > 0)
        g_ptr_array_remove_range (self->rows, splice->at, splice->removed);
      for (guint j = 0; j < splice->added; j++)
        g_ptr_array_insert (self->rows, (int) (splice->at + j), g_object_ref (g_ptr_array_index (after, splice->at + j)));
      g_list_model_items_changed (G_LIST_MODEL (self), splice->at, splice->removed, splice->added);
    }
  g_ptr_array_unref (after);
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

/**
 * sp_everywhere_set:
 * @self: the history of all
 * @machine: a machine
 * @history: (nullable): its own history as it is now
 *
 * What did not change stays where it is, the same object.
 */
void
sp_everywhere_set (SpEverywhere *self,
                   SpMachine    *machine,
                   SpHistory    *history)
{
  GPtrArray *after;
  int n;

  g_return_if_fail (SP_IS_EVERYWHERE (self));
  g_return_if_fail (SP_IS_MACHINE (machine));

  n = history != NULL ? sp_history_get_n (history) : 0;
  after = g_ptr_array_new_full (self->rows->len + (guint) n, g_object_unref);
  for (guint i = 0; i < self->rows->len; i++)
    {
      SpEveryRow *row = g_ptr_array_index (self->rows, i);

      if (!sp_machine_same (row->machine, machine))
        g_ptr_array_add (after, g_object_ref (row));
    }
  for (int i = 0; i < n; i++)
    g_ptr_array_add (after, row_new (machine, history, sp_history_get (history, i)));
  g_ptr_array_sort (after, compare_cb);
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
  GPtrArray *after;

  g_return_if_fail (SP_IS_EVERYWHERE (self));
  g_return_if_fail (machines != NULL);

  for (guint i = 0; i < machines->len; i++)
    g_hash_table_add (there, dup_key (machines->pdata[i]));
  after = g_ptr_array_new_full (self->rows->len, g_object_unref);
  for (guint i = 0; i < self->rows->len; i++)
    {
      SpEveryRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *key = dup_key (row->machine);

      if (g_hash_table_contains (there, key))
        g_ptr_array_add (after, g_object_ref (row));
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
  g_autoptr (GHashTable) absent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_val_if_fail (SP_IS_EVERYWHERE (self), 0);
  g_return_val_if_fail (machines != NULL, 0);

  for (guint i = 0; i < machines->len; i++)
    g_hash_table_add (absent, dup_key (machines->pdata[i]));
  for (guint i = 0; i < self->rows->len && g_hash_table_size (absent) > 0; i++)
    {
      SpEveryRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *key = dup_key (row->machine);

      g_hash_table_remove (absent, key);
    }
  return g_hash_table_size (absent);
}
