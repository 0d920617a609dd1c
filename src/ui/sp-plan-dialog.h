/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what a revert or a delete will do, before it does it. Cancel is the default. */

#pragma once

#include "sp-choices.h"
#include "sp-planner.h"

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

#define SP_TYPE_PLAN_DIALOG (sp_plan_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpPlanDialog, sp_plan_dialog, SP, PLAN_DIALOG, AdwDialog)

/* Resolves to the SpPlan that a person agreed to, or is rejected with G_IO_ERROR_CANCELLED. */
DexFuture *sp_plan_dialog_ask (GtkWidget *parent, SpFacts *facts, const SpWish *wish, SpChoices *choices, const char *subject,
                              const char *notice);

G_END_DECLS
