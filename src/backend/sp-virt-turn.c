/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose turn it is to open a connection. */

#include "config.h"

#include "sp-virt-turn.h"

static GMutex mutex;
static GCond  cond;
static GArray *begun; /* of gint64: those that are being opened */

/* How many are young, and when the first of them is so no more. Holds the mutex. */
static guint
count_young (gint64 *until)
{
  gint64 now = g_get_monotonic_time ();
  guint n = 0;

  *until = G_MAXINT64;
  for (guint i = 0; i < begun->len; i++)
    {
      gint64 end = g_array_index (begun, gint64, i) + SP_VIRT_TURN_USEC;

      if (end <= now)
        continue;
      n++;
      *until = MIN (*until, end);
    }
  return n;
}

/**
 * sp_virt_turn_begin:
 *
 * Waits until few enough others have just begun.
 *
 * Returns: for sp_virt_turn_end()
 */
gint64
sp_virt_turn_begin (void)
{
  gint64 until = 0;
  gint64 turn = 0;

  g_mutex_lock (&mutex);
  if (begun == NULL)
    begun = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (count_young (&until) >= SP_VIRT_TURNS)
    g_cond_wait_until (&cond, &mutex, until);
  turn = g_get_monotonic_time ();
  g_array_append_val (begun, turn);
  g_mutex_unlock (&mutex);
  return turn;
}

void
sp_virt_turn_end (gint64 turn)
{
  g_mutex_lock (&mutex);
  for (guint i = 0; i < begun->len; i++)
    if (g_array_index (begun, gint64, i) == turn)
      {
        g_array_remove_index_fast (begun, i);
        break;
      }
  g_cond_signal (&cond);
  g_mutex_unlock (&mutex);
}
