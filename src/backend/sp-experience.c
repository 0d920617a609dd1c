/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this computer has seen of its hosts: a small key file in the user's state folder. */

#include "config.h"

#include "sp-experience.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* Enough to see how much they differ; old ones may be of another disk. */
#define KEPT 8
/* Nobody pauses a machine for longer, and the file is not to be trusted. */
#define LONGEST_USEC (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)
#define LARGEST_FILE (1024 * 1024)

static GMutex mutex;

static const char *
get_key (SpKind kind)
{
  return kind == SP_KIND_INTERNAL ? "inside" : "separate";
}

static char *
get_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "savepoint", "experience.ini", NULL);
}

/* A group's name may not hold what a host's identity may. */
static char *
make_group (const char *host)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, host, -1);
}

static GKeyFile *
load (const char *path)
{
  GKeyFile *file = g_key_file_new ();
  GStatBuf info = { 0 };

  if (g_stat (path, &info) == 0 && info.st_size <= LARGEST_FILE)
    g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

/* Where it cannot be kept, nothing is lost but what helps to foresee. */
static void
save (GKeyFile   *file,
      const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  text = g_key_file_to_data (file, &length, NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("What was seen of a host was not noted: %s", error != NULL ? error->message : g_strerror (errno));
}

static gboolean
read_one (const char   *text,
          SpFactsPause *pause)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 3);

  return g_strv_length (parts) == 2 && g_ascii_string_to_signed (parts[0], 10, 1, G_MAXINT64 / 1024, &pause->bytes, NULL) &&
         g_ascii_string_to_signed (parts[1], 10, 1, LONGEST_USEC, &pause->usec, NULL);
}

/**
 * sp_experience_note_pause:
 * @host: the host's identity
 * @kind: where the memory went
 * @bytes: of memory
 * @usec: how long it took
 *
 * Remembers a take of a running machine with its memory.
 */
void
sp_experience_note_pause (const char *host,
                SpKind      kind,
                gint64      bytes,
                gint64      usec)
{
  g_autofree char *path = get_path ();
  g_autofree char *one = g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, bytes, usec);
  g_autofree char *group = NULL;
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_auto (GStrv) had = NULL;
  gsize n = 0;

  g_return_if_fail (host != NULL);

  if (bytes <= 0 || usec <= 0)
    return;
  g_mutex_lock (&mutex);
  file = load (path);
  group = make_group (host);
  had = g_key_file_get_string_list (file, group, get_key (kind), &n, NULL);
  for (gsize i = n >= KEPT ? n - KEPT + 1 : 0; i < n; i++)
    g_ptr_array_add (all, had[i]);
  g_ptr_array_add (all, one);
  g_key_file_set_string_list (file, group, get_key (kind), (const char *const *) all->pdata, all->len);
  save (file, path);
  g_mutex_unlock (&mutex);
}

/**
 * sp_experience_list_pauses:
 * @host: the host's identity
 *
 * Returns: (transfer full) (element-type SpFactsPause): the last ones, oldest first
 */
GArray *
sp_experience_list_pauses (const char *host)
{
  const SpKind kinds[] = { SP_KIND_INTERNAL, SP_KIND_EXTERNAL };
  GArray *list = g_array_new (FALSE, TRUE, sizeof (SpFactsPause));
  g_autofree char *path = get_path ();
  g_autofree char *group = NULL;
  g_autoptr (GKeyFile) file = NULL;

  g_return_val_if_fail (host != NULL, list);

  group = make_group (host);
  g_mutex_lock (&mutex);
  file = load (path);
  g_mutex_unlock (&mutex);
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      gsize n = 0;
      g_auto (GStrv) texts = g_key_file_get_string_list (file, group, get_key (kinds[k]), &n, NULL);

      for (gsize i = 0; i < MIN (n, KEPT); i++)
        {
          SpFactsPause pause = { .kind = kinds[k] };

          if (read_one (texts[i], &pause))
            g_array_append_val (list, pause);
        }
    }
  return list;
}

/**
 * sp_experience_note_worked:
 * @host: the host's identity
 * @version: of its libvirt
 * @deed: what has worked there
 *
 * Remembers it until the host has another libvirt.
 */
void
sp_experience_note_worked (const char *host,
                           guint64     version,
                           SpWorked    deed)
{
  g_autofree char *path = get_path ();
  g_autofree char *group = NULL;
  g_autoptr (GKeyFile) file = NULL;
  SpWorked had = SP_WORKED_NOTHING;

  g_return_if_fail (host != NULL);

  had = sp_experience_get_worked (host, version);
  if ((had & deed) == deed || version == 0)
    return;
  g_mutex_lock (&mutex);
  file = load (path);
  group = make_group (host);
  g_key_file_set_uint64 (file, group, "version", version);
  g_key_file_set_integer (file, group, "worked", (int) (had | deed));
  save (file, path);
  g_mutex_unlock (&mutex);
}

/**
 * sp_experience_get_worked:
 * @host: the host's identity
 * @version: of its libvirt
 *
 * Returns: the deeds that have worked there
 */
SpWorked
sp_experience_get_worked (const char *host,
                          guint64     version)
{
  g_autofree char *path = get_path ();
  g_autofree char *group = NULL;
  g_autoptr (GKeyFile) file = NULL;

  g_return_val_if_fail (host != NULL, SP_WORKED_NOTHING);

  group = make_group (host);
  g_mutex_lock (&mutex);
  file = load (path);
  g_mutex_unlock (&mutex);
  if (version == 0 || g_key_file_get_uint64 (file, group, "version", NULL) != version)
    return SP_WORKED_NOTHING;
  return (SpWorked) (g_key_file_get_integer (file, group, "worked", NULL) & SP_WORKED_ALL);
}
