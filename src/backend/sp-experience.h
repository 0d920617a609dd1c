/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this computer has seen of a host: how long takes with the memory took, and which deeds of doubt have worked. */

#pragma once

#include "sp-facts.h"

G_BEGIN_DECLS

/* From any thread; all block on a small local file. */
void     sp_experience_note_pause   (const char *host, SpKind kind, gint64 bytes, gint64 usec);
GArray  *sp_experience_list_pauses  (const char *host); /* (transfer full) of SpFactsPause */
void     sp_experience_note_worked  (const char *host, guint64 version, SpWorked deed);
SpWorked sp_experience_get_worked   (const char *host, guint64 version);

G_END_DECLS
