/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and lanes for drawing a history: newest on top, Now first. Pure layout; knows no pixels. */

#include "config.h"

#include "sp-lanes-private.h"
#include "sp-timeline-change.h"

struct _SpTimeline
{
  GObject parent_instance;

  SpLanes        *lanes;
  SpTimelineRow **rows; /* those that somebody holds; each clears its place when it goes */

  guint             serial;   /* of all timelines, from 1 on: nobody is kept alive, or taken for another, for having been compared */
  guint             compared; /* with which one; 0: none */
  SpTimelineChange *change;
};

struct _SpTimelineRow
{
  GObject parent_instance;

  SpTimeline *timeline;
  GArray     *segments; /* made when first asked for */
  int         row;
};

static void sp_timeline_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (SpTimelineRow, sp_timeline_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SpTimeline, sp_timeline, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sp_timeline_list_model_init))

static GType
sp_timeline_get_item_type (GListModel *model)
{
  return SP_TYPE_TIMELINE_ROW;
}

static guint
sp_timeline_get_n_items (GListModel *model)
{
  return (guint) SP_TIMELINE (model)->lanes->n + 1;
}

static gpointer
sp_timeline_get_item (GListModel *model,
                      guint       position)
{
  SpTimeline *self = SP_TIMELINE (model);
  SpTimelineRow *row;

  if (position > (guint) self->lanes->n)
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

  g_clear_pointer (&self->change, sp_timeline_change_free);
  sp_lanes_free (self->lanes);
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
  g_clear_pointer (&self->segments, g_array_unref);
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
  static guint serials;
  SpTimeline *self;

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  self = g_object_new (SP_TYPE_TIMELINE, NULL);
  self->serial = (guint) g_atomic_int_add (&serials, 1) + 1;
  self->lanes = sp_lanes_new (history);
  self->rows = g_new0 (SpTimelineRow *, self->lanes->n + 1);

  return self;
}

/**
 * sp_timeline_get_history:
 * @self: a timeline
 *
 * Returns: (transfer none): the history that it lays out
 */
SpHistory *
sp_timeline_get_history (SpTimeline *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE (self), NULL);

  return self->lanes->history;
}

/**
 * sp_timeline_get_n_lanes:
 * @self: a timeline
 *
 * Returns: how many lanes there are
 */
int
sp_timeline_get_n_lanes (SpTimeline *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE (self), 0);

  return self->lanes->n_lanes;
}

/* For the map, which lays them out its own way. */
const SpLanes *
sp_timeline_peek_lanes (SpTimeline *self)
{
  g_assert (SP_IS_TIMELINE (self));

  return self->lanes;
}

/**
 * sp_timeline_get_index:
 * @self: a timeline
 * @row: a row
 *
 * For those who go through all of them: nothing is made.
 *
 * Returns: the index in the history of the row's snapshot; -1: Now
 */
int
sp_timeline_get_index (SpTimeline *self,
                       guint       row)
{
  g_return_val_if_fail (SP_IS_TIMELINE (self), -1);
  g_return_val_if_fail (row <= (guint) self->lanes->n, -1);

  return row == 0 ? -1 : self->lanes->order[row];
}

/**
 * sp_timeline_find_row:
 * @self: a timeline
 * @index: of a snapshot in the history; -1: Now
 *
 * Returns: its row
 */
int
sp_timeline_find_row (SpTimeline *self,
                      int         index)
{
  g_return_val_if_fail (SP_IS_TIMELINE (self), 0);
  g_return_val_if_fail (index >= -1 && index < self->lanes->n, 0);

  return index < 0 ? 0 : self->lanes->row_of[index];
}

/**
 * sp_timeline_compare:
 * @self: a timeline
 * @before: the same machine's, earlier
 *
 * With many thousands of rows it takes half a frame: a thread that makes a timeline asks for what will be wanted of it, before
 * anybody else has it.
 *
 * Returns: (transfer none): what changed, as long as nobody compares with another one
 */
const SpTimelineChange *
sp_timeline_compare (SpTimeline *self,
                     SpTimeline *before)
{
  g_return_val_if_fail (SP_IS_TIMELINE (self), NULL);
  g_return_val_if_fail (SP_IS_TIMELINE (before), NULL);

  if (self->compared != before->serial)
    {
      g_clear_pointer (&self->change, sp_timeline_change_free);
      self->change = sp_timeline_change_new (before, self);
      self->compared = before->serial;
    }
  return self->change;
}

static int
get_place (SpTimelineRow *self)
{
  return self->timeline->lanes->order[self->row];
}

/**
 * sp_timeline_row_get_snapshot:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): its snapshot; %NULL for Now
 */
SpSnapshot *
sp_timeline_row_get_snapshot (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), NULL);

  return self->row == 0 ? NULL : sp_history_get (self->timeline->lanes->history, get_place (self));
}

/**
 * sp_timeline_row_is_now:
 * @self: a row
 *
 * Returns: whether it is that of Now
 */
gboolean
sp_timeline_row_is_now (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), FALSE);

  return self->row == 0;
}

/**
 * sp_timeline_row_get_index:
 * @self: a row
 *
 * Returns: the snapshot's index in the history; -1 for Now
 */
int
sp_timeline_row_get_index (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), -1);

  return self->row == 0 ? -1 : get_place (self);
}

/**
 * sp_timeline_row_get_lane:
 * @self: a row
 *
 * Returns: the lane that its node stands in
 */
int
sp_timeline_row_get_lane (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), 0);

  return sp_lanes_get_lane (self->timeline->lanes, get_place (self));
}

/**
 * sp_timeline_row_get_on_path:
 * @self: a row
 *
 * Returns: whether Now grew from it, or it is Now
 */
gboolean
sp_timeline_row_get_on_path (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), FALSE);

  return self->timeline->lanes->on_path[get_place (self)];
}

/**
 * sp_timeline_row_get_current:
 * @self: a row
 *
 * Returns: whether it is that of the current snapshot
 */
gboolean
sp_timeline_row_get_current (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), FALSE);

  return self->row > 0 && get_place (self) == sp_history_get_current (self->timeline->lanes->history);
}

/**
 * sp_timeline_row_get_chain:
 * @self: a row
 *
 * Returns: a number that chooses the colour: a snapshot, its first child and so on have the same, and keep it
 */
int
sp_timeline_row_get_chain (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), 0);

  return self->timeline->lanes->chain_of[get_place (self)];
}

/**
 * sp_timeline_row_get_level:
 * @self: a row
 *
 * Returns: how deep it stands, counted in branches: 1 for a root's own chain; Now has that of the chain it stands on
 */
int
sp_timeline_row_get_level (SpTimelineRow *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), 0);

  return self->timeline->lanes->level[self->timeline->lanes->chain_of[get_place (self)]];
}

/**
 * sp_timeline_row_get_segments:
 * @self: a row
 * @n: (out): how many
 *
 * Returns: (array length=n) (transfer none): the pieces of edges in this row, as long as somebody holds the row
 */
const SpSegment *
sp_timeline_row_get_segments (SpTimelineRow *self,
                              int           *n)
{
  g_return_val_if_fail (SP_IS_TIMELINE_ROW (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  if (self->segments == NULL)
    self->segments = sp_lanes_dup_segments (self->timeline->lanes, self->row);

  *n = (int) self->segments->len;
  return (const SpSegment *) (gpointer) self->segments->data;
}
