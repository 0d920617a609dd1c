/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Safety snapshots that have had their time go: when the program starts, and after deeds. */

#include "config.h"

#include "sp-clean-up.h"

#include "sp-defaults.h"
#include "sp-retention.h"

#include <glib/gi18n-lib.h>

#define STACK_SIZE (2 * 1024 * 1024)
#define CLEANED "sp-cleaned-up"

typedef struct
{
  SpWindow *window;
  SpHost   *host;
  char     *uuid; /* NULL: every machine */
} CleanUp;

static void
clean_up_free (gpointer data)
{
  CleanUp *self = data;

  g_object_unref (self->window);
  g_object_unref (self->host);
  g_free (self->uuid);
  g_free (self);
}

/* Where nothing can be set, nothing goes by itself. */
static int
get_days (void)
{
  g_autoptr (GSettings) settings = sp_defaults_get_settings ();

  return settings != NULL ? g_settings_get_int (settings, "safety-days") : 0;
}

/* Whatever stands in the way, it is tried again next time; a person who asked for nothing is not told of it. */
static void
clean_one (CleanUp    *self,
           const char *uuid)
{
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_auto (GStrv) expired = NULL;
  int days = get_days ();

  if (days <= 0 || sp_host_get_read_only (self->host) || sp_host_get_state (self->host) != SP_HOST_STATE_CONNECTED)
    return;
  history = dex_await_object (sp_host_load_history (self->host, uuid), NULL);
  if (history == NULL)
    return;
  expired = sp_retention_find (history, g_get_real_time () / G_USEC_PER_SEC, days);
  if (expired[0] == NULL)
    return;
  facts = dex_await_object (sp_host_gather (self->host, uuid), NULL);
  plan = facts != NULL ? sp_retention_plan (facts, days) : NULL;
  if (plan == NULL || sp_window_get_session (self->window) == NULL)
    return;
  operation = sp_host_run (self->host, plan);
  sp_window_show_operation (self->window, operation);
  dex_await (sp_operation_await (operation), NULL);
}

static DexFuture *
clean_fiber (gpointer data)
{
  CleanUp *self = data;
  g_autoptr (GPtrArray) uuids = g_ptr_array_new_with_free_func (g_free);
  GListModel *machines = sp_host_get_machines (self->host);

  if (self->uuid != NULL)
    {
      clean_one (self, self->uuid);
      return dex_future_new_true ();
    }
  for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (SpMachine) machine = g_list_model_get_item (machines, i);

      if (sp_machine_get_n_snapshots (machine) != 0)
        g_ptr_array_add (uuids, g_strdup (sp_machine_get_uuid (machine)));
    }
  for (guint i = 0; i < uuids->len; i++)
    clean_one (self, uuids->pdata[i]);
  return dex_future_new_true ();
}

static DexFuture *
spawn (SpWindow   *window,
       SpHost     *host,
       const char *uuid)
{
  CleanUp *self = g_new0 (CleanUp, 1);

  self->window = g_object_ref (window);
  self->host = g_object_ref (host);
  self->uuid = g_strdup (uuid);
  return dex_scheduler_spawn (NULL, STACK_SIZE, clean_fiber, self, clean_up_free);
}

static void
hosts_changed_cb (SpWindow  *window,
                  SpSession *session)
{
  GListModel *hosts = sp_session_get_hosts (session);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (sp_host_get_state (host) != SP_HOST_STATE_CONNECTED || g_object_get_data (G_OBJECT (host), CLEANED) != NULL ||
          g_list_model_get_n_items (sp_host_get_machines (host)) == 0)
        continue;
      g_object_set_data (G_OBJECT (host), CLEANED, GINT_TO_POINTER (TRUE));
      dex_future_disown (spawn (window, host, NULL));
    }
}

/**
 * sp_clean_up_begin:
 * @window: a window
 *
 * Looks, once, at the machines of every host that is there or comes, for safety snapshots that have had their time.
 */
void
sp_clean_up_begin (SpWindow *window)
{
  g_return_if_fail (SP_IS_WINDOW (window));

  g_signal_connect_object (sp_window_get_session (window), "hosts-changed", G_CALLBACK (hosts_changed_cb), window, G_CONNECT_SWAPPED);
  hosts_changed_cb (window, sp_window_get_session (window));
}

/**
 * sp_clean_up_machine:
 * @window: a window
 * @host: a host
 * @uuid: of a machine
 *
 * Removes what has had its time, after a deed on the machine.
 *
 * Returns: (transfer full): resolves when there is nothing more to do
 */
DexFuture *
sp_clean_up_machine (SpWindow   *window,
                     SpHost     *host,
                     const char *uuid)
{
  g_return_val_if_fail (SP_IS_WINDOW (window), NULL);
  g_return_val_if_fail (SP_IS_HOST (host), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  return spawn (window, host, uuid);
}
