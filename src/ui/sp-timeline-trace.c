/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path to the root of the row that is pointed at, or else of the one that has the focus or was selected last: its lanes stand out. */

#include "config.h"

#include "sp-timeline-trace.h"

#include "sp-snapshot-row.h"

struct _SpTimelineTrace
{
  GtkListView        *list;
  SpLaneStyle        *lanes;
  GtkEventController *motion; /* of the list */
  SpHistory          *history;
  GArray             *marks; /* of guint8, by snapshot */
  int                 pointed; /* -1: none, or Now, whose path stands out anyway */
  int                 from;
};

static void
mark (SpTimelineTrace *self)
{
  int n = self->history != NULL ? sp_history_get_n (self->history) : 0;
  int from = self->pointed >= 0 ? self->pointed : self->from;

  g_array_set_size (self->marks, 0);
  g_array_set_size (self->marks, (guint) n);
  for (int i = from < n ? from : -1; i >= 0; i = sp_history_get_parent (self->history, i))
    g_array_index (self->marks, guint8, i) = 1;
  self->lanes->traced = (const guint8 *) (gpointer) self->marks->data;
  self->lanes->n_traced = n;
  sp_lane_cell_redraw_all (self->list);
}

static void
point (SpTimelineTrace *self,
       int              index)
{
  if (self->pointed == index)
    return;
  self->pointed = index;
  mark (self);
}

static void
motion_cb (SpTimelineTrace *self,
           double           x,
           double           y)
{
  GtkWidget *under = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);
  GtkWidget *widget = under != NULL ? gtk_widget_get_ancestor (under, SP_TYPE_SNAPSHOT_ROW) : NULL;
  SpTimelineRow *row = widget != NULL ? sp_snapshot_row_get (SP_SNAPSHOT_ROW (widget)) : NULL;

  point (self, row != NULL ? sp_timeline_row_get_index (row) : -1);
}

static void
leave_cb (SpTimelineTrace *self)
{
  point (self, -1);
}

/**
 * sp_timeline_trace_new:
 * @list: the list of [class@SnapshotRow]
 * @lanes: what its rows share
 *
 * Returns: (transfer full): what marks a path in @lanes
 */
SpTimelineTrace *
sp_timeline_trace_new (GtkListView *list,
                       SpLaneStyle *lanes)
{
  SpTimelineTrace *self;

  g_return_val_if_fail (GTK_IS_LIST_VIEW (list), NULL);
  g_return_val_if_fail (lanes != NULL, NULL);

  self = g_new0 (SpTimelineTrace, 1);
  self->list = list;
  self->lanes = lanes;
  self->marks = g_array_new (FALSE, TRUE, sizeof (guint8));
  self->pointed = self->from = -1;
  self->motion = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (self->motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (self->motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (self->motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (list), self->motion);
  return self;
}

void
sp_timeline_trace_free (SpTimelineTrace *self)
{
  if (self == NULL)
    return;

  gtk_widget_remove_controller (GTK_WIDGET (self->list), self->motion);
  self->lanes->traced = NULL;
  self->lanes->n_traced = 0;
  g_clear_object (&self->history);
  g_array_unref (self->marks);
  g_free (self);
}

void
sp_timeline_trace_follow (SpTimelineTrace *self,
                          SpHistory       *history)
{
  g_return_if_fail (self != NULL);

  if (!g_set_object (&self->history, history))
    return;
  /* The pointer may lie on another row now: it tells when it is moved. */
  self->pointed = -1;
  self->from = -1;
  mark (self);
}

void
sp_timeline_trace_set_from (SpTimelineTrace *self,
                            int              index)
{
  g_return_if_fail (self != NULL);

  if (self->from == index)
    return;
  self->from = index;
  if (self->pointed < 0)
    mark (self);
}
