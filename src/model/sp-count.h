/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many, as this place writes it: 1,234 or 1.234. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sp_count_printf (const char *format, ...) G_GNUC_PRINTF (1, 2);
char *sp_count_vprintf (const char *format, va_list args) G_GNUC_PRINTF (1, 0);

G_END_DECLS
