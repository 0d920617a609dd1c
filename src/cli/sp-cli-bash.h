/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that is being typed into bash: its words, and how one more is written there. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *words; /* (element-type utf8): as a program would get them; the last one is under the cursor, maybe empty */
  char      *fixed; /* the beginning of the last one that bash leaves as it is */
  char       quote; /* which is open in the last one, or 0 */
} SpCliBash;

SpCliBash *sp_cli_bash_new   (const char *line, const char *breaks);
char      *sp_cli_bash_write (const SpCliBash *self, const char *word); /* (transfer full), or NULL */
void       sp_cli_bash_free  (SpCliBash *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpCliBash, sp_cli_bash_free)

G_END_DECLS
