/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a connection could not be opened: libvirt tells it in the words of ssh and of the network. */

#include "config.h"

#include "sp-virt-error.h"

#include "sp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The first that fits. OpenSSH 10.0's and the C library's words, which libvirt's ssh says untranslated (LC_ALL=C). */
static const struct
{
  const char *words;
  SpErrorCode code;
  const char *sentence;
} reasons[] = {
  { "REMOTE HOST IDENTIFICATION HAS CHANGED", SP_ERROR_UNTRUSTED, N_ ("the host shows another key than it did before, so it may not be the same host") },
  { "Host key verification failed", SP_ERROR_UNTRUSTED, N_ ("nobody said that the host’s key is the right one") },
  { "Too many authentication failures", SP_ERROR_AUTH, N_ ("the host did not let you in") },
  { "Permission denied (", SP_ERROR_AUTH, N_ ("the host did not let you in") },
  { "Permission denied, please try again", SP_ERROR_AUTH, N_ ("the host did not let you in") },
  { "Could not resolve hostname", SP_ERROR_CANNOT_CONNECT, N_ ("the network knows no host of that name") },
  { "Connection refused", SP_ERROR_CANNOT_CONNECT, N_ ("nothing answers there: the host is up, but its door is closed") },
  { "No route to host", SP_ERROR_CANNOT_CONNECT, N_ ("no way leads to the host") },
  { "Network is unreachable", SP_ERROR_CANNOT_CONNECT, N_ ("no way leads to the host") },
  { "timed out", SP_ERROR_CANNOT_CONNECT, N_ ("the host does not answer") },
  { "virt-ssh-helper: command not found", SP_ERROR_CANNOT_CONNECT, N_ ("libvirt is not installed on the host") },
};

/**
 * sp_virt_error_take_opening:
 *
 * As sp_virt_error_take(), of a connection that could not be opened: nothing that was open is lost.
 *
 * Returns: (transfer full): the error, with libvirt's own behind it
 */
GError *
sp_virt_error_take_opening (void)
{
  GError *error = sp_virt_error_take (_ ("No connection to the host"));
  const char *details = sp_error_get_details (error);

  for (gsize i = 0; details != NULL && i < G_N_ELEMENTS (reasons); i++)
    if (strstr (details, reasons[i].words) != NULL)
      {
        error->code = reasons[i].code;
        g_free (error->message);
        error->message = g_strdup_printf (_ ("No connection to the host: %s."), _ (reasons[i].sentence));
        return error;
      }
  if (g_error_matches (error, SP_ERROR, SP_ERROR_LOST))
    error->code = SP_ERROR_CANNOT_CONNECT;
  return error;
}
