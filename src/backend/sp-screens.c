/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of screens, one for a snapshot: small PNGs in the user's cache.
 *
 * screens/pictures/SUM.png holds a picture, by its content: many screens are alike. screens/machines/SUM-OF-UUID/SUM-OF-SNAPSHOT
 * holds the sum of a snapshot's. Names are sums, since what a host names may be no file's name. */

#include "config.h"

#include "sp-screens.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* A list that was asked for before the snapshot was taken does not know it yet. */
#define NEW_SECONDS 120
/* For so long it is on somebody's screen. */
#define SEEN_SECONDS 120
#define LARGEST (4 * 1024 * 1024)

typedef struct
{
  char  *path;
  gint64 size;
  gint64 seen; /* when it was looked at last: not every file system tells by itself, so it is written to it */
} Picture;

static GMutex mutex;

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_free (picture->path);
  g_free (picture);
}

static char *
in_cache (const char *folder,
          const char *name)
{
  return g_build_filename (g_get_user_cache_dir (), "savepoint", "screens", folder, name, NULL);
}

static char *
find_folder (const char *uuid)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uuid, -1);

  return in_cache ("machines", sum);
}

static char *
make_key (const char *name,
          gint64      created)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", created, name);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static gboolean
is_sum (const char *text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static char *
picture_path (const char *sum)
{
  g_autofree char *name = g_strconcat (sum, ".png", NULL);

  return in_cache ("pictures", name);
}

/* The sum in a snapshot's file; anything else in it counts as nothing. */
static char *
read_sum (const char *path)
{
  g_autofree char *text = NULL;
  GStatBuf info = { 0 };

  if (g_stat (path, &info) != 0 || info.st_size != 64 || !g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return is_sum (text) ? g_steal_pointer (&text) : NULL;
}

static void
mark_seen (const char *path)
{
  const struct timespec times[] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_OMIT } };

  utimensat (AT_FDCWD, path, times, 0);
}

/**
 * sp_screens_find:
 * @uuid: of the machine
 * @name: of the snapshot
 * @created: its second
 *
 * Returns: (transfer full) (nullable): the path of a small PNG
 */
char *
sp_screens_find (const char *uuid,
                 const char *name,
                 gint64      created)
{
  g_autofree char *folder = NULL;
  g_autofree char *key = NULL;
  g_autofree char *file = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *path = NULL;
  GStatBuf info = { 0 };

  g_return_val_if_fail (uuid != NULL && name != NULL, NULL);

  folder = find_folder (uuid);
  key = make_key (name, created);
  file = g_build_filename (folder, key, NULL);
  sum = read_sum (file);
  path = sum != NULL ? picture_path (sum) : NULL;
  if (path == NULL || g_stat (path, &info) != 0 || info.st_size > LARGEST)
    return NULL;
  mark_seen (path);
  return g_steal_pointer (&path);
}

/**
 * sp_screens_keep:
 * @uuid: of the machine
 * @name: of the snapshot
 * @created: its second
 * @png: a small picture
 *
 * Returns: whether it is kept
 */
gboolean
sp_screens_keep (const char *uuid,
                 const char *name,
                 gint64      created,
                 GBytes     *png)
{
  g_autofree char *sum = NULL;
  g_autofree char *picture = NULL;
  g_autofree char *pictures = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *key = NULL;
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = FALSE;

  g_return_val_if_fail (uuid != NULL && name != NULL, FALSE);
  g_return_val_if_fail (png != NULL, FALSE);

  if (g_bytes_get_size (png) > LARGEST)
    return FALSE;
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, png);
  picture = picture_path (sum);
  pictures = g_path_get_dirname (picture);
  folder = find_folder (uuid);
  key = make_key (name, created);
  file = g_build_filename (folder, key, NULL);
  g_mutex_lock (&mutex);
  ok = g_mkdir_with_parents (pictures, 0700) == 0 && g_mkdir_with_parents (folder, 0700) == 0 &&
       (g_file_test (picture, G_FILE_TEST_EXISTS) ||
        g_file_set_contents_full (picture, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error)) &&
       g_file_set_contents_full (file, sum, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_mutex_unlock (&mutex);
  if (!ok)
    g_debug ("A picture was not kept: %s", error != NULL ? error->message : "no folder for it");
  return ok;
}

static GPtrArray *
list (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  return names;
}

static gboolean
is_new (const char *path)
{
  GStatBuf info = { 0 };

  return g_stat (path, &info) == 0 && ABS ((gint64) time (NULL) - (gint64) info.st_mtime) < NEW_SECONDS;
}

static gboolean
reap_keys (const char *folder,
           GHashTable *wanted)
{
  g_autoptr (GPtrArray) names = list (folder);
  gboolean any = FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

      if (!is_sum (names->pdata[i]) || g_hash_table_contains (wanted, names->pdata[i]) || is_new (path))
        continue;
      any |= g_unlink (path) == 0;
    }
  return any;
}

/* Pictures that no snapshot of any machine has any more. */
static void
reap_pictures (void)
{
  g_autofree char *machines = in_cache ("machines", NULL);
  g_autofree char *pictures = in_cache ("pictures", NULL);
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) folders = list (machines);
  g_autoptr (GPtrArray) found = list (pictures);

  for (guint i = 0; i < folders->len; i++)
    {
      g_autofree char *folder = g_build_filename (machines, folders->pdata[i], NULL);
      g_autoptr (GPtrArray) keys = list (folder);

      for (guint j = 0; j < keys->len; j++)
        {
          g_autofree char *path = g_build_filename (folder, keys->pdata[j], NULL);
          char *sum = read_sum (path);

          if (sum != NULL)
            g_hash_table_add (used, sum);
        }
    }
  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *path = g_build_filename (pictures, found->pdata[i], NULL);
      g_autofree char *sum = g_strndup (found->pdata[i], 64);

      if (is_sum (sum) && !g_hash_table_contains (used, sum) && !is_new (path))
        g_unlink (path);
    }
}

/**
 * sp_screens_reap:
 * @uuid: of a machine
 * @history: all its snapshots, as they were listed just now
 *
 * Forgets the pictures of those that are gone.
 */
void
sp_screens_reap (const char *uuid,
                 SpHistory  *history)
{
  g_autofree char *folder = NULL;
  g_autoptr (GHashTable) wanted = NULL;

  g_return_if_fail (uuid != NULL);
  g_return_if_fail (SP_IS_HISTORY (history));

  folder = find_folder (uuid);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return;
  wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      SpSnapshot *snapshot = sp_history_get (history, i);

      g_hash_table_add (wanted, make_key (sp_snapshot_get_name (snapshot), sp_snapshot_get_created (snapshot)));
    }
  g_mutex_lock (&mutex);
  if (reap_keys (folder, wanted))
    reap_pictures ();
  g_mutex_unlock (&mutex);
}

static GPtrArray *
list_pictures (void)
{
  g_autofree char *folder = in_cache ("pictures", NULL);
  g_autoptr (GPtrArray) names = list (folder);
  GPtrArray *pictures = g_ptr_array_new_with_free_func (picture_free);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      GStatBuf info = { 0 };
      Picture *picture = NULL;

      if (g_lstat (path, &info) != 0 || !S_ISREG (info.st_mode))
        continue;
      picture = g_new0 (Picture, 1);
      picture->path = g_steal_pointer (&path);
      picture->size = (gint64) info.st_size;
      picture->seen = (gint64) MAX (info.st_atime, info.st_mtime);
      g_ptr_array_add (pictures, picture);
    }
  return pictures;
}

/**
 * sp_screens_measure:
 *
 * Reads a folder: not for the main thread.
 *
 * Returns: how many bytes all the pictures have
 */
gint64
sp_screens_measure (void)
{
  g_autoptr (GPtrArray) pictures = list_pictures ();
  gint64 bytes = 0;

  for (guint i = 0; i < pictures->len; i++)
    bytes += ((const Picture *) pictures->pdata[i])->size;
  return bytes;
}

static int
compare_seen_last_first (gconstpointer a,
                         gconstpointer b)
{
  const Picture *one = a;
  const Picture *other = b;

  return one->seen < other->seen ? 1 : one->seen > other->seen ? -1 : strcmp (one->path, other->path);
}

/**
 * sp_screens_tidy:
 * @most: bytes that all the pictures may have
 *
 * Those that nobody has looked at for longest go, until the rest is no more than that; but none that is looked at now. Works on
 * a folder: not for the main thread.
 */
void
sp_screens_tidy (gint64 most)
{
  g_autoptr (GPtrArray) pictures = NULL;
  gint64 now = (gint64) time (NULL);
  gint64 bytes = 0;

  g_mutex_lock (&mutex);
  pictures = list_pictures ();
  g_ptr_array_sort_values (pictures, compare_seen_last_first);
  for (guint i = 0; i < pictures->len; i++)
    {
      const Picture *picture = pictures->pdata[i];

      bytes += picture->size;
      if (bytes > most && now - picture->seen > SEEN_SECONDS)
        g_unlink (picture->path);
    }
  g_mutex_unlock (&mutex);
}

static void
clear (const char *folder)
{
  g_autoptr (GPtrArray) names = list (folder);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

      g_unlink (path);
    }
}

/**
 * sp_screens_clear:
 *
 * Forgets all the pictures. Works on folders: not for the main thread.
 */
void
sp_screens_clear (void)
{
  g_autofree char *machines = in_cache ("machines", NULL);
  g_autofree char *pictures = in_cache ("pictures", NULL);
  g_autoptr (GPtrArray) folders = NULL;

  g_mutex_lock (&mutex);
  clear (pictures);
  folders = list (machines);
  for (guint i = 0; i < folders->len; i++)
    {
      g_autofree char *folder = g_build_filename (machines, folders->pdata[i], NULL);

      clear (folder);
      g_rmdir (folder);
    }
  g_mutex_unlock (&mutex);
}
