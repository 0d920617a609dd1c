/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a plan, in a worker, between two notes in the journal. */

#pragma once

#include "sp-journal.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

gboolean sp_virt_step (virDomainPtr domain, const char *host_id, SpPlan *plan, const SpStep *step, SpJournal *journal,
                       GCancellable *cancellable, GError **error);
void     sp_virt_step_note_half_merged (virDomainPtr domain, const char *host_id, SpFacts *facts, const SpStep *step,
                                        const GError *error, gboolean seen);

G_END_DECLS
