/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing what waited: edits that were not safe, and the marks of a take whose program died. */

#include "config.h"

#include "sp-virt-pending.h"

#include "sp-error.h"
#include "sp-pending-edits.h"
#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-verbs.h"
#include "sp-virt-xml.h"

/* The snapshot that an edit is of, or NULL: @gone, or not to be told just now. */
static SpSnapshot *
find_edited (virDomainPtr         domain,
             const SpPendingEdit *edit,
             gboolean            *gone)
{
  g_autoptr (virDomainSnapshot) handle = NULL;
  g_autoptr (SpSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  char *xml = NULL;

  *gone = FALSE;
  handle = virDomainSnapshotLookupByName (domain, edit->name, 0);
  if (handle == NULL)
    {
      error = sp_virt_error_take (NULL);
      *gone = g_error_matches (error, SP_ERROR, SP_ERROR_NO_SNAPSHOT);
      return NULL;
    }
  xml = virDomainSnapshotGetXMLDesc (handle, 0);
  if (xml == NULL)
    {
      error = sp_virt_error_take (NULL);
      return NULL;
    }
  snapshot = sp_virt_xml_read_snapshot (xml, FALSE, NULL);
  free (xml);
  if (snapshot == NULL)
    return NULL;
  /* Another one of the same name. */
  *gone = edit->created != SP_PENDING_TAKE && sp_snapshot_get_created (snapshot) != edit->created;
  return *gone ? NULL : g_steal_pointer (&snapshot);
}

static gboolean
write_one (virDomainPtr         domain,
           const SpPendingEdit *edit,
           SpSnapshot          *snapshot,
           SpSnapshot          *wanted,
           gboolean            *must_wait,
           GError             **error)
{
  if (edit->created == SP_PENDING_TAKE)
    return sp_virt_mark (domain, wanted, must_wait, error);
  return sp_virt_edit (domain, snapshot, wanted, must_wait, NULL, error);
}

/**
 * sp_virt_write_pending:
 * @domain: the machine
 * @host: the host's identity
 * @uuid: the machine's
 *
 * Writes the edits that need not wait any more, and forgets those whose snapshot is gone.
 *
 * Returns: how many were written
 */
guint
sp_virt_write_pending (virDomainPtr domain,
                       const char  *host,
                       const char  *uuid)
{
  g_autoptr (GPtrArray) edits = NULL;
  guint n_written = 0;

  g_return_val_if_fail (domain != NULL, 0);

  edits = sp_pending_edits_list (host, uuid);
  for (guint i = 0; i < edits->len; i++)
    {
      const SpPendingEdit *edit = edits->pdata[i];
      g_autoptr (GError) error = NULL;
      gboolean gone = FALSE;
      gboolean must_wait = FALSE;
      g_autoptr (SpSnapshot) snapshot = find_edited (domain, edit, &gone);
      g_autoptr (SpSnapshot) wanted = snapshot != NULL ? sp_pending_edit_apply (edit, snapshot) : NULL;

      if (snapshot != NULL && write_one (domain, edit, snapshot, wanted, &must_wait, &error))
        {
          gone = TRUE;
          n_written++;
        }
      if (gone)
        sp_pending_edits_drop (host, uuid, edit->name, edit->created);
      else if (error != NULL)
        g_debug ("An edit still waits: %s", error->message);
    }
  return n_written;
}
