/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest splices that turn one list into another, so that selection and scroll survive a refresh. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef gboolean (*SpSameFunc) (gpointer a, gpointer b);

/* Makes @store hold @items: what is same but not equal is replaced in place. */
void sp_list_diff_apply (GListStore *store, GPtrArray *items, SpSameFunc same, SpSameFunc equal);

G_END_DECLS
