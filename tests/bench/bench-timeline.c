/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window on machines with very many snapshots, against libvirt's calls alone and a plain list of GTK, in the same run. */

#include "config.h"

#include "bench.h"
#include "loop-probe.h"
#include "many.h"
#include "real-window.h"
#include "scrolling.h"
#include "sp-backend.h"
#include "sp-known.h"

#include <libdex.h>
#include <malloc.h>
#include <unistd.h>

#define WIDTH 1180
#define HEIGHT 740
#define ROUNDS 3
#define FRAME_MSEC (1000.0 / 60)
#define MEGABYTE (1024.0 * 1024.0)
/* As many as a list has rows at hand: what they take is not what snapshots take. */
#define LIST_FULL 300
/* What is typed is looked for a moment later. */
#define SEARCH_MSEC 400
/* More would keep the peer busy for minutes. */
#define PEER_MOST 1000
/* After which what is freed by idle work is free. */
#define LEFT_MSEC 2500

static SpRig *rig;
static LoopFrames *frames;

typedef struct
{
  const char *machine;
  int         n;
  double      clicked;
  double      first; /* 0: not yet */
  double      known; /* from last time; 0: it was not shown */
  double      whole;
  int         read;  /* descriptions of snapshots, until it was whole */
} Opening;

static double
now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static double
read_memory (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%*d %ld", &pages), ==, 1);
  return (double) pages * (double) sysconf (_SC_PAGESIZE) / MEGABYTE;
}

/* --- Opening a machine --- */

/* At the end of a frame, in which the rows were laid out and painted. */
static void
painted_cb (Opening *self)
{
  SpTimeline *timeline = sp_session_get_timeline (real_window_session ());
  SpMachine *machine = sp_session_get_machine (real_window_session ());

  if (timeline == NULL || machine == NULL || !g_str_equal (sp_machine_get_name (machine), self->machine)
      || real_window_find (GTK_WIDGET (real_window_get ()), "timeline") == NULL)
    return;
  if (self->first == 0)
    self->first = now () - self->clicked;
  if (self->known == 0 && sp_known_get_heard (sp_timeline_get_history (timeline)) > 0)
    self->known = now () - self->clicked;
  if (self->whole > 0 || !real_window_shows (self->machine, self->n) || !sp_session_get_certain (real_window_session ()))
    return;
  self->whole = now () - self->clicked;
  self->read = many_count_read () - self->read;
}

static gboolean
is_whole (gpointer data)
{
  return ((Opening *) data)->whole > 0;
}

static Opening
open_machine (const char *machine,
              int         n)
{
  Opening self = { .machine = machine, .n = n, .clicked = now (), .read = many_count_read () };
  gulong handler = g_signal_connect_data (frames->clock, "after-paint", G_CALLBACK (painted_cb), &self, NULL,
                                          G_CONNECT_AFTER | G_CONNECT_SWAPPED);

  real_window_click_machine (machine);
  real_window_await (is_whole, &self, "the whole timeline");
  g_signal_handler_disconnect (frames->clock, handler);
  return self;
}

/* All of it is read, as the first time. */
static void
doubt (void)
{
  g_autoptr (SpHost) host = g_list_model_get_item (sp_session_get_hosts (real_window_session ()), 0);

  sp_host_doubt (host);
}

static void
leave_machine (void)
{
  real_window_click_machine ("empty");
  real_window_rest ();
}

/* Pipelined: few and many at a time, whichever is quicker. */
static double
ask_bare (const char *machine,
          int         n)
{
  double few = many_ask_bare (sp_rig_get_uri (rig), machine, n, 5);

  return MIN (few, many_ask_bare (sp_rig_get_uri (rig), machine, n, 16));
}

static void
bound_opening (int    n,
               double first,
               double whole,
               double bare,
               double busy)
{
  bench_bound ("  the first rows", first, 100, " ms");
  bench_bound ("  all, beyond libvirt's calls", whole - bare, 0.1 * n + 2 * FRAME_MSEC, " ms");
  bench_bound ("  the longest callback, while they are recalled and read", busy, 8, " ms");
}

/* Nobody has opened it before: nothing of it is known, each of its snapshots is read, and there is no best of several. */
static double
measure_first_opening (const char *machine,
                       int         n)
{
  double bare = ask_bare (machine, n);
  Opening opening;
  double busy;

  /* Asking was a long turn. */
  real_window_settle (100);
  loop_probe_reset ();
  opening = open_machine (machine, n);
  g_assert_cmpfloat (opening.known, ==, 0);
  g_assert_cmpint (opening.read, ==, n);
  real_window_settle (100);
  busy = loop_probe_worst ();
  g_print ("%d snapshots, opened for the first time: first rows after %.0f ms, all after %.0f ms; libvirt's calls alone: %.0f ms\n", n,
           opening.first, opening.whole, bare);
  bound_opening (n, opening.first, opening.whole, bare, busy);
  return opening.whole;
}

static void
told_cb (GObject      *process,
         GAsyncResult *result,
         gpointer      told)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (process), result, told, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (G_SUBPROCESS (process)));
}

static gboolean
is_told (gpointer told)
{
  return *(char **) told != NULL;
}

/* virt-manager on the same display, while this window rests. */
static void
measure_peer (const char *machine,
              double      ours)
{
  g_autofree char *n = g_strdup_printf ("%d", sp_history_get_n (sp_session_get_history (real_window_session ())));
  g_autofree char *virt_manager = g_find_program_in_path ("virt-manager");
  g_autofree char *told = NULL;
  g_autoptr (GSubprocess) peer = NULL;
  g_autoptr (GError) error = NULL;
  double theirs;

  if (virt_manager == NULL)
    {
      g_print ("virt-manager: not installed, not measured\n");
      return;
    }
  peer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "python3", SP_BENCH_PEER, sp_rig_get_uri (rig), machine, n, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (peer, NULL, NULL, told_cb, &told);
  real_window_await (is_told, &told, "virt-manager");
  theirs = g_ascii_strtod (told, NULL) * 1000;
  g_assert_cmpfloat (theirs, >, 0);
  g_print ("virt-manager: its page of the same %s snapshots is filled after %.0f ms; here, opened for the first time, all was there after %.0f ms\n", n,
           theirs, ours);
  bench_bound ("  opened for the first time, to virt-manager's", ours / theirs, 1, " times");
}

static void
measure_opening (const char *machine,
                 int         n)
{
  double bare = G_MAXDOUBLE;
  double first = G_MAXDOUBLE;
  double known = G_MAXDOUBLE;
  double whole = G_MAXDOUBLE;
  double busy = G_MAXDOUBLE;

  for (int round = 0; round < ROUNDS; round++)
    {
      Opening opening;

      bare = MIN (bare, ask_bare (machine, n));
      leave_machine ();
      doubt ();
      loop_probe_reset ();
      opening = open_machine (machine, n);
      real_window_settle (100);
      busy = MIN (busy, loop_probe_worst ());
      first = MIN (first, opening.first);
      /* It was opened before: the disk tells of it first. */
      g_assert_cmpfloat (opening.known, >, 0);
      g_assert_cmpint (opening.read, >=, n);
      known = MIN (known, opening.known);
      whole = MIN (whole, opening.whole);
    }
  g_print ("%d snapshots: first rows after %.0f ms, what is known of them after %.0f ms, all as they are after %.0f ms; libvirt's calls alone: %.0f ms\n",
           n, first, known, whole, bare);
  bound_opening (n, first, whole, bare, busy);
}

/* --- Refreshes and deeds --- */

static void
refresh (const char *machine)
{
  gtk_widget_activate_action (GTK_WIDGET (real_window_get ()), "win.refresh", NULL);
}

static void
add_elsewhere (const char *machine)
{
  static int serial;
  g_autofree char *name = g_strdup_printf ("elsewhere-%d", ++serial);

  many_add (sp_rig_get_uri (rig), machine, name);
  refresh (machine);
}

static void
pick (int index)
{
  g_autoptr (GArray) picked = g_array_new (FALSE, FALSE, sizeof (int));

  g_array_append_val (picked, index);
  sp_session_set_picked (real_window_session (), picked);
}

static void
pick_some (const char *machine)
{
  int n = sp_history_get_n (sp_session_get_history (real_window_session ()));

  for (int i = 0; i < 20; i++)
    {
      pick (n - 1 - i);
      real_window_settle (40);
    }
}

/* Another one each time: one that is pinned already would not be. */
static void
pin (const char *machine)
{
  static int serial;

  pick (sp_history_get_n (sp_session_get_history (real_window_session ())) - 3 - serial++);
  g_assert_false (sp_snapshot_peek (sp_session_get_snapshot (real_window_session ()))->pinned);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (real_window_get ()), "snapshot.pin", NULL));
}

static void
take (const char *machine)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (real_window_get ()), "win.take", NULL));
  real_window_confirm ("suggested-action");
}

/* To the oldest, whose disk there is: the others were made up. */
static void
revert (const char *machine)
{
  pick (0);
  real_window_settle (100);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (real_window_get ()), "snapshot.revert", NULL));
  real_window_confirm ("destructive-action");
}

/* A word that all have, one that few have, and the way back. */
static void
search (const char *machine)
{
  real_window_search ("before");
  real_window_settle (SEARCH_MSEC);
  real_window_search ("upgrade-00042");
  real_window_settle (SEARCH_MSEC);
  real_window_search (NULL);
}

static void
delete (const char *machine)
{
  pick (sp_history_get_n (sp_session_get_history (real_window_session ())) - 1);
  real_window_settle (100);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (real_window_get ()), "snapshot.delete", NULL));
  real_window_confirm ("destructive-action");
}

static void
measure_use (const char *what,
             const char *machine,
             void      (*use) (const char *machine))
{
  g_autofree char *bound = NULL;
  double busy = G_MAXDOUBLE;
  double busiest = G_MAXDOUBLE;

  for (int round = 0; round < 2; round++)
    {
      loop_probe_reset ();
      use (machine);
      real_window_rest ();
      real_window_settle (300); /* what a deed leaves to be loaded again */
      real_window_rest ();
      busy = MIN (busy, loop_probe_worst ());
      busiest = MIN (busiest, loop_probe_busiest ());
    }
  bound = g_strdup_printf ("  %s: the longest callback, with at most %.1f ms of the processor", what, busiest);
  bench_bound (bound, busy, 8, " ms");
}

/* --- All of it --- */

typedef struct
{
  const char *name;
  int         n;
  gboolean    defined;
} Machine;

static gpointer
define (gpointer data)
{
  Machine *machine = data;

  many_define (rig, machine->name, machine->n);
  g_atomic_int_set (&machine->defined, TRUE);
  return NULL;
}

static gboolean
is_listed (gpointer data)
{
  Machine *machine = data;

  return g_atomic_int_get (&machine->defined) && real_window_lists (machine->name);
}

/* While the window shows another machine: what is there when it comes up it reads at once, for the list of all machines. */
static void
define_meanwhile (const char *name,
                  int         n)
{
  Machine machine = { .name = name, .n = n };
  GThread *thread = g_thread_new ("define", define, &machine);

  real_window_await (is_listed, &machine, "the machine in the list");
  g_thread_join (thread);
  malloc_trim (0); /* what it took to define them is nothing of the program's */
}

static void
measure_machine (const char *machine,
                 int         n)
{
  double without;
  double with;
  double after;
  double opened;

  leave_machine ();
  define_meanwhile (machine, n);
  real_window_settle (LEFT_MSEC);
  without = read_memory ();
  opened = measure_first_opening (machine, n);
  real_window_settle (LEFT_MSEC);
  with = read_memory ();
  leave_machine ();
  real_window_settle (LEFT_MSEC);
  after = read_memory ();
  measure_opening (machine, n);
  g_print ("memory: %.0f MB without, %.0f MB with %d snapshots, %.0f MB after\n", without, with, n, after);
  bench_bound ("  for the snapshots", with - without, 60, " MB");
  bench_bound ("  of what was there before, after leaving the machine", after / without, 1.1, " times");
  scrolling_measure (real_window_find (GTK_WIDGET (real_window_get ()), "timeline"), frames, n, 0);
  scrolling_measure (real_window_find (GTK_WIDGET (real_window_get ()), "timeline"), frames, n, 30);
  g_print ("in use, with %d snapshots:\n", n);
  measure_use ("a refresh", machine, refresh);
  measure_use ("a snapshot of another client", machine, add_elsewhere);
  measure_use ("selecting", machine, pick_some);
  measure_use ("searching", machine, search);
  measure_use ("pinning", machine, pin);
  measure_use ("taking", machine, take);
  measure_use ("reverting", machine, revert);
  measure_use ("deleting", machine, delete);
  if (n <= PEER_MOST)
    measure_peer (machine, opened);
}

/* With the name of a machine: only that one. */
int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    int         n;
  } machines[] = { { "thousand", 1000 }, { "ten-thousand", 10000 } };
  const char *uris[] = { NULL, NULL };
  SpApplication *application;

  real_window_isolate ();
  dex_init ();
  sp_backend_init (&argc, &argv);
  rig = sp_rig_new ();
  many_define (rig, "empty", 0);
  many_define (rig, "list-full", LIST_FULL);
  uris[0] = sp_rig_get_uri (rig);
  loop_probe_start ();
  application = real_window_open (uris, WIDTH, HEIGHT);
  frames = loop_probe_follow (GTK_WIDGET (real_window_get ()));
  open_machine ("list-full", LIST_FULL);
  for (gsize i = 0; i < G_N_ELEMENTS (machines); i++)
    if (argc < 2 || g_str_equal (argv[1], machines[i].name))
      measure_machine (machines[i].name, machines[i].n);
  loop_frames_free (frames);
  real_window_close (application);
  sp_rig_free (rig);
  real_window_tidy ();
  return bench_finish ();
}
