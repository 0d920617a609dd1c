/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan in sentences: losses first, what goes, the steps, how to undo it; or why it is refused. */

#pragma once

#include "sp-plan.h"
#include "sp-stack.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_PLAN_VIEW (sp_plan_view_get_type ())
G_DECLARE_FINAL_TYPE (SpPlanView, sp_plan_view, SP, PLAN_VIEW, AdwBin)

GtkWidget *sp_plan_view_new      (void);
void       sp_plan_view_wait     (SpPlanView *self); /* for a plan: the one before stays meanwhile */
void       sp_plan_view_set_plan (SpPlanView *self, SpPlan *plan, SpStack *after); /* or NULL: empty */

G_END_DECLS
