/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the main thread is busy at a time, and how long frames take. */

#define _GNU_SOURCE

#include "config.h"

#include "loop-probe.h"

#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TOO_LONG_MSEC 8

static GPollFunc poll_before;
static pthread_t main_thread;
static int schedstat = -1;
static double turn_begun;   /* 0: it waits */
static double waited_before; /* for a processor, when the turn began */
static double painting_since; /* 0: it does not */
static double painted;      /* in this turn */
static double worst;
static double worked_before; /* at the processor, when the turn began */
static double painting_at_work;
static double painted_at_work;
static double busiest;

static double
now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* Milliseconds in which the thread had a processor. */
static double
at_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

/* Milliseconds in which the thread could have run, and others did. */
static double
get_waited (void)
{
  char text[96] = "";
  unsigned long long ran = 0, waited = 0;

  if (pread (schedstat, text, sizeof text - 1, 0) <= 0 || sscanf (text, "%llu %llu", &ran, &waited) != 2)
    g_error ("/proc/thread-self/schedstat cannot be read");
  return (double) waited / 1e6;
}

static gint
poll_cb (GPollFD *fds,
         guint    n,
         gint     timeout)
{
  int result;

  if (turn_begun > 0)
    {
      double took = now () - turn_begun - painted - (get_waited () - waited_before);

      worst = MAX (worst, took);
      busiest = MAX (busiest, at_work () - worked_before - painted_at_work);
      if (took > TOO_LONG_MSEC && getenv ("SP_BENCH_STACKS") != NULL)
        g_printerr ("a turn of %.1f ms\n", took);
    }
  turn_begun = 0;
  result = poll_before (fds, n, timeout);
  painted = painted_at_work = 0;
  waited_before = get_waited ();
  worked_before = at_work ();
  turn_begun = now ();
  return result;
}

static void
print_stack (int number)
{
  void *frames[48];
  int n = backtrace (frames, G_N_ELEMENTS (frames));

  backtrace_symbols_fd (frames, n, 2);
  if (write (2, "\n", 1) < 0)
    abort ();
}

/* Looks at the turn from outside. */
static gpointer
watch (gpointer data)
{
  for (;;)
    {
      double begun = turn_begun;

      g_usleep (2000);
      if (begun > 0 && begun == turn_begun && painting_since == 0 && now () - begun - painted > TOO_LONG_MSEC)
        pthread_kill (main_thread, SIGUSR2);
    }
  return NULL;
}

void
loop_probe_start (void)
{
  void *warm[1];

  main_thread = pthread_self ();
  schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  poll_before = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_cb);
  if (getenv ("SP_BENCH_STACKS") == NULL)
    return;
  backtrace (warm, 1); /* loads what it needs before a signal may ask for it */
  signal (SIGUSR2, print_stack);
  g_thread_unref (g_thread_new ("watch", watch, NULL));
}

void
loop_probe_reset (void)
{
  worst = busiest = 0;
}

double
loop_probe_worst (void)
{
  return worst;
}

double
loop_probe_busiest (void)
{
  return busiest;
}

static void
begin_painting (void)
{
  if (painting_since > 0)
    return;
  painting_since = now ();
  painting_at_work = at_work ();
}

static void
before_paint_cb (LoopFrames *self)
{
  self->begun = now ();
  self->begun_at_work = at_work ();
  self->laid_out = self->painted = 0;
}

/* All of the frame's updates have been dispatched: GTK lays out and paints from here on. */
static void
update_cb (LoopFrames *self)
{
  begin_painting ();
}

/* A frame that only lays out has no update. A hook comes before GTK's own handler, which was connected before ours. */
static gboolean
layout_cb (GSignalInvocationHint *hint,
           guint                  n_values,
           const GValue          *values,
           gpointer               data)
{
  LoopFrames *self = data;

  if (g_value_get_object (&values[0]) != self->clock)
    return TRUE;
  begin_painting ();
  if (self->laid_out == 0)
    self->laid_out = at_work ();
  return TRUE;
}

static gboolean
paint_cb (GSignalInvocationHint *hint,
          guint                  n_values,
          const GValue          *values,
          gpointer               data)
{
  LoopFrames *self = data;

  if (g_value_get_object (&values[0]) == self->clock)
    self->painted = at_work ();
  return TRUE;
}

static void
count_phases (LoopFrames *self)
{
  double end = at_work ();
  double paints = self->painted > 0 ? self->painted : end;
  double lays_out = self->laid_out > 0 ? self->laid_out : paints;

  self->phases[LOOP_UPDATE] += lays_out - self->begun_at_work;
  self->phases[LOOP_LAYOUT] += paints - lays_out;
  self->phases[LOOP_PAINT] += end - paints;
}

static void
end_painting (void)
{
  if (painting_since > 0)
    {
      painted += now () - painting_since;
      painted_at_work += at_work () - painting_at_work;
    }
  painting_since = 0;
}

/* On X11 GTK goes through all widgets between two frames, to learn how large the window wants to be. */
static gboolean
measure_cb (GSignalInvocationHint *hint,
            guint                  n_values,
            const GValue          *values,
            gpointer               data)
{
  LoopFrames *self = data;

  if (g_value_get_object (&values[0]) == self->surface && painting_since == 0)
    {
      begin_painting ();
      self->measures = TRUE;
    }
  return TRUE;
}

static void
measured_cb (LoopFrames *self)
{
  if (self->measures)
    end_painting ();
  self->measures = FALSE;
}

static void
after_paint_cb (LoopFrames *self)
{
  double at = now ();

  end_painting ();
  if (self->begun > 0)
    {
      double took = at - self->begun;

      g_array_append_val (self->frames, took);
      count_phases (self);
    }
  if (self->last > 0)
    {
      double gap = at - self->last;

      g_array_append_val (self->gaps, gap);
    }
  self->last = at;
}

LoopFrames *
loop_probe_follow (GtkWidget *window)
{
  LoopFrames *self = g_new0 (LoopFrames, 1);

  self->frames = g_array_new (FALSE, FALSE, sizeof (double));
  self->gaps = g_array_new (FALSE, FALSE, sizeof (double));
  self->clock = g_object_ref (gtk_widget_get_frame_clock (window));
  g_signal_connect_swapped (self->clock, "before-paint", G_CALLBACK (before_paint_cb), self);
  g_signal_connect_data (self->clock, "update", G_CALLBACK (update_cb), self, NULL, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  self->hooks[0] = g_signal_add_emission_hook (g_signal_lookup ("layout", GDK_TYPE_FRAME_CLOCK), 0, layout_cb, self, NULL);
  self->hooks[1] = g_signal_add_emission_hook (g_signal_lookup ("paint", GDK_TYPE_FRAME_CLOCK), 0, paint_cb, self, NULL);
  self->surface = g_object_ref (gtk_native_get_surface (gtk_widget_get_native (window)));
  self->hooks[2] = g_signal_add_emission_hook (g_signal_lookup ("compute-size", GDK_TYPE_TOPLEVEL), 0, measure_cb, self, NULL);
  g_signal_connect_data (self->surface, "compute-size", G_CALLBACK (measured_cb), self, NULL, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  g_signal_connect_data (self->clock, "after-paint", G_CALLBACK (after_paint_cb), self, NULL, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  return self;
}

void
loop_frames_reset (LoopFrames *self)
{
  g_array_set_size (self->frames, 0);
  g_array_set_size (self->gaps, 0);
  self->last = self->begun = 0;
  for (int i = 0; i < LOOP_N_PHASES; i++)
    self->phases[i] = 0;
}

void
loop_frames_free (LoopFrames *self)
{
  g_signal_handlers_disconnect_by_data (self->clock, self);
  g_signal_remove_emission_hook (g_signal_lookup ("layout", GDK_TYPE_FRAME_CLOCK), self->hooks[0]);
  g_signal_remove_emission_hook (g_signal_lookup ("paint", GDK_TYPE_FRAME_CLOCK), self->hooks[1]);
  g_signal_handlers_disconnect_by_data (self->surface, self);
  g_signal_remove_emission_hook (g_signal_lookup ("compute-size", GDK_TYPE_TOPLEVEL), self->hooks[2]);
  g_object_unref (self->surface);
  g_object_unref (self->clock);
  g_array_unref (self->frames);
  g_array_unref (self->gaps);
  g_free (self);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

double
loop_percentile (GArray *values,
                 double  part)
{
  g_assert_cmpuint (values->len, >, 0);

  g_array_sort (values, compare);
  return g_array_index (values, double, MIN (values->len - 1, (guint) (part * values->len)));
}
