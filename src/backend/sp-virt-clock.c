/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock of a guest that got its memory of another time back. */

#include "config.h"

#include "sp-virt-clock.h"

#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

/* An agent that was there comes back with the memory, within a moment; one that does not is not waited for. */
#define PATIENCE_USEC G_USEC_PER_SEC
#define PAUSE_USEC 50000

/**
 * sp_virt_set_clock:
 * @domain: a machine that runs
 * @cancellable: (nullable): checked before it begins
 * @error: where to put an error
 *
 * Sets the guest's clock by its agent to this computer's, as libvirt tells of no clock of the host.
 *
 * Returns: whether it was set
 */
gboolean
sp_virt_set_clock (virDomainPtr  domain,
                   GCancellable *cancellable,
                   GError      **error)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_USEC;
  g_autoptr (GVirDomain) object = NULL;

  g_return_val_if_fail (domain != NULL, FALSE);

  object = g_object_new (GVIR_TYPE_DOMAIN, "handle", domain, NULL);
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
      g_autoptr (GError) poor = NULL;
      g_autoptr (GError) failure = NULL;

      if (gvir_domain_set_time (object, now, 0, &poor))
        return TRUE;
      if (virGetLastErrorCode () == VIR_ERR_AGENT_UNRESPONSIVE && g_get_monotonic_time () < until)
        {
          failure = sp_virt_error_take (NULL);
          g_usleep (PAUSE_USEC);
          continue;
        }
      g_propagate_error (error, sp_virt_error_take (_ ("The guest’s clock still shows the time of the snapshot")));
      return FALSE;
    }
  return FALSE;
}
