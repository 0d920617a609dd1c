/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a host's libvirt and hypervisor. Blocks; runs in a worker. */

#include "config.h"

#include "sp-virt-versions.h"

#include "sp-virt-error.h"

#include <string.h>

/* Drivers have short names, and hosts may lie. */
#define LONGEST_NAME 16

static void
add (GString      *text,
     const char   *what,
     unsigned long version)
{
  g_string_append_printf (text, "%s%s %lu.%lu.%lu", text->len > 0 ? ", " : "", what, version / 1000000, version / 1000 % 1000, version % 1000);
}

static gboolean
is_plain (const char *name)
{
  return name != NULL && strlen (name) <= LONGEST_NAME && strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_ ") == strlen (name);
}

/**
 * sp_virt_versions_ask:
 * @connection: the connection
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): both, in English, or the first alone: a daemon may be there without a hypervisor
 */
char *
sp_virt_versions_ask (virConnectPtr connection,
                      GError      **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *type = NULL;
  unsigned long version = 0;

  if (virConnectGetLibVersion (connection, &version) < 0)
    {
      g_propagate_error (error, sp_virt_error_take (NULL));
      return NULL;
    }
  add (text, "libvirt", version);
  type = virConnectGetType (connection);
  if (virConnectGetVersion (connection, &version) == 0)
    add (text, is_plain (type) ? type : "other", version);
  else
    sp_virt_error_forget ();
  return g_string_free_and_steal (g_steal_pointer (&text));
}
