/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a history and its timeline take to make, by size. */

#include "config.h"

#include "forest.h"
#include "sp-timeline.h"

int
main (int    argc,
      char **argv)
{
  static const int sizes[] = { 1000, 10000, 100000 };
  double ten_thousand = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (42);
      g_autoptr (GPtrArray) all = forest_random (rand, sizes[i], 200, FALSE);
      double best = G_MAXDOUBLE;

      for (int round = 0; round < 5; round++)
        {
          gint64 start = g_get_monotonic_time ();
          g_autoptr (SpHistory) history = sp_history_new (all);
          g_autoptr (SpTimeline) timeline = sp_timeline_new (history);

          best = MIN (best, (double) (g_get_monotonic_time () - start) / 1000.0);
          if (round == 0)
            g_print ("%d lanes; ", sp_timeline_get_n_lanes (timeline));
        }
      g_print ("%d snapshots: %.2f ms\n", sizes[i], best);
      if (sizes[i] == 10000)
        ten_thousand = best;
    }

  return ten_thousand < 10.0 ? 0 : 1;
}
