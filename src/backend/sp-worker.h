/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads for what may hang: a host never shares them with another. */

#pragma once

#include <libdex.h>

G_BEGIN_DECLS

typedef struct _SpWorker SpWorker;

/* Blocks. What it leaves in @result (of GObject, boolean...) is the future's; an unset one counts as TRUE. */
typedef gboolean (*SpWorkerFunc) (gpointer data, GValue *result, GError **error);
typedef void     (*SpWorkerEach) (gsize i, gpointer data);

SpWorker  *sp_worker_new    (guint n_threads);
SpWorker  *sp_worker_new_elastic (void); /* its width grows with sp_worker_set_latency() */
void       sp_worker_free   (SpWorker *self); /* what waits in it is done first; does not block */
void       sp_worker_set_latency (SpWorker *self, gint64 usec);
guint      sp_worker_get_width   (SpWorker *self);
DexFuture *sp_worker_run    (SpWorker *self, SpWorkerFunc func, gpointer data, GDestroyNotify free_data); /* free_data: in the worker */
void       sp_worker_spread (gsize n, SpWorkerEach each, gpointer data); /* in a worker: with the help of its other threads */

G_END_DECLS
