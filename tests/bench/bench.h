/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What benchmarks share: the best of several rounds, and bounds that were promised. */

#pragma once

#include <glib.h>
#include <time.h>

static gboolean bench_broken;

typedef void (*BenchFunc) (gpointer data);

/* Of this program alone: what others do meanwhile does not count. */
static inline double
bench_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1000.0 + (double) now.tv_nsec / 1000000.0;
}

/* Milliseconds of the processor; the best round is the one that other programs disturbed least. */
static inline double
bench_time (BenchFunc func,
            gpointer  data,
            int       rounds)
{
  double best = G_MAXDOUBLE;

  for (int round = 0; round < rounds; round++)
    {
      double start = bench_now ();

      func (data);
      best = MIN (best, bench_now () - start);
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
