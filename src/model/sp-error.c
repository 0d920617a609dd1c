/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong, in our own words, with libvirt's behind it. */

#include "config.h"

#include "sp-error.h"

#include <glib/gi18n-lib.h>

/* libvirt's own words travel inside the GError. */
typedef GError SpError;
typedef struct
{
  int   code;
  int   domain;
  char *message;
  char *details;
} SpErrorPrivate;

static void
sp_error_private_init (SpErrorPrivate *priv)
{
}

static void
sp_error_private_copy (const SpErrorPrivate *src,
                       SpErrorPrivate       *dest)
{
  dest->code = src->code;
  dest->domain = src->domain;
  dest->message = g_strdup (src->message);
  dest->details = g_strdup (src->details);
}

static void
sp_error_private_clear (SpErrorPrivate *priv)
{
  g_free (priv->message);
  g_free (priv->details);
}

G_DEFINE_EXTENDED_ERROR (SpError, sp_error)

/**
 * sp_error_set_virt:
 * @error: an error of the domain %SP_ERROR
 * @code: libvirt's virErrorNumber
 * @domain: libvirt's virErrorDomain
 * @message: (nullable): libvirt's own words
 *
 * Keeps what libvirt said, for the details.
 */
void
sp_error_set_virt (GError     *error,
                   int         code,
                   int         domain,
                   const char *message)
{
  SpErrorPrivate *priv;

  g_return_if_fail (error != NULL && error->domain == SP_ERROR);

  priv = sp_error_get_private (error);
  priv->code = code;
  priv->domain = domain;
  g_set_str (&priv->message, message);
  g_free (priv->details);
  priv->details = g_strdup_printf ("libvirt %d/%d: %s", domain, code, message != NULL ? message : "");
}

/**
 * sp_error_get_virt_code:
 * @error: (nullable): an error
 *
 * Returns: the code that libvirt gave with it, or 0
 */
int
sp_error_get_virt_code (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  return error->domain == SP_ERROR ? sp_error_get_private (error)->code : 0;
}

/**
 * sp_error_get_details:
 * @error: an error
 *
 * Returns: (nullable): libvirt's own words, with its numbers
 */
const char *
sp_error_get_details (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == SP_ERROR ? sp_error_get_private (error)->details : NULL;
}

/**
 * sp_error_get_advice:
 * @error: an error
 *
 * Returns: (nullable): what a person can do about it
 */
const char *
sp_error_get_advice (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != SP_ERROR)
    return NULL;

  switch ((SpErrorCode) error->code)
    {
    case SP_ERROR_CANNOT_CONNECT:
      return _ ("Check that libvirt is installed and started on the host, and that the network reaches it.");
    case SP_ERROR_AUTH:
      return _ ("Try again with the right name and password.");
    case SP_ERROR_UNTRUSTED:
      return _ ("Compare the key with what the host’s administrator says. If the host was set up anew, forget its old key with “ssh-keygen -R HOST”.");
    case SP_ERROR_CERTIFICATE:
      return _ ("In the folder of certificates belong “cacert.pem” of who signed the host’s certificate, and “clientcert.pem” and “clientkey.pem” of your own. Renew what has expired, and use the name that stands in the host’s certificate.");
    case SP_ERROR_NOT_ALLOWED:
      return _ ("Ask an administrator to add you to the group libvirt, then log out and in again.");
    case SP_ERROR_READ_ONLY:
      return _ ("Connect to the host again without read-only.");
    case SP_ERROR_LOST:
      return _ ("Wait until the host is back, and look at the history before you try again.");
    case SP_ERROR_NO_MACHINE:
    case SP_ERROR_NO_SNAPSHOT:
      return _ ("Somebody else removed it. Look at the list again.");
    case SP_ERROR_EXISTS:
    case SP_ERROR_BAD_NAME:
      return _ ("Choose another name.");
    case SP_ERROR_BUSY:
      return _ ("Wait until the other job on this machine is done, then try again.");
    case SP_ERROR_UNSUPPORTED:
      return _ ("This host or machine cannot do it. A newer libvirt on the host may.");
    case SP_ERROR_RISKY:
      return _ ("Shut the machine down first, then try again.");
    case SP_ERROR_NO_SPACE:
      return _ ("Make room on the host’s disk, then try again.");
    case SP_ERROR_BAD_DATA:
      return _ ("The details say what the host sent.");
    case SP_ERROR_CHANGED:
      return _ ("Look at the new plan.");
    case SP_ERROR_MUST_RUN:
      return _ ("Let the machine run for a moment, then try again.");
    case SP_ERROR_MUST_RESTART:
      return _ ("Copy what matters from inside the machine to another place, then shut it down and start it again.");
    case SP_ERROR_REFUSED:
    case SP_ERROR_FAILED:
    default:
      return NULL;
    }
}
