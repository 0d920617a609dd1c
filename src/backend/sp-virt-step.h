/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a plan, in a worker, between two notes in the journal; and what is noted of one that broke off. */

#pragma once

#include "sp-journal.h"
#include "sp-virt-host.h"

G_BEGIN_DECLS

gboolean   sp_virt_step (virDomainPtr domain, const char *host_id, SpPlan *plan, const SpStep *step, SpJournal *journal,
                         GCancellable *cancellable, GError **error);
DexFuture *sp_virt_step_note_half_merged (SpVirtHost *host, SpPlan *plan, const SpStep *step, const GError *error, gboolean seen);

G_END_DECLS
