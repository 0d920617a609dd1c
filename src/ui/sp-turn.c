/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes long on the main thread is done piece by piece. */

#include "config.h"

#include "sp-turn.h"

static gboolean
come_cb (gpointer promise)
{
  dex_promise_resolve_boolean (promise, TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * sp_turn_next:
 *
 * A fiber of the main thread that has done a piece of its work awaits it, so that what people do and see goes on.
 *
 * Returns: (transfer full): a future that comes in the next turn of the main loop
 */
DexFuture *
sp_turn_next (void)
{
  DexPromise *promise = dex_promise_new ();

  g_idle_add_full (G_PRIORITY_DEFAULT, come_cb, dex_ref (promise), dex_unref);
  return DEX_FUTURE (promise);
}
