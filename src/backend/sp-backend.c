/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts libvirt, its event loop and its error hook. */

#include "config.h"

#include "sp-backend.h"

#include "sp-local.h"
#include "sp-virt-connection.h"
#include "sp-virt-error.h"
#include "sp-virt-opener.h"

#include <libdex.h>
#include <libvirt-gobject/libvirt-gobject.h>
#include <libvirt/libvirt.h>
#include <libxml/parser.h>

#define CLOSING_USEC (2 * G_USEC_PER_SEC)

/* libvirt's client prints warnings on its own; what they are about comes as an error, too. Who wants them says so. */
static void
start_libvirt (int    *argc,
               char ***argv)
{
  gboolean quiet = g_getenv ("LIBVIRT_DEBUG") == NULL;

  if (quiet)
    g_setenv ("LIBVIRT_DEBUG", "4", TRUE);
  gvir_init_object (argc, argv);
  if (quiet)
    g_unsetenv ("LIBVIRT_DEBUG");
}

/**
 * sp_backend_init:
 * @argc: (nullable): of main()
 * @argv: (nullable): of main()
 *
 * Has to come first, on the main thread.
 */
void
sp_backend_init (int    *argc,
                 char ***argv)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  dex_init ();
  xmlInitParser ();
  start_libvirt (argc, argv);
  sp_virt_error_init ();
  g_once_init_leave (&done, 1);
}

/**
 * sp_backend_set_patience:
 * @seconds: at least one
 *
 * How long an attempt to open a host may take from then on before it is given up. The time in which the person is asked
 * something does not end it.
 */
void
sp_backend_set_patience (guint seconds)
{
  g_return_if_fail (seconds > 0);

  sp_virt_opener_set_patience (seconds);
}

/**
 * sp_backend_finish:
 *
 * Links are closed by threads, and the libraries that they use (ssh, TLS) are torn down when main() returns: a thread that still
 * is at it would crash. Waits a moment for them.
 *
 * Returns: %FALSE where a link hangs, so that main() must not return: _exit() tears nothing down
 */
gboolean
sp_backend_finish (void)
{
  return sp_virt_connection_await_closed (CLOSING_USEC);
}

/**
 * sp_backend_version:
 *
 * Returns: (transfer full): the version of libvirt's client library
 */
char *
sp_backend_version (void)
{
  unsigned long version = 0;

  virGetVersion (&version, NULL, NULL);
  return g_strdup_printf ("%lu.%lu.%lu", version / 1000000, version / 1000 % 1000, version % 1000);
}

/**
 * sp_backend_default_uris:
 *
 * Returns: (transfer none): the local hosts that there is something to talk to of
 */
const char *const *
sp_backend_default_uris (void)
{
  static const char *uris[SP_LOCAL_N + 1];
  const SpLocalSigns *signs = sp_local_look ();
  guint n = 0;

  for (SpLocal which = SP_LOCAL_SYSTEM; which < SP_LOCAL_N; which++)
    if (sp_local_is_there (signs, which))
      uris[n++] = sp_local_get_uri (which);
  uris[n] = NULL;
  return uris;
}
