/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of a list make place for others, from top to bottom. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint at; /* in the new rows */
  guint removed;
  guint added;
} SpSplice;

/* @splices: of SpSplice, in order. */
void sp_splices_close (GArray *splices, SpSplice *open, guint at); /* adds it, unless it is empty; the next one begins at @at */
void sp_splices_limit (GArray *splices, guint most);               /* more than that become one over all of them */

G_END_DECLS
