/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deeds that change libvirt's records, or remove a file, and touch no machine. */

#include "config.h"

#include "sp-virt-records.h"

#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"

#include <glib/gi18n-lib.h>

static gboolean
fail (GError    **error,
      const char *doing)
{
  g_propagate_error (error, sp_virt_error_take (doing));
  return FALSE;
}

static gboolean
forget (virDomainPtr domain,
        const char  *name,
        GError     **error)
{
  g_autoptr (virDomainSnapshot) snapshot = sp_virt_look_up (domain, name, error);

  return snapshot != NULL && (virDomainSnapshotDelete (snapshot, VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY) == 0 ||
                              fail (error, _ ("The snapshot could not be taken off the list")));
}

static gboolean
make_current (virDomainPtr domain,
              const char  *name,
              GError     **error)
{
  g_autoptr (virDomainSnapshot) snapshot = sp_virt_look_up (domain, name, error);
  g_autoptr (virDomainSnapshot) again = NULL;
  char *xml = NULL;

  if (snapshot == NULL)
    return FALSE;
  xml = virDomainSnapshotGetXMLDesc (snapshot, VIR_DOMAIN_SNAPSHOT_XML_SECURE);
  if (xml != NULL)
    again = virDomainSnapshotCreateXML (domain, xml, VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE | VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT);
  free (xml);
  return again != NULL || fail (error, _ ("The snapshot could not be noted as the current one"));
}

static gboolean
remove_file (virConnectPtr connection,
             const char   *path,
             GError      **error)
{
  g_autoptr (virStorageVol) volume = virStorageVolLookupByPath (connection, path);

  return (volume != NULL && virStorageVolDelete (volume, 0) == 0) || fail (error, _ ("The file could not be removed"));
}

static gboolean
discard_saved (virDomainPtr domain,
               GError     **error)
{
  return virDomainManagedSaveRemove (domain, 0) == 0 || fail (error, _ ("The saved running state could not be discarded"));
}

/**
 * sp_virt_change_records:
 * @domain: the machine
 * @step: a step that forgets a snapshot, makes one the current one, removes a file, or discards a saved running state
 * @cancellable: (nullable): checked before it begins
 * @error: where to put an error
 *
 * Returns: whether it was done
 */
gboolean
sp_virt_change_records (virDomainPtr  domain,
                        const SpStep *step,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_return_val_if_fail (domain != NULL, FALSE);
  g_return_val_if_fail (step != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  switch ((int) step->kind)
    {
    case SP_STEP_FORGET:
      return forget (domain, step->snapshot, error);
    case SP_STEP_MAKE_CURRENT:
      return make_current (domain, step->snapshot, error);
    case SP_STEP_DISCARD_SAVED:
      return discard_saved (domain, error);
    case SP_STEP_REMOVE:
      return remove_file (virDomainGetConnect (domain), step->file, error);
    default:
      g_assert_not_reached ();
    }
}

/**
 * sp_virt_look_up:
 * @domain: the machine
 * @name: of a snapshot
 * @error: where to put an error
 *
 * Returns: (transfer full) (nullable): libvirt's handle of it
 */
virDomainSnapshot *
sp_virt_look_up (virDomainPtr domain,
                 const char  *name,
                 GError     **error)
{
  virDomainSnapshot *snapshot = NULL;

  g_return_val_if_fail (domain != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  snapshot = virDomainSnapshotLookupByName (domain, name, 0);
  if (snapshot == NULL)
    fail (error, _ ("The snapshot could not be found"));
  return snapshot;
}
