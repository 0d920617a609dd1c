/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits that wait until they can be written without a trap for other clients: a small key file of the user's. */

#include "config.h"

#include "sp-pending-edits.h"

#include "sp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define DUE "sp-pending-edits-due"

/* The file is read and written whole; the lock beside it keeps the window and savepointctl from each other's edits. */
typedef struct
{
  GKeyFile *file;
  char     *path;
  int       lock;
} Store;

static GMutex mutex;

static void
store_close (Store *self)
{
  g_key_file_unref (self->file);
  g_free (self->path);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self);
  g_mutex_unlock (&mutex);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Store, store_close)

/* What cannot be read counts as empty: it is the person's own file, and an edit is not worth a refusal to list. */
static Store *
store_open (gboolean for_writing)
{
  Store *self = g_new0 (Store, 1);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "savepoint", NULL);
  g_autofree char *lock = g_build_filename (folder, "pending-edits.lock", NULL);

  g_mutex_lock (&mutex);
  self->path = g_build_filename (folder, "pending-edits.ini", NULL);
  self->file = g_key_file_new ();
  self->lock = -1;
  if (for_writing && g_mkdir_with_parents (folder, 0700) == 0)
    {
      self->lock = g_open (lock, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
      if (self->lock >= 0)
        flock (self->lock, LOCK_EX);
    }
  g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_NONE, NULL);
  return self;
}

static gboolean
store_save (Store   *self,
            GError **error)
{
  gsize length = 0;
  g_autofree char *text = g_key_file_to_data (self->file, &length, NULL);

  return g_file_set_contents_full (self->path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* A group's name may not hold what a snapshot's name may: it is a sum of whose edit it is. */
static char *
make_group (const char *host,
            const char *uuid,
            const char *name,
            gint64      created)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *second = g_strdup_printf ("%" G_GINT64_FORMAT, created);
  const char *parts[] = { host, uuid, name, second };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_checksum_update (sum, (const guchar *) parts[i], (gssize) strlen (parts[i]) + 1);
  return g_strdup (g_checksum_get_string (sum));
}

static gboolean
is_of (GKeyFile   *file,
       const char *group,
       const char *host,
       const char *uuid)
{
  g_autofree char *its_host = g_key_file_get_string (file, group, "host", NULL);
  g_autofree char *its_uuid = g_key_file_get_string (file, group, "machine", NULL);

  return g_strcmp0 (its_host, host) == 0 && g_strcmp0 (its_uuid, uuid) == 0;
}

static SpPendingEdit *
read_edit (GKeyFile   *file,
           const char *group)
{
  g_autoptr (SpPendingEdit) edit = g_new0 (SpPendingEdit, 1);

  edit->name = g_key_file_get_string (file, group, "snapshot", NULL);
  edit->created = g_key_file_get_int64 (file, group, "created", NULL);
  edit->title = g_key_file_get_string (file, group, "title", NULL);
  edit->description = g_key_file_get_string (file, group, "description", NULL);
  edit->has_marks = g_key_file_has_key (file, group, "pinned", NULL);
  edit->pinned = g_key_file_get_boolean (file, group, "pinned", NULL);
  edit->baseline = MAX (g_key_file_get_int64 (file, group, "baseline", NULL), 0);
  edit->half_merged = g_key_file_get_boolean (file, group, "half-merged", NULL);
  edit->safety = g_key_file_get_boolean (file, group, "safety", NULL);
  edit->guard = g_key_file_get_boolean (file, group, "guard", NULL);
  edit->before = g_key_file_get_string (file, group, "before", NULL);
  return edit->name != NULL && edit->title != NULL && edit->description != NULL ? g_steal_pointer (&edit) : NULL;
}

void
sp_pending_edit_free (SpPendingEdit *edit)
{
  if (edit == NULL)
    return;
  g_free (edit->name);
  g_free (edit->title);
  g_free (edit->description);
  g_free (edit->before);
  g_free (edit);
}

/**
 * sp_pending_edit_apply:
 * @edit: what waits
 * @snapshot: its snapshot, as the host tells it
 *
 * Returns: (transfer full): the snapshot as it shall be
 */
SpSnapshot *
sp_pending_edit_apply (const SpPendingEdit *edit,
                       SpSnapshot          *snapshot)
{
  SpSnapshotInit init = { 0 };

  g_return_val_if_fail (edit != NULL, NULL);
  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), NULL);

  init = *sp_snapshot_peek (snapshot);
  if (edit->created == SP_PENDING_TAKE)
    {
      init.title = *edit->title != '\0' ? edit->title : init.title;
      init.safety = edit->safety;
      init.guard = edit->guard;
      init.before = edit->before;
      return sp_snapshot_new (&init);
    }
  init.title = *edit->title != '\0' ? edit->title : NULL;
  init.description = *edit->description != '\0' ? edit->description : NULL;
  if (edit->has_marks)
    {
      init.pinned = edit->pinned;
      init.baseline = edit->baseline;
      init.half_merged |= edit->half_merged;
    }
  return sp_snapshot_new (&init);
}

/**
 * sp_pending_edits_keep:
 * @host: the host's identity
 * @uuid: of the machine
 * @wanted: one of its snapshots as it shall be: its words, and its marks
 * @error: where to put an error
 *
 * Keeps an edit until it can be written. It takes the place of an older one of the same snapshot.
 *
 * Returns: whether it is on the disk
 */
gboolean
sp_pending_edits_keep (const char *host,
                       const char *uuid,
                       SpSnapshot *wanted,
                       GError    **error)
{
  const SpSnapshotInit *s = NULL;
  g_autoptr (Store) store = NULL;
  g_autofree char *group = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (host != NULL, FALSE);
  g_return_val_if_fail (uuid != NULL, FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (wanted), FALSE);

  s = sp_snapshot_peek (wanted);
  store = store_open (TRUE);
  group = make_group (host, uuid, sp_snapshot_get_name (wanted), sp_snapshot_get_created (wanted));
  g_key_file_set_string (store->file, group, "host", host);
  g_key_file_set_string (store->file, group, "machine", uuid);
  g_key_file_set_string (store->file, group, "snapshot", sp_snapshot_get_name (wanted));
  g_key_file_set_int64 (store->file, group, "created", sp_snapshot_get_created (wanted));
  g_key_file_set_string (store->file, group, "title", s->title != NULL ? s->title : "");
  g_key_file_set_string (store->file, group, "description", s->description != NULL ? s->description : "");
  g_key_file_set_boolean (store->file, group, "pinned", s->pinned);
  g_key_file_set_int64 (store->file, group, "baseline", s->baseline);
  g_key_file_set_boolean (store->file, group, "half-merged", s->half_merged);
  if (store_save (store, &failure))
    return TRUE;
  g_set_error (error, SP_ERROR, SP_ERROR_FAILED, _ ("The change could not be kept on this computer: %s"), failure->message);
  return FALSE;
}

/**
 * sp_pending_edits_promise:
 * @host: the host's identity
 * @uuid: of the machine
 * @taken: what is about to be taken: its name, title and marks
 *
 * libvirt takes no marks along when it takes a snapshot; they are written right behind it. Should the program die between
 * the two, who comes next writes them. To be dropped with %SP_PENDING_TAKE as its second.
 *
 * Returns: whether it is on the disk
 */
gboolean
sp_pending_edits_promise (const char           *host,
                          const char           *uuid,
                          const SpSnapshotInit *taken)
{
  g_autoptr (Store) store = NULL;
  g_autofree char *group = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (host != NULL, FALSE);
  g_return_val_if_fail (uuid != NULL, FALSE);
  g_return_val_if_fail (taken != NULL && taken->name != NULL, FALSE);

  store = store_open (TRUE);
  group = make_group (host, uuid, taken->name, SP_PENDING_TAKE);
  g_key_file_set_string (store->file, group, "host", host);
  g_key_file_set_string (store->file, group, "machine", uuid);
  g_key_file_set_string (store->file, group, "snapshot", taken->name);
  g_key_file_set_int64 (store->file, group, "created", SP_PENDING_TAKE);
  g_key_file_set_string (store->file, group, "title", taken->title != NULL ? taken->title : "");
  g_key_file_set_string (store->file, group, "description", "");
  g_key_file_set_boolean (store->file, group, "safety", taken->safety);
  g_key_file_set_boolean (store->file, group, "guard", taken->guard);
  if (taken->before != NULL)
    g_key_file_set_string (store->file, group, "before", taken->before);
  return store_save (store, &error);
}

/**
 * sp_pending_edits_drop:
 * @host: the host's identity
 * @uuid: of the machine
 * @name: of the snapshot
 * @created: its second
 *
 * Forgets an edit that was written, or whose snapshot is gone. Does nothing where there is none.
 */
void
sp_pending_edits_drop (const char *host,
                       const char *uuid,
                       const char *name,
                       gint64      created)
{
  g_autoptr (Store) store = NULL;
  g_autofree char *group = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (host != NULL);
  g_return_if_fail (uuid != NULL);
  g_return_if_fail (name != NULL);

  store = store_open (TRUE);
  group = make_group (host, uuid, name, created);
  if (!g_key_file_remove_group (store->file, group, NULL))
    return;
  if (!store_save (store, &error))
    g_message ("An edit that was written could not be forgotten: %s", error->message);
}

/**
 * sp_pending_edits_list:
 * @host: the host's identity
 * @uuid: of the machine
 *
 * Returns: (transfer container) (element-type SpPendingEdit): what waits for this machine
 */
GPtrArray *
sp_pending_edits_list (const char *host,
                       const char *uuid)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_pending_edit_free);
  g_autoptr (Store) store = NULL;
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (host != NULL, edits);
  g_return_val_if_fail (uuid != NULL, edits);

  store = store_open (FALSE);
  groups = g_key_file_get_groups (store->file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    {
      SpPendingEdit *edit = is_of (store->file, groups[i], host, uuid) ? read_edit (store->file, groups[i]) : NULL;

      if (edit != NULL)
        g_ptr_array_add (edits, edit);
    }
  return edits;
}

static const SpPendingEdit *
find (GPtrArray  *edits,
      SpSnapshot *snapshot)
{
  for (guint i = 0; i < edits->len; i++)
    {
      const SpPendingEdit *edit = edits->pdata[i];

      if (g_strcmp0 (edit->name, sp_snapshot_get_name (snapshot)) == 0 &&
          (edit->created == sp_snapshot_get_created (snapshot) || edit->created == SP_PENDING_TAKE))
        return edit;
    }
  return NULL;
}

/**
 * sp_pending_edits_show:
 * @host: the host's identity
 * @uuid: of the machine
 * @history: its snapshots, as the host tells them
 *
 * Returns: (transfer full): the same with what was edited, or @history itself
 */
SpHistory *
sp_pending_edits_show (const char *host,
                       const char *uuid,
                       SpHistory  *history)
{
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (GPtrArray) snapshots = NULL;
  SpHistory *shown = NULL;
  guint n_waiting = 0;

  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  edits = sp_pending_edits_list (host, uuid);
  if (edits->len == 0)
    return g_object_ref (history);
  snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      SpSnapshot *snapshot = sp_history_get (history, i);
      const SpPendingEdit *edit = find (edits, snapshot);

      if (edit == NULL)
        {
          g_ptr_array_add (snapshots, g_object_ref (snapshot));
          continue;
        }
      g_ptr_array_add (snapshots, sp_pending_edit_apply (edit, snapshot));
      n_waiting += sp_snapshot_peek (snapshot)->n_revert_disks > 0;
    }
  shown = sp_history_new (snapshots);
  if (n_waiting < edits->len)
    g_object_set_data (G_OBJECT (shown), DUE, GINT_TO_POINTER (TRUE));
  return shown;
}

/**
 * sp_pending_edits_is_due:
 * @history: what sp_pending_edits_show() gave
 *
 * Returns: whether there is an edit that need not wait any more: it can be written, or its snapshot is gone
 */
gboolean
sp_pending_edits_is_due (SpHistory *history)
{
  g_return_val_if_fail (SP_IS_HISTORY (history), FALSE);

  return g_object_get_data (G_OBJECT (history), DUE) != NULL;
}
