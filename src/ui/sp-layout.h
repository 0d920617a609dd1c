/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A history laid out as a timeline, beside the main thread. */

#pragma once

#include "sp-timeline.h"

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *sp_layout_then (DexFuture *history); /* (transfer full) of SpHistory; of SpTimeline, or the same error */

G_END_DECLS
