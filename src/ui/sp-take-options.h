/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What few people choose when they take a snapshot, folded away: a row that opens. */

#pragma once

#include "sp-choices.h"
#include "sp-planner.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_TAKE_OPTIONS (sp_take_options_get_type ())
G_DECLARE_FINAL_TYPE (SpTakeOptions, sp_take_options, SP, TAKE_OPTIONS, AdwExpanderRow)

/* Emits "changed" when a person chose something. */
void sp_take_options_begin  (SpTakeOptions *self, SpFacts *facts, SpChoices *choices, SpKind usual);
void sp_take_options_add_to (SpTakeOptions *self, SpWish *wish); /* which knows its contents; strings are lent until the next change */
void sp_take_options_show   (SpTakeOptions *self, const SpWish *wish, SpPlan *plan); /* NULL: none */
void sp_take_options_choose (SpTakeOptions *self, SpKind kind); /* as a person does, and shows it */
void sp_take_options_keep   (SpTakeOptions *self, SpChoices *choices);

G_END_DECLS
