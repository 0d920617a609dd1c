/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of what is known: private, written whole or not at all, no more than is allowed. Blocks; one thread at a time. */

#pragma once

#include "sp-known-pack.h"

G_BEGIN_DECLS

void         sp_known_files_keep_host    (const SpKnownHost *host);
void         sp_known_files_keep_history (const char *uri, const char *uuid, gint64 heard, SpHistory *history);
SpKnownHost *sp_known_files_find_host    (const char *uri); /* NULL: none */
SpHistory   *sp_known_files_find_history (const char *uri, const char *uuid, gint64 *heard); /* NULL: none */
void         sp_known_files_forget       (const char *uri); /* NULL: all */
void         sp_known_files_tidy         (guint64 most); /* bytes */
guint64      sp_known_files_measure      (void);

G_END_DECLS
