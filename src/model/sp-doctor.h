/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a machine's files and history: told, and mended by a plan that a person has seen: SP_WISH_REPAIR. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

/* One thing that is wrong. Plain value, owned by its array. */
typedef struct
{
  char       *id;       /* the same as long as the same is wrong: "missing:/images/vda.a" */
  char       *sentence; /* not escaped: names and paths are the host's own words */
  char       *what;     /* the file or the snapshot's name; may be empty */
  const char *kind;     /* "missing", "stale-saved", "half-deleted", "stray", "unnamed-layer", "orphan", "cycle", "duplicate", "two-current",
                         * "no-current" */
} SpFinding;

GPtrArray  *sp_doctor_examine         (SpFacts *facts); /* of SpFinding */
SpSnapshot *sp_doctor_find_grown_from (SpFacts *facts);
gboolean    sp_doctor_is_half_deleted (SpHistory *history, SpSnapshot *snapshot);
gboolean    sp_doctor_goes_unmarked   (SpHistory *history, const SpStep *merge);

G_END_DECLS
