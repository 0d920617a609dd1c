/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines' handles, kept with their connection, and gone with it. */

#include "config.h"

#include "sp-virt-handles.h"

#include <stdlib.h>

#define KEY "sp-virt-handles"

typedef struct
{
  GMutex        mutex;
  GHashTable   *handles; /* UUID -> virDomainPtr, of the newest list */
  virDomainPtr *first;   /* the list that came with the opening, until somebody wants one; NULL: none */
  int           n_first;
} Handles;

static void
free_handle (gpointer data)
{
  virDomainFree (data);
}

static void
drop_first (Handles *self)
{
  for (int i = 0; self->first != NULL && i < self->n_first; i++)
    virDomainFree (self->first[i]);
  free (g_steal_pointer (&self->first));
}

/* In whatever worker gives the connection back. */
static void
handles_free (gpointer data)
{
  Handles *self = data;

  drop_first (self);
  g_hash_table_unref (self->handles);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * sp_virt_handles_give_list:
 * @connection: a connection that nobody else knows yet
 * @domains: (transfer full) (nullable): what libvirt listed while it was set up
 * @n: how many
 */
void
sp_virt_handles_give_list (GVirConnection *connection,
                           virDomainPtr   *domains,
                           int             n)
{
  Handles *self = g_new0 (Handles, 1);

  g_mutex_init (&self->mutex);
  self->handles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_handle);
  self->first = n >= 0 ? domains : NULL;
  self->n_first = n;
  g_object_set_data_full (G_OBJECT (connection), KEY, self, handles_free);
}

static void
keep (Handles      *self,
      virDomainPtr *domains,
      int           n)
{
  g_hash_table_remove_all (self->handles);
  for (int i = 0; i < n; i++)
    {
      char uuid[VIR_UUID_STRING_BUFLEN] = "";

      if (virDomainGetUUIDString (domains[i], uuid) == 0 && virDomainRef (domains[i]) == 0)
        g_hash_table_insert (self->handles, g_strdup (uuid), domains[i]);
    }
}

/**
 * sp_virt_handles_list:
 * @connection: a connection
 * @handle: the same, libvirt's
 * @domains: (out): the machines, to be freed as libvirt's list is
 *
 * The first time it is the list that came with the opening.
 *
 * Returns: how many, or -1 and libvirt's error
 */
int
sp_virt_handles_list (GVirConnection *connection,
                      virConnectPtr   handle,
                      virDomainPtr  **domains)
{
  Handles *self = g_object_get_data (G_OBJECT (connection), KEY);
  int n = 0;

  g_mutex_lock (&self->mutex);
  *domains = g_steal_pointer (&self->first);
  n = self->n_first;
  g_mutex_unlock (&self->mutex);
  if (*domains == NULL)
    n = virConnectListAllDomains (handle, domains, 0);
  if (n < 0)
    return n;
  g_mutex_lock (&self->mutex);
  keep (self, *domains, n);
  g_mutex_unlock (&self->mutex);
  return n;
}

/**
 * sp_virt_handles_get:
 * @connection: a connection
 * @uuid: of a machine
 *
 * Returns: (transfer full) (nullable): its handle, if the last list had it. It may have gone since, which the first question tells.
 */
virDomainPtr
sp_virt_handles_get (GVirConnection *connection,
                     const char     *uuid)
{
  Handles *self = g_object_get_data (G_OBJECT (connection), KEY);
  virDomainPtr found = NULL;

  g_mutex_lock (&self->mutex);
  found = g_hash_table_lookup (self->handles, uuid);
  if (found != NULL)
    virDomainRef (found);
  g_mutex_unlock (&self->mutex);
  return found;
}
