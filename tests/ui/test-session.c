/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the session asks of a host that tells more than anybody needs. */

#include "config.h"

#include "sp-fake-host.h"
#include "sp-host-private.h"
#include "sp-session.h"

#include <libdex.h>

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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  dex_init ();
  g_test_add_func ("/session/flood", test_flood);
  return g_test_run ();
}
