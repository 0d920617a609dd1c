/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a deletion frees what its plan said. */

#include "config.h"

#include "walk.h"

#include <glib/gstdio.h>

/* What the layer below may grow by for the tables of what is merged into it, and what the guest writes meanwhile. */
#define SLACK (G_GINT64_CONSTANT (1) << 20)
/* Of the layers of a machine that runs, libvirt tells the length: the file system rounds up what each takes. */
#define ROUNDING (G_GINT64_CONSTANT (1) << 14)

static gint64
size_on_disk (Walk       *w,
              const char *file)
{
  g_autofree char *path = g_build_filename (sp_rig_get_folder (rig), file, NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (gint64) info.st_blocks * 512 : -1;
}

/**
 * space_look:
 * @w: the walk
 *
 * Returns: (transfer full): what each file of the machine takes on the disk, in bytes
 */
GHashTable *
space_look (Walk *w)
{
  GHashTable *sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) files = sp_rig_list_files (rig, w->machine);

  for (guint i = 0; files[i] != NULL; i++)
    {
      gint64 size = size_on_disk (w, files[i]);

      g_hash_table_insert (sizes, g_strdup (files[i]), g_memdup2 (&size, sizeof size));
    }
  return sizes;
}

/**
 * space_check:
 * @w: the walk
 * @was: as it was before
 * @plan: a deletion that was carried out to its end
 */
void
space_check (Walk       *w,
             GHashTable *was,
             SpPlan     *plan)
{
  gint64 least = 0;
  gint64 most = 0;
  gint64 gone = 0;
  gint64 freed = 0;
  gint64 slack = 0;
  GHashTableIter iter;
  gpointer file = NULL;
  gpointer size = NULL;

  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (step->kind != SP_STEP_DELETE || step->space_freed_min < 0 || step->space_freed_max < 0)
        return;
      least += step->space_freed_min;
      most += step->space_freed_max;
    }
  g_hash_table_iter_init (&iter, was);
  while (g_hash_table_iter_next (&iter, &file, &size))
    {
      gint64 now = size_on_disk (w, file);

      slack += now < 0 ? ROUNDING : 0;
      gone += now < 0 ? *(gint64 *) size : 0;
      freed += *(gint64 *) size - MAX (now, 0);
    }
  g_test_message ("  frees %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " bytes: %" G_GINT64_FORMAT " of files that are gone, %" G_GINT64_FORMAT
                  " in all", least, most, gone, freed);
  w->told += most > 0;
  if (gone > most + slack || (least == most && gone < most - slack) || freed < least - slack - (least < most ? SLACK : 0))
    failed (w, "%" G_GINT64_FORMAT " bytes of files are gone, %" G_GINT64_FORMAT " are free, and %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
               " were told", gone, freed, least, most);
}
