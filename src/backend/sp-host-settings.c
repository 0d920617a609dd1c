/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a machine is set up, now or at a snapshot: asked for where two points are compared. */

#include "config.h"

#include "sp-host-settings.h"

#include "sp-error.h"
#include "sp-virt-host.h"
#include "sp-virt-settings.h"

#include <glib/gi18n-lib.h>

/* Held by the worker and by who waits. */
typedef struct
{
  char       *snapshot;
  SpSettings *settings;
} Reading;

static void
reading_clear (gpointer data)
{
  Reading *reading = data;

  g_free (reading->snapshot);
  g_clear_object (&reading->settings);
}

static void
reading_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, reading_clear);
}

static gboolean
read_settings (virConnectPtr connection,
               virDomainPtr  domain,
               gpointer      data,
               GError      **error)
{
  Reading *reading = data;

  reading->settings = sp_virt_settings_load (domain, reading->snapshot, error);
  return reading->settings != NULL;
}

static DexFuture *
read_cb (DexFuture *future,
         gpointer   data)
{
  Reading *reading = data;

  return dex_future_new_take_object (g_steal_pointer (&reading->settings));
}

/**
 * sp_host_load_settings:
 * @host: the host
 * @uuid: of a machine
 * @snapshot: (nullable): its name; without one, the machine as it is now
 *
 * Returns: (transfer full): a future of SpSettings, or the error
 */
DexFuture *
sp_host_load_settings (SpHost     *host,
                       const char *uuid,
                       const char *snapshot)
{
  Reading *reading;

  g_return_val_if_fail (SP_IS_HOST (host), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  if (!SP_IS_VIRT_HOST (host))
    return dex_future_new_for_error (g_error_new_literal (SP_ERROR, SP_ERROR_UNSUPPORTED, _ ("This host does not tell settings.")));

  reading = g_atomic_rc_box_new0 (Reading);
  reading->snapshot = g_strdup (snapshot);
  return dex_future_then (sp_virt_host_read (SP_VIRT_HOST (host), uuid, read_settings, g_atomic_rc_box_acquire (reading), reading_unref),
                          read_cb, reading, reading_unref);
}
