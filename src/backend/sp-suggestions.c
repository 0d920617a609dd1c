/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads ~/.ssh/config and what it includes, in a thread of its own, and never more than a person would write. */

#include "config.h"

#include "sp-suggestions.h"

#include "sp-ssh-config.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_BYTES (256 * 1024)
#define MOST_FILES 32

/* NULL: no ordinary file, or too long for one. */
static char *
read_file (const char *path)
{
  struct stat status;
  g_autofree char *text = NULL;
  gssize n = -1;
  /* A pipe or a device would keep us. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    return NULL;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_size <= MOST_BYTES)
    {
      text = g_malloc0 ((gsize) status.st_size + 1);
      n = read (fd, text, (gsize) status.st_size);
    }
  close (fd);
  return n >= 0 ? g_utf8_make_valid (text, n) : NULL;
}

/* ssh_config(5): a path, with ~ and wildcards; without a folder it is beside the configuration. */
static void
find_included (const char *folder,
               const char *word,
               GPtrArray  *files)
{
  g_autofree char *path = g_path_is_absolute (word) || *word == '~' ? g_strdup (word) : g_build_filename (folder, word, NULL);
  glob_t found = { 0 };

  if (glob (path, GLOB_TILDE | GLOB_NOSORT, NULL, &found) == 0)
    for (gsize i = 0; i < found.gl_pathc && files->len < MOST_FILES; i++)
      if (!g_ptr_array_find_with_equal_func (files, found.gl_pathv[i], g_str_equal, NULL))
        g_ptr_array_add (files, g_strdup (found.gl_pathv[i]));
  globfree (&found);
}

/* Each file once: one may include itself. */
static DexFuture *
load_fiber (gpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (files, g_build_filename (folder, "config", NULL));
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *text = read_file (files->pdata[i]);
      g_autoptr (GPtrArray) includes = g_ptr_array_new_with_free_func (g_free);

      if (text != NULL)
        sp_ssh_config_read (text, hosts, includes);
      for (guint j = 0; j < includes->len; j++)
        find_included (folder, includes->pdata[j], files);
    }
  g_ptr_array_add (hosts, NULL);
  return dex_future_new_take_boxed (G_TYPE_STRV, g_ptr_array_steal (hosts, NULL));
}

/**
 * sp_suggestions_load:
 *
 * Returns: (transfer full): a future #GStrv, the names that ssh has something to say of
 */
DexFuture *
sp_suggestions_load (void)
{
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, load_fiber, NULL, NULL);
}
