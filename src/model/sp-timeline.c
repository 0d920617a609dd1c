/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and lanes for drawing a history: newest on top, Now first. Pure layout; knows no pixels. */

#include "config.h"

#include "sp-timeline.h"

/* A chain is a snapshot, its first child, that one's first child and so on; it keeps one lane. Chains get their lanes in
 * order of creation, each the first that is free over all its rows, so that a new branch never moves an old one. */

#define MAX_LANES G_MAXUINT16

/* Rows of one lane that are taken. */
typedef struct
{
  int top;
  int bottom;
} Span;

/* What the layout needs while it is made, and the rows later. Index n stands for Now. */
struct _SpTimeline
{
  GObject parent_instance;

  SpHistory      *history;
  int             n;        /* snapshots */
  int            *order;    /* row -> index, n for Now */
  int            *row_of;   /* index -> row */
  int            *parent;   /* index -> index; -1 */
  int            *chain_of; /* index -> chain */
  int            *lane;     /* chain -> lane */
  guint8         *on_path;  /* index */
  int            *depth;    /* index */
  guint          *first;    /* row -> its first segment; one more at the end */
  SpSegment      *segments;
  int             n_chains;
  int             n_lanes;
  SpTimelineRow **rows; /* those that somebody holds; each clears its place when it goes */
};

struct _SpTimelineRow
{
  GObject parent_instance;

  SpTimeline *timeline;
  int         row;
};

static void sp_timeline_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (SpTimelineRow, sp_timeline_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SpTimeline, sp_timeline, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sp_timeline_list_model_init))

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
sort_rows (SpTimeline *self)
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

/* Numbers the chains by the creation of their first snapshot, so that a chain keeps its number (and its colour). */
static void
find_chains (SpTimeline *self)
{
  int current = sp_history_get_current (self->history);
  int n_children = 0;

  for (int i = 0; i <= self->n; i++)
    self->chain_of[i] = -1;

  for (int i = 0; i < self->n; i++)
    {
      int chain, j = i;

      if (self->chain_of[i] >= 0)
        continue;
      if (self->parent[i] >= 0)
        {
          int n;
          const int *children = sp_history_get_children (self->history, self->parent[i], &n);

          /* A clock that ran backwards: the parent comes later, and takes its first child along. */
          if (children[0] == i && self->chain_of[self->parent[i]] < 0)
            continue;
        }

      chain = self->n_chains++;
      while (j >= 0 && self->chain_of[j] < 0)
        {
          int n;
          const int *children;

          self->chain_of[j] = chain;
          children = sp_history_get_children (self->history, j, &n);
          j = n > 0 ? children[0] : -1;
        }
    }

  if (current >= 0)
    sp_history_get_children (self->history, current, &n_children);
  self->chain_of[self->n] = current >= 0 && n_children == 0 ? self->chain_of[current] : self->n_chains++;
}

static gboolean
lane_is_free (GArray     *spans,
              const Span *span)
{
  const Span *data = (const Span *) (gpointer) spans->data;
  guint low = 0;
  guint high = spans->len;

  /* Sorted by row from the bottom up: new chains are mostly near the top, so that they are appended. */
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (data[middle].top > span->bottom)
        low = middle + 1;
      else
        high = middle;
    }

  return low >= spans->len || data[low].bottom < span->top;
}

static void
lane_take (GArray     *spans,
           const Span *span)
{
  guint i = spans->len;

  while (i > 0 && g_array_index (spans, Span, i - 1).top < span->top)
    i--;
  g_array_insert_vals (spans, i, span, 1);
}

static void
find_lanes (SpTimeline *self)
{
  g_autofree Span *spans = g_new (Span, self->n_chains);
  g_autoptr (GPtrArray) lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (int chain = 0; chain < self->n_chains; chain++)
    spans[chain] = (Span) { G_MAXINT, -1 };
  for (int i = 0; i <= self->n; i++)
    {
      Span *span = &spans[self->chain_of[i]];
      int parent = self->parent[i];

      span->top = MIN (span->top, self->row_of[i]);
      span->bottom = MAX (span->bottom, self->row_of[i]);
      /* From just above its fork. */
      if (parent >= 0 && self->chain_of[parent] != self->chain_of[i])
        span->bottom = MAX (span->bottom, self->row_of[parent] - 1);
    }

  self->lane = g_new0 (int, self->n_chains);
  for (int chain = 0; chain < self->n_chains; chain++)
    {
      guint lane = 0;

      while (lane < lanes->len && lane + 1 < MAX_LANES && !lane_is_free (g_ptr_array_index (lanes, lane), &spans[chain]))
        lane++;
      if (lane == lanes->len)
        g_ptr_array_add (lanes, g_array_new (FALSE, FALSE, sizeof (Span)));
      lane_take (g_ptr_array_index (lanes, lane), &spans[chain]);
      self->lane[chain] = (int) lane;
    }
  self->n_lanes = (int) lanes->len;
}

/* Every edge once: from the child's node down its own lane, and over to the parent's in the parent's row. */
static void
add_segments (SpTimeline *self)
{
  g_autofree guint *fill = NULL;

  self->first = g_new0 (guint, self->n + 2);
  for (int i = 0; i <= self->n; i++)
    {
      if (self->parent[i] < 0)
        continue;
      for (int row = self->row_of[i]; row <= self->row_of[self->parent[i]]; row++)
        self->first[row + 1]++;
    }
  for (int row = 1; row <= self->n + 1; row++)
    self->first[row] += self->first[row - 1];

  self->segments = g_new0 (SpSegment, MAX (self->first[self->n + 1], 1));
  fill = g_memdup2 (self->first, sizeof (guint) * (gsize) (self->n + 2));
  for (int i = 0; i <= self->n; i++)
    {
      int parent = self->parent[i];
      int top, bottom;

      if (parent < 0)
        continue;
      top = self->row_of[i];
      bottom = self->row_of[parent];
      for (int row = top; row <= bottom; row++)
        {
          SpSegment *segment = &self->segments[fill[row]++];

          segment->from = row == top ? SP_AT_NODE : SP_AT_TOP;
          segment->to = row == bottom ? SP_AT_NODE : SP_AT_BOTTOM;
          segment->from_lane = (guint16) self->lane[self->chain_of[i]];
          segment->to_lane = (guint16) self->lane[self->chain_of[row == bottom ? parent : i]];
          segment->on_path = self->on_path[i];
          segment->chain = (guint16) MIN (self->chain_of[i], G_MAXUINT16);
        }
    }
}

static void
find_depths (SpTimeline *self)
{
  /* From the bottom up: a parent's row is always below. */
  for (int row = self->n; row >= 0; row--)
    {
      int i = self->order[row];

      self->depth[i] = self->parent[i] >= 0 ? self->depth[self->parent[i]] + 1 : 1;
    }
}

static GType
sp_timeline_get_item_type (GListModel *model)
{
  return SP_TYPE_TIMELINE_ROW;
}

static guint
sp_timeline_get_n_items (GListModel *model)
{
  return (guint) SP_TIMELINE (model)->n + 1;
}

static gpointer
sp_timeline_get_item (GListModel *model,
                      guint       position)
{
  SpTimeline *self = SP_TIMELINE (model);
  SpTimelineRow *row;

  if (position > (guint) self->n)
    return NULL;
  if (self->rows[position] != NULL)
    return g_object_ref (self->rows[position]);

  row = g_object_new (SP_TYPE_TIMELINE_ROW, NULL);
  row->timeline = g_object_ref (self);
  row->row = (int) position;
  self->rows[position] = row;

  return row;
}

static void
sp_timeline_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sp_timeline_get_item_type;
  iface->get_n_items = sp_timeline_get_n_items;
  iface->get_item = sp_timeline_get_item;
}

static void
sp_timeline_finalize (GObject *object)
{
  SpTimeline *self = (SpTimeline *) object;

  g_clear_object (&self->history);
  g_free (self->order);
  g_free (self->row_of);
  g_free (self->parent);
  g_free (self->chain_of);
  g_free (self->lane);
  g_free (self->on_path);
  g_free (self->depth);
  g_free (self->first);
  g_free (self->segments);
  g_free (self->rows);

  G_OBJECT_CLASS (sp_timeline_parent_class)->finalize (object);
}

static void
sp_timeline_class_init (SpTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_timeline_finalize;
}

static void
sp_timeline_init (SpTimeline *self)
{
}

static void
sp_timeline_row_finalize (GObject *object)
{
  SpTimelineRow *self = (SpTimelineRow *) object;

  self->timeline->rows[self->row] = NULL;
  g_object_unref (self->timeline);

  G_OBJECT_CLASS (sp_timeline_row_parent_class)->finalize (object);
}

static void
sp_timeline_row_class_init (SpTimelineRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_timeline_row_finalize;
}

static void
sp_timeline_row_init (SpTimelineRow *self)
{
}

/**
 * sp_timeline_new:
 * @history: what to lay out
 *
 * Returns: (transfer full): the rows
 */
SpTimeline *
sp_timeline_new (SpHistory *history)
{
  SpTimeline *self;
  gsize size;

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  self = g_object_new (SP_TYPE_TIMELINE, NULL);
  self->history = g_object_ref (history);
  self->n = sp_history_get_n (history);
  size = (gsize) self->n + 1;
  self->order = g_new (int, size);
  self->row_of = g_new (int, size);
  self->parent = g_new (int, size);
  self->chain_of = g_new (int, size);
  self->on_path = g_new0 (guint8, size);
  self->depth = g_new (int, size);
  self->rows = g_new0 (SpTimelineRow *, size);

  for (int i = 0; i < self->n; i++)
    self->parent[i] = sp_history_get_parent (history, i);
  self->parent[self->n] = sp_history_get_current (history);
  for (int i = self->n; i >= 0; i = self->parent[i])
    self->on_path[i] = TRUE;

  sort_rows (self);
  find_depths (self);
  find_chains (self);
  find_lanes (self);
  add_segments (self);

  return self;
}

SpHistory *
sp_timeline_get_history (SpTimeline *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE (self), NULL);

  return self->history;
}

int
sp_timeline_get_n_lanes (SpTimeline *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE (self), 0);

  return self->n_lanes;
}

int
sp_timeline_find_row (SpTimeline *self,
                      int         index)
{
  g_return_val_if_fail (SP_IS_TIMELINE (self), 0);
  g_return_val_if_fail (index >= -1 && index < self->n, 0);

  return index < 0 ? 0 : self->row_of[index];
}

static int
get_place (SpTimelineRow *self)
{
  return self->timeline->order[self->row];
}

SpSnapshot *
sp_timeline_row_get_snapshot (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), NULL);

  return self->row == 0 ? NULL : sp_history_get (self->timeline->history, get_place (self));
}

gboolean
sp_timeline_row_is_now (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), FALSE);

  return self->row == 0;
}

int
sp_timeline_row_get_index (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), -1);

  return self->row == 0 ? -1 : get_place (self);
}

int
sp_timeline_row_get_lane (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), 0);

  return self->timeline->lane[self->timeline->chain_of[get_place (self)]];
}

int
sp_timeline_row_get_depth (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), 1);

  return self->timeline->depth[get_place (self)];
}

int
sp_timeline_row_get_n_children (SpTimelineRow *self)
{
  int n = 0;

  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), 0);

  if (self->row > 0)
    sp_history_get_children (self->timeline->history, get_place (self), &n);

  return n;
}

gboolean
sp_timeline_row_get_on_path (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), FALSE);

  return self->timeline->on_path[get_place (self)];
}

gboolean
sp_timeline_row_get_current (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), FALSE);

  return self->row > 0 && get_place (self) == sp_history_get_current (self->timeline->history);
}

int
sp_timeline_row_get_chain (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), 0);

  return self->timeline->chain_of[get_place (self)];
}

const SpSegment *
sp_timeline_row_get_segments (SpTimelineRow *self,
                              int           *n)
{
  SpTimeline *timeline;

  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  timeline = self->timeline;
  *n = (int) (timeline->first[self->row + 1] - timeline->first[self->row]);
  return timeline->segments + timeline->first[self->row];
}
