/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short guide: what a snapshot is, and what becomes of it. */

#pragma once

#include "sp-plan.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  SP_GUIDE_SNAPSHOT,
  SP_GUIDE_KIND,
  SP_GUIDE_MEMORY,
  SP_GUIDE_REVERT,
  SP_GUIDE_DELETE,
  SP_GUIDE_SAFETY,
  SP_GUIDE_BASELINE,
  SP_GUIDE_HOSTS,
  SP_GUIDE_N,
} SpGuideTopic;

#define SP_TYPE_GUIDE (sp_guide_get_type ())
G_DECLARE_FINAL_TYPE (SpGuide, sp_guide, SP, GUIDE, AdwDialog)

void         sp_guide_present    (GtkWidget *parent); /* all topics */
void         sp_guide_present_at (GtkWidget *parent, SpGuideTopic topic);
SpGuideTopic sp_guide_find_topic (SpPlan *plan); /* what a plan is about */

G_END_DECLS
