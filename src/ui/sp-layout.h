/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A history laid out as a timeline, beside the main thread. */

#pragma once

#include "sp-timeline.h"

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *sp_layout_new (SpHistory *history, SpTimeline *before); /* (transfer full) of SpTimeline; @before: (nullable) what is shown */

G_END_DECLS
