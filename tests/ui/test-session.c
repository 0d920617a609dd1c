/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the session asks of a host that tells more than anybody needs; and what its machines are called among all. */

#include "config.h"

#include "sp-fake-host.h"
#include "sp-host-private.h"
#include "sp-overview.h"
#include "sp-session.h"

#include <libdex.h>
#include <string.h>

static void
rest (SpSession *session)
{
  while (sp_session_get_loading (session) || sp_session_get_timeline (session) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
flood (SpFakeHost *host,
       const char *uuid)
{
  for (int i = 0; i < 10000; i++)
    sp_host_history_changed (SP_HOST (host), uuid);
}

/* However often a host tells that a history has changed: one load at a time, and one more that sees all of it. */
static void
test_flood (void)
{
  g_autoptr (SpSession) session = sp_session_new ();
  g_autoptr (SpFakeHost) host = sp_fake_host_new ("fake", "This Computer");
  g_autofree char *uuid = NULL;
  guint before;

  sp_fake_host_set_delay (host, 10);
  sp_fake_host_add_machine (host, "flood", SP_MACHINE_STATE_RUNNING);
  sp_fake_host_add_snapshot (host, "flood", &(SpSnapshotInit){ .name = "first", .created = 1 });
  sp_session_add_host (session, SP_HOST (host));
  sp_session_open_all (session);
  while (sp_host_get_state (SP_HOST (host)) != SP_HOST_STATE_CONNECTED || sp_session_get_machine (session) == NULL)
    {
      sp_session_choose_first (session);
      g_main_context_iteration (NULL, TRUE);
    }
  rest (session);
  uuid = g_strdup (sp_machine_get_uuid (sp_session_get_machine (session)));

  before = sp_fake_host_get_n_loads (host);
  flood (host, uuid);
  sp_fake_host_add_snapshot (host, "flood", &(SpSnapshotInit){ .name = "second", .parent = "first", .created = 2 });
  flood (host, uuid);
  rest (session);
  g_assert_cmpuint (sp_fake_host_get_n_loads (host) - before, <=, 2);
  g_assert_cmpint (sp_history_get_n (sp_session_get_history (session)), ==, 2);

  /* The next change is seen, too. */
  sp_fake_host_add_snapshot (host, "flood", &(SpSnapshotInit){ .name = "third", .parent = "second", .created = 3 });
  sp_host_history_changed (SP_HOST (host), uuid);
  rest (session);
  g_assert_cmpint (sp_history_get_n (sp_session_get_history (session)), ==, 3);
  sp_session_remove_host (session, SP_HOST (host));
}

/* Two ways to one host: its machines are listed once, what was chosen stays, and what comes second says so. */
static void
test_ways (void)
{
  g_autoptr (SpSession) session = sp_session_new ();
  g_autoptr (SpFakeHost) late = sp_fake_host_new_at ("qemu+ssh://lab/system", "one", "By Name");
  g_autoptr (SpFakeHost) early = sp_fake_host_new_at ("qemu+ssh://10.0.0.1/system", "one", "By Address");
  g_autoptr (SpFakeHost) other = sp_fake_host_new_at ("qemu+ssh://10.0.0.2/system", "two", "Another");
  SpFakeHost *const hosts[] = { late, early, other };
  const GError *error;

  sp_fake_host_set_delay (late, 50);
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      sp_fake_host_add_machine (hosts[i], "machine", SP_MACHINE_STATE_RUNNING);
      sp_session_add_host (session, SP_HOST (hosts[i]));
    }
  sp_session_open_all (session);
  while (sp_host_get_state (SP_HOST (late)) != SP_HOST_STATE_CLOSED)
    g_main_context_iteration (NULL, TRUE);
  error = sp_host_get_error (SP_HOST (late));
  g_assert_nonnull (strstr (error->message, "The same host as “By Address”"));
  g_assert_cmpuint (g_list_model_get_n_items (sp_host_get_machines (SP_HOST (late))), ==, 0);
  g_assert_cmpint (sp_host_get_state (SP_HOST (early)), ==, SP_HOST_STATE_CONNECTED);
  g_assert_cmpint (sp_host_get_state (SP_HOST (other)), ==, SP_HOST_STATE_CONNECTED);
  g_assert_true (sp_session_find_host (session, "one") == SP_HOST (early));

  /* It is not asked again before the first has gone, and then it is the way. */
  sp_session_reload (session);
  g_assert_cmpint (sp_host_get_state (SP_HOST (late)), ==, SP_HOST_STATE_CLOSED);
  sp_fake_host_lose (early);
  sp_session_reload (session);
  while (sp_host_get_state (SP_HOST (late)) != SP_HOST_STATE_CONNECTED)
    g_main_context_iteration (NULL, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    sp_session_remove_host (session, SP_HOST (hosts[i]));
}

static void
open_both (SpSession  *session,
           SpFakeHost *here,
           SpFakeHost *there)
{
  sp_session_add_host (session, SP_HOST (here));
  sp_session_add_host (session, SP_HOST (there));
  sp_session_open_all (session);
  while (g_list_model_get_n_items (sp_host_get_machines (SP_HOST (here))) < 1
         || g_list_model_get_n_items (sp_host_get_machines (SP_HOST (there))) < 2)
    g_main_context_iteration (NULL, TRUE);
}

static char *
dup_name (SpOverview *overview,
          SpFakeHost *host,
          guint       i)
{
  g_autoptr (SpMachine) machine = g_list_model_get_item (sp_host_get_machines (SP_HOST (host)), i);

  return sp_overview_name (overview, machine);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Two machines of one name are told apart by their hosts, as long as there are two. */
static void
test_names (void)
{
  g_autoptr (SpSession) session = sp_session_new ();
  g_autoptr (SpFakeHost) here = sp_fake_host_new ("here", "This Computer");
  g_autoptr (SpFakeHost) there = sp_fake_host_new ("there", "server.example");
  g_autoptr (SpOverview) overview = sp_overview_new (session);
  g_autofree char *web = NULL;
  g_autofree char *other_web = NULL;
  g_autofree char *alone = NULL;
  guint renamed = 0;

  sp_fake_host_add_machine (here, "web", SP_MACHINE_STATE_RUNNING);
  sp_fake_host_add_machine (there, "web", SP_MACHINE_STATE_RUNNING);
  sp_fake_host_add_machine (there, "zoo", SP_MACHINE_STATE_RUNNING);
  open_both (session, here, there);
  g_signal_connect_swapped (overview, "renamed", G_CALLBACK (count_cb), &renamed);
  sp_overview_set_shown (overview, TRUE);
  while (sp_overview_get_loading (overview))
    g_main_context_iteration (NULL, TRUE);
  web = dup_name (overview, here, 0);
  other_web = dup_name (overview, there, 0);
  alone = dup_name (overview, there, 1);
  g_assert_cmpstr (web, ==, "web · This Computer");
  g_assert_cmpstr (other_web, ==, "web · server.example");
  g_assert_cmpstr (alone, ==, "zoo");
  g_assert_cmpuint (renamed, ==, 1);

  sp_session_remove_host (session, SP_HOST (there));
  g_clear_pointer (&web, g_free);
  web = dup_name (overview, here, 0);
  g_assert_cmpstr (web, ==, "web");
  g_assert_cmpuint (renamed, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  dex_init ();
  g_test_add_func ("/session/flood", test_flood);
  g_test_add_func ("/session/ways", test_ways);
  g_test_add_func ("/session/names", test_names);
  return g_test_run ();
}
