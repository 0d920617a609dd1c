/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long savepointctl takes to begin, against virsh: both load libvirt, and print their version. */

#include "config.h"

#include "bench.h"

#define ROUNDS 60

/* Milliseconds of the wall clock, until it has ended. */
static double
start (const char *program)
{
  const char *argv[] = { program, "--version", NULL };
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  int status = -1;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error))
    g_error ("%s", error->message);
  if (status != 0)
    g_error ("%s ended with %d", program, status);
  return (double) (g_get_monotonic_time () - began) / 1000;
}

int
main (int    argc,
      char **argv)
{
  double ours = G_MAXDOUBLE;
  double theirs = G_MAXDOUBLE;

  if (argc != 2)
    g_error ("Which savepointctl?");
  for (int round = 0; round < ROUNDS; round++)
    {
      double took = start (argv[1]);

      ours = MIN (ours, took);
      took = start ("virsh");
      theirs = MIN (theirs, took);
    }
  g_print ("savepointctl --version: %.2f ms; virsh --version: %.2f ms\n", ours, theirs);
  bench_bound ("  to virsh's", ours / theirs, 1.5, " times");
  return bench_finish ();
}
