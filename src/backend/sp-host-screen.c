/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on a machine's screen at this moment. */

#include "config.h"

#include "sp-host-screen.h"

#include "sp-error.h"
#include "sp-virt-host.h"
#include "sp-virt-screen.h"

#include <glib/gi18n-lib.h>

/* Held by the worker and by who waits. */
typedef struct
{
  GBytes *png;
} Look;

static void
look_clear (gpointer data)
{
  g_clear_pointer (&((Look *) data)->png, g_bytes_unref);
}

static void
look_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, look_clear);
}

static gboolean
look (virConnectPtr connection,
      virDomainPtr  domain,
      gpointer      data,
      GError      **error)
{
  ((Look *) data)->png = sp_virt_screen_load (domain);
  return TRUE;
}

static DexFuture *
looked_cb (DexFuture *future,
           gpointer   data)
{
  Look *look = data;

  if (look->png == NULL)
    return dex_future_new_for_error (g_error_new_literal (SP_ERROR, SP_ERROR_UNSUPPORTED, _ ("This machine shows no screen.")));
  return dex_future_new_take_boxed (G_TYPE_BYTES, g_steal_pointer (&look->png));
}

/**
 * sp_host_load_screen:
 * @host: the host
 * @uuid: of a machine
 *
 * Returns: (transfer full): a future of [struct@GLib.Bytes], a small PNG of what its screen shows, or the error
 */
DexFuture *
sp_host_load_screen (SpHost     *host,
                     const char *uuid)
{
  Look *data;

  g_return_val_if_fail (SP_IS_HOST (host), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  if (!SP_IS_VIRT_HOST (host))
    return dex_future_new_for_error (g_error_new_literal (SP_ERROR, SP_ERROR_UNSUPPORTED, _ ("This machine shows no screen.")));

  data = g_atomic_rc_box_new0 (Look);
  return dex_future_then (sp_virt_host_read (SP_VIRT_HOST (host), uuid, look, g_atomic_rc_box_acquire (data), look_unref), looked_cb, data,
                          look_unref);
}
