/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of deeds share. */

#include "config.h"

#include "deed.h"

#include "sp-host-examine.h"

#include <string.h>

typedef struct
{
  gboolean done;
  gboolean ok;
  GError  *error;
} Wait;

static DexFuture *
done_cb (DexFuture *future,
         gpointer   data)
{
  Wait *wait = data;

  wait->ok = dex_future_get_value (future, &wait->error) != NULL;
  wait->done = TRUE;
  return dex_future_new_true ();
}

gboolean
deed_await (DexFuture *future,
            GError   **error)
{
  Wait wait = { 0 };

  dex_future_disown (dex_future_finally (future, done_cb, &wait, NULL));
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
  if (!wait.ok)
    g_propagate_error (error, wait.error);
  return wait.ok;
}

static gpointer
await_object (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gpointer object = NULL;

  dex_ref (future);
  deed_await (future, &error);
  g_assert_no_error (error);
  object = g_value_dup_object (dex_future_get_value (future, NULL));
  dex_unref (future);
  g_assert_nonnull (object);
  return object;
}

static gboolean
tick_cb (gpointer data)
{
  gboolean *done = data;

  *done = TRUE;
  return G_SOURCE_REMOVE;
}

void
deed_settle (guint msec)
{
  gboolean done = FALSE;

  g_timeout_add (msec, tick_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

SpHost *
deed_open (const char *uri)
{
  SpHost *host = sp_host_new (uri);
  g_autoptr (GError) error = NULL;

  deed_await (sp_host_open (host), &error);
  g_assert_no_error (error);
  g_assert_cmpint (sp_host_get_state (host), ==, SP_HOST_STATE_CONNECTED);
  return host;
}

void
deed_close (SpHost *host)
{
  sp_host_close (host);
  g_object_unref (host);
  deed_settle (100);
}

static const char *
uuid_of (SpHost     *host,
         const char *name)
{
  SpMachine *machine = sp_host_find_machine (host, name);

  g_assert_nonnull (machine);
  return sp_machine_get_uuid (machine);
}

SpHistory *
deed_history (SpHost     *host,
              const char *name)
{
  sp_host_doubt (host);
  return await_object (sp_host_load_history (host, uuid_of (host, name)));
}

SpHistory *
deed_look (SpHost     *host,
           const char *name)
{
  return await_object (sp_host_load_history (host, uuid_of (host, name)));
}

SpFacts *
deed_facts (SpHost     *host,
            const char *name)
{
  return await_object (sp_host_gather (host, uuid_of (host, name)));
}

/* With what Doctor asks for besides. */
SpFacts *
deed_examine (SpHost     *host,
              const char *name)
{
  return await_object (sp_host_examine (host, uuid_of (host, name)));
}

SpPlan *
deed_plan (SpHost       *host,
           const char   *name,
           const SpWish *wish)
{
  g_autoptr (SpFacts) facts = deed_facts (host, name);

  return sp_planner_plan (facts, wish);
}

SpOperation *
deed_run (SpHost *host,
          SpPlan *plan)
{
  SpOperation *operation = sp_host_run (host, plan);

  deed_await (sp_operation_await (operation), NULL);
  g_assert_false (sp_operation_get_running (operation));
  g_assert_nonnull (sp_operation_get_outcome (operation));
  g_test_message ("%s: %s", sp_plan_get_title (plan), sp_operation_get_outcome (operation));
  return operation;
}

/* A planned revert's layer has the second for its name, which nobody knows before. */
static gboolean
is_guess (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL && (strspn (dot + 1, "0123456789") == strlen (dot + 1) || strcmp (dot, ".SECOND") == 0);
}

static gboolean
is_nameless (SpFacts *facts)
{
  const SpFactsInit *f = sp_facts_peek (facts);
  gboolean nameless = FALSE;

  for (gsize i = 0; i < f->n_disks; i++)
    nameless |= f->disks[i].nameless;
  return nameless;
}

/* The facts after are the picture that the plan's last step drew. */
static void
check_picture (SpPlan  *plan,
               SpFacts *after)
{
  guint n = sp_plan_get_n_steps (plan);
  const SpFactsInit *f = sp_facts_peek (after);

  for (guint i = 0; i < n; i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      for (guint j = 0; j < step->touches.created->len; j++)
        {
          const char *path = step->touches.created->pdata[j];
          gboolean gone = is_guess (path);

          for (guint k = i; k < n && !gone; k++)
            gone = g_ptr_array_find_with_equal_func (sp_plan_get_step (plan, k)->touches.unlinked, path, g_str_equal, NULL);
          if (!gone && !g_file_test (path, G_FILE_TEST_EXISTS))
            g_error ("%s was to be made, and is not there", path);
        }
      for (guint j = 0; j < step->touches.unlinked->len; j++)
        {
          const char *path = step->touches.unlinked->pdata[j];

          if (!is_guess (path) && g_file_test (path, G_FILE_TEST_EXISTS))
            g_error ("%s was to go, and is there", path);
        }
    }
  /* A deed of ours leaves Now on a layer that is on record. */
  if (!is_nameless (sp_plan_get_facts (plan)))
    g_assert_false (is_nameless (after));
  /* And nothing that is needed is missing. */
  for (gsize i = 0; i < f->n_disks; i++)
    if (f->disks[i].source != NULL && !g_file_test (f->disks[i].source, G_FILE_TEST_EXISTS))
      g_error ("%s is missing", f->disks[i].source);
  for (int i = 0; i < sp_history_get_n (f->history); i++)
    {
      const SpSnapshotInit *s = sp_snapshot_peek (sp_history_get (f->history, i));

      if (s->memory_file != NULL && !g_file_test (s->memory_file, G_FILE_TEST_EXISTS))
        g_error ("%s is missing", s->memory_file);
      for (gsize j = 0; j < s->n_domain_disks; j++)
        if (s->domain_disks[j].source != NULL && !g_file_test (s->domain_disks[j].source, G_FILE_TEST_EXISTS))
          g_error ("%s is missing", s->domain_disks[j].source);
    }
}

void
deed_must (SpHost       *host,
           const char   *name,
           const SpWish *wish)
{
  g_autoptr (SpPlan) plan = deed_plan (host, name, wish);
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (SpFacts) after = NULL;

  if (sp_plan_is_refused (plan))
    g_error ("%s: refused (%s): %s", sp_plan_get_title (plan), sp_plan_get_rule (plan), sp_plan_get_reason (plan));
  operation = deed_run (host, plan);
  g_assert_no_error (sp_operation_get_error (operation));
  g_assert_null (strstr (sp_operation_get_outcome (operation), "Not as planned"));
  g_assert_cmpuint (sp_operation_get_n_done (operation), ==, sp_plan_get_n_steps (plan));
  after = deed_facts (host, name);
  if (g_strcmp0 (sp_facts_peek (after)->driver, "QEMU") == 0)
    check_picture (plan, after);
}

void
deed_must_power (SpHost     *host,
                 const char *name,
                 SpPower     power)
{
  g_autoptr (SpOperation) operation = sp_host_power (host, uuid_of (host, name), power);
  g_autoptr (GError) error = NULL;

  deed_await (sp_operation_await (operation), &error);
  g_assert_no_error (error);
}

SpMachineState
deed_state (SpHost     *host,
            const char *name)
{
  g_autoptr (SpFacts) facts = deed_facts (host, name);

  return sp_machine_get_state (sp_facts_get_machine (facts));
}

void
deed_take (SpHost     *host,
           const char *name,
           const char *snapshot,
           SpKind      kind,
           gboolean    disks_only)
{
  deed_must (host, name,
             &(SpWish){ .kind = SP_WISH_TAKE, .name = snapshot, .snapshot_kind = kind, .disks_only = disks_only });
}

void
deed_revert (SpHost     *host,
             const char *name,
             const char *snapshot,
             SpThen      then)
{
  deed_must (host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = snapshot, .then = then, .no_safety = TRUE });
}

void
deed_delete (SpHost     *host,
             const char *name,
             const char *snapshot)
{
  const char *const names[] = { snapshot, NULL };

  deed_must (host, name, &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
}
