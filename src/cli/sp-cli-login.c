/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions of hosts, on the terminal; without one, nobody answers. */

#include "config.h"

#include "sp-cli.h"
#include "sp-login.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* In which a signal arrives that ended ssh, too. */
#define SIGNAL_MSEC 200

/* One question at a time: there is one terminal. */
static GMutex terminal_mutex;

/* While what is typed is not shown: the terminal as it was. */
static struct
{
  int            on; /* atomic: whoever sets it back shows again what is typed */
  int            fd;
  struct termios before;
} hidden;

/* What ends the program while it asks. */
static const int ends[] = { SIGHUP, SIGINT, SIGTERM };

/* Main thread: how long questions were open so far, whoever asked them, and since when some are. */
static gint64 asked_usec;
static gint64 asking_since;
static guint n_open;
static guint listening[G_N_ELEMENTS (ends)];

/* Half a secret that was typed is not left for whoever reads the terminal next. */
static void
show_again (void)
{
  if (g_atomic_int_compare_and_exchange (&hidden.on, 1, 0))
    tcsetattr (hidden.fd, TCSAFLUSH, &hidden.before);
}

static void
hide (int fd)
{
  struct termios silent;

  if (tcgetattr (fd, &hidden.before) != 0)
    return;
  hidden.fd = fd;
  g_atomic_int_set (&hidden.on, 1);
  silent = hidden.before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (fd, TCSAFLUSH, &silent);
}

/* Until a line is there, or nobody wants one any more. */
static gboolean
await_line (FILE         *terminal,
            GCancellable *gone)
{
  GPollFD both[] = { { .fd = fileno (terminal), .events = G_IO_IN }, { 0 } };
  guint n = g_cancellable_make_pollfd (gone, &both[1]) ? 2 : 1;

  while (!g_cancellable_is_cancelled (gone) && g_poll (both, n, -1) < 0 && errno == EINTR)
    ;
  if (n == 2)
    g_cancellable_release_fd (gone);
  return !g_cancellable_is_cancelled (gone);
}

static char *
read_line (FILE         *terminal,
           gboolean      echo,
           GCancellable *gone)
{
  char line[1024] = "";
  char *answer = NULL;

  if (!echo)
    hide (fileno (terminal));
  if (await_line (terminal, gone) && fgets (line, sizeof line, terminal) != NULL)
    {
      line[strcspn (line, "\n")] = '\0';
      answer = g_strdup (line);
    }
  explicit_bzero (line, sizeof line);
  show_again ();
  if (!echo || answer == NULL)
    fputc ('\n', terminal);
  return answer;
}

/* Whatever is no plain yes is a no. */
static char *
take_yes (char *answer)
{
  gboolean yes = answer != NULL && (g_ascii_strcasecmp (answer, "y") == 0 || g_ascii_strcasecmp (answer, "yes") == 0);

  sp_answer_free (answer);
  return yes ? g_strdup ("yes") : NULL;
}

static char *
ask_terminal (FILE       *terminal,
              SpQuestion *question)
{
  char *answer = NULL;

  setvbuf (terminal, NULL, _IONBF, 0);
  if (question->again)
    fprintf (terminal, "%s\n", _ ("That was not accepted."));
  if (question->kind == SP_QUESTION_NOTICE)
    {
      fprintf (terminal, "%s\n", question->text);
      return NULL;
    }
  fprintf (terminal, "%s ", question->text);
  if (question->kind == SP_QUESTION_ALLOW)
    fputs ("(yes/no) ", terminal);
  answer = read_line (terminal, question->kind != SP_QUESTION_SECRET, question->gone);
  return question->kind == SP_QUESTION_ALLOW ? take_yes (answer) : answer;
}

/* Blocks, in a thread of its own. */
static DexFuture *
ask_fiber (gpointer data)
{
  SpQuestion *question = data;
  FILE *terminal = NULL;
  char *answer = NULL;

  g_mutex_lock (&terminal_mutex);
  terminal = fopen ("/dev/tty", "r+e");
  if (terminal != NULL)
    {
      answer = ask_terminal (terminal, question);
      fclose (terminal);
    }
  g_mutex_unlock (&terminal_mutex);
  if (terminal == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "There is no terminal");
  if (answer == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "No answer");
  return dex_future_new_take_boxed (SP_TYPE_ANSWER, answer);
}

/* As if nobody had listened, but that nothing is left behind. */
static gboolean
ended_cb (gpointer data)
{
  int number = GPOINTER_TO_INT (data);

  show_again ();
  sp_login_stop ();
  signal (number, SIG_DFL);
  raise (number);
  return G_SOURCE_CONTINUE;
}

static void
listen_for_ends (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      struct sigaction action;

      /* What nohup has ignored stays so. */
      if (listening[i] == 0 && sigaction (ends[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
        listening[i] = g_unix_signal_add (ends[i], ended_cb, GINT_TO_POINTER (ends[i]));
    }
}

/* What is only told is there for as long as ssh wants it to be; others may ask meanwhile. */
static DexFuture *
told_cb (DexFuture *future,
         gpointer   gone)
{
  return dex_cancellable_new_from_cancellable (gone);
}

static DexFuture *
answered_cb (DexFuture *future,
             gpointer   data)
{
  if (--n_open > 0)
    return dex_ref (future);
  asked_usec += g_get_monotonic_time () - asking_since;
  return dex_ref (future);
}

static DexFuture *
ask (SpQuestion *question,
     gpointer    data)
{
  DexFuture *future = NULL;

  if (n_open++ == 0)
    {
      asking_since = g_get_monotonic_time ();
      listen_for_ends ();
    }
  future = dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, ask_fiber, sp_question_ref (question),
                                (GDestroyNotify) sp_question_unref);
  if (question->kind == SP_QUESTION_NOTICE)
    future = dex_future_finally (future, told_cb, g_object_ref (question->gone), g_object_unref);
  return dex_future_finally (future, answered_cb, NULL, NULL);
}

/**
 * sp_cli_login_start:
 *
 * From now on hosts may ask.
 */
void
sp_cli_login_start (void)
{
  /* Where another host's failure ends the program, the question is still open. */
  atexit (show_again);
  sp_login_start (ask, NULL, NULL);
}

/**
 * sp_cli_login_stop:
 * @failed: whether what was to be done failed
 *
 * From now on nobody asks. What ends this program from a terminal ends ssh as well, and the connection that is lost by it may be heard
 * of sooner than the signal: where something failed after a question, that has a moment to arrive.
 */
void
sp_cli_login_stop (gboolean failed)
{
  gint64 until = g_get_monotonic_time () + (failed && asking_since != 0 ? SIGNAL_MSEC * 1000 : 0);

  while (g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    g_clear_handle_id (&listening[i], g_source_remove);
  sp_login_stop ();
}

/**
 * sp_cli_login_get_asked:
 *
 * Returns: how long, in microseconds, questions were open so far: a person's time, not a host's
 */
gint64
sp_cli_login_get_asked (void)
{
  return asked_usec + (n_open > 0 ? g_get_monotonic_time () - asking_since : 0);
}
