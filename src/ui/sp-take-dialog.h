/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a new snapshot: name, description, contents and kind, with the plan shown while they are chosen. */

#pragma once

#include "sp-choices.h"
#include "sp-host.h"
#include "sp-planner.h"

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

#define SP_TYPE_TAKE_DIALOG (sp_take_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpTakeDialog, sp_take_dialog, SP, TAKE_DIALOG, AdwDialog)

/* Resolves to the SpPlan that a person agreed to, or is rejected with G_IO_ERROR_CANCELLED. */
DexFuture *sp_take_dialog_ask (GtkWidget *parent, SpHost *host, SpFacts *facts, SpChoices *choices, const char *subject, const char *notice);

G_END_DECLS
