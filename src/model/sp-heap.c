/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of the heap after much work. */

#include "config.h"

#include "sp-heap.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#define MOMENT_USEC G_USEC_PER_SEC

static int waiting;

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

static gpointer
wait_and_give_back (gpointer data)
{
  g_usleep (MOMENT_USEC);
  g_atomic_int_set (&waiting, 0);
  sp_heap_give_back ();
  return NULL;
}

/**
 * sp_heap_give_back_soon:
 *
 * The same, once what is about to be let go of is gone: a history's rows, its search, and its timeline go one by one. In any
 * thread.
 */
void
sp_heap_give_back_soon (void)
{
  GThread *thread = NULL;

  if (!g_atomic_int_compare_and_exchange (&waiting, 0, 1))
    return;
  thread = g_thread_try_new ("give-back", wait_and_give_back, NULL, NULL);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    g_atomic_int_set (&waiting, 0);
}
