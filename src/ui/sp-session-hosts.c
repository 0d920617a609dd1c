/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts of a session: found, opened, closed. */

#include "config.h"

#include "sp-session.h"

SpHost *
sp_session_find_host (SpSession  *self,
                      const char *id)
{
  GListModel *hosts;

  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  hosts = sp_session_get_hosts (self);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (g_strcmp0 (sp_host_get_id (host), id) == 0)
        return host; /* the store holds it */
    }

  return NULL;
}

void
sp_session_open_all (SpSession *self)
{
  GListModel *hosts;

  g_return_if_fail (SP_IS_SESSION (self));

  hosts = sp_session_get_hosts (self);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);
      SpHostState state = sp_host_get_state (host);

      /* A failure is seen as the host's state and error. */
      if (state == SP_HOST_STATE_CLOSED || state == SP_HOST_STATE_FAILED)
        dex_future_disown (sp_host_open (host));
    }
}

void
sp_session_close_all (SpSession *self)
{
  GListModel *hosts;

  g_return_if_fail (SP_IS_SESSION (self));

  hosts = sp_session_get_hosts (self);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      sp_host_close (host);
    }
}

void
sp_session_choose_first (SpSession *self)
{
  g_return_if_fail (SP_IS_SESSION (self));

  if (sp_session_get_machine (self) != NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (sp_session_get_hosts (self)); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (sp_session_get_hosts (self), i);
      const char *preferred = sp_session_get_preferred (self);
      SpMachine *known = preferred != NULL ? sp_host_find_machine (host, preferred) : NULL;
      g_autoptr (SpMachine) machine = known != NULL ? g_object_ref (known) : g_list_model_get_item (sp_host_get_machines (host), 0);

      if (machine != NULL && sp_host_get_state (host) == SP_HOST_STATE_CONNECTED)
        {
          sp_session_choose (self, host, machine);
          return;
        }
    }
}

void
sp_session_reload (SpSession *self)
{
  g_return_if_fail (SP_IS_SESSION (self));

  sp_session_open_all (self);
  sp_session_look_again (self);
}
