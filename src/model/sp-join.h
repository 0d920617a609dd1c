/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said one after the other, put together as the language does it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SP_JOIN_SENTENCES, /* "It is off. Nothing was done." */
  SP_JOIN_LIST,      /* "Clean install, 3 days ago, current": spoken */
  SP_JOIN_FACTS,     /* "Running · 3 snapshots": written */
} SpJoin;

char *sp_join (SpJoin how, const char *one, const char *other);
void sp_join_append (GString *text, SpJoin how, const char *other);

G_END_DECLS
