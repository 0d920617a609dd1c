/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deed whose host was lost in the middle: the host goes on by itself, and is asked how it ended once it is back. */

#pragma once

#include "sp-host.h"
#include "sp-journal.h"

G_BEGIN_DECLS

/* Heard as the host's "deed-told". */
void sp_aftermath_follow (SpHost *host, SpPlan *plan, guint n_done, const GError *error, gboolean seen,
                          SpJournal *journal); /* (transfer full) journal */

G_END_DECLS
