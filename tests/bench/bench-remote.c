/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a long history takes over a far link: by the engine and in the window, against its round trips, against asking one by
 * one and against virt-manager's window, in the same run. */

#include "config.h"

#include "bench.h"
#include "deed.h"
#include "loop-probe.h"
#include "real-window.h"
#include "relay.h"
#include "sp-known.h"
#include "sp-rig.h"

#include <libdex.h>
#include <libvirt/libvirt.h>
#include <stdio.h>

#define ONE_WAY_MSEC 25
#define N 1000
#define ROUNDS 3
#define MACHINE "far"
#define OTHER "other" /* without any */
#define WIDTH 1180
#define HEIGHT 740

static SpRig *rig;
static const char *self; /* this program: each window is one of its own */
static const char *peer; /* what drives virt-manager */

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
  sp_rig_add_machine (rig, OTHER, SP_RIG_OFF);
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

/* Milliseconds of all, by libvirt alone. */
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
  for (int i = 0; i < n; i++)
    {
      char *xml = virDomainSnapshotGetXMLDesc (snapshots[i], 0);

      g_assert_nonnull (xml);
      free (xml);
    }
  took = now () - start;
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

/* --- In the window, in a process of its own --- */

typedef struct
{
  double   clicked;
  double   first; /* rows were painted; 0: not yet */
  double   whole;
  guint    n_frames;
  gboolean known; /* all rows of last time were in the first frame */
} Look;

static void
painted (gpointer data)
{
  Look *look = data;
  SpSession *session = real_window_session ();
  SpTimeline *timeline = sp_session_get_timeline (session);
  SpMachine *machine = sp_session_get_machine (session);
  gboolean shown = timeline != NULL && machine != NULL && g_str_equal (sp_machine_get_name (machine), MACHINE) &&
                   real_window_find (GTK_WIDGET (real_window_get ()), "timeline") != NULL;

  if (look->n_frames++ == 0)
    look->known = shown && sp_known_get_heard (sp_timeline_get_history (timeline)) > 0 &&
                  sp_history_get_n (sp_timeline_get_history (timeline)) == N;
  if (shown && look->first == 0)
    look->first = now () - look->clicked;
  if (shown && look->whole == 0 && real_window_shows (MACHINE, N) && sp_session_get_certain (session))
    look->whole = now () - look->clicked;
}

static gboolean
is_whole (gpointer data)
{
  return ((Look *) data)->whole > 0;
}

/* Clicked where nothing of it is known: "first whole longest-callback", in milliseconds. */
static void
show_look (const char *uri)
{
  g_autoptr (SpHost) host = NULL;
  SpHost *hosts[] = { NULL, NULL };
  SpApplication *application = NULL;
  LoopFrames *frames = NULL; /* what GTK paints is not counted */
  Look this = { .n_frames = 1 };
  double first = G_MAXDOUBLE;
  double whole = G_MAXDOUBLE;
  double busy = G_MAXDOUBLE;

  real_window_isolate ();
  host = hosts[0] = sp_host_new (uri);
  sp_host_keep_nothing (host);
  loop_probe_start ();
  real_window_on_frame (painted, &this);
  application = real_window_open_on (hosts, WIDTH, HEIGHT);
  frames = loop_probe_follow (GTK_WIDGET (real_window_get ()));
  real_window_await (is_whole, &this, "the whole timeline");
  for (int round = 0; round < ROUNDS; round++)
    {
      real_window_click_machine (OTHER);
      real_window_rest ();
      sp_host_doubt (host);
      loop_probe_reset ();
      this = (Look){ .clicked = now (), .n_frames = 1 };
      real_window_click_machine (MACHINE);
      real_window_await (is_whole, &this, "the whole timeline");
      real_window_settle (100);
      busy = MIN (busy, loop_probe_worst ());
      first = MIN (first, this.first);
      whole = MIN (whole, this.whole);
    }
  g_print ("%g %g %g\n", first, whole, busy);
  loop_frames_free (frames);
  real_window_close (application);
  sp_host_close (host);
  real_window_tidy ();
}

/* The program is begun: whether what it was told last time is in its first frame. What it is told now is kept for the next. */
static void
show_start (const char *uri)
{
  const char *const uris[] = { uri, NULL };
  Look this = { .clicked = now () };
  SpApplication *application = NULL;

  real_window_on_frame (painted, &this);
  application = real_window_open (uris, WIDTH, HEIGHT);
  real_window_await (is_whole, &this, "the whole timeline");
  real_window_settle (1000);
  g_print ("%d %g %g\n", this.known, this.first, this.whole);
  real_window_close (application);
}

/* --- All of it --- */

/* What it prints; NULL: it failed. */
static char *
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  char *said = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_clear_pointer (&said, g_free);
  return said;
}

static void
measure_window (const char *uri,
                double      round_trip)
{
  const char *const looking[] = { self, "look", uri, NULL };
  const char *const starting[] = { self, "start", uri, NULL };
  g_autofree char *looked = run (looking);
  g_autofree char *once = run (starting);
  g_autofree char *again = run (starting);
  double first = 0;
  double whole = 0;
  double busy = 0;
  double known_first = 0;
  double known_whole = 0;
  int known = 0;

  g_assert_cmpint (sscanf (looked != NULL ? looked : "", "%lf %lf %lf", &first, &whole, &busy), ==, 3);
  g_assert_nonnull (once);
  g_assert_cmpint (sscanf (again != NULL ? again : "", "%d %lf %lf", &known, &known_first, &known_whole), ==, 3);
  g_print ("in the window, from the click: the first rows after %.0f ms, all after %.0f ms\n", first, whole);
  bench_bound ("  the first rows, painted", first / round_trip, 3, " round trips");
  bench_bound ("  all, painted", whole, 1300, " ms");
  bench_bound ("  the longest callback meanwhile", busy, 8, " ms");
  g_print ("at the second start: what was told last %s in the first frame, after %.0f ms; as it is now after %.0f ms\n",
           known ? "is" : "is not", known_first, known_whole);
  bench_bound ("  not in the first frame", known ? 0 : 1, 0, "");
}

/* Nobody but its own window tells how long it takes. */
static void
measure_peer (const char *uri,
              double      ours)
{
  const char *const driving[] = { "python3", peer, uri, MACHINE, G_STRINGIFY (N), NULL };
  g_autofree char *virt_manager = g_find_program_in_path ("virt-manager");
  g_autofree char *said = virt_manager != NULL ? run (driving) : NULL;
  double seconds = said != NULL ? g_ascii_strtod (said, NULL) : 0;

  if (virt_manager == NULL)
    {
      g_print ("virt-manager: not installed, not measured\n");
      return;
    }
  g_assert_cmpfloat (seconds, >, 0);
  g_print ("virt-manager, from its button to its rows: %.1f s\n", seconds);
  bench_bound ("  ours against virt-manager's", ours / (seconds * 1000) * 100, 2.5, "%");
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
  double one_by_one = 0;
  double opening = 0;
  double best = G_MAXDOUBLE;
  First best_first = { .first = G_MAXDOUBLE };

  fill ();
  relay = relay_new (far, near, ONE_WAY_MSEC);
  one_by_one = ask_one_by_one (uri, &round_trip);
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
  g_print ("%d snapshots one by one: %.1f s; together: %.0f ms (%.1f round trips)\n", N, one_by_one / 1000, best, best / round_trip);
  g_print ("the first %d rows, %s the current one, after %.0f ms\n", best_first.rows, best_first.current ? "with" : "without", best_first.first);
  bench_bound ("  on an open host", best, 1300, " ms");
  bench_bound ("  against one by one", best / one_by_one * 100, 2.5, "%");
  bench_bound ("  opened and listed", opening / round_trip, 9, " round trips");
  bench_bound ("  the first rows", best_first.first / round_trip, 3, " round trips");
  bench_bound ("  without the current one", best_first.current ? 0 : 1, 0, "");
  deed_close (host);
  measure_window (uri, round_trip);
  measure_peer (uri, best);
  deed_settle (500);
  relay_free (relay);
}

int
main (int    argc,
      char **argv)
{
  self = argv[0];
  /* What the program keeps it finds again. */
  if (argc < 3)
    real_window_isolate ();
  dex_init ();
  sp_backend_init (&argc, &argv);
  if (argc == 3)
    {
      (g_str_equal (argv[1], "look") ? show_look : show_start) (argv[2]);
      return 0;
    }
  peer = argv[1];
  rig = sp_rig_new ();
  measure ();
  sp_rig_free (rig);
  real_window_tidy ();
  return bench_finish ();
}
