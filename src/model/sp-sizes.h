/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much the snapshots of a machine take, as far as its host tells; immutable. */

#pragma once

#include "sp-facts.h"

G_BEGIN_DECLS

#define SP_TYPE_SIZES (sp_sizes_get_type ())
G_DECLARE_FINAL_TYPE (SpSizes, sp_sizes, SP, SIZES, GObject)

SpSizes *sp_sizes_new         (SpFacts *facts);
gint64   sp_sizes_get         (SpSizes *self, const char *snapshot); /* bytes of its own files, -1: unknown */
gint64   sp_sizes_get_written (SpSizes *self); /* bytes, since the snapshot that Now grew from; -1: unknown */
gboolean sp_sizes_is_unwritten (SpSizes *self); /* for sure: nothing was, and nobody edited the machine */

G_END_DECLS
