/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who grew from whom: the forest that a flat list of snapshots makes. */

#include "config.h"

#include "sp-history.h"

#include "sp-heap.h"

#include <string.h>

struct _SpHistory
{
  GObject parent_instance;

  GPtrArray  *snapshots;   /* by creation time, then name */
  GHashTable *by_name;     /* name, owned by the snapshot -> index + 1 */
  int        *parents;
  int        *children;    /* all of them, one run of the array for each parent, by creation */
  int        *first_child; /* where the run of i - 1 begins; one more at the end; [0] is that of the roots */
  GArray     *problems;    /* of SpProblem */
  GArray     *marked;      /* of int */
  int         current;
  SpKind      kind;
  gboolean    broken_off;
};

G_DEFINE_FINAL_TYPE (SpHistory, sp_history, G_TYPE_OBJECT)

/* What is asked of a snapshot while the history is made, side by side: with many of them, to fetch it from each anew takes
 * longer than all the rest. */
typedef struct
{
  gint64      created;
  const char *name;
  const char *parent;
  SpSnapshot *snapshot;
  gboolean    current;
} Key;

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const Key *x = a;
  const Key *y = b;
  int names;

  if (x->created != y->created)
    return x->created < y->created ? -1 : 1;

  names = strcmp (x->name, y->name);
  return names != 0 ? names : g_strcmp0 (x->parent, y->parent);
}

static void
report (SpHistory    *self,
        SpProblemKind kind,
        SpSnapshot   *snapshot)
{
  SpProblem problem = { kind, g_object_ref (snapshot) };

  g_array_append_val (self->problems, problem);
}

static void
problem_clear (gpointer data)
{
  g_object_unref (((SpProblem *) data)->snapshot);
}

/* Sorted, and each name once: the older keeps it. Returns: a key for each that stays */
static Key *
take_snapshots (SpHistory *self,
                GPtrArray *snapshots)
{
  g_autofree Key *keys = g_new (Key, MAX (snapshots->len, 1));
  guint n = 0;

  for (guint i = 0; i < snapshots->len; i++)
    {
      SpSnapshot *snapshot = g_ptr_array_index (snapshots, i);
      const SpSnapshotInit *init = sp_snapshot_peek (snapshot);

      keys[i] = (Key) { init->created, init->name, init->parent, snapshot, init->current };
      self->broken_off |= init->delete_in_progress;
    }
  g_sort_array (keys, snapshots->len, sizeof *keys, compare_keys, NULL);

  for (guint i = 0; i < snapshots->len; i++)
    {
      if (!g_hash_table_insert (self->by_name, (gpointer) keys[i].name, GINT_TO_POINTER ((int) n + 1)))
        {
          report (self, SP_PROBLEM_DUPLICATE, keys[i].snapshot);
          continue;
        }
      keys[n++] = keys[i];
      g_ptr_array_add (self->snapshots, g_object_ref (keys[i].snapshot));
    }
  /* A second one put its own number under the name. */
  for (guint i = 0; i < n && n < snapshots->len; i++)
    g_hash_table_insert (self->by_name, (gpointer) keys[i].name, GINT_TO_POINTER ((int) i + 1));

  return g_steal_pointer (&keys);
}

static void
find_parents (SpHistory *self,
              const Key *keys)
{
  int n = (int) self->snapshots->len;

  self->parents = g_new (int, MAX (n, 1));
  for (int i = 0; i < n; i++)
    {
      const char *parent = keys[i].parent;

      self->parents[i] = parent != NULL ? sp_history_find (self, parent) : -1;
      if (parent != NULL && self->parents[i] < 0)
        report (self, SP_PROBLEM_ORPHAN, keys[i].snapshot);
    }
}

/* Walks up from everything once; who is met again on the same walk closes a cycle, which is cut at its oldest. */
static void
cut_cycles (SpHistory *self)
{
  int n = (int) self->snapshots->len;
  g_autofree int *walk = g_new0 (int, MAX (n, 1)); /* number of the walk that was here first */

  for (int i = 0; i < n; i++)
    {
      int j = i;

      while (j >= 0 && walk[j] == 0)
        {
          walk[j] = i + 1;
          j = self->parents[j];
        }
      if (j >= 0 && walk[j] == i + 1)
        {
          int oldest = j;

          for (int k = self->parents[j]; k != j; k = self->parents[k])
            oldest = MIN (oldest, k);
          self->parents[oldest] = -1;
          report (self, SP_PROBLEM_CYCLE, g_ptr_array_index (self->snapshots, oldest));
        }
    }
}

static void
find_children (SpHistory *self)
{
  int n = (int) self->snapshots->len;
  g_autofree int *fill = NULL;

  self->first_child = g_new0 (int, n + 2);
  self->children = g_new (int, MAX (n, 1));
  for (int i = 0; i < n; i++)
    self->first_child[self->parents[i] + 2]++;
  for (int i = 1; i < n + 2; i++)
    self->first_child[i] += self->first_child[i - 1];

  fill = g_memdup2 (self->first_child, sizeof (int) * (gsize) (n + 2));
  for (int i = 0; i < n; i++)
    self->children[fill[self->parents[i] + 1]++] = i;
}

static void
find_current (SpHistory *self,
              const Key *keys)
{
  for (int i = 0; i < (int) self->snapshots->len; i++)
    {
      if (keys[i].current)
        {
          if (self->current >= 0)
            report (self, SP_PROBLEM_TWO_CURRENT, keys[self->current].snapshot);
          self->current = i;
        }
      if (self->parents[i] >= 0 && keys[i].created < keys[self->parents[i]].created)
        report (self, SP_PROBLEM_BACKWARDS, keys[i].snapshot);
    }
}

/* Every row of a timeline asks for it. */
static void
find_kind (SpHistory *self)
{
  self->kind = SP_KIND_NONE;
  for (guint i = 0; i < self->snapshots->len && self->kind != SP_KIND_MIXED; i++)
    {
      SpKind one = sp_snapshot_get_kind (g_ptr_array_index (self->snapshots, i));

      if (one == SP_KIND_NONE || one == self->kind)
        continue;
      self->kind = self->kind == SP_KIND_NONE ? one : SP_KIND_MIXED;
    }
}

/* The window asks for the baseline, and for the way back, whenever anything changes. */
static void
find_marked (SpHistory *self)
{
  for (int i = 0; i < (int) self->snapshots->len; i++)
    {
      const SpSnapshotInit *init = sp_snapshot_peek (g_ptr_array_index (self->snapshots, i));

      if (init->safety || init->baseline > 0)
        g_array_append_val (self->marked, i);
    }
}

static gpointer
free_many (gpointer data)
{
  g_ptr_array_unref (data);
  sp_heap_give_back ();
  return NULL;
}

/* Many thousands take longer to free than a frame may: a thread does it. */
static void
leave_snapshots (GPtrArray *snapshots)
{
  GThread *thread = snapshots->len > SP_HEAP_MANY ? g_thread_try_new ("free-history", free_many, snapshots, NULL) : NULL;

  if (thread != NULL)
    g_thread_unref (thread);
  else
    g_ptr_array_unref (snapshots);
}

static void
sp_history_finalize (GObject *object)
{
  SpHistory *self = (SpHistory *) object;

  g_hash_table_unref (self->by_name);
  leave_snapshots (self->snapshots);
  g_array_unref (self->problems);
  g_array_unref (self->marked);
  g_free (self->parents);
  g_free (self->children);
  g_free (self->first_child);

  G_OBJECT_CLASS (sp_history_parent_class)->finalize (object);
}

static void
sp_history_class_init (SpHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_history_finalize;
}

static void
sp_history_init (SpHistory *self)
{
  self->snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->marked = g_array_new (FALSE, FALSE, sizeof (int));
  self->problems = g_array_new (FALSE, FALSE, sizeof (SpProblem));
  g_array_set_clear_func (self->problems, problem_clear);
  self->current = -1;
}

/**
 * sp_history_new:
 * @snapshots: (element-type SpSnapshot): in any order
 *
 * What makes no sense in @snapshots is reported as a problem, not followed.
 *
 * Returns: (transfer full): the history
 */
SpHistory *
sp_history_new (GPtrArray *snapshots)
{
  SpHistory *self;
  g_autofree Key *keys = NULL;

  g_return_val_if_fail (snapshots != NULL, NULL);

  self = g_object_new (SP_TYPE_HISTORY, NULL);
  keys = take_snapshots (self, snapshots);
  find_parents (self, keys);
  cut_cycles (self);
  find_children (self);
  find_current (self, keys);
  find_kind (self);
  find_marked (self);

  return self;
}

/**
 * sp_history_get_n:
 * @self: the history
 *
 * Returns: how many snapshots it has
 */
int
sp_history_get_n (SpHistory *self)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), 0);

  return (int) self->snapshots->len;
}

/**
 * sp_history_get:
 * @self: the history
 * @i: an index
 *
 * Returns: (transfer none): that snapshot
 */
SpSnapshot *
sp_history_get (SpHistory *self,
                int        i)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), NULL);
  g_return_val_if_fail (i >= 0 && i < (int) self->snapshots->len, NULL);

  return g_ptr_array_index (self->snapshots, i);
}

/**
 * sp_history_find:
 * @self: the history
 * @name: (nullable): a name
 *
 * Returns: the index of the snapshot of that name, or -1; takes no longer with many
 */
int
sp_history_find (SpHistory  *self,
                 const char *name)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), -1);

  return name != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (self->by_name, name)) - 1 : -1;
}

/**
 * sp_history_find_same:
 * @self: the history
 * @snapshot: of the same machine's history at another time
 *
 * Returns: its index here, or -1: it is not there; one that was made anew with an old name is another
 */
int
sp_history_find_same (SpHistory  *self,
                      SpSnapshot *snapshot)
{
  int found = sp_history_find (self, sp_snapshot_get_name (snapshot));

  return found >= 0 && sp_snapshot_same (sp_history_get (self, found), snapshot) ? found : -1;
}

/**
 * sp_history_get_parent:
 * @self: the history
 * @i: an index
 *
 * Returns: the index of what it grew from, or -1 for a root
 */
int
sp_history_get_parent (SpHistory *self,
                       int        i)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), -1);
  g_return_val_if_fail (i >= 0 && i < (int) self->snapshots->len, -1);

  return self->parents[i];
}

/**
 * sp_history_get_children:
 * @self: the history
 * @i: an index; -1 gives the roots
 * @n: (out): how many
 *
 * Returns: (array length=n): their indices, by creation
 */
const int *
sp_history_get_children (SpHistory *self,
                         int        i,
                         int       *n)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), NULL);
  g_return_val_if_fail (i >= -1 && i < (int) self->snapshots->len, NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = self->first_child[i + 2] - self->first_child[i + 1];
  return self->children + self->first_child[i + 1];
}

/**
 * sp_history_get_current:
 * @self: the history
 *
 * Returns: the index of the snapshot that Now grew from, or -1
 */
int
sp_history_get_current (SpHistory *self)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), -1);

  return self->current;
}

/**
 * sp_history_is_ancestor:
 * @self: the history
 * @ancestor: an index
 * @i: an index
 *
 * Returns: whether @i grew from @ancestor, or is the same
 */
gboolean
sp_history_is_ancestor (SpHistory *self,
                        int        ancestor,
                        int        i)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), FALSE);

  while (i >= 0 && i != ancestor)
    i = self->parents[i];

  return i >= 0;
}

/**
 * sp_history_dup_branch:
 * @self: the history
 * @i: an index
 *
 * Returns: (transfer full) (element-type int): @i and all that grew from it, children after parents
 */
GArray *
sp_history_dup_branch (SpHistory *self,
                       int        i)
{
  GArray *branch;

  g_return_val_if_fail (SP_IS_HISTORY (self), NULL);
  g_return_val_if_fail (i >= 0 && i < (int) self->snapshots->len, NULL);

  branch = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (branch, i);
  for (guint next = 0; next < branch->len; next++)
    {
      int n;
      const int *children = sp_history_get_children (self, g_array_index (branch, int, next), &n);

      if (n > 0)
        g_array_append_vals (branch, children, (guint) n);
    }

  return branch;
}

/**
 * sp_history_get_marked:
 * @self: the history
 * @n: (out): how many
 *
 * The few that stand for something: for those who look for one of them again and again.
 *
 * Returns: (array length=n) (transfer none): the indexes of safety snapshots and of what is marked as the baseline, by creation
 */
const int *
sp_history_get_marked (SpHistory *self,
                       int       *n)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = (int) self->marked->len;
  return (const int *) (gpointer) self->marked->data;
}

/**
 * sp_history_get_kind:
 * @self: the history
 *
 * Returns: the kind that all its snapshots have; mixed where they differ; none where no snapshot tells
 */
SpKind
sp_history_get_kind (SpHistory *self)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), SP_KIND_NONE);

  return self->kind;
}

/**
 * sp_history_get_broken_off:
 * @self: the history
 *
 * Returns: whether libvirt has marked any of it, since a deletion broke off
 */
gboolean
sp_history_get_broken_off (SpHistory *self)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), FALSE);

  return self->broken_off;
}

/**
 * sp_history_get_problems:
 * @self: the history
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): what made no sense in the list, and was not followed
 */
const SpProblem *
sp_history_get_problems (SpHistory *self,
                         int       *n)
{
  g_return_val_if_fail (SP_IS_HISTORY (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = (int) self->problems->len;
  return (const SpProblem *) (gpointer) self->problems->data;
}
