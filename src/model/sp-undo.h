/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where Now was before the last revert, by what the snapshots themselves tell: any program on any computer finds it. */

#pragma once

#include "sp-history.h"

G_BEGIN_DECLS

SpSnapshot *sp_undo_find (SpHistory *history); /* (transfer none), or NULL: nothing to undo */

G_END_DECLS
