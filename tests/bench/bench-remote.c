/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a long history takes over a far link, against its round trips and against asking one by one, in the same run. */

#include "config.h"

#include "bench.h"
#include "deed.h"
#include "relay.h"
#include "sp-rig.h"

#include <libvirt/libvirt.h>

#define ONE_WAY_MSEC 25
#define N 1000
#define ONE_BY_ONE 100 /* of them are asked for so, which tells the rest */
#define ROUNDS 3
#define MACHINE "far"

static SpRig *rig;

static double
now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* As they would be after years: of one that libvirt made, with other names and times. */
static void
fill (void)
{
  g_autofree char *xml = NULL;
  g_autofree char *folder = g_build_filename (sp_rig_get_folder (rig), "xml", NULL);
  g_autoptr (GString) commands = g_string_new (NULL);
  g_autoptr (GRegex) time = g_regex_new ("<creationTime>[0-9]*</creationTime>", 0, 0, NULL);
  g_autoptr (GRegex) name = g_regex_new ("<name>s0</name>", 0, 0, NULL);

  sp_rig_add_machine (rig, MACHINE, SP_RIG_OFF);
  g_free (sp_rig_virsh (rig, TRUE, "snapshot-create-as", MACHINE, "s0", NULL));
  xml = sp_rig_virsh (rig, TRUE, "snapshot-dumpxml", MACHINE, "s0", NULL);
  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  for (int i = 1; i < N; i++)
    {
      g_autofree char *file = g_strdup_printf ("%s/%d.xml", folder, i);
      g_autofree char *named = g_strdup_printf ("<name>s%d</name>", i);
      g_autofree char *timed = g_strdup_printf ("<creationTime>%d</creationTime>", 1700000000 + i * 3600);
      g_autofree char *one = g_regex_replace_literal (name, xml, -1, 0, named, 0, NULL);
      g_autofree char *two = g_regex_replace_literal (time, one, -1, 0, timed, 0, NULL);

      g_assert_true (g_file_set_contents (file, two, -1, NULL));
      g_string_append_printf (commands, "snapshot-create " MACHINE " --xmlfile %s --redefine%s;", file, i == N - 1 ? " --current" : "");
    }
  g_free (sp_rig_virsh (rig, TRUE, commands->str, NULL));
}

/* Milliseconds for each, by libvirt alone. */
static double
ask_one_by_one (const char *uri,
                double     *round_trip)
{
  virConnectPtr connection = virConnectOpen (uri);
  virDomainPtr domain = NULL;
  virDomainSnapshotPtr *snapshots = NULL;
  double start = 0;
  double took = 0;
  int n = 0;

  g_assert_nonnull (connection);
  *round_trip = G_MAXDOUBLE;
  for (int i = 0; i < 10; i++)
    {
      unsigned long version = 0;

      start = now ();
      g_assert_cmpint (virConnectGetLibVersion (connection, &version), ==, 0);
      *round_trip = MIN (*round_trip, now () - start);
    }
  domain = virDomainLookupByName (connection, MACHINE);
  n = virDomainListAllSnapshots (domain, &snapshots, 0);
  g_assert_cmpint (n, ==, N);
  start = now ();
  for (int i = 0; i < ONE_BY_ONE; i++)
    free (virDomainSnapshotGetXMLDesc (snapshots[i], 0));
  took = (now () - start) / ONE_BY_ONE;
  for (int i = 0; i < n; i++)
    virDomainSnapshotFree (snapshots[i]);
  free (snapshots);
  virDomainFree (domain);
  virConnectClose (connection);
  return took;
}

typedef struct
{
  double   start;
  double   first; /* 0: none yet */
  int      rows;
  gboolean current;
} First;

static void
part_cb (SpHost     *host,
         const char *uuid,
         SpHistory  *so_far,
         First      *first)
{
  if (first->first > 0)
    return;
  first->first = now () - first->start;
  first->rows = sp_history_get_n (so_far);
  first->current = sp_history_get_current (so_far) >= 0;
}

static void
measure (void)
{
  g_autofree char *near = g_build_filename (sp_rig_get_folder (rig), "run", "libvirt", "libvirt-sock", NULL);
  g_autofree char *far = g_build_filename (sp_rig_get_folder (rig), "far", NULL);
  g_autofree char *uri = g_strdup_printf ("qemu:///session?socket=%s", far);
  Relay *relay = NULL;
  SpHost *host = NULL;
  double round_trip = 0;
  double each = 0;
  double opening = 0;
  double best = G_MAXDOUBLE;
  First best_first = { .first = G_MAXDOUBLE };

  fill ();
  relay = relay_new (far, near, ONE_WAY_MSEC);
  each = ask_one_by_one (uri, &round_trip);
  opening = now ();
  host = deed_open (uri);
  opening = now () - opening;
  for (int round = 0; round < ROUNDS; round++)
    {
      First first = { .start = now () };
      gulong handler = g_signal_connect (host, "history-part", G_CALLBACK (part_cb), &first);
      g_autoptr (SpHistory) history = deed_history (host, MACHINE);

      best = MIN (best, now () - first.start);
      g_assert_cmpint (sp_history_get_n (history), ==, N);
      g_assert_cmpfloat (first.first, >, 0);
      if (first.first < best_first.first)
        best_first = first;
      g_signal_handler_disconnect (host, handler);
    }
  g_print ("a round trip: %.1f ms; opened and listed in %.0f ms (%.1f round trips)\n", round_trip, opening, opening / round_trip);
  g_print ("%d snapshots one by one: %.1f s (by %d of them); together: %.0f ms (%.1f round trips)\n", N, each * N / 1000, ONE_BY_ONE, best,
           best / round_trip);
  g_print ("the first %d rows, %s the current one, after %.0f ms\n", best_first.rows, best_first.current ? "with" : "without", best_first.first);
  bench_bound ("  on an open host", best, 1300, " ms");
  bench_bound ("  against one by one", best / (each * N) * 100, 2.5, "%");
  bench_bound ("  opened and listed", opening / round_trip, 9, " round trips");
  bench_bound ("  the first rows", best_first.first / round_trip, 3, " round trips");
  bench_bound ("  without the current one", best_first.current ? 0 : 1, 0, "");
  deed_close (host);
  deed_settle (500);
  relay_free (relay);
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  g_test_add_func ("/bench/remote", measure);
  rig = sp_rig_new ();
  status = g_test_run ();
  sp_rig_free (rig);
  return status != 0 ? status : bench_finish ();
}
