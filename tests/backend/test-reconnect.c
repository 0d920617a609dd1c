/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A link that is slow, breaks, is refused and comes back: what the host's state says, and when it is tried again. */

#define _GNU_SOURCE

#include "config.h"

#include "deed.h"
#include "relay.h"
#include "sp-rig.h"

#include "sp-error.h"
#include "sp-login.h"
#include "sp-virt-retry.h"

#include <dlfcn.h>
#include <gio/gio.h>
#include <libvirt/libvirt.h>
#include <string.h>

#define PATIENCE_MSEC 60000

static SpRig *rig;
static Relay *relay;
static SpHost *host;
static GArray *links; /* all that the host went through */
static char *locked;  /* a test driver that wants a password */

static int n_opens;
static int refuse;

/* Linked in place of libvirt's own. */
virConnectPtr
virConnectOpenAuth (const char       *uri,
                    virConnectAuthPtr auth,
                    unsigned int      flags)
{
  static virConnectPtr (*real) (const char *, virConnectAuthPtr, unsigned int);

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "virConnectOpenAuth");
  g_atomic_int_inc (&n_opens);
  return real (g_atomic_int_get (&refuse) ? locked : uri, auth, flags);
}

static void
link_cb (void)
{
  SpLink now = sp_host_get_link (host);
  g_autofree char *name = g_enum_to_string (SP_TYPE_LINK, now);

  g_test_message ("%.1f s: %s", g_get_monotonic_time () % (1000 * G_USEC_PER_SEC) / 1e6, name);
  g_array_append_val (links, now);
}

static gboolean
was (SpLink which)
{
  for (guint i = 0; i < links->len; i++)
    if (g_array_index (links, SpLink, i) == which)
      return TRUE;
  return FALSE;
}

/* How long that took, in milliseconds. */
static gint64
wait_for (SpLink which,
          guint  most_msec)
{
  gint64 begin = g_get_monotonic_time ();

  while (sp_host_get_link (host) != which && g_get_monotonic_time () - begin < most_msec * 1000)
    deed_settle (20);
  g_assert_cmpint (sp_host_get_link (host), ==, which);
  return (g_get_monotonic_time () - begin) / 1000;
}

static void
begin (void)
{
  wait_for (SP_LINK_CONNECTED, PATIENCE_MSEC);
  g_array_set_size (links, 0);
  g_atomic_int_set (&n_opens, 0);
}

static void
test_waits (void)
{
  for (guint attempt = 0; attempt < 70; attempt++)
    {
      guint middle = sp_virt_retry_get_wait (attempt, 0.5);

      g_assert_cmpuint (middle, ==, attempt < 5 ? 1000u << attempt : 30000);
      g_assert_cmpuint (sp_virt_retry_get_wait (attempt, 0), ==, middle / 4 * 3);
      g_assert_cmpuint (sp_virt_retry_get_wait (attempt, 1), ==, middle / 4 * 5);
    }
}

static void
test_cut (void)
{
  gint64 heard = sp_host_get_heard (host);

  begin ();
  g_assert_cmpint (heard, >, g_get_real_time () / G_USEC_PER_SEC - 600);
  relay_cut (relay);
  wait_for (SP_LINK_LOST, 5000);
  g_assert_error (sp_host_get_error (host), SP_ERROR, SP_ERROR_LOST);
  /* What was known is still there to be seen, and how old it is. */
  g_assert_nonnull (sp_host_find_machine (host, "one"));
  g_assert_cmpint (sp_host_get_heard (host), >=, heard);
  wait_for (SP_LINK_CONNECTED, 10000);
  g_assert_true (was (SP_LINK_RECONNECTING));
  g_assert_null (sp_host_get_error (host));
  g_assert_cmpint (g_atomic_int_get (&n_opens), ==, 1);
}

/* The door stays closed for a while: the waits grow, and neither the network nor the person has to wait them out. */
static void
test_at_once (void)
{
  for (guint by_hand = 0; by_hand < 2; by_hand++)
    {
      guint callers = 0;
      gint64 begun = g_get_monotonic_time ();

      begin ();
      relay_shut (relay, TRUE);
      wait_for (SP_LINK_LOST, 5000);
      callers = relay_count_callers (relay);
      while (relay_count_callers (relay) < callers + 3)
        {
          deed_settle (20);
          g_assert_cmpint (g_get_monotonic_time () - begun, <, PATIENCE_MSEC * 1000);
        }
      /* 1, 2 and 4 seconds, a quarter less at most. */
      g_assert_cmpint (g_get_monotonic_time () - begun, >, 5 * G_USEC_PER_SEC);
      relay_shut (relay, FALSE);
      wait_for (SP_LINK_LOST, 5000);
      /* The next would come after 6 seconds at least. */
      if (by_hand)
        g_assert_true (deed_await (sp_host_open (host), NULL));
      else
        g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
      g_assert_cmpint (wait_for (SP_LINK_CONNECTED, 4000), <, 4000);
    }
}

/* A wrong password that is said again and again locks people out. */
static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;

  begin ();
  g_atomic_int_set (&refuse, TRUE);
  relay_cut (relay);
  wait_for (SP_LINK_FAILED, 10000);
  g_assert_error (sp_host_get_error (host), SP_ERROR, SP_ERROR_AUTH);
  g_assert_cmpint (g_atomic_int_get (&n_opens), ==, 1);
  g_assert_nonnull (sp_host_find_machine (host, "one"));
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  deed_settle (4000);
  g_assert_cmpint (sp_host_get_link (host), ==, SP_LINK_FAILED);
  g_assert_cmpint (g_atomic_int_get (&n_opens), ==, 1);
  /* One click, one attempt. */
  g_assert_false (deed_await (sp_host_open (host), &error));
  g_assert_error (error, SP_ERROR, SP_ERROR_AUTH);
  deed_settle (3000);
  g_assert_cmpint (g_atomic_int_get (&n_opens), ==, 2);
  g_atomic_int_set (&refuse, FALSE);
  g_assert_true (deed_await (sp_host_open (host), NULL));
  g_assert_cmpint (sp_host_get_link (host), ==, SP_LINK_CONNECTED);
}

static void
test_slow (void)
{
  begin ();
  relay_stall (relay, TRUE);
  g_test_message ("Felt after %" G_GINT64_FORMAT " ms", wait_for (SP_LINK_SLOW, 9000));
  g_assert_cmpint (sp_host_get_state (host), ==, SP_HOST_STATE_CONNECTED);
  relay_stall (relay, FALSE);
  g_assert_cmpint (wait_for (SP_LINK_CONNECTED, 9000), <, 9000);
  g_assert_false (was (SP_LINK_LOST));
  g_assert_cmpint (g_atomic_int_get (&n_opens), ==, 0);
}

/* Takes calls and says nothing. */
static SpHost *
make_deaf (GSocket **deaf)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *uri = NULL;

  *deaf = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (*deaf, any, TRUE, NULL));
  g_assert_true (g_socket_listen (*deaf, NULL));
  address = g_socket_get_local_address (*deaf, NULL);
  uri = g_strdup_printf ("qemu+tcp://127.0.0.1:%u/system", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  return sp_host_new (uri);
}

static void
wait_for_state (SpHost     *which,
                SpHostState state)
{
  gint64 begin = g_get_monotonic_time ();

  while (sp_host_get_state (which) != state && g_get_monotonic_time () - begin < PATIENCE_MSEC * 1000)
    deed_settle (20);
  g_assert_cmpint (sp_host_get_state (which), ==, state);
}

/* Nothing was lost yet: a host that does not let one in the first time has failed, and may be tried again, but no number of
 * attempts hangs on. */
static void
test_deaf (void)
{
  g_autoptr (GSocket) deaf = NULL;
  SpHost *first = make_deaf (&deaf);

  begin ();
  sp_backend_set_patience (1);
  for (int i = 1; i <= 6; i++)
    {
      g_autoptr (GError) error = NULL;

      if (i == 2)
        {
          g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
          wait_for_state (first, SP_HOST_STATE_CONNECTING);
          wait_for_state (first, SP_HOST_STATE_FAILED);
          continue;
        }
      g_assert_false (deed_await (sp_host_open (first), &error));
      g_assert_error (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT);
      g_assert_cmpint (sp_host_get_state (first), ==, SP_HOST_STATE_FAILED);
      g_assert_cmpint (g_atomic_int_get (&n_opens), ==, MIN (i, 4));
    }
  sp_backend_set_patience (30);
  g_assert_true (g_socket_close (deaf, NULL));
  deed_close (first);
}

static DexFuture *
ask_cb (SpQuestion *question,
        gpointer    data)
{
  DexPromise **asked = data;

  *asked = dex_promise_new ();
  return dex_ref (DEX_FUTURE (*asked));
}

/* Who looks for a password is given the time, but no other host is. */
static void
test_asked (void)
{
  g_autoptr (GSocket) deaf = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DexPromise) asked = NULL;
  SpHost *first = make_deaf (&deaf);
  SpHost *second = sp_host_new (locked);
  DexFuture *opening = NULL;
  gint64 begun = 0;

  begin ();
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_runtime_dir (), 0700), ==, 0);
  sp_login_start (ask_cb, NULL, &asked);
  sp_backend_set_patience (1);
  opening = sp_host_open (second);
  while (asked == NULL)
    deed_settle (20);
  begun = g_get_monotonic_time ();
  g_assert_false (deed_await (sp_host_open (first), &error));
  g_assert_error (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT);
  while (g_get_monotonic_time () - begun < 3 * G_USEC_PER_SEC)
    deed_settle (100);
  g_assert_cmpint (sp_host_get_state (second), ==, SP_HOST_STATE_CONNECTING);
  sp_backend_set_patience (30);
  dex_promise_reject (asked, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "No"));
  g_clear_error (&error);
  g_assert_false (deed_await (opening, &error));
  g_assert_error (error, SP_ERROR, SP_ERROR_AUTH);
  sp_login_stop ();
  g_assert_true (g_socket_close (deaf, NULL));
  deed_close (first);
  deed_close (second);
}

/* The link hangs, is given up, and so does what should take its place: nothing waits for that for ever. */
static void
test_stall (void)
{
  gint64 begun = g_get_monotonic_time ();

  begin ();
  relay_stall (relay, TRUE);
  wait_for (SP_LINK_LOST, 40000);
  g_test_message ("Lost after %.1f s", (g_get_monotonic_time () - begun) / 1e6);
  g_assert_true (was (SP_LINK_SLOW));
  while (g_get_monotonic_time () - begun < 75 * G_USEC_PER_SEC)
    deed_settle (100);
  g_assert_cmpint (sp_host_get_state (host), ==, SP_HOST_STATE_LOST);
  g_assert_cmpint (g_atomic_int_get (&n_opens), >=, 2);
  g_assert_cmpint (g_atomic_int_get (&n_opens), <=, 4);
  g_assert_nonnull (sp_host_find_machine (host, "one"));
  relay_stall (relay, FALSE);
  g_test_message ("Back after %" G_GINT64_FORMAT " ms", wait_for (SP_LINK_CONNECTED, 40000));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *near = NULL;
  g_autofree char *far = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *file = NULL;
  gboolean slow = FALSE;
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  slow = argc > 1 && strcmp (argv[1], "slow") == 0;
  rig = sp_rig_new ();
  near = g_build_filename (sp_rig_get_folder (rig), "run", "libvirt", "libvirt-sock", NULL);
  far = g_build_filename (sp_rig_get_folder (rig), "far", NULL);
  uri = g_strdup_printf ("qemu:///session?socket=%s", far);
  file = g_build_filename (sp_rig_get_folder (rig), "locked.xml", NULL);
  g_assert_true (g_file_set_contents (file, "<node><auth><user password='x'>somebody</user></auth></node>", -1, NULL));
  locked = g_strdup_printf ("test://%s", file);
  relay = relay_new (far, near, 1);
  sp_rig_add_machine (rig, "one", SP_RIG_OFF);
  links = g_array_new (FALSE, FALSE, sizeof (SpLink));
  host = deed_open (uri);
  g_signal_connect (host, "notify::link", G_CALLBACK (link_cb), NULL);

  if (slow)
    g_test_add_func ("/backend/reconnect/stall", test_stall);
  else
    {
      g_test_add_func ("/backend/reconnect/waits", test_waits);
      g_test_add_func ("/backend/reconnect/cut", test_cut);
      g_test_add_func ("/backend/reconnect/at-once", test_at_once);
      g_test_add_func ("/backend/reconnect/refused", test_refused);
      g_test_add_func ("/backend/reconnect/slow", test_slow);
      g_test_add_func ("/backend/reconnect/deaf", test_deaf);
      g_test_add_func ("/backend/reconnect/asked", test_asked);
    }
  status = g_test_run ();
  deed_close (host);
  deed_settle (500);
  relay_free (relay);
  sp_rig_free (rig);
  g_array_unref (links);
  g_free (locked);
  return status;
}
