/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt starts ssh, ssh starts savepoint-askpass, and that hands the question to us over a socket.
 *
 * libvirt gives ssh a small environment (virNetSocketNewConnectCommand(), libvirt 11.3): SSH_ASKPASS is in it, nothing that
 * could name our socket is. So SSH_ASKPASS is a link to the program in a folder of our own, with the socket beside it: the
 * program finds the socket by the name that it was called by. */

#include "config.h"

#include "sp-login-private.h"

#include "sp-address.h"

#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A question is a line or a few; a host's banner may stand before it. */
#define LONGEST (64 * 1024)
/* So many may ask at once; more is no person's doing. */
#define MOST 64
/* So many programs may stand between us and the one that asks: a wrapper, ssh's way through other hosts. */
#define DEEPEST 16
/* proc(5): its words behind the program's name, counted from the bracket. */
#define STAT_PARENT 2
#define STAT_BEGUN 20

typedef struct
{
  GSocketService *service;
  char           *folder;
  char           *socket;
  char           *program;
  GHashTable     *declined; /* whose question nobody wanted to answer: they ask again, in vain */
  GHashTable     *asked; /* "ssh question": one that asks the same once more was not content with the answer */
  guint           n;
} Listening;

static Listening *listening;

typedef struct
{
  GIOStream *stream;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_object (&call->stream);
  g_free (call);
}

static gboolean
is_ours (GIOStream *stream)
{
  g_autoptr (GCredentials) credentials = g_socket_get_credentials (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)), NULL);

  return credentials != NULL && g_credentials_get_unix_user (credentials, NULL) == getuid ();
}

static char *
read_stat (const char *pid,
           guint       word)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", pid);
  g_autofree char *stat = NULL;
  const char *behind = g_file_get_contents (path, &stat, NULL, NULL) ? strrchr (stat, ')') : NULL;
  g_auto (GStrv) words = behind != NULL ? g_strsplit (behind, " ", 0) : NULL;

  return g_strdup (words != NULL && g_strv_length (words) > word ? words[word] : "");
}

/* Which ssh it is, by its number and the moment it began: numbers come again. */
static char *
identify (const char *pid)
{
  g_autofree char *begun = read_stat (pid, STAT_BEGUN);

  return g_strdup_printf ("%s %s", pid, begun);
}

/* The words that libvirt begins ssh with name the host as its URI does, whatever ssh makes of that: the user behind -l, the
 * port behind -p, the host behind -- (virNetSocketNewConnectSSH()). */
static char *
read_account (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/cmdline", pid);
  g_autofree char *text = NULL;
  const char *user = NULL;
  const char *port = NULL;
  const char *before = "";
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  for (const char *word = text; word < text + length; word += strlen (word) + 1)
    {
      if (g_str_equal (before, "--"))
        return *word != '\0' && g_utf8_validate (word, -1, NULL) ? sp_address_make_account ("ssh", user, word, port) : NULL;
      if (g_str_equal (before, "-l"))
        user = word;
      else if (g_str_equal (before, "-p"))
        port = word;
      before = word;
    }
  return NULL;
}

/* For which host the ssh was begun: what it begins itself on the way there (ProxyJump) has below us the one that libvirt began.
 * NULL: nobody knows. */
static char *
find_account (const char *pid)
{
  g_autofree char *ours = g_strdup_printf ("%ld", (long) getpid ());
  g_autofree char *at = g_strdup (pid);

  for (guint i = 0; i < DEEPEST; i++)
    {
      char *parent = read_stat (at, STAT_PARENT);

      if (g_str_equal (parent, ours))
        {
          g_free (parent);
          return read_account (at);
        }
      g_free (at);
      at = parent;
    }
  return NULL;
}

static gboolean
gone_cb (GSocket     *socket,
         GIOCondition condition,
         gpointer     gone)
{
  g_cancellable_cancel (gone);
  return G_SOURCE_REMOVE;
}

/* The program has said all that it has to say; when it hangs up as well, it has ended, or its ssh has. */
static GSource *
watch (GIOStream    *stream,
       GCancellable *gone)
{
  GSource *source = g_socket_create_source (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)), G_IO_HUP, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (gone_cb), g_object_ref (gone), g_object_unref);
  g_source_attach (source, NULL);
  return source;
}

static char *
ask (GIOStream  *stream,
     const char *pid,
     const char *hint,
     const char *prompt)
{
  g_autofree char *ssh = identify (pid);
  g_autofree char *account = find_account (pid);
  g_autoptr (SpQuestion) question = NULL;
  g_autoptr (GSource) watching = NULL;
  char *answer = NULL;

  if (listening == NULL || g_hash_table_contains (listening->declined, ssh))
    return NULL;
  question = sp_question_from_ssh (prompt, hint, account);
  question->gone = g_cancellable_new ();
  watching = watch (stream, question->gone);
  if (question->kind == SP_QUESTION_SECRET || question->kind == SP_QUESTION_TRUST)
    question->again = !g_hash_table_add (listening->asked, g_strdup_printf ("%s %s", ssh, question->text));
  answer = dex_await_boxed (sp_login_ask (question), NULL);
  g_source_destroy (watching);
  /* Who has read a notice has not declined anything. */
  if (answer == NULL && question->kind != SP_QUESTION_NOTICE && listening != NULL)
    g_hash_table_add (listening->declined, g_strdup (ssh));
  return answer;
}

/* The program's first line is the number of its parent, the ssh that wants to know, and what kind of question ssh says it is; the
 * question follows. */
static char *
answer_call (GIOStream *stream,
             char      *text)
{
  char *line_end = strchr (text, '\n');
  char *hint = NULL;

  if (line_end == NULL)
    return NULL;
  *line_end = '\0';
  hint = text + strspn (text, "0123456789");
  if (hint == text || (*hint != '\0' && *hint != ' '))
    return NULL;
  if (*hint == ' ')
    *hint++ = '\0';
  return ask (stream, text, hint, line_end + 1);
}

static char *
read_all (GInputStream *input,
          GError      **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GBytes *piece = NULL;

  while ((piece = dex_await_boxed (dex_input_stream_read_bytes (input, 4096, 0), error)) != NULL)
    {
      gsize size = g_bytes_get_size (piece);

      g_string_append_len (text, g_bytes_get_data (piece, NULL), (gssize) size);
      g_bytes_unref (piece);
      if (size == 0)
        return g_string_free_and_steal (g_steal_pointer (&text));
      if (text->len > LONGEST)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Too long");
          return NULL;
        }
    }
  return NULL;
}

static void
free_line (gpointer line)
{
  sp_answer_free (line);
}

/* An answer is a line; none at all means no. */
static DexFuture *
answer_fiber (gpointer data)
{
  Call *call = data;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = read_all (g_io_stream_get_input_stream (call->stream), NULL);
  char *answer = text != NULL ? answer_call (call->stream, text) : NULL;

  if (answer != NULL && strchr (answer, '\n') == NULL)
    {
      char *line = g_strconcat (answer, "\n", NULL);

      bytes = g_bytes_new_with_free_func (line, strlen (line), free_line, line);
      dex_await (dex_output_stream_write_bytes (g_io_stream_get_output_stream (call->stream), bytes, 0), NULL);
    }
  sp_answer_free (answer);
  dex_await (dex_io_stream_close (call->stream, 0), NULL);
  if (listening != NULL)
    listening->n--;
  return dex_future_new_true ();
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  Call *call = NULL;

  if (listening->n >= MOST || !is_ours (G_IO_STREAM (connection)))
    return TRUE;
  listening->n++;
  call = g_new0 (Call, 1);
  call->stream = g_object_ref (G_IO_STREAM (connection));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, answer_fiber, call, call_free));
  return TRUE;
}

static char *
find_program (void)
{
  const char *built = g_getenv ("SAVEPOINT_LIBEXECDIR");

  return g_build_filename (built != NULL ? built : SP_LIBEXECDIR, "savepoint-askpass", NULL);
}

static gboolean
listen_in (Listening *self,
           GError   **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *target = find_program ();

  self->folder = g_build_filename (g_get_user_runtime_dir (), "savepoint-XXXXXX", NULL);
  if (g_mkdtemp (self->folder) == NULL)
    {
      g_clear_pointer (&self->folder, g_free);
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return FALSE;
    }
  self->program = g_build_filename (self->folder, "askpass", NULL);
  self->socket = g_build_filename (self->folder, "socket", NULL);
  if (symlink (target, self->program) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return FALSE;
    }
  address = g_unix_socket_address_new (self->socket);
  return g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL,
                                        error);
}

/**
 * sp_login_ssh_start:
 *
 * From now on ssh asks us, also where it has a terminal. Where no socket can be made, it asks by its own ways.
 */
void
sp_login_ssh_start (void)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (listening == NULL);

  listening = g_new0 (Listening, 1);
  listening->declined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  listening->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  listening->service = g_socket_service_new ();
  g_signal_connect (listening->service, "incoming", G_CALLBACK (incoming_cb), NULL);
  if (!listen_in (listening, &error))
    {
      g_info ("ssh cannot ask us: %s", error->message);
      sp_login_ssh_stop ();
      return;
    }
  g_setenv ("SSH_ASKPASS", listening->program, TRUE);
  g_setenv ("SSH_ASKPASS_REQUIRE", "force", TRUE);
}

/**
 * sp_login_ssh_stop:
 *
 * Closes the socket, and removes what it stood in.
 */
void
sp_login_ssh_stop (void)
{
  Listening *self = g_steal_pointer (&listening);

  if (self == NULL)
    return;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  if (self->folder != NULL)
    {
      g_unlink (self->program);
      g_unlink (self->socket);
      g_rmdir (self->folder);
    }
  g_hash_table_unref (self->declined);
  g_hash_table_unref (self->asked);
  g_free (self->folder);
  g_free (self->program);
  g_free (self->socket);
  g_free (self);
}
