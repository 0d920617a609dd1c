/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loaded before libvirt into every test: a call that may ask a host something aborts on the main thread. */

#define _GNU_SOURCE

#include "guard.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_FRAMES 40

/* Of the program that it is loaded into, if that has GLib. */
#pragma weak g_main_context_is_owner

static gboolean active;

/* Children inherit it: only what was built here is watched, not virsh, and no daemon. */
static void __attribute__ ((constructor))
start (void)
{
  char path[4096] = "";
  ssize_t length = readlink ("/proc/self/exe", path, sizeof path - 1);

  active = length > 0 && strncmp (path, SP_GUARD_ROOT "/", strlen (SP_GUARD_ROOT) + 1) == 0;
}

static gboolean
is_main_thread (void)
{
  return gettid () == getpid () || (g_main_context_is_owner != NULL && g_main_context_is_owner (NULL));
}

static void __attribute__ ((noreturn))
shout (const char *name)
{
  void *frames[MAX_FRAMES];

  fprintf (stderr, "Bail out! %s() on the main thread: it may ask a host, and wait\n", name);
  fflush (stderr);
  backtrace_symbols_fd (frames, backtrace (frames, MAX_FRAMES), STDERR_FILENO);
  abort ();
}

void
sp_guard_check (const char *name)
{
  if (active && is_main_thread ())
    shout (name);
}

void *
sp_guard_find (const char *name)
{
  void *real = dlsym (RTLD_NEXT, name);

  if (real == NULL)
    {
      fprintf (stderr, "%s() is not in the libraries that this was generated for\n", name);
      abort ();
    }
  return real;
}

/* A keepalive is answered from the main loop; what it sends, it does not wait for (src/rpc/virnetclient.c,
 * virNetClientIOEventLoop: no sleep for calls that are not to block). */
static gboolean
sends_without_waiting (void)
{
  void *frames[MAX_FRAMES];
  int n = backtrace (frames, MAX_FRAMES);

  for (int i = 0; i < n; i++)
    {
      Dl_info info = { 0 };

      if (dladdr (frames[i], &info) != 0 && info.dli_sname != NULL && strcmp (info.dli_sname, "virNetClientSendNonBlock") == 0)
        return TRUE;
    }
  return FALSE;
}

/* libvirt waits for answers in a main loop of its own: what gets here came by no public name, such as the last reference to
 * a connection that an object held. */
void
g_main_loop_run (GMainLoop *loop)
{
  static void (*real) (GMainLoop *);
  Dl_info info = { 0 };

  if (active && dladdr (__builtin_return_address (0), &info) != 0 && info.dli_fname != NULL &&
      strstr (info.dli_fname, "/libvirt.so") != NULL && gettid () == getpid () && !sends_without_waiting ())
    shout ("A wait inside libvirt, g_main_loop_run");
  if (real == NULL)
    real = sp_guard_find ("g_main_loop_run");
  real (loop);
}
