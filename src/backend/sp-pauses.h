/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long our own takes with the memory took, host by host: what a next one is expected to take. */

#pragma once

#include "sp-facts.h"

G_BEGIN_DECLS

/* From any thread; both block on a small local file. */
void    sp_pauses_note (const char *host, SpKind kind, gint64 bytes, gint64 usec);
GArray *sp_pauses_list (const char *host); /* (transfer full) of SpFactsPause */

G_END_DECLS
