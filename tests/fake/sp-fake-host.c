/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host of the tests' making: what it has, how slow it is and what fails is scripted. */

#include "config.h"

#include "sp-fake-host.h"

#include "sp-fake-machine.h"

#include "sp-host-private.h"
#include "sp-known-private.h"
#include "sp-operation-private.h"

#include "sp-error.h"

struct _SpFakeHost
{
  SpHost parent_instance;

  GPtrArray  *machines; /* of SpFakeMachine */
  GError     *open_error;
  GError     *load_error;
  GError     *run_error;
  guint       delay;
  guint       n_loads;
  gboolean    remember;
  gboolean    deaf; /* its guests do not shut down */
  DexPromise *held; /* what histories wait for; NULL: for nothing */
};

G_DEFINE_FINAL_TYPE (SpFakeHost, sp_fake_host, SP_TYPE_HOST)

static SpFakeMachine *
find (SpFakeHost *self,
      const char *name)
{
  for (guint i = 0; i < self->machines->len; i++)
    {
      SpFakeMachine *machine = g_ptr_array_index (self->machines, i);

      if (g_str_equal (machine->name, name))
        return machine;
    }

  return NULL;
}

static void
publish (SpFakeHost *self)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->machines->len; i++)
    {
      SpFakeMachine *machine = g_ptr_array_index (self->machines, i);
      gint64 last = 0;

      for (guint s = 0; s < machine->snapshots->len; s++)
        last = MAX (last, sp_snapshot_get_created (g_ptr_array_index (machine->snapshots, s)));
      g_ptr_array_add (values, sp_machine_new (&(SpMachineInit){
                                 .host = sp_host_get_id (SP_HOST (self)),
                                 .uuid = machine->name,
                                 .name = machine->name,
                                 .state = machine->state,
                                 .persistent = TRUE,
                                 .n_snapshots = (int) machine->snapshots->len,
                                 .last_snapshot = last }));
    }
  sp_host_set_machines (SP_HOST (self), values);
  sp_host_set_heard (SP_HOST (self), g_get_real_time () / G_USEC_PER_SEC);
  if (self->remember)
    sp_host_keep_machines (SP_HOST (self));
}

/* An answer that comes after the delay. */
typedef struct
{
  SpFakeHost *self;
  DexPromise *promise;
  GError     *error;
  GObject    *object; /* NULL: TRUE */
  gboolean    opens;
} Answer;

static gboolean
answer_cb (gpointer data)
{
  Answer *answer = data;

  if (answer->opens)
    {
      /* As a real one does: first what it has, and then that it is there. */
      if (answer->error == NULL)
        publish (answer->self);
      sp_host_set_state (SP_HOST (answer->self), answer->error == NULL ? SP_HOST_STATE_CONNECTED : SP_HOST_STATE_FAILED,
                         answer->error);
    }
  if (answer->error != NULL)
    dex_promise_reject (answer->promise, g_steal_pointer (&answer->error));
  else if (answer->object != NULL)
    dex_promise_resolve_object (answer->promise, g_steal_pointer (&answer->object));
  else
    dex_promise_resolve_boolean (answer->promise, TRUE);

  dex_unref (answer->promise);
  g_object_unref (answer->self);
  g_free (answer);
  return G_SOURCE_REMOVE;
}

static DexFuture *
give (SpFakeHost   *self,
      gboolean      opens,
      const GError *error,
      gpointer      object)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->self = g_object_ref (self);
  answer->promise = dex_promise_new ();
  answer->error = error != NULL ? g_error_copy (error) : NULL;
  answer->object = object;
  answer->opens = opens;
  g_timeout_add (self->delay, answer_cb, answer);

  return DEX_FUTURE (dex_ref (answer->promise));
}

static DexFuture *
sp_fake_host_open (SpHost *host)
{
  SpFakeHost *self = SP_FAKE_HOST (host);

  sp_host_set_state (host, SP_HOST_STATE_CONNECTING, NULL);
  return give (self, TRUE, self->open_error, NULL);
}

static void
sp_fake_host_close (SpHost *host)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  sp_host_set_machines (host, none);
  sp_host_set_state (host, SP_HOST_STATE_CLOSED, NULL);
}

static DexFuture *
sp_fake_host_refresh (SpHost *host)
{
  publish (SP_FAKE_HOST (host));
  return give (SP_FAKE_HOST (host), FALSE, NULL, NULL);
}

static DexFuture *
no_machine (SpFakeHost *self,
            const char *uuid)
{
  g_autoptr (GError) error = g_error_new (SP_ERROR, SP_ERROR_NO_MACHINE, "There is no machine “%s”.", uuid);

  return give (self, FALSE, error, NULL);
}

static DexFuture *
released_cb (DexFuture *future,
             gpointer   history)
{
  return dex_future_new_take_object (g_object_ref (history));
}

static DexFuture *
sp_fake_host_load_history (SpHost     *host,
                           const char *uuid)
{
  SpFakeHost *self = SP_FAKE_HOST (host);
  SpFakeMachine *machine = find (self, uuid);
  SpHistory *history = NULL;

  self->n_loads++;
  if (machine == NULL)
    return no_machine (self, uuid);
  if (self->load_error != NULL)
    return give (self, FALSE, self->load_error, NULL);

  history = sp_history_new (machine->snapshots);
  if (self->remember)
    sp_host_keep_history (host, uuid, history);
  if (self->held != NULL)
    return dex_future_then (dex_ref (self->held), released_cb, history, g_object_unref);
  return give (self, FALSE, NULL, history);
}

static DexFuture *
sp_fake_host_gather (SpHost     *host,
                     const char *uuid)
{
  SpFakeHost *self = SP_FAKE_HOST (host);
  SpFakeMachine *machine = find (self, uuid);

  return machine != NULL ? give (self, FALSE, NULL, sp_fake_machine_gather (machine, sp_host_find_machine (host, uuid))) : no_machine (self, uuid);
}

/* A deed's next step, each after the delay. */
typedef struct
{
  SpFakeHost  *self;
  SpOperation *operation;
  guint        step;
} Run;

static gboolean
run_cb (gpointer data)
{
  Run *run = data;
  SpPlan *plan = sp_operation_get_plan (run->operation);
  SpFakeMachine *machine = find (run->self, sp_machine_get_uuid (sp_operation_get_machine (run->operation)));
  guint n = sp_plan_get_n_steps (plan);

  if (run->step == 0 && g_error_matches (run->self->run_error, SP_ERROR, SP_ERROR_CHANGED))
    {
      sp_operation_finish (run->operation, g_steal_pointer (&run->self->run_error), "Nothing was done.");
      goto done;
    }
  if (run->step > 0)
    {
      if (run->step == n && run->self->run_error != NULL)
        {
          g_autoptr (GError) error = g_steal_pointer (&run->self->run_error);

          sp_operation_finish (run->operation, g_error_copy (error), error->message);
          goto done;
        }
      sp_fake_machine_do_step (machine, sp_plan_get_step (plan, run->step - 1));
      sp_operation_add_done (run->operation);
    }
  if (run->step < n)
    {
      sp_operation_set_step (run->operation, run->step + 1, n, sp_plan_get_step (plan, run->step)->sentence);
      run->step++;
      return G_SOURCE_CONTINUE;
    }
  sp_operation_finish (run->operation, NULL, "Done as planned.");

done:
  publish (run->self);
  sp_host_history_changed (SP_HOST (run->self), machine->name);
  g_object_unref (run->operation);
  g_object_unref (run->self);
  g_free (run);
  return G_SOURCE_REMOVE;
}

static SpOperation *
sp_fake_host_run (SpHost *host,
                  SpPlan *plan)
{
  SpFakeHost *self = SP_FAKE_HOST (host);
  SpOperation *operation = sp_operation_new (sp_plan_get_title (plan), sp_facts_get_machine (sp_plan_get_facts (plan)), plan);
  Run *run = g_new0 (Run, 1);

  run->self = g_object_ref (self);
  run->operation = g_object_ref (operation);
  g_timeout_add (MAX (self->delay, 1), run_cb, run);

  return operation;
}

static SpOperation *
sp_fake_host_power (SpHost     *host,
                    const char *uuid,
                    SpPower     power)
{
  static const SpMachineState states[] = { SP_MACHINE_STATE_RUNNING, SP_MACHINE_STATE_PAUSED, SP_MACHINE_STATE_RUNNING,
                                           SP_MACHINE_STATE_OFF, SP_MACHINE_STATE_OFF };
  SpFakeHost *self = SP_FAKE_HOST (host);
  SpOperation *operation = sp_operation_new ("Power", sp_host_find_machine (host, uuid), NULL);

  if (self->run_error != NULL)
    {
      g_autoptr (GError) error = g_steal_pointer (&self->run_error);

      sp_operation_finish (operation, g_error_copy (error), error->message);
      return operation;
    }
  if (power != SP_POWER_SHUT_DOWN || !self->deaf)
    find (self, uuid)->state = states[power];
  publish (self);
  sp_operation_finish (operation, NULL, "Done.");

  return operation;
}

static SpOperation *
sp_fake_host_edit (SpHost     *host,
                   const char *uuid,
                   SpSnapshot *snapshot,
                   SpSnapshot *wanted)
{
  SpFakeHost *self = SP_FAKE_HOST (host);
  SpOperation *operation = sp_operation_new ("Describe", sp_host_find_machine (host, uuid), NULL);

  sp_fake_machine_edit (find (self, uuid), wanted);
  sp_operation_finish (operation, NULL, "Described.");
  sp_host_history_changed (host, uuid);

  return operation;
}

static void
sp_fake_host_finalize (GObject *object)
{
  SpFakeHost *self = (SpFakeHost *) object;

  g_ptr_array_unref (self->machines);
  dex_clear (&self->held);
  g_clear_error (&self->open_error);
  g_clear_error (&self->load_error);
  g_clear_error (&self->run_error);

  G_OBJECT_CLASS (sp_fake_host_parent_class)->finalize (object);
}

static void
sp_fake_host_class_init (SpFakeHostClass *klass)
{
  SpHostClass *host_class = SP_HOST_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sp_fake_host_finalize;
  host_class->open = sp_fake_host_open;
  host_class->close = sp_fake_host_close;
  host_class->refresh = sp_fake_host_refresh;
  host_class->load_history = sp_fake_host_load_history;
  host_class->gather = sp_fake_host_gather;
  host_class->run = sp_fake_host_run;
  host_class->power = sp_fake_host_power;
  host_class->edit = sp_fake_host_edit;
}

static void
sp_fake_host_init (SpFakeHost *self)
{
  self->machines = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_fake_machine_free);
}

SpFakeHost *
sp_fake_host_new (const char *id,
                  const char *title)
{
  return sp_fake_host_new_at ("fake:///", id, title);
}

SpFakeHost *
sp_fake_host_new_at (const char *uri,
                     const char *id,
                     const char *title)
{
  SpFakeHost *self = g_object_new (SP_TYPE_FAKE_HOST, "uri", uri, NULL);

  sp_host_set_id (SP_HOST (self), id);
  sp_host_set_title (SP_HOST (self), title);
  return self;
}

void
sp_fake_host_set_delay (SpFakeHost *self,
                        guint       milliseconds)
{
  self->delay = milliseconds;
}

void
sp_fake_host_remember (SpFakeHost *self)
{
  self->remember = TRUE;
}

void
sp_fake_host_fail_open (SpFakeHost   *self,
                        const GError *error)
{
  g_clear_error (&self->open_error);
  self->open_error = error != NULL ? g_error_copy (error) : NULL;
}

void
sp_fake_host_fail_load (SpFakeHost   *self,
                        const GError *error)
{
  g_clear_error (&self->load_error);
  self->load_error = error != NULL ? g_error_copy (error) : NULL;
}

void
sp_fake_host_fail_run (SpFakeHost   *self,
                       const GError *error)
{
  g_clear_error (&self->run_error);
  self->run_error = error != NULL ? g_error_copy (error) : NULL;
}

void
sp_fake_host_add_machine (SpFakeHost    *self,
                          const char    *name,
                          SpMachineState state)
{
  g_ptr_array_add (self->machines, sp_fake_machine_new (name, state));
}

void
sp_fake_host_set_room (SpFakeHost *self,
                       const char *machine,
                       gint64      bytes)
{
  find (self, machine)->room = bytes;
}

void
sp_fake_host_be_deaf (SpFakeHost *self,
                      gboolean    deaf)
{
  self->deaf = deaf;
}

void
sp_fake_host_turn_off (SpFakeHost *self,
                       const char *machine)
{
  find (self, machine)->state = SP_MACHINE_STATE_OFF;
  publish (self);
}

void
sp_fake_host_add_snapshot (SpFakeHost           *self,
                           const char           *machine,
                           const SpSnapshotInit *init)
{
  g_ptr_array_add (find (self, machine)->snapshots, sp_snapshot_new (init));
}

void
sp_fake_host_add_layer (SpFakeHost *self,
                        const char *machine,
                        const char *path,
                        const char *backing)
{
  GPtrArray *layers = find (self, machine)->layers;

  g_ptr_array_add (layers, g_strdup (path));
  g_ptr_array_add (layers, g_strdup (backing != NULL ? backing : ""));
}

void
sp_fake_host_remove_snapshot (SpFakeHost *self,
                              const char *machine,
                              const char *name)
{
  sp_fake_machine_delete (find (self, machine), name);
}

void
sp_fake_host_remove_machine (SpFakeHost *self,
                             const char *name)
{
  g_ptr_array_remove (self->machines, find (self, name));
  publish (self);
}

void
sp_fake_host_hold (SpFakeHost *self)
{
  self->held = dex_promise_new ();
}

void
sp_fake_host_tell_part (SpFakeHost *self,
                        const char *machine,
                        guint       step)
{
  GPtrArray *snapshots = find (self, machine)->snapshots;
  g_autoptr (GPtrArray) part = g_ptr_array_new ();
  g_autoptr (SpHistory) so_far = NULL;

  /* The newest is asked for first; the others come in no order. */
  for (guint i = 0; i < snapshots->len; i += step)
    g_ptr_array_add (part, snapshots->pdata[snapshots->len - 1 - (i * 7) % snapshots->len]);
  so_far = sp_history_new (part);
  sp_host_history_part (SP_HOST (self), machine, so_far);
}

void
sp_fake_host_release (SpFakeHost *self)
{
  dex_promise_resolve_boolean (self->held, TRUE);
  dex_clear (&self->held);
}

void
sp_fake_host_lose (SpFakeHost *self)
{
  g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_LOST, "The daemon went away.");

  sp_host_set_state (SP_HOST (self), SP_HOST_STATE_LOST, error);
}

void
sp_fake_host_drag (SpFakeHost *self,
                   gboolean    slow)
{
  sp_host_set_slow (SP_HOST (self), slow);
}

void
sp_fake_host_age (SpFakeHost *self,
                  guint       seconds)
{
  sp_host_set_heard (SP_HOST (self), g_get_real_time () / G_USEC_PER_SEC - seconds);
}

void
sp_fake_host_come_back (SpFakeHost *self)
{
  sp_host_set_state (SP_HOST (self), SP_HOST_STATE_CONNECTED, NULL);
  publish (self);
}

guint
sp_fake_host_get_n_loads (SpFakeHost *self)
{
  return self->n_loads;
}
