/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worker does with a question. Blocks. */

#include "config.h"

#include "sp-virt-ask.h"

#include "sp-error.h"
#include "sp-pending-edits.h"
#include "sp-screens.h"
#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-facts.h"
#include "sp-virt-handles.h"
#include "sp-virt-load.h"
#include "sp-virt-seen.h"

#include <glib/gi18n-lib.h>

void
sp_virt_ask_free (gpointer data)
{
  SpVirtAsk *ask = data;

  if (ask->free_data != NULL && ask->data != NULL)
    ask->free_data (ask->data);
  g_object_unref (ask->connection);
  g_free (ask->uuid);
  g_free (ask->host);
  g_free (ask);
}

/* What earlier questions of this thread left behind is not this one's error. */
static virConnect *
begin (SpVirtAsk *ask)
{
  virConnect *connection = NULL;

  sp_virt_error_forget ();
  g_object_get (ask->connection, "handle", &connection, NULL);
  return connection;
}

/* Whether it was the link that failed: then the error is ours, without a code of libvirt's, and the host's object gives the
 * connection up. Others may wait on it for good: libvirt 11.3 wakes but the first of them when its keepalive gives up, and
 * calls no close callback. */
static gboolean
check_link (virConnect *connection,
            GError    **error)
{
  if (error == NULL || !g_error_matches (*error, SP_ERROR, SP_ERROR_LOST) || virConnectIsAlive (connection) > 0)
    return FALSE;
  sp_virt_error_forget ();
  g_clear_error (error);
  g_set_error_literal (error, SP_ERROR, SP_ERROR_LOST, _ ("The host has gone away."));
  return FALSE;
}

static virDomain *
look_up (SpVirtAsk  *ask,
         virConnect *connection,
         GError    **error)
{
  virDomain *domain = virDomainLookupByUUIDString (connection, ask->uuid);

  if (domain == NULL)
    g_propagate_error (error, sp_virt_error_take (_ ("The machine could not be found")));
  return domain;
}

/* What costs the host nothing. */
gboolean
sp_virt_ask_ping (gpointer data,
                  GValue  *result,
                  GError **error)
{
  SpVirtAsk *ask = data;
  g_autoptr (virConnect) connection = begin (ask);
  unsigned long version = 0;

  if (virConnectGetLibVersion (connection, &version) == 0)
    return TRUE;
  g_propagate_error (error, sp_virt_error_take (NULL));
  return check_link (connection, error);
}

/* What was read before a deed of ours, or in the middle of it, is not what it left. */
static gboolean
carry_out (SpVirtAsk  *ask,
           virConnect *connection,
           virDomain  *domain,
           GError    **error)
{
  gboolean ok = FALSE;

  if (!ask->writes)
    return ask->func (connection, domain, ask->data, error);
  sp_virt_seen_doubt (ask->connection, ask->uuid);
  ok = ask->func (connection, domain, ask->data, error);
  sp_virt_seen_doubt (ask->connection, ask->uuid);
  return ok;
}

gboolean
sp_virt_ask_call (gpointer data,
                  GValue  *result,
                  GError **error)
{
  SpVirtAsk *ask = data;
  g_autoptr (virConnect) connection = begin (ask);
  g_autoptr (virDomain) domain = ask->uuid != NULL ? look_up (ask, connection, error) : NULL;
  gboolean found = domain != NULL || ask->uuid == NULL;

  return (found && carry_out (ask, connection, domain, error)) || check_link (connection, error);
}

gboolean
sp_virt_ask_history (gpointer data,
                     GValue  *result,
                     GError **error)
{
  SpVirtAsk *ask = data;
  g_autoptr (virConnect) connection = begin (ask);
  virDomain *known = sp_virt_handles_get (ask->connection, ask->uuid);
  g_autoptr (virDomain) domain = known != NULL ? known : look_up (ask, connection, error);
  SpVirtLook look = { 0 };
  g_autoptr (SpHistory) before = sp_virt_seen_begin (ask->connection, ask->uuid, &look);
  const SpVirtLoading loading = { .before = before, .part = ask->part, .data = ask->data };
  g_autoptr (SpHistory) history = domain != NULL ? sp_virt_load_history (domain, &loading, error) : NULL;

  if (history == NULL)
    return check_link (connection, error);
  sp_virt_seen_end (ask->connection, ask->uuid, &look, history);
  sp_screens_reap (ask->uuid, history);
  g_value_init (result, SP_TYPE_HISTORY);
  g_value_take_object (result, sp_pending_edits_show (ask->host, ask->uuid, history));
  return TRUE;
}

gboolean
sp_virt_ask_gather (gpointer data,
                    GValue  *result,
                    GError **error)
{
  SpVirtAsk *ask = data;
  g_autoptr (virConnect) connection = begin (ask);
  g_autoptr (virDomain) domain = look_up (ask, connection, error);
  g_autoptr (SpMachine) machine = domain != NULL ? sp_virt_load_machine (domain, ask->host, error) : NULL;
  g_autoptr (SpHistory) listed = machine != NULL ? sp_virt_load_history (domain, NULL, error) : NULL;
  g_autoptr (SpHistory) history = listed != NULL ? sp_pending_edits_show (ask->host, ask->uuid, listed) : NULL;
  SpFacts *facts = history != NULL ? sp_virt_gather (connection, domain, machine, history, NULL, error) : NULL;

  if (facts == NULL)
    return check_link (connection, error);
  g_value_init (result, SP_TYPE_FACTS);
  g_value_take_object (result, facts);
  return TRUE;
}

gboolean
sp_virt_ask_list (gpointer data,
                  GValue  *result,
                  GError **error)
{
  SpVirtAsk *ask = data;
  g_autoptr (virConnect) connection = begin (ask);
  virDomain **domains = NULL;
  int n = sp_virt_handles_list (ask->connection, connection, &domains);
  GPtrArray *machines = NULL;

  if (n < 0)
    g_propagate_error (error, sp_virt_error_take (_ ("The machines could not be listed")));
  else
    machines = sp_virt_load_machines (connection, domains, n, ask->host, error);
  for (int i = 0; i < n; i++)
    virDomainFree (domains[i]);
  free (domains);
  if (machines == NULL)
    return check_link (connection, error);
  sp_virt_seen_keep (ask->connection, machines);
  g_value_init (result, G_TYPE_PTR_ARRAY);
  g_value_take_boxed (result, machines);
  return TRUE;
}
