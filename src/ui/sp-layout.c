/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A history laid out as a timeline, beside the main thread: with many thousands of snapshots it takes as long as a frame. */

#include "config.h"

#include "sp-layout.h"

static DexFuture *
lay_out_fiber (gpointer data)
{
  return dex_future_new_take_object (sp_timeline_new (data));
}

static DexFuture *
lay_out_cb (DexFuture *future,
            gpointer   data)
{
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, lay_out_fiber,
                              g_value_dup_object (dex_future_get_value (future, NULL)), g_object_unref);
}

/**
 * sp_layout_then:
 * @history: (transfer full): a future of a history
 *
 * Returns: (transfer full): a future of its timeline, or of the error that came instead
 */
DexFuture *
sp_layout_then (DexFuture *history)
{
  g_return_val_if_fail (DEX_IS_FUTURE (history), NULL);

  return dex_future_then (history, lay_out_cb, NULL, NULL);
}
