/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text from a host made harmless for a terminal or a log. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sp_plain_line (const char *text);
char *sp_plain_text (const char *text);

G_END_DECLS
