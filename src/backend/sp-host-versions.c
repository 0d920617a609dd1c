/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which versions a host runs. */

#include "config.h"

#include "sp-host-versions.h"

#include "sp-error.h"
#include "sp-virt-host.h"
#include "sp-virt-versions.h"

#include <glib/gi18n-lib.h>

/* Held by the worker and by who waits. */
typedef struct
{
  char *text;
} Versions;

static void
versions_clear (gpointer data)
{
  g_free (((Versions *) data)->text);
}

static void
versions_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, versions_clear);
}

static gboolean
ask (virConnectPtr connection,
     virDomainPtr  domain,
     gpointer      data,
     GError      **error)
{
  ((Versions *) data)->text = sp_virt_versions_ask (connection, error);
  return ((Versions *) data)->text != NULL;
}

static DexFuture *
asked_cb (DexFuture *future,
          gpointer   data)
{
  return dex_future_new_take_string (g_steal_pointer (&((Versions *) data)->text));
}

/**
 * sp_host_ask_versions:
 * @host: the host
 *
 * Returns: (transfer full): a future of a string, the versions of its libvirt and its hypervisor, in English; or the error
 */
DexFuture *
sp_host_ask_versions (SpHost *host)
{
  Versions *data = NULL;

  g_return_val_if_fail (SP_IS_HOST (host), NULL);

  if (!SP_IS_VIRT_HOST (host))
    return dex_future_new_for_error (g_error_new_literal (SP_ERROR, SP_ERROR_LOST, _ ("The host is not connected.")));

  data = g_atomic_rc_box_new0 (Versions);
  return dex_future_then (sp_virt_host_read (SP_VIRT_HOST (host), NULL, ask, g_atomic_rc_box_acquire (data), versions_unref), asked_cb,
                          data, versions_unref);
}
