/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much the snapshots of the chosen machine take, asked of its host once their history is there. */

#pragma once

#include "sp-session.h"

G_BEGIN_DECLS

#define SP_TYPE_LIVE_SIZES (sp_live_sizes_get_type ())
G_DECLARE_FINAL_TYPE (SpLiveSizes, sp_live_sizes, SP, LIVE_SIZES, GObject)

/* Property: sizes (SpSizes, or NULL: not known). */
SpLiveSizes *sp_live_sizes_new         (SpSession *session);
gboolean     sp_live_sizes_is_too_long (SpHistory *history); /* for any host to be asked about */

G_END_DECLS
