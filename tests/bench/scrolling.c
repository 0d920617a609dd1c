/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline scrolled, and a plain list of GTK in its place. */

#include "config.h"

#include "scrolling.h"

#include "bench.h"
#include "plain-list.h"
#include "real-window.h"

#define ROUNDS 3
#define SCROLL_FRAMES 300
#define FRAME_MSEC (1000.0 / 60)

typedef struct
{
  GtkAdjustment *adjustment;
  double         from, to;
  int            at;
} Scroll;

static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  Scroll *self = data;

  self->at++;
  gtk_adjustment_set_value (self->adjustment, self->from + (self->to - self->from) * self->at / SCROLL_FRAMES);
  return self->at < SCROLL_FRAMES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
is_scrolled (gpointer data)
{
  return ((Scroll *) data)->at >= SCROLL_FRAMES;
}

/* From end to end, or @distance pixels a frame from the middle on. */
static void
scroll (GtkWidget  *list,
        LoopFrames *of,
        double      distance)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (list, GTK_TYPE_SCROLLED_WINDOW);
  Scroll self = { .adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)) };
  double end = gtk_adjustment_get_upper (self.adjustment) - gtk_adjustment_get_page_size (self.adjustment);

  self.from = distance > 0 ? MAX (0, end / 2) : 0;
  self.to = distance > 0 ? MIN (end, self.from + distance * SCROLL_FRAMES) : end;
  gtk_adjustment_set_value (self.adjustment, self.from);
  real_window_settle (300);
  loop_frames_reset (of);
  gtk_widget_add_tick_callback (list, scroll_cb, &self, NULL);
  real_window_await (is_scrolled, &self, "the end of scrolling");
}

typedef struct
{
  double made;  /* milliseconds: 95 of 100 frames are made in that */
  double every; /* 95 of 100 come as long after the one before */
  double gap;   /* the longest between two */
  double phases[LOOP_N_PHASES]; /* of each frame */
} Scrolled;

static void
keep_best (Scrolled   *best,
           GtkWidget  *list,
           LoopFrames *of,
           double      distance)
{
  scroll (list, of, distance);
  best->made = MIN (best->made, loop_percentile (of->frames, 0.95));
  best->every = MIN (best->every, loop_percentile (of->gaps, 0.95));
  best->gap = MIN (best->gap, loop_percentile (of->gaps, 1));
  for (int i = 0; i < LOOP_N_PHASES; i++)
    best->phases[i] = MIN (best->phases[i], of->phases[i] / of->frames->len);
}

static void
print_scrolled (const char     *what,
                const Scrolled *scrolled)
{
  g_print ("  %s: 95 of 100 frames are made in %.1f ms and come after %.1f ms, the longest gap is %.1f ms; of a frame, the processor has "
           "%.2f ms to exchange rows, %.2f to lay out, %.2f to paint\n", what, scrolled->made, scrolled->every, scrolled->gap,
           scrolled->phases[LOOP_UPDATE], scrolled->phases[LOOP_LAYOUT], scrolled->phases[LOOP_PAINT]);
}

static const Scrolled unscrolled = { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE, { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE } };

static void
scroll_bare (Scrolled  *best,
             GtkWidget *like,
             int        n,
             double     distance)
{
  GtkWidget *plain = plain_list_show_bare (like, (guint) n + 1);
  LoopFrames *of;

  real_window_settle (500);
  of = loop_probe_follow (GTK_WIDGET (gtk_widget_get_root (plain)));
  keep_best (best, plain, of, distance);
  loop_frames_free (of);
  plain_list_end (plain);
  real_window_rest ();
}

/* What is promised is about the rows, and what surrounds them has its price as well: a window of libadwaita, with three panes, three
 * header bars and a sidebar, is laid out, gone through and compared anew in each frame, whatever is scrolled in it. So the plain list
 * that counts is scrolled in that very window, where the timeline was; the one in a bare window is told beside it.
 *
 * What a person sees of it is how soon one frame comes after the other, which has its bound against the plain list. To make one of ours
 * costs more than to make one of theirs, as a row has six words, lanes and a picture where theirs has one word: how much more is told,
 * and it must leave half of the frame's time to the machine. */
void
scrolling_measure (GtkWidget  *list,
                   LoopFrames *frames,
                   int         n,
                   double      distance)
{
  Scrolled ours = unscrolled;
  Scrolled inside = unscrolled;
  Scrolled bare = unscrolled;
  double busy = G_MAXDOUBLE;

  for (int round = 0; round < ROUNDS; round++)
    {
      GtkWidget *plain;

      loop_probe_reset ();
      keep_best (&ours, list, frames, distance);
      busy = MIN (busy, loop_probe_worst ());
      scroll_bare (&bare, list, n, distance);
      plain = plain_list_show_inside (list, (guint) n + 1);
      real_window_settle (500);
      keep_best (&inside, plain, frames, distance);
      plain_list_end (plain);
      real_window_rest ();
    }
  g_print ("%d rows of %d pixels, scrolled %s:\n", n, plain_list_row_height (list), distance > 0 ? "slowly" : "from end to end");
  print_scrolled ("the timeline", &ours);
  print_scrolled ("a plain list in its place", &inside);
  print_scrolled ("a plain list in a bare window", &bare);
  g_print ("  to make a frame takes %.2f times as long as for the one in its place, %.2f times as for the one in a bare window\n",
           ours.made / inside.made, ours.made / bare.made);
  bench_bound ("  of the time that a frame has, to make one takes", ours.made / FRAME_MSEC, 0.5, " times");
  bench_bound ("  frames, against the one in its place, come after", ours.every / inside.every, 1.5, " times");
  bench_bound ("  the longest gap against the one in its place", ours.gap / inside.gap, 1.5, " times");
  bench_bound ("  the longest callback", busy, 8, " ms");
}
