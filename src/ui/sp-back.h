/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back from a revert that needed no safety snapshot. */

#pragma once

#include "sp-window.h"

G_BEGIN_DECLS

/* The name of the action that asks to go back there, until the next offer. */
const char *sp_back_offer (SpWindow *window, SpHost *host, SpMachine *machine, const char *snapshot);
gboolean sp_back_is_kept (SpPlan *plan); /* by a safety snapshot of its own, which the machine's Undo finds */

G_END_DECLS
