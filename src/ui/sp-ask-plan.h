/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A widget asks for a plan: one question at a time counts, and none after the widget is gone. */

#pragma once

#include "sp-planner.h"
#include "sp-stack.h"

G_BEGIN_DECLS

/* The files as the plan leaves them; NULL where it is refused. */
typedef void (*SpPlanFunc) (GObject *asker, SpPlan *plan, SpStack *after);

void sp_ask_plan    (GObject *asker, SpFacts *facts, const SpWish *wish, SpPlanFunc answered);
void sp_ask_no_plan (GObject *asker); /* what was asked before needs no answer any more */

G_END_DECLS
