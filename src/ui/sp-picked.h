/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which snapshots of a history are selected: indexes in it, oldest first. Now is picked by picking none. */

#pragma once

#include "sp-history.h"

G_BEGIN_DECLS

GArray   *sp_picked_new      (int index); /* of int; -1: none */
gboolean  sp_picked_equal    (GArray *a, GArray *b);
gboolean  sp_picked_contains (GArray *self, int index);
int       sp_picked_get_only (GArray *self); /* the index of the only one; -1: none or several */
GArray   *sp_picked_carry    (GArray *self, SpHistory *from, SpHistory *to); /* (transfer full); either may be NULL */

G_END_DECLS
