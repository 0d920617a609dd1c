/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ssh starts to ask for a password. It has no window and no terminal: it hands the question to the program that ssh
 * works for, and prints the answer. */

#include "config.h"

#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The socket stands beside the link that we were started by. */
static int
connect_beside (const char *program)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  const char *slash = strrchr (program, '/');
  int length = slash != NULL ? (int) (slash - program) : -1;
  int fd = -1;

  if (length < 0 || (size_t) snprintf (address.sun_path, sizeof address.sun_path, "%.*s/socket", length, program) >= sizeof address.sun_path)
    return -1;
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  if (connect (fd, (const struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

static int
write_all (int         fd,
           const char *text,
           size_t      length)
{
  while (length > 0)
    {
      ssize_t n = write (fd, text, length);

      if (n <= 0)
        return -1;
      text += n;
      length -= (size_t) n;
    }
  return 0;
}

/* What kind of question ssh says it is (ssh(1), SSH_ASKPASS_PROMPT), where it says so. */
static const char *
get_hint (void)
{
  const char *hint = getenv ("SSH_ASKPASS_PROMPT");

  if (hint != NULL && strcmp (hint, "confirm") == 0)
    return " confirm";
  return hint != NULL && strcmp (hint, "none") == 0 ? " none" : "";
}

int
main (int    argc,
      char **argv)
{
  char text[4096];
  ssize_t n;
  int length;
  int answered = 0;
  int fd;

  prctl (PR_SET_DUMPABLE, 0);
  /* When ssh has gone, nobody waits for the answer; as this hangs up, nobody is asked any more. */
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  fd = argc == 2 ? connect_beside (argv[0]) : -1;
  if (fd < 0)
    {
      setlocale (LC_ALL, "");
      bindtextdomain (GETTEXT_PACKAGE, SP_LOCALEDIR);
      textdomain (GETTEXT_PACKAGE);
      fputs (gettext ("savepoint-askpass: only ssh, on behalf of a Savepoint that runs, starts this program\n"), stderr);
      return 1;
    }
  length = snprintf (text, sizeof text, "%ld%s\n", (long) getppid (), get_hint ());
  if (write_all (fd, text, (size_t) length) != 0 || write_all (fd, argv[1], strlen (argv[1])) != 0 || shutdown (fd, SHUT_WR) != 0)
    return 1;
  while ((n = read (fd, text, sizeof text)) > 0)
    {
      answered = 1;
      if (write_all (STDOUT_FILENO, text, (size_t) n) != 0)
        return 1;
    }
  explicit_bzero (text, sizeof text);
  return answered ? 0 : 1;
}
