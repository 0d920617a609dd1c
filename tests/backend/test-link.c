/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link to a host: who it is, what is heard on it, late answers, distance, its end and its return. */

#define _GNU_SOURCE

#include "config.h"

#include "deed.h"
#include "relay.h"
#include "sp-rig.h"

#include "sp-error.h"

#include <dlfcn.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MSEC 60000
#define FAR_MSEC 25
#define FAR_SNAPSHOTS 60

static SpRig *rig;
static SpHost *host;

/* How long the next list is on its way, once it has left the host. */
static int list_delay_msec;

/* Linked in place of libvirt's own. */
int
virConnectListAllDomains (virConnectPtr  connection,
                          virDomainPtr **domains,
                          unsigned int   flags)
{
  static int (*real) (virConnectPtr, virDomainPtr **, unsigned int);
  int n = 0;
  int delay = g_atomic_int_exchange (&list_delay_msec, 0);

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "virConnectListAllDomains");
  n = real (connection, domains, flags);
  g_usleep ((gulong) delay * 1000);
  return n;
}

/* While it is set, no host tells how a machine is. */
static int is_silent;

int
virDomainGetState (virDomainPtr domain,
                   int         *state,
                   int         *reason,
                   unsigned int flags)
{
  static int (*real) (virDomainPtr, int *, int *, unsigned int);

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "virDomainGetState");
  while (g_atomic_int_get (&is_silent))
    g_usleep (1000);
  return real (domain, state, reason, flags);
}

static void
wait_for_state (SpHostState state)
{
  for (guint i = 0; i < PATIENCE_MSEC / 20 && sp_host_get_state (host) != state; i++)
    deed_settle (20);
  g_assert_cmpint (sp_host_get_state (host), ==, state);
}

static void
wait_for_machine (const char *name,
                  gboolean    there)
{
  for (guint i = 0; i < PATIENCE_MSEC / 20 && (sp_host_find_machine (host, name) != NULL) != there; i++)
    deed_settle (20);
  g_assert_cmpint (sp_host_find_machine (host, name) != NULL, ==, there);
}

static void
count_cb (SpHost     *of,
          const char *uuid,
          gpointer    data)
{
  guint *n = data;

  (*n)++;
}

/* What another client does is seen without being asked for. */
static void
test_events (void)
{
  guint changes = 0;
  gulong handler = g_signal_connect (host, "history-changed", G_CALLBACK (count_cb), &changes);

  sp_rig_add_machine (rig, "heard", SP_RIG_QCOW2);
  wait_for_machine ("heard", TRUE);
  for (guint i = 0; i < 500 && deed_state (host, "heard") != SP_MACHINE_STATE_RUNNING; i++)
    deed_settle (20);
  g_assert_cmpint (deed_state (host, "heard"), ==, SP_MACHINE_STATE_RUNNING);
  changes = 0;
  g_free (sp_rig_virsh (rig, TRUE, "suspend", "heard", NULL));
  for (guint i = 0; i < 250 && deed_state (host, "heard") != SP_MACHINE_STATE_PAUSED; i++)
    deed_settle (20);
  g_assert_cmpint (deed_state (host, "heard"), ==, SP_MACHINE_STATE_PAUSED);
  g_assert_cmpuint (changes, >=, 1);
  g_free (sp_rig_virsh (rig, TRUE, "destroy", "heard", NULL));
  g_free (sp_rig_virsh (rig, TRUE, "undefine", "heard", NULL));
  wait_for_machine ("heard", FALSE);
  g_signal_handler_disconnect (host, handler);
}

/* A list that left the host first and comes last is old. */
static void
test_late (void)
{
  DexFuture *late = NULL;
  gint64 begin = g_get_monotonic_time ();

  g_atomic_int_set (&list_delay_msec, 1500);
  late = sp_host_refresh (host);
  while (g_atomic_int_get (&list_delay_msec) != 0)
    g_main_context_iteration (NULL, FALSE);
  deed_settle (200);
  sp_rig_add_machine (rig, "new", SP_RIG_OFF);
  g_assert_true (deed_await (sp_host_refresh (host), NULL));
  g_assert_nonnull (sp_host_find_machine (host, "new"));
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 1500 * 1000);
  g_assert_true (deed_await (late, NULL));
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 1500 * 1000);
  g_assert_nonnull (sp_host_find_machine (host, "new"));

  /* One of a link that was closed meanwhile tells nothing either. */
  g_atomic_int_set (&list_delay_msec, 500);
  late = sp_host_refresh (host);
  while (g_atomic_int_get (&list_delay_msec) != 0)
    g_main_context_iteration (NULL, FALSE);
  sp_host_close (host);
  deed_await (late, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (sp_host_get_machines (host)), ==, 0);
  g_assert_true (deed_await (sp_host_open (host), NULL));
  g_assert_nonnull (sp_host_find_machine (host, "new"));
}

/* Two ways to one host are one host. The session's socket is looked for below the runtime folder. */
static void
test_identity (void)
{
  g_autofree char *there = g_build_filename (sp_rig_get_folder (rig), "run", "libvirt", NULL);
  g_autofree char *here = g_build_filename (g_get_user_runtime_dir (), "libvirt", NULL);
  static const char *const uris[] = { "qemu:///session", "qemu+unix:///session", "qemu:///session?mode=legacy" };
  g_autofree char *first = NULL;
  g_autofree char *user = g_strdup_printf (":session:%s", g_get_user_name ());
  SpHost *test = deed_open ("test:///default");

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_runtime_dir (), 0700), ==, 0);
  g_assert_no_errno (symlink (there, here));
  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      SpHost *one = deed_open (uris[i]);
      const char *id = sp_host_get_id (one);

      g_assert_true (g_str_has_suffix (id, user));
      /* A UUID, then the rest. */
      g_assert_cmpuint (strlen (id), ==, 36 + strlen (user));
      if (first == NULL)
        first = g_strdup (id);
      g_assert_cmpstr (id, ==, first);
      deed_close (one);
    }
  g_assert_no_errno (g_unlink (here));
  g_assert_cmpstr (sp_host_get_id (test), ==, "test:///default");
  g_assert_cmpstr (sp_host_get_id (host), ==, sp_rig_get_uri (rig));
  deed_close (test);
}

/* Far away: all are on their way at once. */
static void
test_far (void)
{
  g_autofree char *near = g_build_filename (sp_rig_get_folder (rig), "run", "libvirt", "libvirt-sock", NULL);
  g_autofree char *far = g_build_filename (sp_rig_get_folder (rig), "far", NULL);
  g_autofree char *uri = g_strdup_printf ("qemu:///session?socket=%s", far);
  Relay *relay = relay_new (far, near, FAR_MSEC);
  g_autoptr (GString) commands = g_string_new (NULL);
  SpHost *distant = NULL;
  gint64 begin = 0;
  gint64 took = 0;

  sp_rig_add_machine (rig, "far", SP_RIG_OFF);
  for (guint i = 0; i < FAR_SNAPSHOTS; i++)
    g_string_append_printf (commands, "snapshot-create-as far s%u;", i);
  g_free (sp_rig_virsh (rig, TRUE, commands->str, NULL));
  distant = deed_open (uri);
  begin = g_get_monotonic_time ();
  {
    g_autoptr (SpHistory) history = deed_history (distant, "far");

    g_assert_cmpint (sp_history_get_n (history), ==, FAR_SNAPSHOTS);
  }
  took = g_get_monotonic_time () - begin;
  g_test_message ("%d snapshots over %d ms there and back: %.0f ms", FAR_SNAPSHOTS, 2 * FAR_MSEC, took / 1e3);
  /* One after the other they would take as many round trips. */
  g_assert_cmpint (took * 4, <, (gint64) FAR_SNAPSHOTS * 2 * FAR_MSEC * 1000);
  deed_close (distant);
  deed_settle (500);
  relay_free (relay);
}

/* The daemon dies, comes back with other machines, and the list is true again by itself. */
static void
test_return (void)
{
  g_autofree char *config = g_build_filename (sp_rig_get_folder (rig), "config", "libvirt", "qemu", "goes.xml", NULL);
  GPtrArray *asked = g_ptr_array_new ();

  sp_rig_add_machine (rig, "goes", SP_RIG_OFF);
  sp_rig_add_machine (rig, "stays", SP_RIG_OFF);
  wait_for_machine ("goes", TRUE);
  wait_for_machine ("stays", TRUE);
  for (guint round = 0; round < 2; round++)
    {
      g_autofree char *uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (host, "stays")));

      for (guint i = 0; i < 10; i++)
        g_ptr_array_add (asked, sp_host_gather (host, uuid));
      sp_rig_kill (rig);
      wait_for_state (SP_HOST_STATE_LOST);
      g_assert_error (sp_host_get_error (host), SP_ERROR, SP_ERROR_LOST);
      /* All that was asked has an answer, or a sentence. */
      for (guint i = 0; i < asked->len; i++)
        {
          g_autoptr (GError) error = NULL;

          if (!deed_await (asked->pdata[i], &error))
            g_assert_true (error->domain == SP_ERROR);
        }
      g_ptr_array_set_size (asked, 0);
      g_unlink (config);
      sp_rig_start (rig);
      wait_for_state (SP_HOST_STATE_CONNECTED);
      wait_for_machine ("goes", FALSE);
      wait_for_machine ("stays", TRUE);
      {
        g_autoptr (SpHistory) history = deed_history (host, "stays");

        g_assert_cmpint (sp_history_get_n (history), ==, 0);
      }
    }
  g_ptr_array_unref (asked);
  /* Events are heard on the new link, too. */
  g_free (sp_rig_virsh (rig, TRUE, "undefine", "stays", NULL));
  wait_for_machine ("stays", FALSE);
}

/* No event tells of a snapshot that another client takes: it is found out now and then. */
static void
test_now_and_then (void)
{
  guint changes = 0;
  gulong handler = g_signal_connect (host, "history-changed", G_CALLBACK (count_cb), &changes);

  sp_rig_add_machine (rig, "seen", SP_RIG_OFF);
  wait_for_machine ("seen", TRUE);
  deed_settle (500);
  changes = 0;
  g_free (sp_rig_virsh (rig, TRUE, "snapshot-create-as", "seen", "a", NULL));
  for (guint i = 0; i < 600 && changes == 0; i++)
    deed_settle (50);
  g_assert_cmpuint (changes, >=, 1);
  g_assert_cmpint (sp_machine_get_n_snapshots (sp_host_find_machine (host, "seen")), ==, 1);
  g_signal_handler_disconnect (host, handler);
}

/* Nobody hangs up: the keepalive notices that nobody answers. */
static void
test_keepalive (void)
{
  gint64 begin = g_get_monotonic_time ();

  sp_rig_freeze (rig, TRUE);
  wait_for_state (SP_HOST_STATE_LOST);
  g_test_message ("Noticed after %.1f s", (g_get_monotonic_time () - begin) / 1e6);
  sp_rig_freeze (rig, FALSE);
  wait_for_state (SP_HOST_STATE_CONNECTED);
}

static void
note_thread_cb (SpHost     *of,
                GParamSpec *pspec,
                gpointer    data)
{
  GThread **told_in = data;

  *told_in = g_thread_self ();
}

/* libvirt calls its close callback in whichever thread reads the end of the link: where a call waits, in that call's. What
 * stands above, and the window most of all, hears of it in the main thread. */
static void
test_lost_amidst (void)
{
  for (guint i = 0; i < 5; i++)
    {
      GThread *told_in = NULL;
      gulong handler = g_signal_connect (host, "notify::state", G_CALLBACK (note_thread_cb), &told_in);

      sp_rig_freeze (rig, TRUE);
      for (guint n = 0; n < 4; n++)
        dex_future_disown (sp_host_refresh (host));
      deed_settle (100);
      sp_rig_kill (rig);
      wait_for_state (SP_HOST_STATE_LOST);
      g_assert_true (told_in == g_thread_self ());
      g_signal_handler_disconnect (host, handler);
      sp_rig_start (rig);
      dex_future_disown (sp_host_open (host));
      wait_for_state (SP_HOST_STATE_CONNECTED);
    }
}

static void
assert_late (SpHost *of)
{
  g_assert_cmpint (sp_host_get_state (of), ==, SP_HOST_STATE_FAILED);
  g_assert_error (sp_host_get_error (of), SP_ERROR, SP_ERROR_CANNOT_CONNECT);
  g_assert_nonnull (strstr (sp_host_get_error (of)->message, "did not answer in time"));
}

/* It lets everybody in, and tells nothing of its machines: that is not waited for without end. */
static void
test_silent (void)
{
  SpHost *silent = sp_host_new (sp_rig_get_uri (rig));
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  sp_rig_add_machine (rig, "silent", SP_RIG_OFF);
  sp_backend_set_patience (2);
  g_atomic_int_set (&is_silent, TRUE);
  g_assert_false (deed_await (sp_host_open (silent), &error));
  g_assert_error (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT);
  g_test_message ("Given up after %.1f s", (g_get_monotonic_time () - begin) / 1e6);
  assert_late (silent);
  /* What it says then, too late, changes nothing; asked once more, it counts. */
  g_atomic_int_set (&is_silent, FALSE);
  deed_settle (200);
  assert_late (silent);
  sp_backend_set_patience (30);
  g_assert_true (deed_await (sp_host_open (silent), NULL));
  g_assert_cmpint (sp_host_get_state (silent), ==, SP_HOST_STATE_CONNECTED);
  g_assert_nonnull (sp_host_find_machine (silent, "silent"));
  deed_close (silent);
}

/* One that was lost is tried again, and comes back silent: not for ever, as each link would hang on. */
static void
test_silent_return (void)
{
  sp_rig_add_machine (rig, "silent", SP_RIG_OFF);
  sp_backend_set_patience (2);
  g_atomic_int_set (&is_silent, TRUE);
  sp_rig_kill (rig);
  wait_for_state (SP_HOST_STATE_LOST);
  sp_rig_start (rig);
  wait_for_state (SP_HOST_STATE_FAILED);
  assert_late (host);
  g_atomic_int_set (&is_silent, FALSE);
  sp_backend_set_patience (30);
  g_assert_true (deed_await (sp_host_open (host), NULL));
  g_assert_cmpint (sp_host_get_state (host), ==, SP_HOST_STATE_CONNECTED);
}

int
main (int    argc,
      char **argv)
{
  gboolean slow = FALSE;
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  slow = argc > 1 && strcmp (argv[1], "slow") == 0;
  rig = sp_rig_new ();
  host = deed_open (sp_rig_get_uri (rig));

  if (slow)
    {
      g_test_add_func ("/backend/link/now-and-then", test_now_and_then);
      g_test_add_func ("/backend/link/keepalive", test_keepalive);
      g_test_add_func ("/backend/link/silent-return", test_silent_return);
    }
  else
    {
      g_test_add_func ("/backend/link/events", test_events);
      g_test_add_func ("/backend/link/late", test_late);
      g_test_add_func ("/backend/link/identity", test_identity);
      g_test_add_func ("/backend/link/far", test_far);
      g_test_add_func ("/backend/link/silent", test_silent);
      g_test_add_func ("/backend/link/return", test_return);
      g_test_add_func ("/backend/link/lost-amidst", test_lost_amidst);
    }
  status = g_test_run ();
  deed_close (host);
  sp_rig_free (rig);
  return status;
}
