/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person changes of a snapshot that is there: its words, whether it is pinned, whether it is the baseline. */

#pragma once

#include "sp-history.h"

G_BEGIN_DECLS

/* The snapshot as it shall be; all (transfer full). */
SpSnapshot *sp_edit_words         (SpSnapshot *snapshot, const char *title, const char *description);
SpSnapshot *sp_edit_pin           (SpSnapshot *snapshot, gboolean pinned);
SpSnapshot *sp_edit_half_merged   (SpSnapshot *snapshot);
SpSnapshot *sp_edit_baseline      (SpSnapshot *snapshot, gint64 since); /* seconds since 1970; 0: no longer */

gboolean    sp_edit_changes_words (SpSnapshot *before, SpSnapshot *after);
gboolean    sp_edit_changes_marks (SpSnapshot *before, SpSnapshot *after);

GPtrArray  *sp_baseline_edits     (SpHistory *history, SpSnapshot *baseline, gint64 now); /* (transfer container) of SpSnapshot */
SpSnapshot *sp_baseline_find      (SpHistory *history); /* (transfer none), or NULL: the machine has none */

G_END_DECLS
