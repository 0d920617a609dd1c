/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a back end tells how a deed goes. All of it from any thread: what is told elsewhere arrives on the main thread. */

#pragma once

#include "sp-operation.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void          sp_operation_set_step        (SpOperation *self, guint step, guint n_steps, const char *sentence); /* step: from 1 */
void          sp_operation_set_fraction    (SpOperation *self, double fraction); /* -1: unknown */
void          sp_operation_set_can_cancel  (SpOperation *self, gboolean can_cancel);
void          sp_operation_add_done        (SpOperation *self);
GCancellable *sp_operation_get_cancellable (SpOperation *self); /* (transfer none) */
void          sp_operation_finish          (SpOperation *self, GError *error, const char *outcome); /* @error: (transfer full) or NULL */

G_END_DECLS
