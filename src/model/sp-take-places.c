/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the files of a new snapshot go: a name for each layer and for the memory, of no file that is there. */

#include "config.h"

#include "sp-planner-private.h"

#include <string.h>

/* A file's name must still find room behind a folder's path. */
#define LONGEST_PATH 3800

static char *
put_in_folder (const char *folder,
               const char *name)
{
  return g_strconcat (folder, g_str_has_suffix (folder, "/") ? "" : "/", name, NULL);
}

/* Cuts what earlier snapshots, reverts and formats have put at the end of a layer's name, so that names do not grow. */
static void
cut_suffix (SpPlanning *p,
            GString    *path)
{
  static const char *const formats[] = { ".qcow2", ".img", ".raw", ".qcow" };
  const char *slash = strrchr (path->str, '/');
  gsize start = slash ? (gsize) (slash - path->str) + 1 : 0;
  const char *dot = NULL;

  for (guint i = 0; i < p->picture->snapshots->len; i++)
    {
      SpPicSnapshot *s = p->picture->snapshots->pdata[i];
      gsize length = strlen (s->name);

      if (path->len > start + length + 1 && g_str_has_suffix (path->str, s->name) &&
          path->str[path->len - length - 1] == '.')
        {
          g_string_truncate (path, path->len - length - 1);
          return;
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (path->str + start, formats[i]) && path->len > start + strlen (formats[i]))
      {
        g_string_truncate (path, path->len - strlen (formats[i]));
        return;
      }
  dot = strrchr (path->str + start, '.');
  if (dot != NULL && dot > path->str + start && sp_picture_ends_in_second (dot))
    g_string_truncate (path, (gsize) (dot - path->str));
}

static gboolean
is_planned (SpStep     *step,
            const char *path)
{
  if (g_strcmp0 (step->memory_file, path) == 0)
    return TRUE;
  for (guint i = 0; i < step->disks->len; i++)
    if (g_strcmp0 (((SpStepDisk *) step->disks->pdata[i])->layer, path) == 0)
      return TRUE;
  return FALSE;
}

static char *
make_unique (SpPlanning *p,
             SpStep     *step,
             const char *stem,
             const char *suffix)
{
  g_autofree char *path = g_strconcat (stem, suffix, NULL);

  for (guint n = 2; sp_layers_find (p->picture->layers, path) != NULL || sp_layers_find (p->f->layers, path) != NULL ||
                    is_planned (step, path); n++)
    {
      g_free (path);
      path = g_strdup_printf ("%s-%u%s", stem, n, suffix);
    }
  return g_steal_pointer (&path);
}

/* Beside @source, or in @folder. */
char *
sp_planning_make_layer_path (SpPlanning *p,
                             SpStep     *step,
                             const char *source,
                             const char *folder)
{
  g_autofree char *name = folder != NULL ? g_path_get_basename (source) : NULL;
  g_autofree char *moved = folder != NULL ? put_in_folder (folder, name) : NULL;
  g_autoptr (GString) stem = g_string_new (moved != NULL ? moved : source);

  cut_suffix (p, stem);
  g_string_append_printf (stem, ".%s", step->snapshot);
  return make_unique (p, step, stem->str, "");
}

/* A take of that name was interrupted: its layers are Now's, on nobody's record, and its memory's file is left behind. */
static gboolean
was_interrupted (SpPlanning *p,
                 const char *name)
{
  g_autofree char *end = g_strconcat (".", name, NULL);

  for (gsize i = 0; i < p->f->n_disks; i++)
    if (p->f->disks[i].nameless && p->f->disks[i].source != NULL && g_str_has_suffix (p->f->disks[i].source, end))
      return TRUE;
  return FALSE;
}

char *
sp_planning_make_memory_path (SpPlanning *p,
                              SpStep     *step,
                              const char *place)
{
  g_autofree char *machine = g_strdup (sp_machine_get_name (p->f->machine));
  g_autofree char *folder = g_strdup (place);
  g_autofree char *name = NULL;
  g_autofree char *stem = NULL;

  for (guint i = 0; i < p->picture->drives->len && folder == NULL; i++)
    {
      SpPicDrive *drive = p->picture->drives->pdata[i];

      if (sp_planning_takes_part (drive) && drive->is_file && drive->source != NULL && *drive->source == '/')
        folder = g_path_get_dirname (drive->source);
    }
  if (folder == NULL)
    return NULL;
  g_strcanon (machine, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-", '-');
  if (*machine == '.')
    *machine = '-';
  /* 255 bytes is the most that file systems allow for a name; the snapshot's has at most 64. */
  if (strlen (machine) > 160)
    machine[160] = '\0';
  name = g_strdup_printf ("%s.%s", machine, step->snapshot);
  if (was_interrupted (p, step->snapshot))
    {
      g_autofree char *again = g_strconcat (name, "-2", NULL);

      g_set_str (&name, again);
    }
  stem = put_in_folder (folder, name);
  return make_unique (p, step, stem, ".mem");
}

/* A path that a person gave: whole, and of characters that a line can show. */
static gboolean
is_whole_path (const char *path)
{
  if (*path != '/' || strlen (path) > LONGEST_PATH || !g_utf8_validate (path, -1, NULL))
    return FALSE;
  for (const char *c = path; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return FALSE;
  return TRUE;
}

gboolean
sp_planning_is_folder (const char *path)
{
  return is_whole_path (path);
}

/* A whole path, and of no file that anybody has. */
gboolean
sp_planning_is_memory_place (SpPlanning *p,
                             SpStep     *step,
                             const char *path)
{
  if (!is_whole_path (path) || g_str_has_suffix (path, "/"))
    return FALSE;
  for (gsize i = 0; i < p->f->n_uses; i++)
    if (g_strcmp0 (p->f->uses[i].path, path) == 0)
      return FALSE;
  return sp_layers_find (p->picture->layers, path) == NULL && sp_layers_find (p->f->layers, path) == NULL &&
         !is_planned (step, path);
}
