/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which safety snapshots have had their time, and which stand in the way of a deletion. Pure. */

#pragma once

#include "sp-planner.h"

G_BEGIN_DECLS

/* Names, NULL-terminated (transfer full). */
GStrv   sp_retention_find     (SpHistory *history, gint64 now, int days);
GStrv   sp_retention_in_way   (SpHistory *history, const char *const *targets);
GStrv   sp_retention_all_but  (SpHistory *history, guint keep, gboolean pinned_too);

SpPlan *sp_retention_plan     (SpFacts *facts, int days); /* (transfer full), or NULL: nothing is to go, or not without a person */

G_END_DECLS
