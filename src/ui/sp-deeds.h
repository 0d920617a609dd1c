/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person sets going: gather the facts, plan, ask, run, tell. One fiber a deed. */

#pragma once

#include "sp-window.h"

G_BEGIN_DECLS

void sp_deeds_take     (SpWindow *window);
void sp_deeds_revert   (SpWindow *window, SpSnapshot *snapshot);
void sp_deeds_undo     (SpWindow *window); /* the last revert */
void sp_deeds_baseline (SpWindow *window); /* back to it */
void sp_deeds_delete   (SpWindow *window, GPtrArray *snapshots); /* of SpSnapshot */
void sp_deeds_delete_old (SpWindow *window); /* all but the newest */
void sp_deeds_power    (SpWindow *window, SpPower power);
/* Plans it and asks; TRUE once it is done, or rejected where the person does not want it, or it failed. */
DexFuture *sp_deeds_fulfil (SpWindow *window, SpHost *host, SpMachine *machine, const SpWish *wish);
void sp_deeds_edit     (SpWindow *window, SpSnapshot *snapshot, SpSnapshot *wanted); /* see sp-edit.h */

G_END_DECLS
