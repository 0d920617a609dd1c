/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a deed ended, in sentences: what was done, what was not, how the machine is now. Pure. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

/* @after: the facts as they are now, or NULL where the host does not answer. */
char    *sp_outcome_of_plan     (SpPlan *plan, guint n_done, gboolean rescued, const GError *error, SpFacts *after);
char    *sp_outcome_of_machine  (SpMachineState state);
/* Rule 6 of the law: NULL where all is as planned. */
char    *sp_outcome_difference  (SpPlan *plan, SpFacts *after);
/* Whether the step at @n, in which the host was lost, has been done all the same. */
gboolean sp_outcome_was_done    (SpPlan *plan, guint n, SpFacts *after);
/* Whether a revert that failed has left Now as it was before it. */
gboolean sp_outcome_is_untouched (SpFacts *before, SpFacts *after);

G_END_DECLS
