/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wish and the facts make a plan, or a refusal. */

#include "config.h"

#include "sp-planner.h"

#include "sp-plan-private.h"
#include "sp-rules.h"

#include <glib/gi18n-lib.h>

SpPlan *
sp_planner_plan (SpFacts      *facts,
                 const SpWish *wish)
{
  SpPlan *plan = sp_plan_new (wish->kind, facts, "");

  sp_plan_refuse (plan, "unknown", _ (sp_rules_find ("unknown")->reason), NULL);
  return plan;
}

SpKind
sp_planner_choose_kind (SpFacts  *facts,
                        gboolean  disks_only,
                        char    **reason)
{
  if (reason != NULL)
    *reason = NULL;
  return SP_KIND_INTERNAL;
}
