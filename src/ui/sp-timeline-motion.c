/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a timeline has become is seen to come about: a new node grows, one that took in a deleted one swells, and Now goes where it
 * stands from now on.
 *
 * An animation of libadwaita: where people want less motion, it is over at once. */

#include "config.h"

#include "sp-timeline-motion.h"

#define MILLISECONDS 350
/* More than that are a history that comes in, not something that happened. */
#define MOST_AT_ONCE 3

struct _SpTimelineMotion
{
  GtkListView  *list;
  SpLaneStyle  *lanes;
  AdwAnimation *animation;
  GArray       *moves; /* of guint8: SpLaneMove, by snapshot */
  float         from;  /* where Now comes from, in lanes beside its own */
};

static void
moved_cb (double   value,
          gpointer data)
{
  SpTimelineMotion *self = data;

  self->lanes->left = (float) (1 - value);
  self->lanes->shift = self->from * (float) (1 - value);
  sp_lane_cell_redraw_all (self->list);
}

static void
done_cb (SpTimelineMotion *self)
{
  self->lanes->moves = NULL;
  self->lanes->n_moves = 0;
  self->lanes->left = 0;
  self->lanes->shift = 0;
  sp_lane_cell_redraw_all (self->list);
}

static void
set_move (SpTimelineMotion *self,
          int               index,
          SpLaneMove        move)
{
  g_array_index (self->moves, guint8, index) = (guint8) move;
}

/* Whether @history has the same; @at: where it is looked for first. Both are in order, and most have the same neighbours. */
static gboolean
has (SpHistory  *history,
     int        *at,
     SpSnapshot *snapshot)
{
  int found = *at;

  if (found >= sp_history_get_n (history) || !sp_snapshot_same (sp_history_get (history, found), snapshot))
    found = sp_history_find_same (history, snapshot);
  if (found >= 0)
    *at = found + 1;
  return found >= 0;
}

/* Returns how many are new. */
static guint
find_new (SpTimelineMotion *self,
          SpHistory        *before,
          SpHistory        *after)
{
  guint found = 0;
  int at = 0;

  for (int i = 0; i < sp_history_get_n (after); i++)
    if (!has (before, &at, sp_history_get (after, i)))
      {
        set_move (self, i, SP_LANE_MOVE_GROWS);
        found++;
      }
  return found;
}

/* What was deleted is taken in by those that grew from it, or else by the one that it grew from. */
static void
take_in (SpTimelineMotion *self,
         SpHistory        *before,
         int               gone,
         SpHistory        *after)
{
  int n = 0;
  const int *children = sp_history_get_children (before, gone, &n);
  int parent = sp_history_get_parent (before, gone);
  gboolean taken = FALSE;

  for (int i = 0; i < n; i++)
    {
      int child = sp_history_find_same (after, sp_history_get (before, children[i]));

      if (child >= 0)
        set_move (self, child, SP_LANE_MOVE_TAKES_IN);
      taken |= child >= 0;
    }
  if (!taken && parent >= 0 && sp_history_find_same (after, sp_history_get (before, parent)) >= 0)
    set_move (self, sp_history_find_same (after, sp_history_get (before, parent)), SP_LANE_MOVE_TAKES_IN);
}

/* Returns how many are gone. */
static guint
find_gone (SpTimelineMotion *self,
           SpHistory        *before,
           SpHistory        *after)
{
  guint found = 0;
  int at = 0;

  for (int i = 0; i < sp_history_get_n (before); i++)
    if (!has (after, &at, sp_history_get (before, i)))
      {
        take_in (self, before, i, after);
        found++;
      }
  return found;
}

static int
find_now_lane (SpTimeline *timeline)
{
  g_autoptr (SpTimelineRow) now = g_list_model_get_item (G_LIST_MODEL (timeline), (guint) sp_timeline_find_row (timeline, -1));

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
  self->moves = g_array_new (FALSE, TRUE, sizeof (guint8));
  self->animation = adw_timed_animation_new (GTK_WIDGET (list), 0, 1, MILLISECONDS, adw_callback_animation_target_new (moved_cb, self, NULL));
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation), ADW_EASE_OUT_CUBIC);
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
  self->lanes->moves = NULL;
  self->lanes->n_moves = 0;
  g_array_unref (self->moves);
  g_free (self);
}

/**
 * sp_timeline_motion_go:
 * @before: (nullable): what was shown
 * @after: (nullable): what is shown from now on, of the same machine
 *
 * Begins where something happened that can be seen to come about.
 */
void
sp_timeline_motion_go (SpTimelineMotion *self,
                       SpTimeline       *before,
                       SpTimeline       *after)
{
  SpHistory *was;
  SpHistory *is;
  guint n;

  g_return_if_fail (self != NULL);

  adw_animation_skip (self->animation);
  if (before == NULL || after == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    return;
  was = sp_timeline_get_history (before);
  is = sp_timeline_get_history (after);
  g_array_set_size (self->moves, 0);
  g_array_set_size (self->moves, (guint) sp_history_get_n (is));
  n = find_new (self, was, is) + find_gone (self, was, is);
  self->from = (float) (find_now_lane (before) - find_now_lane (after));
  if (n > MOST_AT_ONCE || (n == 0 && self->from == 0))
    return;
  self->lanes->moves = (const guint8 *) (gpointer) self->moves->data;
  self->lanes->n_moves = (int) self->moves->len;
  /* Its first frame is not that of the end. */
  moved_cb (0, self);
  adw_animation_play (self->animation);
}
