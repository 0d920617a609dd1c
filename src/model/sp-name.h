/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for snapshots: what libvirt and QEMU accept everywhere (A-Za-z0-9._-, at most 64, mine 9). */

#pragma once

#include "sp-history.h"

G_BEGIN_DECLS

gboolean sp_name_check     (const char *name, SpHistory *history, GError **error); /* ours, and not taken */
char    *sp_name_from_time (gint64 seconds, SpHistory *history);      /* "2026-11-23-1402", made unique */
char    *sp_name_from_title (const char *title, SpHistory *history);  /* "Café €" -> "Cafe", made unique */
char    *sp_name_from_pattern (const char *pattern, const char *machine, gint64 seconds, SpHistory *history);
char    *sp_name_guard     (SpHistory *history);

G_END_DECLS
