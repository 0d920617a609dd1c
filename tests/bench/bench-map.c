/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of 2,000 snapshots, each a node of its own, scrolled and zoomed, against the timeline of the same in the same run. */

#include "config.h"

#include "bench.h"
#include "loop-probe.h"
#include "many.h"
#include "real-window.h"
#include "sp-backend.h"

#include <libdex.h>

#define WIDTH 1180
#define HEIGHT 740
#define ROUNDS 3
#define SCROLL_FRAMES 200
#define N 2000

static SpRig *rig;
static LoopFrames *frames;

typedef struct
{
  GtkAdjustment *adjustment;
  int            at;
} Scroll;

static gboolean
is_shown (gpointer data)
{
  return real_window_shows ("many", N);
}

static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  Scroll *self = data;
  double end = gtk_adjustment_get_upper (self->adjustment) - gtk_adjustment_get_page_size (self->adjustment);

  self->at++;
  gtk_adjustment_set_value (self->adjustment, end * self->at / SCROLL_FRAMES);
  return self->at < SCROLL_FRAMES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
is_scrolled (gpointer data)
{
  return ((Scroll *) data)->at >= SCROLL_FRAMES;
}

/* Returns: 95 of 100 frames are no longer, in milliseconds; @busy: the longest callback */
static double
scroll (const char     *css_class,
        GtkOrientation  orientation,
        double         *busy)
{
  GtkWidget *widget = real_window_find (GTK_WIDGET (real_window_get ()), css_class);
  double p95 = G_MAXDOUBLE;

  *busy = G_MAXDOUBLE;
  for (int round = 0; round < ROUNDS; round++)
    {
      GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW));
      Scroll self = { .adjustment = orientation == GTK_ORIENTATION_VERTICAL ? gtk_scrolled_window_get_vadjustment (scroller)
                                                                             : gtk_scrolled_window_get_hadjustment (scroller) };

      gtk_adjustment_set_value (self.adjustment, 0);
      real_window_settle (300);
      loop_frames_reset (frames);
      loop_probe_reset ();
      gtk_widget_add_tick_callback (widget, scroll_cb, &self, NULL);
      real_window_await (is_scrolled, &self, "the end of scrolling");
      p95 = MIN (p95, loop_percentile (frames->frames, 0.95));
      *busy = MIN (*busy, loop_probe_worst ());
    }
  return p95;
}

static void
act (const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (real_window_get ()), action, NULL));
  real_window_settle (200);
}

static double
zoom_all_the_way (void)
{
  double busy = G_MAXDOUBLE;

  for (int round = 0; round < ROUNDS; round++)
    {
      act ("view.fit");
      loop_probe_reset ();
      for (int i = 0; i < 16; i++)
        act ("view.zoom-in");
      busy = MIN (busy, loop_probe_worst ());
    }
  return busy;
}

int
main (int    argc,
      char **argv)
{
  const char *uris[] = { NULL, NULL };
  SpApplication *application;
  double list, busy, cards, dots;

  real_window_isolate ();
  dex_init ();
  sp_backend_init (&argc, &argv);
  rig = sp_rig_new ();
  many_define (rig, "many", N);
  uris[0] = sp_rig_get_uri (rig);
  loop_probe_start ();
  application = real_window_open (uris, WIDTH, HEIGHT);
  frames = loop_probe_follow (GTK_WIDGET (real_window_get ()));
  real_window_click_machine ("many");
  real_window_await (is_shown, NULL, "the history");
  real_window_rest ();

  list = scroll ("timeline", GTK_ORIENTATION_VERTICAL, &busy);
  act ("view.map");
  g_print ("%d snapshots: the timeline from end to end, 95 of 100 frames within %.1f ms\n", N, list);
  act ("view.normal-size");
  cards = scroll ("map-ground", GTK_ORIENTATION_HORIZONTAL, &busy);
  bench_bound ("  the map in cards, against the timeline", cards / list, 1.5, " times");
  bench_bound ("  its longest callback", busy, 8, " ms");
  for (int i = 0; i < 3; i++)
    act ("view.zoom-out");
  dots = scroll ("map-ground", GTK_ORIENTATION_HORIZONTAL, &busy);
  bench_bound ("  the map in dots, against the timeline", dots / list, 1.5, " times");
  bench_bound ("  its longest callback", busy, 8, " ms");
  bench_bound ("  zooming in from all of it: the longest callback", zoom_all_the_way (), 8, " ms");

  loop_frames_free (frames);
  real_window_close (application);
  sp_rig_free (rig);
  real_window_tidy ();
  return bench_finish ();
}
