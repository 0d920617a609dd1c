/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a machine's files and history: told, never mended by itself. */

#pragma once

#include "sp-facts.h"

G_BEGIN_DECLS

/* One thing that is wrong. Plain value, owned by its array. */
typedef struct
{
  char       *id;       /* the same as long as the same is wrong: "missing:/images/vda.a" */
  char       *sentence; /* not escaped: names and paths are the host's own words */
  const char *kind;     /* "missing", "unnamed-layer", "orphan", "cycle", "duplicate", "two-current", "no-current" */
} SpFinding;

GPtrArray *sp_doctor_examine (SpFacts *facts); /* of SpFinding */

G_END_DECLS
