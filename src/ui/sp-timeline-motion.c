/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a timeline has become is seen to come about: a new node grows, and Now goes where it stands from now on.
 *
 * An animation of libadwaita: where people want less motion, it is over at once. */

#include "config.h"

#include "sp-timeline-motion.h"

#define MILLISECONDS 350
/* More than that are a history that comes in, not something that happened. */
#define MOST_FRESH 3

struct _SpTimelineMotion
{
  GtkListView  *list;
  SpLaneStyle  *lanes;
  AdwAnimation *animation;
  GArray       *fresh; /* of guint8, by snapshot */
  float         from;  /* where Now comes from, in lanes beside its own */
};

static void
moved_cb (double   value,
          gpointer data)
{
  SpTimelineMotion *self = data;

  self->lanes->shrunk = (float) (1 - value);
  self->lanes->shift = self->from * (float) (1 - value);
  sp_lane_cell_redraw_all (self->list);
}

static void
done_cb (SpTimelineMotion *self)
{
  self->lanes->fresh = NULL;
  self->lanes->n_fresh = 0;
  self->lanes->shrunk = 0;
  self->lanes->shift = 0;
  sp_lane_cell_redraw_all (self->list);
}

/* Returns how many there are. */
static guint
find_fresh (SpTimelineMotion *self,
            SpHistory        *before,
            SpHistory        *after)
{
  int n = sp_history_get_n (after);
  guint found = 0;

  g_array_set_size (self->fresh, 0);
  g_array_set_size (self->fresh, (guint) n);
  for (int i = 0; i < n; i++)
    {
      SpSnapshot *snapshot = sp_history_get (after, i);
      int was = sp_history_find (before, sp_snapshot_get_name (snapshot));
      gboolean fresh = was < 0 || !sp_snapshot_same (sp_history_get (before, was), snapshot);

      g_array_index (self->fresh, guint8, i) = fresh;
      found += fresh;
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
  self->fresh = g_array_new (FALSE, TRUE, sizeof (guint8));
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
  self->lanes->fresh = NULL;
  self->lanes->n_fresh = 0;
  g_array_unref (self->fresh);
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
  guint n = 0;

  g_return_if_fail (self != NULL);

  adw_animation_skip (self->animation);
  if (before == NULL || after == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    return;
  n = find_fresh (self, sp_timeline_get_history (before), sp_timeline_get_history (after));
  self->from = (float) (find_now_lane (before) - find_now_lane (after));
  if (n > MOST_FRESH || (n == 0 && self->from == 0))
    return;
  self->lanes->fresh = (const guint8 *) (gpointer) self->fresh->data;
  self->lanes->n_fresh = (int) self->fresh->len;
  adw_animation_play (self->animation);
}
