/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What benchmarks share: the best of several rounds, and bounds that were promised. */

#pragma once

#include <glib.h>

static gboolean bench_broken;

typedef void (*BenchFunc) (gpointer data);

/* Milliseconds; the best round is the one that other programs disturbed least. */
static inline double
bench_time (BenchFunc func,
            gpointer  data,
            int       rounds)
{
  double best = G_MAXDOUBLE;

  for (int round = 0; round < rounds; round++)
    {
      gint64 start = g_get_monotonic_time ();

      func (data);
      best = MIN (best, (double) (g_get_monotonic_time () - start) / 1000.0);
    }

  return best;
}

/* Tells @value, and whether it keeps what was promised. */
static inline void
bench_bound (const char *what,
             double      value,
             double      most,
             const char *unit)
{
  g_print ("%s: %.2f%s (at most %g%s)%s\n", what, value, unit, most, unit, value <= most ? "" : "  BROKEN");
  bench_broken |= value > most;
}

static inline int
bench_finish (void)
{
  return bench_broken ? 1 : 0;
}
