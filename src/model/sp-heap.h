/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of the heap after much work. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many things leave something behind. */
#define SP_HEAP_MANY 1000

void sp_heap_give_back      (void);
void sp_heap_give_back_soon (void); /* by a thread of its own */

G_END_DECLS
