/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a disk holds, by our own reading of its file and of all that it stands on. */

#include "config.h"

#include "look.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define SECTOR 512

void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->hash);
  g_free (look);
}

void
look_clear (Look *look)
{
  g_clear_pointer (&look->hash, g_free);
}

Look
look_copy (const Look *look)
{
  return (Look){ g_strdup (look->hash), look->count, look->absent };
}

gboolean
look_same (const Look *a,
           const Look *b)
{
  if (a->absent || b->absent)
    return a->absent == b->absent;
  return a->hash != NULL && g_strcmp0 (a->hash, b->hash) == 0;
}

/* What a qcow2 file stands on, from its header. */
char *
look_read_backing (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  guint8 head[20] = { 0 };
  char name[1024] = { 0 };
  guint64 offset = 0;
  guint32 length = 0;
  gsize n = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), head, sizeof head, &n, NULL, NULL) || n < sizeof head ||
      memcmp (head, "QFI\xfb", 4) != 0)
    return NULL;
  memcpy (&offset, head + 8, sizeof offset);
  memcpy (&length, head + 16, sizeof length);
  offset = GUINT64_FROM_BE (offset);
  length = GUINT32_FROM_BE (length);
  if (offset == 0 || length == 0 || length >= sizeof name ||
      !g_seekable_seek (G_SEEKABLE (stream), (goffset) offset, G_SEEK_SET, NULL, NULL) ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), name, length, &n, NULL, NULL))
    return NULL;
  return g_strdup (name);
}

/* Changes whenever anything that the image's contents rest on may have changed. */
static char *
describe_chain (const char *path,
                const char *inside)
{
  g_autoptr (GString) text = g_string_new (inside ? inside : "");
  g_autofree char *at = g_strdup (path);

  for (guint i = 0; at != NULL && i < 256; i++)
    {
      char *below = NULL;
      GStatBuf info;

      if (g_stat (at, &info) != 0)
        return NULL;
      g_string_append_printf (text, "|%s %" G_GINT64_FORMAT " %ld.%09ld %lu", at, (gint64) info.st_size, (long) info.st_mtim.tv_sec,
                              (long) info.st_mtim.tv_nsec, (unsigned long) info.st_ino);
      below = look_read_backing (at);
      g_free (at);
      at = below;
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static gboolean
run_image_tool (const char *const *argv)
{
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL);

  return process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

static Look
read_image (const char *folder,
            const char *path,
            const char *inside)
{
  g_autofree char *out = g_build_filename (folder, "look", NULL);
  g_autofree char *which = inside ? g_strdup_printf ("snapshot.name=%s", inside) : NULL;
  const char *plain[] = { "qemu-img", "convert", "-U", "-O", "raw", path, out, NULL };
  const char *within[] = { "qemu-img", "convert", "-U", "-l", which, "-O", "raw", path, out, NULL };
  g_autofree char *bytes = NULL;
  gsize length = 0;
  guint32 count = 0;
  Look look = { 0 };

  if (!run_image_tool (inside ? within : plain) || !g_file_get_contents (out, &bytes, &length, NULL) || length < 2 * SECTOR)
    return look;
  g_unlink (out);
  if (memcmp (bytes + SECTOR, "SPCOUNT", 8) == 0)
    {
      memcpy (&count, bytes + SECTOR + 8, sizeof count);
      look.count = GUINT32_FROM_LE (count);
    }
  memset (bytes + SECTOR, 0, SECTOR);
  look.hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
  return look;
}

/* An image that a machine writes just now may need a second look. */
Look
look_at (GHashTable *cache,
         const char *folder,
         const char *path,
         const char *inside)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *key = describe_chain (path, inside);
      const Look *known = key != NULL ? g_hash_table_lookup (cache, key) : NULL;
      Look look = { 0 };

      if (known != NULL)
        return look_copy (known);
      if (key == NULL)
        return look;
      look = read_image (folder, path, inside);
      if (look.hash != NULL)
        {
          g_hash_table_insert (cache, g_steal_pointer (&key), g_memdup2 (&(Look){ .hash = g_strdup (look.hash), .count = look.count }, sizeof look));
          return look;
        }
      g_usleep (20000);
    }
  return (Look){ 0 };
}

char *
look_hash_file (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  if (path == NULL || !g_file_get_contents (path, &bytes, &length, NULL))
    return NULL;
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}
