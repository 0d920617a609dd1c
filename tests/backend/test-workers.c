/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads: who has how many, and that a host which hangs delays no other. */

#include "config.h"

#include "deed.h"
#include "sp-rig.h"

#include "sp-error.h"
#include "sp-worker.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#define DEAD 4
#define LOOKS 20

static void
test_width (void)
{
  SpWorker *worker = sp_worker_new_elastic ();
  guint before = 0;

  g_assert_cmpuint (sp_worker_get_width (worker), ==, 5);
  for (gint64 usec = 0; usec <= 60000; usec += 500)
    {
      sp_worker_set_latency (worker, usec);
      g_assert_cmpuint (sp_worker_get_width (worker), >=, before);
      before = sp_worker_get_width (worker);
    }
  g_assert_cmpuint (before, ==, 64);
  sp_worker_set_latency (worker, 200);
  g_assert_cmpuint (sp_worker_get_width (worker), ==, 5);
  sp_worker_set_latency (worker, G_MAXINT64);
  g_assert_cmpuint (sp_worker_get_width (worker), ==, 64);
  sp_worker_free (worker);
}

/* 256 in the process; nobody is left without any, and what is given back can be had again. */
static void
test_together (void)
{
  SpWorker *workers[10];
  guint all = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      workers[i] = sp_worker_new_elastic ();
      sp_worker_set_latency (workers[i], 100 * 1000);
      g_assert_cmpuint (sp_worker_get_width (workers[i]), >=, 1);
      all += sp_worker_get_width (workers[i]);
    }
  g_assert_cmpuint (sp_worker_get_width (workers[0]), ==, 64);
  g_assert_cmpuint (all, >=, 256);
  g_assert_cmpuint (all, <=, 256 + G_N_ELEMENTS (workers));
  for (gsize i = 1; i < G_N_ELEMENTS (workers); i++)
    sp_worker_free (workers[i]);
  workers[1] = sp_worker_new_elastic ();
  sp_worker_set_latency (workers[1], 100 * 1000);
  g_assert_cmpuint (sp_worker_get_width (workers[1]), ==, 64);
  sp_worker_free (workers[0]);
  sp_worker_free (workers[1]);
}

typedef struct
{
  int    done[200];
  int    at_once;
  int    most;
  GMutex mutex;
} Spread;

static void
each (gsize    i,
      gpointer data)
{
  Spread *spread = data;

  g_mutex_lock (&spread->mutex);
  spread->done[i]++;
  spread->at_once++;
  spread->most = MAX (spread->most, spread->at_once);
  g_mutex_unlock (&spread->mutex);
  g_usleep (1000);
  g_mutex_lock (&spread->mutex);
  spread->at_once--;
  g_mutex_unlock (&spread->mutex);
}

static gboolean
do_spread (gpointer data,
           GValue  *result,
           GError **error)
{
  sp_worker_spread (G_N_ELEMENTS (((Spread *) data)->done), each, data);
  return TRUE;
}

/* All is done, each once, side by side, though more ask for helpers than there are threads. */
static void
test_spread (void)
{
  SpWorker *worker = sp_worker_new_elastic ();
  Spread spreads[8] = { 0 };
  DexFuture *futures[8];

  for (gsize i = 0; i < G_N_ELEMENTS (spreads); i++)
    futures[i] = sp_worker_run (worker, do_spread, &spreads[i], NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (spreads); i++)
    {
      g_assert_true (deed_await (futures[i], NULL));
      for (gsize j = 0; j < G_N_ELEMENTS (spreads[i].done); j++)
        g_assert_cmpint (spreads[i].done[j], ==, 1);
      g_assert_cmpint (spreads[i].most, <=, 4);
    }
  {
    Spread alone = { 0 };

    g_assert_true (deed_await (sp_worker_run (worker, do_spread, &alone, NULL), NULL));
    g_assert_cmpint (alone.most, ==, 4);
  }
  sp_worker_free (worker);
}

/* Accepts, and says nothing for ever. */
typedef struct
{
  char    *path;
  char    *uri;
  GSocket *socket;
} Deaf;

static void
deaf_init (Deaf       *deaf,
           const char *folder,
           guint       i)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  deaf->path = g_strdup_printf ("%s/deaf-%u", folder, i);
  deaf->uri = g_strdup_printf ("qemu:///system?socket=%s", deaf->path);
  address = g_unix_socket_address_new (deaf->path);
  deaf->socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_bind (deaf->socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (deaf->socket, &error);
  g_assert_no_error (error);
}

static void
deaf_clear (Deaf *deaf)
{
  g_socket_close (deaf->socket, NULL);
  g_object_unref (deaf->socket);
  g_unlink (deaf->path);
  g_free (deaf->path);
  g_free (deaf->uri);
}

static gint64
time_looks (void)
{
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < LOOKS; i++)
    {
      SpHost *host = deed_open ("test:///default");
      g_autoptr (SpHistory) history = deed_history (host, "test");

      g_assert_cmpint (sp_history_get_n (history), ==, 0);
      sp_host_close (host);
      g_object_unref (host);
    }
  return g_get_monotonic_time () - begin;
}

static void
test_dead_host (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sp-deaf-XXXXXX", NULL);
  Deaf deaf[DEAD];
  SpHost *hosts[DEAD];
  DexFuture *opening[DEAD];
  gint64 alone = time_looks ();
  gint64 beside = 0;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < DEAD; i++)
    {
      deaf_init (&deaf[i], folder, i);
      hosts[i] = sp_host_new (deaf[i].uri);
      opening[i] = sp_host_open (hosts[i]);
    }
  deed_settle (200);
  beside = time_looks ();
  g_test_message ("%.1f ms alone, %.1f ms beside %d dead hosts", alone / 1e3, beside / 1e3, DEAD);
  g_assert_cmpint (beside, <, alone * 5 + 200 * 1000);
  for (guint i = 0; i < DEAD; i++)
    {
      g_assert_cmpint (sp_host_get_state (hosts[i]), ==, SP_HOST_STATE_CONNECTING);
      g_assert_true (dex_future_is_pending (opening[i]));
    }

  /* To give up and to try again waits behind nothing. */
  sp_host_close (hosts[0]);
  g_assert_cmpint (sp_host_get_state (hosts[0]), ==, SP_HOST_STATE_CLOSED);
  g_assert_false (deed_await (opening[0], &error));
  g_assert_error (error, SP_ERROR, SP_ERROR_LOST);
  opening[0] = sp_host_open (hosts[0]);
  deed_settle (200);
  g_assert_cmpint (sp_host_get_state (hosts[0]), ==, SP_HOST_STATE_CONNECTING);

  /* And when they hang up, each says why. */
  for (guint i = 0; i < DEAD; i++)
    deaf_clear (&deaf[i]);
  for (guint i = 0; i < DEAD; i++)
    {
      g_clear_error (&error);
      g_assert_false (deed_await (opening[i], &error));
      g_assert_true (error->domain == SP_ERROR);
      g_assert_cmpint (sp_host_get_state (hosts[i]), ==, SP_HOST_STATE_FAILED);
      deed_close (hosts[i]);
    }
  g_rmdir (folder);
}

/* A daemon that stops answering after it was connected: all its readers hang, and the others' do not. */
static void
test_frozen_host (void)
{
  g_autoptr (SpRig) rig = sp_rig_new ();
  SpHost *host = NULL;
  g_autofree char *uuid = NULL;
  DexFuture *asked[LOOKS];
  gint64 alone = time_looks ();
  gint64 beside = 0;

  sp_rig_add_machine (rig, "frozen", SP_RIG_OFF);
  host = deed_open (sp_rig_get_uri (rig));
  uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (host, "frozen")));
  sp_rig_freeze (rig, TRUE);
  deed_settle (200);
  for (guint i = 0; i < LOOKS; i++)
    asked[i] = sp_host_load_history (host, uuid);
  deed_settle (100);
  beside = time_looks ();
  g_test_message ("%.1f ms alone, %.1f ms beside a frozen host", alone / 1e3, beside / 1e3);
  g_assert_cmpint (beside, <, alone * 5 + 200 * 1000);
  for (guint i = 0; i < LOOKS; i++)
    g_assert_true (dex_future_is_pending (asked[i]));
  sp_rig_freeze (rig, FALSE);
  for (guint i = 0; i < LOOKS; i++)
    g_assert_true (deed_await (asked[i], NULL));
  deed_close (host);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);

  g_test_add_func ("/backend/workers/width", test_width);
  g_test_add_func ("/backend/workers/together", test_together);
  g_test_add_func ("/backend/workers/spread", test_spread);
  g_test_add_func ("/backend/workers/dead-host", test_dead_host);
  g_test_add_func ("/backend/workers/frozen-host", test_frozen_host);

  return g_test_run ();
}
