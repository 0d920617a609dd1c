/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a timeline has become is seen to come about: a new node goes from its parent to its place, a deleted one flows into the one
 * that takes it in, and Now goes where it stands from now on; whoever did it.
 *
 * Where people want less motion, nothing moves. */

#include "config.h"

#include "sp-timeline-motion.h"

#include "sp-reduced-motion.h"
#include "sp-timeline-change.h"

/* As long as libadwaita's own. */
#define MILLISECONDS 250
/* More than that are a history that comes in, not something that happened. */
#define MOST_AT_ONCE 3

struct _SpTimelineMotion
{
  GtkListView  *list;
  SpLaneStyle  *lanes;
  AdwAnimation *animation;
  GArray       *moves; /* of SpLaneMove, by snapshot */
  float         from;  /* where Now comes from, in lanes beside its own */
};

static void
moved_cb (double   value,
          gpointer data)
{
  SpTimelineMotion *self = data;

  self->lanes->moving.left = (float) (1 - value);
  self->lanes->shift = self->from * (float) (1 - value);
  sp_lane_cell_redraw_moving (self->list);
}

/* All has been drawn in its place already. */
static void
done_cb (SpTimelineMotion *self)
{
  self->lanes->moving = (SpLaneMoves){ 0 };
  self->lanes->shift = 0;
}

static SpNode
get_node (SpHistory *history,
          int        index)
{
  return sp_snapshot_get_memory (sp_history_get (history, index)) != SP_MEMORY_NONE ? SP_NODE_MEMORY : SP_NODE_DISKS;
}

static SpTimelineRow *
get_row (SpTimeline *timeline,
         int         index)
{
  return g_list_model_get_item (G_LIST_MODEL (timeline), (guint) sp_timeline_find_row (timeline, index));
}

/* Where something grows from it, or Now does, there was a line before. */
static void
come (SpTimelineMotion *self,
      SpHistory        *history,
      int               index)
{
  SpLaneMove *move = &g_array_index (self->moves, SpLaneMove, index);
  int n = 0;

  sp_history_get_children (history, index, &n);
  move->node = get_node (history, index);
  if (sp_history_get_parent (history, index) < 0)
    move->kind = SP_LANE_MOVE_APPEARS;
  else
    move->kind = n > 0 || sp_history_get_current (history) == index ? SP_LANE_MOVE_RISES : SP_LANE_MOVE_GROWS;
}

/* @by: index in @before of the one that takes it in. Returns whether it is there still. */
static gboolean
flow (SpTimelineMotion *self,
      SpTimeline       *before,
      int               gone,
      int               by,
      SpHistory        *after)
{
  SpHistory *was = sp_timeline_get_history (before);
  int there = sp_history_find_same (after, sp_history_get (was, by));
  g_autoptr (SpTimelineRow) left = get_row (before, gone);
  g_autoptr (SpTimelineRow) stays = get_row (before, by);

  if (there >= 0)
    g_array_index (self->moves, SpLaneMove, there) = (SpLaneMove) {
      .kind = SP_LANE_MOVE_TAKES_IN,
      .node = get_node (was, gone),
      .on_path = sp_timeline_row_get_on_path (left),
      .from = sp_history_get_parent (was, gone) == by ? SP_AT_TOP : SP_AT_BOTTOM,
      .side = sp_timeline_row_get_lane (left) - sp_timeline_row_get_lane (stays),
      .chain = sp_timeline_row_get_chain (left),
    };
  return there >= 0;
}

/* What was deleted is taken in by those that grew from it, or else by the one that it grew from. */
static void
leave (SpTimelineMotion *self,
       SpTimeline       *before,
       int               gone,
       SpHistory        *after)
{
  SpHistory *was = sp_timeline_get_history (before);
  int n = 0;
  const int *children = sp_history_get_children (was, gone, &n);
  int parent = sp_history_get_parent (was, gone);
  gboolean taken = FALSE;

  for (int i = 0; i < n; i++)
    taken |= flow (self, before, gone, children[i], after);
  if (!taken && parent >= 0)
    flow (self, before, gone, parent, after);
}

static int
find_now_lane (SpTimeline *timeline)
{
  g_autoptr (SpTimelineRow) now = get_row (timeline, -1);

  return sp_timeline_row_get_lane (now);
}

/**
 * sp_timeline_motion_new:
 * @list: the list of rows
 * @lanes: what they share
 *
 * Returns: (transfer full): at rest
 */
SpTimelineMotion *
sp_timeline_motion_new (GtkListView *list,
                        SpLaneStyle *lanes)
{
  SpTimelineMotion *self;

  g_return_val_if_fail (GTK_IS_LIST_VIEW (list), NULL);
  g_return_val_if_fail (lanes != NULL, NULL);

  self = g_new0 (SpTimelineMotion, 1);
  self->list = list;
  self->lanes = lanes;
  self->moves = g_array_new (FALSE, TRUE, sizeof (SpLaneMove));
  self->animation = adw_timed_animation_new (GTK_WIDGET (list), 0, 1, MILLISECONDS, adw_callback_animation_target_new (moved_cb, self, NULL));
  /* It leaves one row and arrives in another: neither end in a hurry. */
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation), ADW_EASE_IN_OUT_QUAD);
  g_signal_connect_swapped (self->animation, "done", G_CALLBACK (done_cb), self);
  return self;
}

void
sp_timeline_motion_free (SpTimelineMotion *self)
{
  if (self == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->animation, self);
  adw_animation_reset (self->animation);
  g_clear_object (&self->animation);
  done_cb (self);
  g_array_unref (self->moves);
  g_free (self);
}

/* What one refresh tells comes in pieces: what is on its way goes on in the next one. */
static void
carry (SpTimelineMotion *self,
       GArray           *were,
       SpHistory        *before,
       SpHistory        *after)
{
  for (guint i = 0; i < were->len; i++)
    {
      const SpLaneMove *was = &g_array_index (were, SpLaneMove, i);
      int there = was->kind != SP_LANE_MOVE_NONE ? sp_history_find_same (after, sp_history_get (before, (int) i)) : -1;

      if (there < 0 || g_array_index (self->moves, SpLaneMove, there).kind != SP_LANE_MOVE_NONE)
        continue;
      if (was->kind == SP_LANE_MOVE_TAKES_IN)
        g_array_index (self->moves, SpLaneMove, there) = *was;
      else
        come (self, after, there);
    }
}

/* @from: where Now is drawn, in lanes beside its own; what moves has @left of its way. */
static void
set_off (SpTimelineMotion *self,
         float             from,
         float             left)
{
  self->from = from / left;
  self->lanes->shift = from;
  self->lanes->moving = (SpLaneMoves){ (const SpLaneMove *) (gpointer) self->moves->data, (int) self->moves->len, left };
  sp_lane_cell_redraw_moving (self->list);
}

/**
 * sp_timeline_motion_go:
 * @before: (nullable): what was shown
 * @after: (nullable): what is shown from now on, of the same machine
 *
 * Begins where something happened that can be seen to come about. What is on its way already goes on.
 */
void
sp_timeline_motion_go (SpTimelineMotion *self,
                       SpTimeline       *before,
                       SpTimeline       *after)
{
  const SpTimelineChange *change;
  g_autoptr (GArray) were = NULL;
  SpHistory *is;
  gboolean playing;
  float from;
  guint n;

  g_return_if_fail (self != NULL);

  if (before == NULL || after == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->list)) || sp_reduced_motion_get (GTK_WIDGET (self->list)))
    {
      adw_animation_skip (self->animation);
      return;
    }
  is = sp_timeline_get_history (after);
  change = sp_timeline_compare (after, before);
  n = change->fresh->len + change->gone->len;
  playing = self->lanes->moving.left > 0;
  from = self->lanes->shift + (float) (find_now_lane (before) - find_now_lane (after));
  if (n > MOST_AT_ONCE)
    adw_animation_skip (self->animation);
  if (n > MOST_AT_ONCE || (n == 0 && from == 0 && !playing))
    return;

  were = g_steal_pointer (&self->moves);
  self->moves = g_array_new (FALSE, TRUE, sizeof (SpLaneMove));
  g_array_set_size (self->moves, (guint) sp_history_get_n (is));
  for (guint i = 0; i < change->fresh->len; i++)
    come (self, is, g_array_index (change->fresh, int, i));
  for (guint i = 0; i < change->gone->len; i++)
    leave (self, before, g_array_index (change->gone, int, i), is);
  /* What is nearly there need not begin anew. */
  if (playing && (n == 0 || self->lanes->moving.left > 0.5f))
    carry (self, were, sp_timeline_get_history (before), is);
  set_off (self, from, n == 0 && playing ? self->lanes->moving.left : 1);
  if (n > 0 || !playing)
    adw_animation_play (self->animation);
}
