/* SPDX-License-Identifier: GPL-3.0-or-later */
/* watch-start LEFT TOP WIDTH HEIGHT COMMAND...: starts a program and looks at its window from outside, as a person would:
 * when the first frame is there, and when the named part of it, in hundredths, looks as it does in the end. Prints both in
 * milliseconds, and the resident memory in the end in kilobytes. */

#include <glib.h>

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* Behind the first frame: by then all of it has to be there. */
#define WATCH_MS 4000
#define PATIENCE_MS 30000
/* Smaller ones are no windows for people. */
#define SMALLEST 200
/* So many of a thousand points may still change: a light that fades, a number; one machine's row is more than ten. */
#define RESTLESS 2

typedef struct
{
  double  at;
  XImage *image;
} Frame;

typedef struct
{
  Display *display;
  Window   window; /* None: it is not there yet */
  int      damage_event;
  gint64   began;
  GArray  *frames; /* of Frame */
  int      part[4];
} Watch;

static int
ignore_error_cb (Display     *display,
                 XErrorEvent *event)
{
  return 0; /* a window that is gone */
}

static double
now (Watch *watch)
{
  return (double) (g_get_monotonic_time () - watch->began) / 1000;
}

/* The server gives a new window its background, long before the program draws. */
static gboolean
is_blank (XImage *image)
{
  unsigned long first = XGetPixel (image, 0, 0);

  for (int y = 0; y < image->height; y++)
    for (int x = 0; x < image->width; x++)
      if (XGetPixel (image, x, y) != first)
        return FALSE;
  return TRUE;
}

static void
look (Watch *watch)
{
  XWindowAttributes is;
  Frame frame = { now (watch), NULL };
  XImage *whole = NULL;

  if (!XGetWindowAttributes (watch->display, watch->window, &is) || is.map_state != IsViewable)
    return;
  whole = XGetImage (watch->display, watch->window, 0, 0, (unsigned int) is.width, (unsigned int) is.height, AllPlanes, ZPixmap);
  if (whole == NULL)
    return;
  if (watch->frames->len > 0 || !is_blank (whole))
    {
      frame.image = XSubImage (whole, is.width * watch->part[0] / 100, is.height * watch->part[1] / 100,
                               (unsigned int) (is.width * watch->part[2] / 100), (unsigned int) (is.height * watch->part[3] / 100));
      g_array_append_val (watch->frames, frame);
    }
  XDestroyImage (whole);
}

static void
notice_window (Watch  *watch,
               Window  window)
{
  XWindowAttributes is;

  if (watch->window != None || !XGetWindowAttributes (watch->display, window, &is) || is.override_redirect || is.width < SMALLEST || is.height < SMALLEST)
    return;
  watch->window = window;
  XDamageCreate (watch->display, window, XDamageReportNonEmpty);
}

static void
take_event (Watch *watch)
{
  XEvent event;
  gboolean drawn = FALSE;

  while (XPending (watch->display) > 0)
    {
      XNextEvent (watch->display, &event);
      if (event.type == MapNotify)
        notice_window (watch, event.xmap.window);
      else if (event.type == watch->damage_event + XDamageNotify)
        {
          XDamageSubtract (watch->display, ((XDamageNotifyEvent *) &event)->damage, None, None);
          drawn = TRUE;
        }
    }
  if (drawn)
    look (watch);
}

static gboolean
is_done (Watch *watch)
{
  if (watch->frames->len == 0)
    return now (watch) > PATIENCE_MS;
  return now (watch) > g_array_index (watch->frames, Frame, 0).at + WATCH_MS;
}

static gboolean
is_same (XImage *one,
         XImage *other)
{
  guint different = 0;
  guint n = (guint) (one->width * one->height);

  if (one->width != other->width || one->height != other->height)
    return FALSE;
  for (int y = 0; y < one->height; y++)
    for (int x = 0; x < one->width; x++)
      different += XGetPixel (one, x, y) != XGetPixel (other, x, y) ? 1 : 0;
  return (guint64) different * 1000 <= (guint64) n * RESTLESS;
}

/* From which frame on all look like the last one. */
static double
find_settled (Watch *watch)
{
  Frame *frames = (Frame *) (gpointer) watch->frames->data;
  guint last = watch->frames->len - 1;
  guint first = last;

  while (first > 0 && is_same (frames[first - 1].image, frames[last].image))
    first--;
  return frames[first].at;
}

static long
resident (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *text = NULL;
  const char *line = g_file_get_contents (path, &text, NULL, NULL) ? strstr (text, "VmRSS:") : NULL;

  return line != NULL ? strtol (line + strlen ("VmRSS:"), NULL, 10) : 0;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  Watch watch = { .display = XOpenDisplay (NULL), .frames = frames };
  g_autoptr (GError) error = NULL;
  int event_base, error_base;
  GPid pid;

  if (argc < 6 || watch.display == NULL || !XDamageQueryExtension (watch.display, &event_base, &error_base))
    g_error ("LEFT TOP WIDTH HEIGHT COMMAND, and a display");
  watch.damage_event = event_base;
  for (int i = 0; i < 4; i++)
    watch.part[i] = atoi (argv[i + 1]);
  XSetErrorHandler (ignore_error_cb);
  XSelectInput (watch.display, DefaultRootWindow (watch.display), SubstructureNotifyMask);
  XSync (watch.display, False);

  watch.began = g_get_monotonic_time ();
  if (!g_spawn_async (NULL, argv + 5, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error))
    g_error ("%s", error->message);
  while (!is_done (&watch))
    {
      struct pollfd connection = { ConnectionNumber (watch.display), POLLIN, 0 };

      poll (&connection, 1, 50);
      take_event (&watch);
    }
  if (frames->len == 0)
    g_error ("%s showed no window", argv[5]);
  look (&watch);
  g_print ("%.1f %.1f %ld\n", g_array_index (frames, Frame, 0).at, find_settled (&watch), resident (pid));
  fflush (stdout);
  /* Whoever started this may want a picture of it. */
  getchar ();
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  return 0;
}
