/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heart: a wish and the facts make a plan, or a refusal. A pure function. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

SpPlan *sp_planner_plan (SpFacts *facts, const SpWish *wish);

/* The kind that automatic would choose, and why, in one sentence. */
SpKind  sp_planner_choose_kind (SpFacts *facts, const SpWish *wish, char **reason);

/* What a person set for all, added where it stands in no plan's way. */
void    sp_planner_add_usual (SpFacts *facts, SpWish *wish, SpKind kind, const char *folder);

/* Why the memory of this machine cannot, or may not, be saved, in a sentence; NULL: nothing is known against it. */
const char *sp_planner_doubt_memory (SpFacts *facts);

gboolean sp_planner_can_reset_firmware (SpFacts *facts, const char *target, SpThen then);

G_END_DECLS
