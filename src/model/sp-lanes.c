/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row and which lane each snapshot of a history gets: the layout behind SpTimeline. */

#include "config.h"

#include "sp-lanes-private.h"

/* A chain is a snapshot, its first child, that one's first child and so on; it keeps one lane. Chains get their lanes in
 * order of creation, each the first that is free over all its rows, so that a new branch never moves an old one.
 *
 * What a row shows is worked out when somebody asks: the lanes that pass through all rows together are many times more
 * than the snapshots. */

/* A heap of indices, the newest on top: they are numbered by time. */
static void
heap_push (GArray *heap,
           int     value)
{
  int *data;
  guint i = heap->len;

  g_array_append_val (heap, value);
  data = (int *) (gpointer) heap->data;
  while (i > 0 && data[(i - 1) / 2] < value)
    {
      data[i] = data[(i - 1) / 2];
      i = (i - 1) / 2;
    }
  data[i] = value;
}

static int
heap_pop (GArray *heap)
{
  int *data = (int *) (gpointer) heap->data;
  int top = data[0];
  int last = data[heap->len - 1];
  guint n = heap->len - 1;
  guint i = 0;

  for (;;)
    {
      guint child = 2 * i + 1;

      if (child >= n)
        break;
      if (child + 1 < n && data[child + 1] > data[child])
        child++;
      if (data[child] <= last)
        break;
      data[i] = data[child];
      i = child;
    }
  data[i] = last;
  g_array_set_size (heap, n);

  return top;
}

/* Newest first, but no child below its parent, whatever the clocks say. */
static void
sort_rows (SpLanes *self)
{
  g_autofree int *waiting = g_new0 (int, self->n + 1);
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (int));
  int row = 0;

  self->order[row++] = self->n;
  for (int i = 0; i < self->n; i++)
    {
      sp_history_get_children (self->history, i, &waiting[i]);
      if (waiting[i] == 0)
        heap_push (heap, i);
    }
  while (heap->len > 0)
    {
      int i = heap_pop (heap);

      self->order[row++] = i;
      if (self->parent[i] >= 0 && --waiting[self->parent[i]] == 0)
        heap_push (heap, self->parent[i]);
    }
  g_assert (row == self->n + 1);

  for (row = 0; row <= self->n; row++)
    self->row_of[self->order[row]] = row;
}

static int
get_first_child (SpLanes *self,
                 int      i)
{
  int n;
  const int *children = sp_history_get_children (self->history, i, &n);

  return n > 0 ? children[0] : -1;
}

/* Numbers the chains by the creation of their first snapshot, so that a chain keeps its number (and its colour). */
static void
find_chains (SpLanes *self)
{
  int current = sp_history_get_current (self->history);

  for (int i = 0; i <= self->n; i++)
    self->chain_of[i] = -1;

  for (int i = 0; i < self->n; i++)
    {
      int parent = self->parent[i];
      int chain;

      if (self->chain_of[i] >= 0)
        continue;
      /* A clock that ran backwards: the parent comes later, and takes its first child along. */
      if (parent >= 0 && self->chain_of[parent] < 0 && get_first_child (self, parent) == i)
        continue;

      chain = self->n_chains++;
      for (int j = i; j >= 0 && self->chain_of[j] < 0; j = get_first_child (self, j))
        self->chain_of[j] = chain;
    }

  if (current >= 0 && get_first_child (self, current) < 0)
    self->chain_of[self->n] = self->chain_of[current];
  else
    self->chain_of[self->n] = self->n_chains++;
}

/* Sorts numbers 0..@n-1 by @key, keeping the order in which @order names them: one run for each key of 0..@n_keys-1. */
static void
make_runs (const int *order,
           const int *key,
           int        n,
           int        n_keys,
           int      **sorted,
           int      **first)
{
  g_autofree int *fill = NULL;

  *first = g_new0 (int, n_keys + 1);
  *sorted = g_new (int, n);
  for (int i = 0; i < n; i++)
    (*first)[key[i] + 1]++;
  for (int i = 0; i < n_keys; i++)
    (*first)[i + 1] += (*first)[i];

  fill = g_memdup2 (*first, sizeof (int) * (gsize) (n_keys + 1));
  for (int i = 0; i < n; i++)
    (*sorted)[fill[key[order[i]]]++] = order[i];
}

static int
get_bottom_member (const SpLanes *self,
                   int            chain)
{
  return self->members[self->first_member[chain]];
}

static int
get_top_row (const SpLanes *self,
             int            chain)
{
  return self->row_of[self->members[self->first_member[chain + 1] - 1]];
}

/* Down to just above the fork. */
static int
get_bottom_row (const SpLanes *self,
                int            chain)
{
  int first = get_bottom_member (self, chain);

  return self->parent[first] >= 0 ? self->row_of[self->parent[first]] - 1 : self->row_of[first];
}

/* Chains come from the bottom row up by their first snapshot. So all that has a lane already begins below the new chain's
 * first row, and a lane is free for it when the topmost of its rows lies below the chain's bottom. A tree over the lanes
 * with the greatest such row finds the first of them. */
static void
find_lanes (SpLanes *self)
{
  g_autofree int *up = g_new (int, self->n_chains); /* chains by their first snapshot, from the bottom row up */
  g_autofree int *tree = NULL;
  int n_up = 0;
  int size = 1;

  while (size < self->n_chains)
    size *= 2;
  tree = g_new (int, 2 * (gsize) size);
  for (int i = 0; i < 2 * size; i++)
    tree[i] = G_MAXINT;

  for (int row = self->n; row >= 0; row--)
    {
      int i = self->order[row];
      int chain = self->chain_of[i];
      int node = 1;

      if (get_bottom_member (self, chain) != i)
        continue;
      up[n_up++] = chain;
      while (node < size)
        node = tree[2 * node] > get_bottom_row (self, chain) ? 2 * node : 2 * node + 1;
      self->lane[chain] = node - size;
      self->n_lanes = MAX (self->n_lanes, self->lane[chain] + 1);
      tree[node] = get_top_row (self, chain);
      while ((node /= 2) > 0)
        tree[node] = MAX (tree[2 * node], tree[2 * node + 1]);
    }
  g_assert (n_up == self->n_chains);

  make_runs (up, self->lane, self->n_chains, self->n_lanes, &self->lane_chains, &self->first_chain);
}

/* From the bottom row up, so that what a chain grew from has its level before. */
static void
find_levels (SpLanes *self)
{
  for (int row = self->n; row >= 0; row--)
    {
      int i = self->order[row];
      int chain = self->chain_of[i];

      if (get_bottom_member (self, chain) == i)
        self->level[chain] = self->parent[i] >= 0 ? self->level[self->chain_of[self->parent[i]]] + 1 : 1;
    }
}

/* The chain of a lane that has @row between its top and its bottom, or -1. */
static int
find_chain_at (const SpLanes *self,
               int            lane,
               int            row)
{
  int low = self->first_chain[lane];
  int high = self->first_chain[lane + 1] - 1;

  while (low < high)
    {
      int middle = (low + high) / 2;

      if (get_top_row (self, self->lane_chains[middle]) > row)
        low = middle + 1;
      else
        high = middle;
    }

  return get_top_row (self, self->lane_chains[low]) <= row && row <= get_bottom_row (self, self->lane_chains[low])
           ? self->lane_chains[low] : -1;
}

/* The snapshot of the chain next above @row. */
static int
find_member_above (const SpLanes *self,
                   int            chain,
                   int            row)
{
  int low = self->first_member[chain];
  int high = self->first_member[chain + 1] - 1;

  while (low < high)
    {
      int middle = (low + high) / 2;

      if (self->row_of[self->members[middle]] >= row)
        low = middle + 1;
      else
        high = middle;
    }

  return self->members[low];
}

/* @child: whose edge to its parent it is a piece of; @to: the snapshot whose lane it reaches. */
static void
add_segment (const SpLanes *self,
             GArray        *segments,
             int            child,
             int            to_index,
             SpAnchor       from,
             SpAnchor       to)
{
  SpSegment segment = {
    .from_lane = sp_lanes_get_lane (self, child),
    .to_lane = sp_lanes_get_lane (self, to_index),
    .chain = self->chain_of[child],
    .child = child,
    .from = (guint8) from,
    .to = (guint8) to,
    .on_path = self->on_path[child],
  };

  g_array_append_val (segments, segment);
}

/**
 * sp_lanes_new: (skip)
 * @history: what to lay out
 *
 * Linear but for the sorting.
 *
 * Returns: (transfer full): the layout; it keeps @history
 */
SpLanes *
sp_lanes_new (SpHistory *history)
{
  SpLanes *self = g_new0 (SpLanes, 1);
  gsize size = (gsize) sp_history_get_n (history) + 1;
  g_autofree int *up = g_new (int, size);

  self->history = g_object_ref (history);
  self->n = (int) size - 1;
  self->order = g_new (int, size);
  self->row_of = g_new (int, size);
  self->parent = g_new (int, size);
  self->chain_of = g_new (int, size);
  self->on_path = g_new0 (guint8, size);

  for (int i = 0; i < self->n; i++)
    self->parent[i] = sp_history_get_parent (history, i);
  self->parent[self->n] = sp_history_get_current (history);
  for (int i = self->n; i >= 0; i = self->parent[i])
    self->on_path[i] = TRUE;

  sort_rows (self);
  find_chains (self);
  for (int row = 0; row <= self->n; row++)
    up[self->n - row] = self->order[row];
  make_runs (up, self->chain_of, self->n + 1, self->n_chains, &self->members, &self->first_member);
  self->lane = g_new0 (int, self->n_chains);
  find_lanes (self);
  self->level = g_new (int, self->n_chains);
  find_levels (self);

  return self;
}

void
sp_lanes_free (SpLanes *self)
{
  g_object_unref (self->history);
  g_free (self->order);
  g_free (self->row_of);
  g_free (self->parent);
  g_free (self->chain_of);
  g_free (self->lane);
  g_free (self->level);
  g_free (self->members);
  g_free (self->first_member);
  g_free (self->lane_chains);
  g_free (self->first_chain);
  g_free (self->on_path);
  g_free (self);
}

/**
 * sp_lanes_get_lane: (skip)
 * @index: a snapshot's; n for Now
 *
 * Returns: the lane that its node stands in
 */
int
sp_lanes_get_lane (const SpLanes *self,
                   int            index)
{
  return self->lane[self->chain_of[index]];
}

/**
 * sp_lanes_dup_segments: (skip)
 * @row: a row
 *
 * Every edge goes from the child's node down its own lane, and over to the parent's in the parent's row.
 *
 * Returns: (transfer full): the pieces of edges in @row; what ends in its node comes last
 */
GArray *
sp_lanes_dup_segments (const SpLanes *self,
                       int            row)
{
  GArray *segments = g_array_new (FALSE, FALSE, sizeof (SpSegment));
  int here = self->order[row];
  int n = 0;
  const int *children = here < self->n ? sp_history_get_children (self->history, here, &n) : NULL;

  for (int lane = 0; lane < self->n_lanes; lane++)
    {
      int chain = find_chain_at (self, lane, row);
      int child;

      if (chain < 0 || chain == self->chain_of[here])
        continue;
      child = find_member_above (self, chain, row);
      add_segment (self, segments, child, child, SP_AT_TOP, SP_AT_BOTTOM);
    }

  if (self->parent[here] >= 0)
    add_segment (self, segments, here, here, SP_AT_NODE, SP_AT_BOTTOM);
  for (int i = 0; i < n; i++)
    add_segment (self, segments, children[i], here, SP_AT_TOP, SP_AT_NODE);
  if (here < self->n && self->parent[self->n] == here)
    add_segment (self, segments, self->n, here, SP_AT_TOP, SP_AT_NODE);

  return segments;
}
