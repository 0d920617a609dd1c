/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of what is known, in the user's cache: known/SUM-OF-URI/host, and beside it SUM-OF-UUID for each machine whose history
 * was looked at. Names are sums, since what a host names may be no file's name. */

#include "config.h"

#include "sp-known-files.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* 16,384 snapshots, the most that libvirt lists, fit; what is longer is not ours. */
#define LARGEST (32 * 1024 * 1024)
#define OLDEST_SECONDS (90 * 24 * 60 * 60)
/* What has not changed is written again now and then, since it tells when it was heard. */
#define AGAIN_SECONDS 300
/* A file that is being written has another name for as long. */
#define UNFINISHED_SECONDS 60
/* Version and time come before what was told (sp-known-pack). */
#define HEAD 16

typedef struct
{
  char  *sum;
  gint64 when;
} Written;

typedef struct
{
  char   *path;
  guint64 size;
  gint64  changed;
} Found;

/* What this process wrote: path -> Written. */
static GHashTable *written;

static void
written_free (gpointer data)
{
  Written *self = data;

  g_free (self->sum);
  g_free (self);
}

static void
found_free (gpointer data)
{
  Found *self = data;

  g_free (self->path);
  g_free (self);
}

static char *
find_root (void)
{
  return g_build_filename (g_get_user_cache_dir (), "savepoint", "known", NULL);
}

static char *
find_folder (const char *uri)
{
  g_autofree char *root = find_root ();
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);

  return g_build_filename (root, sum, NULL);
}

static char *
find_file (const char *uri,
           const char *uuid)
{
  g_autofree char *folder = find_folder (uri);
  g_autofree char *sum = uuid != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, uuid, -1) : g_strdup ("host");

  return g_build_filename (folder, sum, NULL);
}

/* Whether it was anything new. */
static gboolean
write_file (const char *path,
            GBytes     *bytes)
{
  gsize length = 0;
  const guchar *data = g_bytes_get_data (bytes, &length);
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data + HEAD, length - HEAD);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  Written *before = NULL;
  gint64 now = g_get_monotonic_time () / G_USEC_PER_SEC;
  gboolean news = FALSE;

  if (written == NULL)
    written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, written_free);
  before = g_hash_table_lookup (written, path);
  news = before == NULL || strcmp (before->sum, sum) != 0;
  if ((!news && now - before->when < AGAIN_SECONDS) || length > LARGEST)
    return FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (path, (const char *) data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    {
      g_debug ("What a host told was not kept: %s", error != NULL ? error->message : "no folder for it");
      return FALSE;
    }
  before = g_new0 (Written, 1);
  before->sum = g_steal_pointer (&sum);
  before->when = now;
  g_hash_table_insert (written, g_strdup (path), before);
  return news;
}

/* NULL: there is none, or it is nobody's of ours. */
static GBytes *
read_file (const char *path)
{
  GStatBuf info = { 0 };
  char *data = NULL;
  gsize length = 0;

  if (g_lstat (path, &info) != 0 || !S_ISREG (info.st_mode) || info.st_uid != getuid () || info.st_size > LARGEST ||
      (gint64) time (NULL) - (gint64) info.st_mtime > OLDEST_SECONDS || !g_file_get_contents (path, &data, &length, NULL))
    return NULL;
  return g_bytes_new_take (data, length);
}

static GPtrArray *
list (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  return names;
}

static void
drop (const char *path)
{
  g_unlink (path);
  if (written != NULL)
    g_hash_table_remove (written, path);
}

/* Histories of machines that were undefined. */
static void
drop_gone (const SpKnownHost *host)
{
  g_autofree char *folder = find_folder (host->uri);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) there = list (folder);

  g_hash_table_add (wanted, find_file (host->uri, NULL));
  for (guint i = 0; i < host->machines->len; i++)
    g_hash_table_add (wanted, find_file (host->uri, sp_machine_get_uuid (host->machines->pdata[i])));
  for (guint i = 0; i < there->len; i++)
    if (!g_hash_table_contains (wanted, there->pdata[i]))
      drop (there->pdata[i]);
}

/**
 * sp_known_files_keep_host:
 * @host: what it told
 *
 * Takes the place of what it told before.
 */
void
sp_known_files_keep_host (const SpKnownHost *host)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (host != NULL);

  bytes = sp_known_pack_host (host);
  path = find_file (host->uri, NULL);
  if (write_file (path, bytes))
    drop_gone (host);
}

void
sp_known_files_keep_history (const char *uri,
                             const char *uuid,
                             gint64      heard,
                             SpHistory  *history)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (uri != NULL && uuid != NULL);

  bytes = sp_known_pack_history (uri, uuid, heard, history);
  path = find_file (uri, uuid);
  write_file (path, bytes);
}

SpKnownHost *
sp_known_files_find_host (const char *uri)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (uri != NULL, NULL);

  path = find_file (uri, NULL);
  bytes = read_file (path);
  return bytes != NULL ? sp_known_unpack_host (bytes, uri) : NULL;
}

SpHistory *
sp_known_files_find_history (const char *uri,
                             const char *uuid,
                             gint64     *heard)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (uri != NULL && uuid != NULL, NULL);

  path = find_file (uri, uuid);
  bytes = read_file (path);
  return bytes != NULL ? sp_known_unpack_history (bytes, uri, uuid, heard) : NULL;
}

/* Of all hosts. */
static GPtrArray *
find_all (void)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (found_free);
  g_autofree char *root = find_root ();
  g_autoptr (GPtrArray) folders = list (root);

  for (guint i = 0; i < folders->len; i++)
    {
      g_autoptr (GPtrArray) files = list (folders->pdata[i]);

      for (guint j = 0; j < files->len; j++)
        {
          GStatBuf info = { 0 };
          Found *one = NULL;

          if (g_lstat (files->pdata[j], &info) != 0)
            continue;
          one = g_new0 (Found, 1);
          one->path = g_strdup (files->pdata[j]);
          one->size = (guint64) info.st_size;
          one->changed = (gint64) info.st_mtime;
          g_ptr_array_add (found, one);
        }
    }
  return found;
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const Found *p = *(Found *const *) a;
  const Found *q = *(Found *const *) b;

  return p->changed < q->changed ? 1 : p->changed > q->changed ? -1 : strcmp (p->path, q->path);
}

static gboolean
is_unfinished (const Found *found,
               gint64       now)
{
  g_autofree char *name = g_path_get_basename (found->path);

  return strcmp (name, "host") != 0 && strlen (name) != 64 && now - found->changed > UNFINISHED_SECONDS;
}

/* Folders that have nothing in them any more. */
static void
drop_empty (void)
{
  g_autofree char *root = find_root ();
  g_autoptr (GPtrArray) folders = list (root);

  for (guint i = 0; i < folders->len; i++)
    g_rmdir (folders->pdata[i]);
}

/**
 * sp_known_files_tidy:
 * @most: bytes that all may take
 *
 * What is older than three months goes, what was left behind in the middle of writing, and of the rest the oldest that is
 * too much.
 */
void
sp_known_files_tidy (guint64 most)
{
  g_autoptr (GPtrArray) found = find_all ();
  gint64 now = (gint64) time (NULL);
  guint64 sum = 0;

  g_ptr_array_sort (found, compare_newest_first);
  for (guint i = 0; i < found->len; i++)
    {
      const Found *one = found->pdata[i];

      sum += one->size;
      if (sum > most || now - one->changed > OLDEST_SECONDS || is_unfinished (one, now))
        drop (one->path);
    }
  drop_empty ();
}

/**
 * sp_known_files_forget:
 * @uri: (nullable): of the host whose are to go; %NULL: all
 */
void
sp_known_files_forget (const char *uri)
{
  g_autofree char *folder = uri != NULL ? find_folder (uri) : NULL;
  g_autoptr (GPtrArray) files = NULL;

  if (folder == NULL)
    {
      sp_known_files_tidy (0);
      return;
    }
  files = list (folder);
  for (guint i = 0; i < files->len; i++)
    drop (files->pdata[i]);
  g_rmdir (folder);
}

guint64
sp_known_files_measure (void)
{
  g_autoptr (GPtrArray) found = find_all ();
  guint64 sum = 0;

  for (guint i = 0; i < found->len; i++)
    sum += ((const Found *) found->pdata[i])->size;
  return sum;
}
