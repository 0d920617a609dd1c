/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of the heap after much work. */

#include "config.h"

#include "sp-heap.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/**
 * sp_heap_give_back:
 *
 * Gives what many thousands of small things have left behind back to the system, which would else stay the program's: each
 * thread of a worker keeps its own. Takes some milliseconds: not in the main thread.
 */
void
sp_heap_give_back (void)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}
