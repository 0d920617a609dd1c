/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a connection could not be opened: libvirt tells it in its own words, and in those of ssh and of the network. */

#include "config.h"

#include "sp-virt-error.h"

#include "sp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SOCKET "Failed to connect socket to '%1$s'"

/* The first that fits. Words of OpenSSH 10.0 and the C library, which libvirt's ssh says untranslated (LC_ALL=C), and
 * messages of libvirt 11.3, which are translated: they stand here as in its catalogue, with their places for arguments. */
static const struct
{
  const char *words;
  SpErrorCode code;
  const char *sentence;
  const char *system; /* what the C library says beside it, in the same language; NULL: whatever it is */
} reasons[] = {
  { "REMOTE HOST IDENTIFICATION HAS CHANGED", SP_ERROR_UNTRUSTED, N_ ("the host shows another key than it did before, so it may not be the same host") },
  { "!!! SSH HOST KEY VERIFICATION FAILED !!!: Identity of host '%1$s:%2$d' differs from stored identity.", SP_ERROR_UNTRUSTED,
    N_ ("the host shows another key than it did before, so it may not be the same host") },
  { "Host key verification failed", SP_ERROR_UNTRUSTED, N_ ("nobody said that the host’s key is the right one") },
  { "Too many authentication failures", SP_ERROR_AUTH, N_ ("the host did not let you in") },
  { "Permission denied (", SP_ERROR_AUTH, N_ ("the host did not let you in") },
  { "Permission denied, please try again", SP_ERROR_AUTH, N_ ("the host did not let you in") },
  /* What libvirt's own helper says at the other end of ssh, or libvirt here: a socket that is there, or not. */
  { SOCKET, SP_ERROR_NOT_ALLOWED, N_ ("you are not among those who may manage its machines"), "Permission denied" },
  { SOCKET, SP_ERROR_CANNOT_CONNECT, N_ ("libvirt is not running there"), "No such file or directory" },
  { SOCKET, SP_ERROR_CANNOT_CONNECT, N_ ("libvirt is not running there"), "Connection refused" },
  { "Could not resolve hostname", SP_ERROR_CANNOT_CONNECT, N_ ("the network knows no host of that name") },
  { "Connection refused", SP_ERROR_CANNOT_CONNECT, N_ ("nothing answers there: the host is up, but its door is closed") },
  { "No route to host", SP_ERROR_CANNOT_CONNECT, N_ ("no way leads to the host") },
  { "Network is unreachable", SP_ERROR_CANNOT_CONNECT, N_ ("no way leads to the host") },
  { "timed out", SP_ERROR_CANNOT_CONNECT, N_ ("the host does not answer") },
  { "virt-ssh-helper: command not found", SP_ERROR_CANNOT_CONNECT, N_ ("libvirt is not installed on the host") },
  { "Cannot read CA certificate '%1$s'", SP_ERROR_CERTIFICATE, N_ ("there is no “cacert.pem”, the certificate of who signed the host’s") },
  { "The CA certificate %1$s has expired", SP_ERROR_CERTIFICATE, N_ ("the certificate of who signed the host’s has expired") },
  { "The client certificate %1$s has expired", SP_ERROR_CERTIFICATE, N_ ("your own certificate has expired") },
  { "The client certificate %1$s is not yet active", SP_ERROR_CERTIFICATE, N_ ("your own certificate is not valid yet") },
  { "Our own certificate %1$s failed validation against %2$s: %3$s", SP_ERROR_CERTIFICATE,
    N_ ("your own certificate was not signed by who signed the host’s") },
  { "Failed to verify peer's certificate", SP_ERROR_CERTIFICATE,
    N_ ("the host’s certificate cannot be trusted: it has expired, or is another host’s, or was signed by somebody else") },
  { "Unable to read TLS confirmation", SP_ERROR_CERTIFICATE, N_ ("the host wants a certificate of yours that it knows, and got none") },
  { "TLS handshake failed %1$s", SP_ERROR_CERTIFICATE, N_ ("the host does not speak TLS there, or does not want your certificate") },
  { "failed to retrieve user response for authentication callback", SP_ERROR_AUTH, N_ ("the host did not let you in") },
  { "failed to retrieve credentials", SP_ERROR_AUTH, N_ ("the host did not let you in") },
  { "failed to retrieve private key passphrase: callback has failed", SP_ERROR_AUTH, N_ ("the host did not let you in") },
  { "Failed to collect auth credentials", SP_ERROR_AUTH, N_ ("the host wants a name and a password") },
  { "no polkit agent available to authenticate action '%1$s'", SP_ERROR_NOT_ALLOWED,
    N_ ("an administrator’s password is wanted, and no program is there to ask for it (no polkit agent runs)") },
  { "polkit text authentication agent unavailable", SP_ERROR_NOT_ALLOWED,
    N_ ("an administrator’s password is wanted, and no program is there to ask for it (no polkit agent runs)") },
  { "user cancelled authentication process", SP_ERROR_NOT_ALLOWED, N_ ("an administrator’s password was wanted, and not given") },
  { "access denied by policy", SP_ERROR_NOT_ALLOWED, N_ ("the rules of the computer (polkit) do not allow it to you") },
};

/* Whether a text says it, in English or as that catalogue translates it, with any arguments in their places. */
static gboolean
says (const char *text,
      const char *words,
      const char *catalogue)
{
  const char *forms[] = { words, g_dgettext (catalogue, words) };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_auto (GStrv) parts = g_regex_split_simple ("%[0-9]\\$[sd]", forms[i], 0, 0);
      const char *rest = text;

      for (gsize j = 0; rest != NULL && parts[j] != NULL; j++)
        rest = (rest = strstr (rest, parts[j])) != NULL ? rest + strlen (parts[j]) : NULL;
      if (rest != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Which of the reasons it is; -1: none. */
static int
find_reason (const GError *error)
{
  const char *details = sp_error_get_details (error);

  for (gsize i = 0; details != NULL && i < G_N_ELEMENTS (reasons); i++)
    if (says (details, reasons[i].words, "libvirt") && (reasons[i].system == NULL || says (details, reasons[i].system, "libc")))
      return (int) i;
  return -1;
}

static void
put (GError *error,
     char   *message)
{
  g_free (error->message);
  error->message = message;
}

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
  int i = find_reason (error);

  if (i >= 0)
    {
      error->code = reasons[i].code;
      put (error, g_strdup_printf (_ ("No connection to the host: %s."), _ (reasons[i].sentence)));
    }
  else if (g_error_matches (error, SP_ERROR, SP_ERROR_LOST))
    error->code = SP_ERROR_CANNOT_CONNECT;
  else if (g_error_matches (error, SP_ERROR, SP_ERROR_AUTH))
    put (error, g_strdup_printf (_ ("No connection to the host: %s."), _ ("the host did not let you in")));
  return error;
}

/**
 * sp_virt_error_say_read_only:
 * @error: why nothing may be changed on a host
 *
 * There is a connection all the same, over which one may look on: says so.
 */
void
sp_virt_error_say_read_only (GError *error)
{
  int i = find_reason (error);

  put (error, i >= 0 ? g_strdup_printf (_ ("You may look at the machines, and change nothing: %s."), _ (reasons[i].sentence))
                     : g_strdup (_ ("You may look at the machines, and change nothing.")));
}
