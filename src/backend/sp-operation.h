/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deed under way: what it does, how far it is, how it ended. Main thread only. */

#pragma once

#include "sp-plan.h"

#include <libdex.h>

G_BEGIN_DECLS

#define SP_TYPE_OPERATION (sp_operation_get_type ())
G_DECLARE_FINAL_TYPE (SpOperation, sp_operation, SP, OPERATION, GObject)

/* Properties: title (string), sentence (string: the step under way), fraction (double, -1: unknown, pulse),
 * step, n-steps (uint), can-cancel (boolean: only where libvirt truly cancels), cancelling, running (boolean),
 * error (boxed GError, NULL while running and after success). */
SpOperation *sp_operation_new            (const char *title, SpMachine *machine, SpPlan *plan);
SpMachine   *sp_operation_get_machine    (SpOperation *self);
SpPlan      *sp_operation_get_plan       (SpOperation *self); /* NULL for power deeds and edits */
const char  *sp_operation_get_title      (SpOperation *self);
const char  *sp_operation_get_sentence   (SpOperation *self);
double       sp_operation_get_fraction   (SpOperation *self);
gboolean     sp_operation_get_running    (SpOperation *self);
gboolean     sp_operation_get_can_cancel (SpOperation *self);
guint        sp_operation_get_n_done     (SpOperation *self); /* steps that were done */
const GError *sp_operation_get_error     (SpOperation *self);
const char  *sp_operation_get_outcome    (SpOperation *self); /* what was done, what was not, how the machine is; NULL while running */
void         sp_operation_cancel         (SpOperation *self);
DexFuture   *sp_operation_await          (SpOperation *self); /* (transfer full): TRUE, or the error */

G_END_DECLS
