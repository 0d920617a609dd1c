/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deeds under way, at the bottom of the window: never in front of it. */

#pragma once

#include "sp-operation.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_OPERATION_BAR (sp_operation_bar_get_type ())
G_DECLARE_FINAL_TYPE (SpOperationBar, sp_operation_bar, SP, OPERATION_BAR, AdwBin)

void     sp_operation_bar_add      (SpOperationBar *self, SpOperation *operation); /* until it ends */
gboolean sp_operation_bar_is_busy  (SpOperationBar *self, SpMachine *machine); /* a deed runs on it */
gboolean sp_operation_bar_has_any  (SpOperationBar *self);

G_END_DECLS
