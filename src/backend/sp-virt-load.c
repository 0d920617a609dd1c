/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads machines and their histories. What goes away in the middle is left out: the next refresh tells. */

#include "config.h"

#include "sp-virt-load.h"

#include "sp-error.h"
#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-xml.h"
#include "sp-worker.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#define MAX_IN_LIST 16384

static SpMachineState
map_state (int state)
{
  switch (state)
    {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
      return SP_MACHINE_STATE_RUNNING;
    case VIR_DOMAIN_PAUSED:
      return SP_MACHINE_STATE_PAUSED;
    case VIR_DOMAIN_SHUTDOWN:
      return SP_MACHINE_STATE_SHUTTING_DOWN;
    case VIR_DOMAIN_SHUTOFF:
      return SP_MACHINE_STATE_OFF;
    case VIR_DOMAIN_CRASHED:
      return SP_MACHINE_STATE_CRASHED;
    case VIR_DOMAIN_PMSUSPENDED:
      return SP_MACHINE_STATE_SUSPENDED;
    default:
      return SP_MACHINE_STATE_UNKNOWN;
    }
}

/**
 * sp_virt_load_machine:
 * @domain: the machine
 * @host: the host's identity
 * @error: where to put an error
 *
 * Returns: (transfer full): the machine as it is now
 */
SpMachine *
sp_virt_load_machine (virDomainPtr domain,
                      const char  *host,
                      GError     **error)
{
  char uuid[VIR_UUID_STRING_BUFLEN] = "";
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  char *text = NULL;
  int state = 0;
  int n_snapshots = 0;
  int persistent = 0;

  g_return_val_if_fail (domain != NULL, NULL);

  if (virDomainGetUUIDString (domain, uuid) < 0 || virDomainGetState (domain, &state, NULL, 0) < 0)
    {
      g_propagate_error (error, sp_virt_error_take (_ ("The machine could not be looked at")));
      return NULL;
    }
  name = g_utf8_make_valid (virDomainGetName (domain), -1);
  text = virDomainGetMetadata (domain, VIR_DOMAIN_METADATA_TITLE, NULL, 0);
  if (text != NULL)
    title = g_utf8_make_valid (text, -1);
  free (text);
  n_snapshots = virDomainSnapshotNum (domain, 0);
  persistent = virDomainIsPersistent (domain);
  if (n_snapshots < 0 || persistent < 0)
    g_error_free (sp_virt_error_take (NULL));
  return sp_machine_new (&(SpMachineInit){
      .host = host,
      .uuid = uuid,
      .name = name,
      .title = title,
      .state = map_state (state),
      .persistent = persistent > 0,
      .n_snapshots = n_snapshots,
  });
}

/**
 * sp_virt_load_machines:
 * @connection: the connection
 * @host: the host's identity
 * @cancellable: (nullable): looked at between two machines
 * @error: where to put an error
 *
 * Returns: (transfer container) (element-type SpMachine): all machines, in any order
 */
GPtrArray *
sp_virt_load_machines (virConnectPtr connection,
                       const char   *host,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  virDomainPtr *domains = NULL;
  int n = 0;

  g_return_val_if_fail (connection != NULL, NULL);

  n = virConnectListAllDomains (connection, &domains, 0);
  if (n < 0)
    {
      g_propagate_error (error, sp_virt_error_take (_ ("The machines could not be listed")));
      return NULL;
    }
  for (int i = 0; i < n; i++)
    {
      g_autoptr (GError) gone = NULL;
      SpMachine *machine = NULL;

      if (!g_cancellable_is_cancelled (cancellable))
        machine = sp_virt_load_machine (domains[i], host, &gone);
      if (machine != NULL)
        g_ptr_array_add (machines, machine);
      virDomainFree (domains[i]);
    }
  free (domains);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&machines);
}

typedef struct
{
  virDomainSnapshotPtr *handles;
  SpSnapshot          **snapshots;
  const char           *current;
  GCancellable         *cancellable;
} Loading;

/* Libvirt knows it by a name, and tells nothing of it that makes sense: it is shown, and nothing is built on it. */
static SpSnapshot *
make_damaged (const char *name,
              gboolean    current)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  return sp_snapshot_new (&(SpSnapshotInit){ .name = valid, .current = current, .damaged = TRUE });
}

static void
load_one (gsize    i,
          gpointer data)
{
  Loading *loading = data;
  const char *name = virDomainSnapshotGetName (loading->handles[i]);
  gboolean current = g_strcmp0 (name, loading->current) == 0;
  g_autoptr (GError) error = NULL;
  char *xml = NULL;

  if (g_cancellable_is_cancelled (loading->cancellable))
    return;
  xml = virDomainSnapshotGetXMLDesc (loading->handles[i], 0);
  if (xml != NULL)
    loading->snapshots[i] = sp_virt_xml_read_snapshot (xml, current, &error);
  else
    error = sp_virt_error_take (NULL);
  free (xml);
  /* Whose description is it? */
  if (loading->snapshots[i] != NULL && g_strcmp0 (sp_snapshot_get_name (loading->snapshots[i]), name) != 0)
    {
      g_clear_object (&loading->snapshots[i]);
      loading->snapshots[i] = make_damaged (name, current);
    }
  /* What has gone meanwhile is no snapshot any more; a broken link is told of once, at the end. */
  if (error != NULL && !g_error_matches (error, SP_ERROR, SP_ERROR_NO_SNAPSHOT) && !g_error_matches (error, SP_ERROR, SP_ERROR_NO_MACHINE) &&
      !g_error_matches (error, SP_ERROR, SP_ERROR_LOST))
    loading->snapshots[i] = make_damaged (name, current);
}

/* The client library refuses long lists as if the link were broken (mine 11; src/remote/remote_protocol.x). */
static GError *
explain_no_list (virDomainPtr domain)
{
  GError *error = sp_virt_error_take (_ ("The snapshots could not be listed"));
  int n = virDomainSnapshotNum (domain, 0);

  if (n <= MAX_IN_LIST)
    {
      virResetLastError ();
      return error;
    }
  g_error_free (error);
  return g_error_new (SP_ERROR, SP_ERROR_UNSUPPORTED,
                      _ ("This machine has %'d snapshots, and libvirt lists no more than %'d. Delete some with virsh."), n, MAX_IN_LIST);
}

/**
 * sp_virt_load_history:
 * @domain: the machine
 * @cancellable: (nullable): looked at between two snapshots
 * @error: where to put an error
 *
 * Loads all snapshots, as many at a time as the worker that it runs in has threads.
 *
 * Returns: (transfer full): the history
 */
SpHistory *
sp_virt_load_history (virDomainPtr  domain,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (virDomainSnapshot) current = NULL;
  virDomainSnapshotPtr *handles = NULL;
  Loading loading = { 0 };
  int n = 0;

  g_return_val_if_fail (domain != NULL, NULL);

  n = virDomainListAllSnapshots (domain, &handles, 0);
  if (n < 0)
    {
      g_propagate_error (error, explain_no_list (domain));
      return NULL;
    }
  if (virDomainHasCurrentSnapshot (domain, 0) > 0)
    current = virDomainSnapshotCurrent (domain, 0);
  loading.handles = handles;
  loading.snapshots = g_new0 (SpSnapshot *, n + 1);
  loading.current = current != NULL ? virDomainSnapshotGetName (current) : NULL;
  loading.cancellable = cancellable;
  sp_worker_spread ((gsize) n, load_one, &loading);
  for (int i = 0; i < n; i++)
    {
      if (loading.snapshots[i] != NULL)
        g_ptr_array_add (snapshots, loading.snapshots[i]);
      virDomainSnapshotFree (handles[i]);
    }
  free (handles);
  g_free (loading.snapshots);
  /* A link that broke in the middle must not look like an empty history. */
  if ((int) snapshots->len < n && virConnectIsAlive (virDomainGetConnect (domain)) <= 0)
    {
      g_error_free (sp_virt_error_take (NULL));
      g_set_error_literal (error, SP_ERROR, SP_ERROR_LOST, _ ("The host has gone away."));
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return sp_history_new (snapshots);
}
