/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to do where a machine's memory may not fit into its disk file: ways on, to be pressed. */

#pragma once

#include "sp-host.h"
#include "sp-planner.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_TAKE_ADVICE (sp_take_advice_get_type ())
G_DECLARE_FINAL_TYPE (SpTakeAdvice, sp_take_advice, SP, TAKE_ADVICE, AdwBin)

/* Signals: changed: it began to wait, or waits no longer; separate: the person wants separate files; off (SpFacts *facts): the
 * guest shut down as it was asked to, and this is how the machine is now. */
void     sp_take_advice_begin       (SpTakeAdvice *self, SpHost *host, SpFacts *facts);
void     sp_take_advice_show        (SpTakeAdvice *self, const SpWish *wish, SpPlan *plan); /* NULL: none */
gboolean sp_take_advice_get_waiting (SpTakeAdvice *self); /* for the guest to shut down */

G_END_DECLS
