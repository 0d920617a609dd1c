/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the middle of the window says when there is no timeline to show: what happened, why, what to do. */

#include "config.h"

#include "sp-status.h"

#include "sp-error.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>

/* The hosts at a glance. */
typedef struct
{
  guint   n_hosts;
  guint   n_connected;
  guint   n_connecting;
  guint   n_machines; /* also those that are known from last time */
  SpHost *failed; /* the first, or whose machine was chosen */
  SpHost *lost;
} Glance;

static Glance
glance (SpSession *session)
{
  GListModel *hosts = sp_session_get_hosts (session);
  Glance g = { 0 };

  g.n_hosts = g_list_model_get_n_items (hosts);
  for (guint i = 0; i < g.n_hosts; i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      /* Of one that is about to tell of them, none is chosen yet. */
      if (sp_host_get_state (host) != SP_HOST_STATE_CONNECTING)
        g.n_machines += g_list_model_get_n_items (sp_host_get_machines (host));
      switch (sp_host_get_state (host))
        {
        case SP_HOST_STATE_CONNECTED:
          g.n_connected++;
          break;
        case SP_HOST_STATE_CONNECTING:
        case SP_HOST_STATE_CLOSED: /* about to be opened */
          g.n_connecting++;
          break;
        case SP_HOST_STATE_LOST:
          if (g.lost == NULL)
            g.lost = host;
          break;
        case SP_HOST_STATE_FAILED:
          if (g.failed == NULL || host == sp_session_get_host (session))
            g.failed = host;
          break;
        default:
          break;
        }
    }

  return g;
}

static SpStatus
status_for_failed (SpHost *host)
{
  const GError *error = sp_host_get_error (host);

  if (g_error_matches (error, SP_ERROR, SP_ERROR_NOT_ALLOWED))
    return SP_STATUS_NOT_ALLOWED;
  if (g_error_matches (error, SP_ERROR, SP_ERROR_AUTH))
    return SP_STATUS_NOT_LOGGED_IN;
  if (g_error_matches (error, SP_ERROR, SP_ERROR_UNTRUSTED) || g_error_matches (error, SP_ERROR, SP_ERROR_CERTIFICATE))
    return SP_STATUS_NOT_TRUSTED;
  if (sp_host_get_server (host) == NULL && (error == NULL || g_error_matches (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT)))
    return SP_STATUS_NO_LIBVIRT;

  return SP_STATUS_FAILED;
}

/* The host's own words, then what to do. They may hold anything: escaped, as status pages read markup. */
static char *
dup_reason (const GError *error)
{
  const char *advice = error != NULL ? sp_error_get_advice (error) : NULL;
  g_autofree char *message = error != NULL ? g_markup_escape_text (error->message, -1) : NULL;
  g_autofree char *more = g_markup_escape_text (advice != NULL ? advice : "", -1);

  if (message == NULL)
    return g_steal_pointer (&more);

  return g_strdup_printf ("%s\n\n%s", message, more);
}

/**
 * sp_status_find:
 * @session: what to look at
 *
 * Returns: what the middle of the window should show
 */
SpStatus
sp_status_find (SpSession *session)
{
  SpMachine *machine;
  SpHistory *history;
  Glance g;

  g_return_val_if_fail (SP_IS_SESSION (session), SP_STATUS_NONE);

  g = glance (session);
  machine = sp_session_get_machine (session);
  history = sp_session_get_history (session);

  if (machine != NULL)
    {
      /* There is no other to be chosen in its place. */
      if (sp_session_get_vanished (session))
        return g.n_machines == 0 && g.n_connecting == 0 ? SP_STATUS_NO_MACHINES : SP_STATUS_VANISHED;
      if (history != NULL)
        return sp_history_get_n (history) > 0 ? SP_STATUS_NONE : SP_STATUS_NO_SNAPSHOTS;
      if (sp_host_get_state (sp_session_get_host (session)) == SP_HOST_STATE_LOST)
        return SP_STATUS_LOST;
      if (sp_host_get_state (sp_session_get_host (session)) == SP_HOST_STATE_FAILED)
        return status_for_failed (sp_session_get_host (session));
      if (sp_session_get_error (session) != NULL && !sp_session_get_loading (session))
        return SP_STATUS_NO_HISTORY;
      return SP_STATUS_LOADING;
    }

  if (g.n_machines > 0)
    return SP_STATUS_NOT_CHOSEN;
  if (g.n_connecting > 0)
    return SP_STATUS_LOADING;
  if (g.lost != NULL)
    return SP_STATUS_LOST;
  if (g.n_connected > 0)
    return SP_STATUS_NO_MACHINES;
  if (g.failed != NULL)
    return status_for_failed (g.failed);

  return SP_STATUS_NO_LIBVIRT;
}

/**
 * sp_status_show:
 * @status: what to say
 * @session: whose state it is
 * @page: filled
 *
 * Fills @page; its child, if it has one, is left to the caller.
 */
void
sp_status_show (SpStatus       status,
                SpSession     *session,
                AdwStatusPage *page)
{
  SpMachine *machine = sp_session_get_machine (session);
  g_autofree char *name = machine != NULL ? g_markup_escape_text (sp_machine_get_title (machine), -1) : g_strdup ("");
  g_autofree char *text = NULL;
  const char *icon = NULL;
  const char *title = "";

  switch (status)
    {
    case SP_STATUS_NO_LIBVIRT:
      icon = "computer-fail-symbolic";
      title = _ ("No libvirt Found");
      text = g_strdup (_ ("Savepoint works with the machines of libvirt, as virt-manager and GNOME Boxes do."));
      break;
    case SP_STATUS_NOT_ALLOWED:
      icon = "channel-secure-symbolic";
      title = _ ("Not Allowed to See the Machines");
      break;
    case SP_STATUS_NOT_LOGGED_IN:
      icon = "channel-secure-symbolic";
      title = _ ("Not Logged In");
      break;
    case SP_STATUS_NOT_TRUSTED:
      icon = "channel-insecure-symbolic";
      title = _ ("The Host Is Not Trusted");
      break;
    case SP_STATUS_FAILED:
      icon = "computer-fail-symbolic";
      title = _ ("The Host Does Not Answer");
      break;
    case SP_STATUS_LOST:
      icon = "network-offline-symbolic";
      title = _ ("The Connection Was Lost");
      text = g_strdup (_ ("The host’s libvirt went away. Savepoint tries to reach it again by itself; nothing was changed meanwhile."));
      break;
    case SP_STATUS_NO_MACHINES:
      icon = "computer-symbolic";
      title = _ ("No Machines");
      text = g_strdup (_ ("Make one with virt-manager, and it appears here. So do those of GNOME Boxes, unless Boxes is a Flatpak: that keeps them to itself."));
      break;
    case SP_STATUS_NOT_CHOSEN:
      icon = "computer-symbolic";
      title = _ ("Choose a Machine");
      text = g_strdup (_ ("Its history is shown here."));
      break;
    case SP_STATUS_VANISHED:
      icon = "computer-fail-symbolic";
      title = _ ("The Machine Is Gone");
      /* Translators: %s is a machine's name */
      text = g_strdup_printf (_ ("“%s” was removed from its host, or renamed. Choose another machine."), name);
      break;
    case SP_STATUS_NO_HISTORY:
      icon = "dialog-warning-symbolic";
      title = _ ("The History Cannot Be Read");
      text = dup_reason (sp_session_get_error (session));
      break;
    case SP_STATUS_NO_SNAPSHOTS:
      icon = "io.github.savepoint.Savepoint-symbolic";
      title = _ ("No Snapshots");
      /* Translators: %s is a machine's name */
      text = g_strdup_printf (_ ("Take a snapshot of “%s” before you try something: one click brings you back."), name);
      break;
    case SP_STATUS_LOADING:
    case SP_STATUS_NONE:
    default:
      break;
    }

  adw_status_page_set_icon_name (page, icon);
  adw_status_page_set_title (page, title);
  adw_status_page_set_description (page, text);
}

/**
 * sp_status_dup_failure:
 * @status: what the window shows
 * @session: whose state it is
 *
 * Returns: (transfer full) (nullable): the same in one line, for a terminal; %NULL where nothing failed
 */
char *
sp_status_dup_failure (SpStatus   status,
                       SpSession *session)
{
  SpMachine *machine = NULL;
  const GError *error = NULL;
  Glance g;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  machine = sp_session_get_machine (session);
  g = glance (session);
  switch (status)
    {
    case SP_STATUS_NO_LIBVIRT:
    case SP_STATUS_NOT_ALLOWED:
    case SP_STATUS_NOT_LOGGED_IN:
    case SP_STATUS_NOT_TRUSTED:
    case SP_STATUS_FAILED:
      error = g.failed != NULL ? sp_host_get_error (g.failed) : NULL;
      return g_strdup (error != NULL ? error->message : _ ("no host answers"));
    case SP_STATUS_LOST:
      return g_strdup (_ ("the connection to the host was lost"));
    case SP_STATUS_VANISHED:
      return g_strdup_printf (_ ("the machine “%s” is gone"), sp_machine_get_title (machine));
    case SP_STATUS_NO_HISTORY:
      error = sp_session_get_error (session);
      return g_strdup (error != NULL ? error->message : _ ("the history cannot be read"));
    case SP_STATUS_LOADING:
      return g_strdup (_ ("the host has not answered yet"));
    case SP_STATUS_NONE:
    case SP_STATUS_NO_MACHINES:
    case SP_STATUS_NOT_CHOSEN:
    case SP_STATUS_NO_SNAPSHOTS:
    default:
      return NULL;
    }
}

/**
 * sp_status_dup_subtitle:
 * @session: whose state it is
 *
 * Returns: (transfer full): whose machine is shown, and how old what is shown of it is, where it is not what its host tells
 */
char *
sp_status_dup_subtitle (SpSession *session)
{
  SpHost *host = NULL;
  g_autofree char *moment = NULL;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  host = sp_session_get_host (session);
  if (host == NULL)
    return g_strdup ("");
  if (sp_session_get_history (session) == NULL || sp_session_get_certain (session) || sp_session_get_heard (session) == 0)
    return g_strdup (sp_host_get_title (host));
  moment = sp_when_moment (sp_session_get_heard (session), sp_when_now ());
  /* Translators: a host, and when it last told what is shown: "14:02", "Monday 14:02", "3 March 2026" */
  return g_strdup_printf (_ ("%s · as of %s"), sp_host_get_title (host), moment);
}

/**
 * sp_status_find_troubled_host:
 * @session: what to look at
 *
 * Returns: (transfer none) (nullable): the host that a banner should tell of
 */
SpHost *
sp_status_find_troubled_host (SpSession *session)
{
  SpHost *chosen;
  SpStatus status;
  Glance g;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  g = glance (session);
  chosen = sp_session_get_host (session);
  if (chosen != NULL && (sp_host_get_link (chosen) != SP_LINK_CONNECTED || sp_host_get_read_only (chosen)))
    return chosen;

  /* What the status page tells need not be told twice. */
  status = sp_status_find (session);
  if (status == SP_STATUS_NO_LIBVIRT || status == SP_STATUS_NOT_ALLOWED || status == SP_STATUS_NOT_LOGGED_IN ||
      status == SP_STATUS_NOT_TRUSTED || status == SP_STATUS_FAILED || status == SP_STATUS_LOST)
    return NULL;

  return g.lost != NULL ? g.lost : g.failed;
}
