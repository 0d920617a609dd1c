/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows in which the options of a take are chosen. */

#pragma once

#include "sp-choices.h"
#include "sp-planner.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_TAKE_ROWS (sp_take_rows_get_type ())
G_DECLARE_FINAL_TYPE (SpTakeRows, sp_take_rows, SP, TAKE_ROWS, GObject)

/* Emits "changed" when a person chose something: it is in the choices already. */
SpTakeRows *sp_take_rows_new    (AdwExpanderRow *expander, SpChoices *chosen);
void        sp_take_rows_fill   (SpTakeRows *self, SpFacts *facts);
void        sp_take_rows_show   (SpTakeRows *self, SpFacts *facts, const SpWish *wish, SpPlan *plan, gboolean external, const char *meaning);
void        sp_take_rows_choose (SpTakeRows *self, SpKind kind);

char      **sp_take_rows_carry  (SpFacts *facts, const SpChoices *choices);

G_END_DECLS
