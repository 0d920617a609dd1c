/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole tree at a glance: time along columns, branches in lanes. Pure layout; knows no pixels. */

#include "config.h"

#include "sp-map.h"

#include "sp-lanes-private.h"
#include "sp-when.h"

/* Lanes are those of the timeline, which no two chains share at a time. Columns only grow with time: a node stands in the
 * column of the one before it, unless that is its parent's, or its lane is taken there, or another day has begun, as headings
 * tell days. So between two columns there is a gutter without nodes, in which lines change lanes, and many branches that grow
 * side by side need no more width than one.
 *
 * A coarse map is made of the same history with runs of a chain drawn as one: as far as they reach over so many columns of
 * the fine map as the grain says, counted from their oldest, so that what is taken later changes none of those before. A run
 * ends where it forks: each branch is seen. */

#define DAY ((gint64) 24 * 60 * 60)

struct _SpMap
{
  GObject parent_instance;

  SpTimeline  *timeline;
  SpMapNode   *nodes;
  int          n;
  SpMapColumn *columns;
  int          n_columns;
  int         *node_of;   /* index -> node; Now's at the end */
  int         *in_lanes;  /* nodes of all lanes, one run for each, by column */
  int         *first_in;  /* lane -> where its run begins; one more at the end */
  int          n_lanes;
};

G_DEFINE_FINAL_TYPE (SpMap, sp_map, G_TYPE_OBJECT)

/* How much wider a gutter is in which nothing happened for so long, in columns. */
static double
widen (gint64 gap)
{
  static const struct
  {
    gint64 days;
    double width;
  } steps[] = { { 365, 1.25 }, { 60, 1 }, { 14, 0.75 }, { 3, 0.5 } };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (gap >= steps[i].days * DAY)
      return steps[i].width;
  return 0;
}

/* Whether the chain's newest node takes one more; @fine: each snapshot's column in the map that shows them all, or NULL. */
static gboolean
continues (const SpLanes   *lanes,
           const int       *fine,
           int              grain,
           const SpMapNode *open,
           int              index)
{
  int current = sp_history_get_current (lanes->history);

  int n_children;

  /* You are here: that is never hidden in a run. */
  if (fine == NULL || open == NULL || index == lanes->n || index == current || open->last == current)
    return FALSE;
  sp_history_get_children (lanes->history, open->last, &n_children);
  return n_children == 1 && fine[index] - fine[open->first] < grain;
}

/* Which snapshots are drawn as one. From the bottom row up, so parents come before children. */
static void
make_nodes (SpMap         *self,
            const SpLanes *lanes,
            const int     *fine,
            int            grain)
{
  g_autofree int *open = g_new (int, lanes->n_chains); /* chain -> its newest node, -1 */

  for (int i = 0; i < lanes->n_chains; i++)
    open[i] = -1;
  self->nodes = g_new0 (SpMapNode, lanes->n + 1);
  self->node_of = g_new (int, lanes->n + 1);
  for (int row = lanes->n; row >= 0; row--)
    {
      int index = lanes->order[row];
      int chain = lanes->chain_of[index];
      int parent = lanes->parent[index];
      SpMapNode *node = open[chain] >= 0 ? &self->nodes[open[chain]] : NULL;

      if (continues (lanes, fine, grain, node, index))
        {
          node->last = index;
          node->n++;
          self->node_of[index] = open[chain];
          continue;
        }
      self->nodes[self->n] = (SpMapNode) {
        .first = index, .last = index, .n = 1, .lane = lanes->lane[chain], .chain = chain, .level = lanes->level[chain],
        .parent = parent >= 0 ? self->node_of[parent] : -1, .on_path = lanes->on_path[index],
      };
      open[chain] = self->node_of[index] = self->n++;
    }
}

static gint64
get_time (SpMap  *self,
          int     index,
          gint64  now)
{
  SpHistory *history = sp_timeline_get_history (self->timeline);

  return index == sp_history_get_n (history) ? now : sp_snapshot_get_created (sp_history_get (history, index));
}

static void
place_nodes (SpMap  *self,
             gint64  now)
{
  g_autofree int *taken = g_new (int, self->n_lanes); /* lane -> its last column that has a node */
  gint64 from = G_MININT64; /* of the day that the column is of */
  gint64 to = G_MAXINT64;
  int column = 0;

  for (int i = 0; i < self->n_lanes; i++)
    taken[i] = -1;
  for (int i = 0; i < self->n; i++)
    {
      SpMapNode *node = &self->nodes[i];
      const SpMapNode *parent = node->parent >= 0 ? &self->nodes[node->parent] : NULL;
      gint64 time = get_time (self, node->first, now);
      gboolean other = time < from || time >= to;

      if (i == 0 || other)
        sp_when_day_span (time, now, &from, &to);
      /* Nothing stands above or below Now. */
      if (other || (i > 0 && i == self->n - 1))
        column++;
      column = MAX (column, taken[node->lane] + 1);
      if (parent != NULL)
        column = MAX (column, parent->column + 1);
      node->column = column;
      if (parent != NULL)
        node->bend = node->lane == parent->lane ? parent->column : MAX (parent->column, taken[node->lane]);
      taken[node->lane] = column;
    }
  self->n_columns = column + 1;
}

static void
make_columns (SpMap  *self,
              gint64  now)
{
  self->columns = g_new0 (SpMapColumn, self->n_columns);
  for (int i = 0; i < self->n_columns; i++)
    self->columns[i] = (SpMapColumn) { .begins = G_MAXINT64, .ends = G_MININT64 };
  for (int i = 0; i < self->n; i++)
    {
      const SpMapNode *node = &self->nodes[i];
      SpMapColumn *column = &self->columns[node->column];
      gint64 begins = get_time (self, node->first, now);
      gint64 ends = get_time (self, node->last, now);

      column->begins = MIN (column->begins, begins);
      column->ends = MAX (column->ends, ends);
    }
  for (int i = 1; i < self->n_columns; i++)
    {
      gint64 gap = self->columns[i].begins - self->columns[i - 1].ends;
      double width = widen (gap);

      self->columns[i].gap = width > 0 ? gap : 0;
      self->columns[i].position = self->columns[i - 1].position + 1 + width;
    }
}

/* Nodes come by column; counted out into lanes they still do. */
static void
sort_into_lanes (SpMap *self)
{
  g_autofree int *next = NULL;

  self->first_in = g_new0 (int, self->n_lanes + 1);
  self->in_lanes = g_new (int, self->n);
  for (int i = 0; i < self->n; i++)
    self->first_in[self->nodes[i].lane + 1]++;
  for (int i = 0; i < self->n_lanes; i++)
    self->first_in[i + 1] += self->first_in[i];
  next = g_memdup2 (self->first_in, (gsize) self->n_lanes * sizeof (int));
  for (int i = 0; i < self->n; i++)
    self->in_lanes[next[self->nodes[i].lane]++] = i;
}

static void
lay_out (SpMap         *self,
         const SpLanes *lanes,
         const int     *fine,
         int            grain,
         gint64         now)
{
  g_clear_pointer (&self->nodes, g_free);
  g_clear_pointer (&self->node_of, g_free);
  self->n = 0;
  make_nodes (self, lanes, fine, grain);
  place_nodes (self, now);
}

static void
sp_map_finalize (GObject *object)
{
  SpMap *self = (SpMap *) object;

  g_clear_object (&self->timeline);
  g_free (self->nodes);
  g_free (self->columns);
  g_free (self->node_of);
  g_free (self->in_lanes);
  g_free (self->first_in);

  G_OBJECT_CLASS (sp_map_parent_class)->finalize (object);
}

static void
sp_map_class_init (SpMapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_map_finalize;
}

static void
sp_map_init (SpMap *self)
{
}

/**
 * sp_map_new:
 * @timeline: what is laid out
 * @grain: how many columns of a run become one; 1: each snapshot has a node of its own
 * @now: seconds since 1970
 *
 * Returns: (transfer full): the map
 */
SpMap *
sp_map_new (SpTimeline *timeline,
            int         grain,
            gint64      now)
{
  SpMap *self;
  const SpLanes *lanes;

  g_return_val_if_fail (SP_IS_TIMELINE (timeline), NULL);
  g_return_val_if_fail (grain >= 1, NULL);

  self = g_object_new (SP_TYPE_MAP, NULL);
  self->timeline = g_object_ref (timeline);
  lanes = sp_timeline_peek_lanes (timeline);
  self->n_lanes = lanes->n_lanes;
  lay_out (self, lanes, NULL, 1, now);
  if (grain > 1)
    {
      g_autofree int *fine = g_new (int, lanes->n + 1);

      for (int i = 0; i <= lanes->n; i++)
        fine[i] = self->nodes[self->node_of[i]].column;
      lay_out (self, lanes, fine, grain, now);
    }
  make_columns (self, now);
  sort_into_lanes (self);
  /* Outside, Now is -1. */
  self->nodes[self->n - 1].first = self->nodes[self->n - 1].last = -1;

  return self;
}

/**
 * sp_map_get_timeline:
 *
 * Returns: (transfer none): what it lays out
 */
SpTimeline *
sp_map_get_timeline (SpMap *self)
{
  g_return_val_if_fail (SP_IS_MAP (self), NULL);

  return self->timeline;
}

/**
 * sp_map_get_nodes:
 * @n: (out): how many; there is always Now's, the last
 *
 * Returns: (array length=n) (transfer none): its nodes, by column
 */
const SpMapNode *
sp_map_get_nodes (SpMap *self,
                  int   *n)
{
  g_return_val_if_fail (SP_IS_MAP (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = self->n;
  return self->nodes;
}

/**
 * sp_map_get_columns:
 * @n: (out): how many
 *
 * Returns: (array length=n) (transfer none): its columns
 */
const SpMapColumn *
sp_map_get_columns (SpMap *self,
                    int   *n)
{
  g_return_val_if_fail (SP_IS_MAP (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = self->n_columns;
  return self->columns;
}

int
sp_map_get_n_lanes (SpMap *self)
{
  g_return_val_if_fail (SP_IS_MAP (self), 0);

  return self->n_lanes;
}

double
sp_map_get_width (SpMap *self)
{
  g_return_val_if_fail (SP_IS_MAP (self), 0);

  return self->columns[self->n_columns - 1].position + 1;
}

/**
 * sp_map_find:
 * @index: of a snapshot in the history; -1: Now
 *
 * Returns: the number of the node that stands for it
 */
int
sp_map_find (SpMap *self,
             int    index)
{
  int n;

  g_return_val_if_fail (SP_IS_MAP (self), 0);

  n = sp_history_get_n (sp_timeline_get_history (self->timeline));
  g_return_val_if_fail (index >= -1 && index < n, 0);

  return self->node_of[index < 0 ? n : index];
}

/* Where in the lane's run the first node stands that is not left of @column. */
static int
find_from (SpMap *self,
           int    lane,
           int    column)
{
  int low = self->first_in[lane];
  int high = self->first_in[lane + 1];

  while (low < high)
    {
      int middle = low + (high - low) / 2;

      if (self->nodes[self->in_lanes[middle]].column < column)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * sp_map_find_between:
 * @lane: of which lane
 * @from_column: the first column
 * @to_column: the last one
 * @n: (out): how many
 *
 * Returns: (array length=n) (transfer none): the numbers of the nodes there, by column
 */
const int *
sp_map_find_between (SpMap *self,
                     int    lane,
                     int    from_column,
                     int    to_column,
                     int   *n)
{
  int first;

  g_return_val_if_fail (SP_IS_MAP (self), NULL);
  g_return_val_if_fail (lane >= 0 && lane < self->n_lanes, NULL);
  g_return_val_if_fail (n != NULL, NULL);

  first = find_from (self, lane, from_column);
  *n = find_from (self, lane, to_column + 1) - first;
  return self->in_lanes + first;
}

/**
 * sp_map_find_beside:
 * @node: number of a node
 * @step: 1: in a lane after its own; -1: before
 *
 * Returns: the nearest node there, a lane being as far as two columns; @node where there is none
 */
int
sp_map_find_beside (SpMap *self,
                    int    node,
                    int    step)
{
  int column;
  int best = -1;
  int found = node;

  g_return_val_if_fail (SP_IS_MAP (self), node);
  g_return_val_if_fail (node >= 0 && node < self->n, node);

  column = self->nodes[node].column;
  for (int lane = self->nodes[node].lane + step, far = 2; lane >= 0 && lane < self->n_lanes && (best < 0 || far < best); lane += step, far += 2)
    {
      int after = find_from (self, lane, column);

      for (int i = MAX (after - 1, self->first_in[lane]); i <= after && i < self->first_in[lane + 1]; i++)
        {
          int distance = far + ABS (self->nodes[self->in_lanes[i]].column - column);

          if (best >= 0 && distance >= best)
            continue;
          best = distance;
          found = self->in_lanes[i];
        }
    }
  return found;
}

/**
 * sp_map_append_members:
 * @node: number of a node
 * @indices: (element-type int): gets the snapshots that it stands for, the oldest first
 */
void
sp_map_append_members (SpMap  *self,
                       int     node,
                       GArray *indices)
{
  SpHistory *history;
  const SpMapNode *run;
  int index;

  g_return_if_fail (SP_IS_MAP (self));
  g_return_if_fail (node >= 0 && node < self->n);
  g_return_if_fail (indices != NULL);

  history = sp_timeline_get_history (self->timeline);
  run = &self->nodes[node];
  index = run->first;
  for (int i = 0; i < run->n && index >= 0; i++)
    {
      const int *children;
      int n;

      g_array_append_val (indices, index);
      children = sp_history_get_children (history, index, &n);
      index = n > 0 ? children[0] : -1;
    }
}
