/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A socket in front of another, as far away as is wished: each piece waits for its time, and all of them at once. */

#include "config.h"

#include "relay.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#define PIECE 65536

struct _Relay
{
  GSocketService *service;
  GMainContext   *context;
  GMainLoop      *loop;
  GThread        *thread;
  char           *path;
  char           *to;
  guint           msec;
  GMutex          mutex;
  GCond           cond;
  GPtrArray      *sockets; /* both ends of all that goes through it */
  gboolean        stalled;
  gboolean        shut;
  guint           n_callers;
  guint           n_messages;
};

typedef struct
{
  gint64  due;
  GBytes *bytes; /* NULL: the end */
} Piece;

typedef struct
{
  GSocket     *from;
  GSocket     *to;
  GAsyncQueue *pieces;
  Relay       *relay;
  guint        msec;
  gboolean     counts; /* what comes from a caller */
  guint        n_head; /* of the next message's head, which is its length, with these four bytes, from the high one */
  guint32      left;   /* its head so far; then how much of it is still to come */
} Pump;

static gpointer
write_thread (gpointer data)
{
  Pump *pump = data;
  gboolean done = FALSE;

  while (!done)
    {
      Piece *piece = g_async_queue_pop (pump->pieces);
      gint64 wait = piece->due - g_get_monotonic_time ();
      gsize length = 0;
      const char *bytes = piece->bytes != NULL ? g_bytes_get_data (piece->bytes, &length) : NULL;

      if (wait > 0)
        g_usleep ((gulong) wait);
      g_mutex_lock (&pump->relay->mutex);
      while (pump->relay->stalled)
        g_cond_wait (&pump->relay->cond, &pump->relay->mutex);
      g_mutex_unlock (&pump->relay->mutex);
      while (length > 0)
        {
          gssize n = g_socket_send (pump->to, bytes, length, NULL, NULL);

          if (n <= 0)
            break;
          bytes += n;
          length -= (gsize) n;
        }
      done = piece->bytes == NULL;
      g_clear_pointer (&piece->bytes, g_bytes_unref);
      g_free (piece);
    }
  g_socket_shutdown (pump->to, FALSE, TRUE, NULL);
  return NULL;
}

static void
count_messages (Pump       *pump,
                const char *bytes,
                gsize       length)
{
  while (length > 0)
    {
      gsize n = 1;

      if (pump->n_head < 4)
        pump->left = pump->left << 8 | (guint8) *bytes;
      else
        n = MIN (length, pump->left);
      if (pump->n_head == 4)
        pump->left -= (guint32) n;
      else if (++pump->n_head == 4)
        pump->left -= 4;
      if (pump->n_head == 4 && pump->left == 0)
        {
          g_atomic_int_inc (&pump->relay->n_messages);
          pump->n_head = 0;
        }
      bytes += n;
      length -= n;
    }
}

static gpointer
read_thread (gpointer data)
{
  Pump *pump = data;
  GThread *writer = g_thread_new ("relay-write", write_thread, pump);
  g_autofree char *buffer = g_malloc (PIECE);
  gssize n = 0;

  do
    {
      Piece *piece = g_new0 (Piece, 1);

      n = g_socket_receive (pump->from, buffer, PIECE, NULL, NULL);
      if (pump->counts && n > 0)
        count_messages (pump, buffer, (gsize) n);
      piece->due = g_get_monotonic_time () + (gint64) pump->msec * 1000;
      piece->bytes = n > 0 ? g_bytes_new (buffer, (gsize) n) : NULL;
      g_async_queue_push (pump->pieces, piece);
    }
  while (n > 0);
  g_thread_join (writer);
  g_async_queue_unref (pump->pieces);
  g_object_unref (pump->from);
  g_object_unref (pump->to);
  g_free (pump);
  return NULL;
}

static void
pump (Relay   *relay,
      GSocket *from,
      GSocket *to,
      gboolean counts)
{
  Pump *self = g_new0 (Pump, 1);

  self->from = g_object_ref (from);
  self->to = g_object_ref (to);
  self->pieces = g_async_queue_new ();
  self->msec = relay->msec;
  self->relay = relay;
  self->counts = counts;
  g_thread_unref (g_thread_new ("relay-read", read_thread, self));
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           data)
{
  Relay *self = data;
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->to);
  g_autoptr (GSocket) there = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GError) error = NULL;
  GSocket *here = g_socket_connection_get_socket (connection);

  g_mutex_lock (&self->mutex);
  self->n_callers++;
  if (!self->shut)
    {
      g_ptr_array_add (self->sockets, g_object_ref (here));
      g_ptr_array_add (self->sockets, g_object_ref (there));
    }
  g_mutex_unlock (&self->mutex);
  if (self->shut)
    return TRUE;
  g_socket_connect (there, address, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (here, TRUE);
  pump (self, here, there, TRUE);
  pump (self, there, here, FALSE);
  return TRUE;
}

static gpointer
loop_thread (gpointer data)
{
  Relay *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

Relay *
relay_new (const char *path,
           const char *to,
           guint       msec)
{
  Relay *self = g_new0 (Relay, 1);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;

  self->path = g_strdup (path);
  self->to = g_strdup (to);
  self->msec = msec;
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                 NULL, NULL, &error);
  g_assert_no_error (error);
  g_socket_service_start (self->service);
  g_main_context_pop_thread_default (self->context);
  self->thread = g_thread_new ("relay", loop_thread, self);
  return self;
}

void
relay_stall (Relay   *self,
             gboolean stalled)
{
  g_mutex_lock (&self->mutex);
  self->stalled = stalled;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
relay_cut (Relay *self)
{
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->sockets->len; i++)
    g_socket_shutdown (self->sockets->pdata[i], TRUE, TRUE, NULL);
  g_ptr_array_set_size (self->sockets, 0);
  g_mutex_unlock (&self->mutex);
}

void
relay_shut (Relay   *self,
            gboolean shut)
{
  g_mutex_lock (&self->mutex);
  self->shut = shut;
  g_mutex_unlock (&self->mutex);
  if (shut)
    relay_cut (self);
}

guint
relay_count_callers (Relay *self)
{
  guint n = 0;

  g_mutex_lock (&self->mutex);
  n = self->n_callers;
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
relay_count_messages (Relay *self)
{
  return (guint) g_atomic_int_get (&self->n_messages);
}

/* Its pumps end with their peers, in their own time: what they look at stays. */
static GSList *old;

void
relay_free (Relay *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_unlink (self->path);
  relay_stall (self, FALSE);
  old = g_slist_prepend (old, self);
}
