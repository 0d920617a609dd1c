/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A history laid out as a timeline, beside the main thread: with many thousands of snapshots it takes as long as a frame. */

#include "config.h"

#include "sp-layout.h"

typedef struct
{
  SpHistory  *history;
  SpTimeline *before;
} Layout;

static void
layout_free (gpointer data)
{
  Layout *layout = data;

  g_object_unref (layout->history);
  g_clear_object (&layout->before);
  g_free (layout);
}

static DexFuture *
lay_out_fiber (gpointer data)
{
  Layout *layout = data;
  SpTimeline *timeline = sp_timeline_new (layout->history);

  if (layout->before != NULL)
    sp_timeline_compare (timeline, layout->before);
  return dex_future_new_take_object (timeline);
}

/**
 * sp_layout_new:
 * @history: a history
 * @before: (nullable): what it will take the place of, as far as can be told now: that it is compared with, too
 *
 * Returns: (transfer full): a future of its timeline
 */
DexFuture *
sp_layout_new (SpHistory  *history,
               SpTimeline *before)
{
  Layout *layout = NULL;

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  layout = g_new0 (Layout, 1);
  layout->history = g_object_ref (history);
  g_set_object (&layout->before, before);
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, lay_out_fiber, layout, layout_free);
}
