/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the main thread is busy at a time, and how long frames take. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on every turn of the main loop is measured, from the return of poll() to its next call: all that is dispatched in
 * between. What GTK lays out and paints meanwhile (from the end of a frame’s update, or the begin of its layout, to its end; and where it asks
 * between frames how large the window wants to be) is not counted, and neither
 * is the time in which other threads and programs had the processor: /proc/thread-self/schedstat tells how long the thread
 * waited for one. What it waits for otherwise (a lock, a file) counts. With SP_BENCH_STACKS set, the stack is printed of each turn that
 * takes too long. */
void   loop_probe_start   (void);
void   loop_probe_reset   (void);
double loop_probe_worst   (void); /* milliseconds of the longest turn since the reset */
double loop_probe_busiest (void); /* the same, of the processor alone: what the display's server or a lock takes does not count */

/* What a frame is made of. */
typedef enum
{
  LOOP_UPDATE, /* animations, and whoever scrolls; rows are exchanged here */
  LOOP_LAYOUT, /* styles, and where all is */
  LOOP_PAINT,  /* nodes are made and drawn */
  LOOP_N_PHASES,
} LoopPhase;

/* The frames of one window. */
typedef struct
{
  GArray *frames; /* of double: milliseconds from a frame's begin to its end */
  GArray *gaps;   /* of double: milliseconds from one frame's end to the next one's */
  double  phases[LOOP_N_PHASES]; /* milliseconds of the processor, of all frames together */
  double  last;   /* milliseconds: when a frame ended last */
  double  begun;
  double  begun_at_work; /* milliseconds of the processor: when this frame began */
  double  laid_out;      /* its layout, and its painting; 0: it has none, so far */
  double  painted;
  gboolean measures;     /* between two frames */
  GdkFrameClock *clock;
  gulong  hooks[3];
  GdkSurface *surface;
} LoopFrames;

LoopFrames *loop_probe_follow     (GtkWidget *window); /* a window that is realized */
void        loop_frames_reset     (LoopFrames *self);
void        loop_frames_free      (LoopFrames *self);
double      loop_percentile       (GArray *values, double part); /* 1: the largest */

G_END_DECLS
