/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions of hosts, on the terminal; without one, nobody answers. */

#include "config.h"

#include "sp-cli.h"
#include "sp-login.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* One question at a time: there is one terminal. */
static GMutex terminal_mutex;

static char *
read_line (FILE    *terminal,
           gboolean echo)
{
  struct termios before;
  char line[1024] = "";
  char *answer = NULL;
  gboolean hidden = !echo && tcgetattr (fileno (terminal), &before) == 0;

  if (hidden)
    {
      struct termios silent = before;

      silent.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (fileno (terminal), TCSAFLUSH, &silent);
    }
  if (fgets (line, sizeof line, terminal) != NULL)
    {
      line[strcspn (line, "\n")] = '\0';
      answer = g_strdup (line);
    }
  explicit_bzero (line, sizeof line);
  if (hidden)
    {
      tcsetattr (fileno (terminal), TCSAFLUSH, &before);
      fputc ('\n', terminal);
    }
  return answer;
}

/* Blocks, in a thread of its own. */
static DexFuture *
ask_fiber (gpointer data)
{
  SpQuestion *question = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&terminal_mutex);
  FILE *terminal = fopen ("/dev/tty", "r+e");
  char *answer = NULL;

  if (terminal == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "There is no terminal");
  setvbuf (terminal, NULL, _IONBF, 0);
  if (question->again)
    fprintf (terminal, "%s\n", _ ("That was not accepted."));
  fprintf (terminal, "%s ", question->text);
  answer = read_line (terminal, question->kind != SP_QUESTION_SECRET);
  fclose (terminal);
  if (answer == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "No answer");
  return dex_future_new_take_boxed (SP_TYPE_ANSWER, answer);
}

static DexFuture *
ask (SpQuestion *question,
     gpointer    data)
{
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, ask_fiber, sp_question_ref (question),
                              (GDestroyNotify) sp_question_unref);
}

/**
 * sp_cli_login_start:
 *
 * From now on hosts may ask.
 */
void
sp_cli_login_start (void)
{
  sp_login_start (ask, NULL, NULL);
}
