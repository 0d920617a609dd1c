/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the planner builds a plan. Once it is handed out, nothing changes it. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

SpPlan     *sp_plan_new        (SpWishKind wish, SpFacts *facts, const char *title);
SpStep     *sp_plan_add_step   (SpPlan *self, SpStepKind kind); /* owned by the plan, to be filled */
void        sp_plan_take_step  (SpPlan *self, SpStep *step);
SpStep     *sp_plan_set_rescue (SpPlan *self);
void        sp_plan_set_undo   (SpPlan *self, const char *name);
void        sp_plan_add_note   (SpPlan *self, SpNoteKind kind, const char *text);
void        sp_plan_add_going  (SpPlan *self, const char *name);
void        sp_plan_refuse     (SpPlan *self, const char *rule, const char *reason, const char *way_out);

SpStep     *sp_step_new        (SpStepKind kind);
SpStep     *sp_step_copy       (const SpStep *step); /* without its touches */
void        sp_step_free       (SpStep *step);
SpStepDisk *sp_step_add_disk   (SpStep *step, const char *target, SpKind kind, const char *layer);
void        sp_step_touch      (GPtrArray *paths, const char *path); /* once */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpStep, sp_step_free)

G_END_DECLS
