/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts of a session: found, recalled, opened, closed. */

#include "config.h"

#include "sp-session-private.h"

#include "sp-backend.h"
#include "sp-known.h"

/**
 * sp_session_find_host:
 * @self: the session
 * @id: a host's identity
 *
 * Returns: (transfer none) (nullable): that host; where there are several ways to it, the one that is connected
 */
SpHost *
sp_session_find_host (SpSession  *self,
                      const char *id)
{
  GListModel *hosts;
  SpHost *found = NULL;

  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  hosts = sp_session_get_hosts (self);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (g_strcmp0 (sp_host_get_id (host), id) == 0 && (found == NULL || sp_host_get_state (host) == SP_HOST_STATE_CONNECTED))
        found = host; /* the store holds it */
    }

  return found;
}

/* NULL: there is no other way to it that is connected. */
static SpHost *
find_other_way (SpSession *self,
                SpHost    *host)
{
  GListModel *hosts = sp_session_get_hosts (self);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) other = g_list_model_get_item (hosts, i);

      if (other != host && sp_host_get_state (other) == SP_HOST_STATE_CONNECTED && sp_host_get_id (host) != NULL &&
          g_strcmp0 (sp_host_get_id (other), sp_host_get_id (host)) == 0)
        return other; /* the store holds it */
    }
  return NULL;
}

/* The machine that was chosen stays so, by the way that stays. Nothing is known by the other one. */
gboolean
sp_session_let_give_way (SpSession *self,
                         SpHost    *host)
{
  SpHost *other = find_other_way (self, host);
  SpMachine *machine = NULL;

  if (other == NULL)
    return FALSE;
  if (self->host == host && self->machine != NULL)
    machine = sp_host_find_machine (other, sp_machine_get_uuid (self->machine));
  if (machine != NULL)
    sp_session_choose (self, other, machine);
  sp_host_give_way (host, other);
  dex_future_disown (sp_known_forget (sp_host_get_uri (host)));
  return TRUE;
}

/**
 * sp_session_find_uri:
 * @self: the session
 * @uri: as its host was made with
 *
 * Returns: (transfer none) (nullable): that host
 */
SpHost *
sp_session_find_uri (SpSession  *self,
                     const char *uri)
{
  GListModel *hosts;

  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  hosts = sp_session_get_hosts (self);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (g_strcmp0 (sp_host_get_uri (host), uri) == 0)
        return host; /* the store holds it */
    }
  return NULL;
}

/**
 * sp_session_order_hosts:
 * @self: the session
 * @hosts: (element-type SpHost): some of its hosts, each once
 *
 * They take the places that they have among all, in this order. None is closed, or chosen otherwise, by that.
 */
void
sp_session_order_hosts (SpSession *self,
                        GPtrArray *hosts)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = G_MAXUINT;
  guint end = 0;
  guint next = 0;

  g_return_if_fail (SP_IS_SESSION (self));
  g_return_if_fail (hosts != NULL);

  for (guint i = 0; i < g_list_model_get_n_items (sp_session_get_hosts (self)); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (sp_session_get_hosts (self), i);
      SpHost *here = g_ptr_array_find (hosts, host, NULL) && next < hosts->len ? hosts->pdata[next++] : host;

      g_ptr_array_add (all, g_object_ref (here));
      if (here == host)
        continue;
      first = MIN (first, i);
      end = i + 1;
    }
  if (first < end)
    g_list_store_splice (self->hosts, first, end - first, all->pdata + first, end - first);
}

/**
 * sp_session_add_local_hosts:
 * @self: the session
 *
 * Adds those of this computer that there is something to talk to of, before all others. Each sp_session_reload() looks
 * again from now on: libvirt may have been installed or started meanwhile.
 */
void
sp_session_add_local_hosts (SpSession *self)
{
  const char *const *uris = sp_backend_default_uris ();
  g_autoptr (GPtrArray) ordered = g_ptr_array_new ();
  GListModel *hosts;

  g_return_if_fail (SP_IS_SESSION (self));

  self->local = TRUE;
  hosts = sp_session_get_hosts (self);
  for (gsize i = 0; uris[i] != NULL; i++)
    if (sp_session_find_uri (self, uris[i]) == NULL)
      {
        g_autoptr (SpHost) host = sp_host_new (uris[i]);

        sp_session_add_host (self, host);
      }
  for (gsize i = 0; uris[i] != NULL; i++)
    g_ptr_array_add (ordered, sp_session_find_uri (self, uris[i]));
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (!g_ptr_array_find (ordered, host, NULL))
        g_ptr_array_add (ordered, host); /* the store holds it */
    }
  sp_session_order_hosts (self, ordered);
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

      /* A failure is seen as the host's state and error. A second way to one that is there would only give way again. */
      if ((state == SP_HOST_STATE_CLOSED || state == SP_HOST_STATE_FAILED) && find_other_way (self, host) == NULL)
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

/* A host that is being connected tells of its machines first, and then that it is there. */
static gboolean
is_telling (SpHost *host)
{
  return sp_host_get_state (host) == SP_HOST_STATE_CONNECTING;
}

/* Where it is, if it is anywhere yet. */
static SpHost *
find_preferred (SpSession  *self,
                SpMachine **machine)
{
  GListModel *hosts = sp_session_get_hosts (self);

  for (guint i = 0; self->preferred != NULL && i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (g_strcmp0 (sp_host_get_id (host), self->preferred_host) != 0)
        continue;
      *machine = sp_host_find_machine (host, self->preferred);
      if (*machine != NULL && !is_telling (host))
        return host; /* the store holds it */
    }
  return NULL;
}

void
sp_session_choose_first (SpSession *self)
{
  SpMachine *preferred = NULL;
  SpHost *of = NULL;

  g_return_if_fail (SP_IS_SESSION (self));

  if (sp_session_get_machine (self) != NULL || self->settling)
    return;

  of = find_preferred (self, &preferred);
  if (of != NULL)
    {
      sp_session_choose (self, of, preferred);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (sp_session_get_hosts (self)); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (sp_session_get_hosts (self), i);
      g_autoptr (SpMachine) machine = g_list_model_get_item (sp_host_get_machines (host), 0);

      if (machine != NULL && !is_telling (host))
        {
          sp_session_choose (self, host, machine);
          return;
        }
    }
}

static DexFuture *
recalled_cb (DexFuture *future,
             gpointer   data)
{
  SpSession *self = data;

  self->settling = FALSE;
  sp_session_choose_first (self);
  return self->recalling != NULL ? dex_ref (self->recalling) : dex_future_new_true ();
}

/**
 * sp_session_recall:
 * @self: the session, before its hosts are opened
 *
 * Shows what is known of them from last time, and chooses a machine among it.
 *
 * Returns: (transfer full): a future of %TRUE, when all of that is shown; it is there at once where nothing can be known
 */
DexFuture *
sp_session_recall (SpSession *self)
{
  g_autoptr (GPtrArray) futures = NULL;
  DexFuture *all = NULL;
  GListModel *hosts;

  g_return_val_if_fail (SP_IS_SESSION (self), NULL);

  futures = g_ptr_array_new_with_free_func (dex_unref);
  hosts = sp_session_get_hosts (self);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (sp_host_get_state (host) == SP_HOST_STATE_CLOSED && !sp_host_keeps_nothing (host))
        g_ptr_array_add (futures, sp_host_recall (host));
    }
  if (futures->len == 0)
    return dex_future_new_true ();
  self->settling = TRUE;
  all = dex_future_allv ((DexFuture *const *) futures->pdata, futures->len);
  return dex_future_finally (all, recalled_cb, g_object_ref (self), g_object_unref);
}

/* Whoever asks for it wants to see how things are, not how they were a moment ago. */
static void
doubt_all (SpSession *self)
{
  GListModel *hosts = sp_session_get_hosts (self);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      sp_host_doubt (host);
    }
}

void
sp_session_reload (SpSession *self)
{
  g_return_if_fail (SP_IS_SESSION (self));

  doubt_all (self);

  if (self->local)
    {
      sp_session_add_local_hosts (self);
      /* Even where none came, there may be more of libvirt than there was, and another way to open it. */
      g_signal_emit_by_name (self, "hosts-changed");
    }
  sp_session_open_all (self);
  sp_session_look_again (self);
}
