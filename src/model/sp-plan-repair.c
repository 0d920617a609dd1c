/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning a repair of what Doctor found: records that are of no use go, and files that nobody names. */

#include "config.h"

#include "sp-planner-private.h"

#include "sp-doctor.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* By the facts: the picture knows only of files that are there. */
static gboolean
stands_on (SpPlanning *p,
           GPtrArray  *drives,
           const char *path)
{
  for (guint i = 0; i < drives->len; i++)
    {
      SpPicDrive *drive = drives->pdata[i];

      if (drive->is_disk && drive->source != NULL && sp_layers_stands_on (p->f->layers, drive->source, path))
        return TRUE;
    }
  return FALSE;
}

/* Where no pool tells what a layer stands on, the records do: one in the middle is missed later. */
gboolean
sp_planning_forget (SpPlanning *p,
                    const char *name)
{
  SpStep *step = NULL;

  if (p->f->layers_told != SP_YES && (sp_picture_n_children (p->picture, name) > 0 || g_strcmp0 (p->picture->current, name) == 0))
    return sp_planning_refuse (p, "law-unknown", sp_planning_title (p, name));
  step = sp_plan_add_step (p->plan, SP_STEP_FORGET);
  step->snapshot = g_strdup (name);
  step->sentence = g_strdup_printf (_ ("Take “%s” off the list, and touch no file"), sp_planning_title (p, name));
  sp_plan_add_going (p->plan, name);
  return sp_planning_run (p, step);
}

static void
note_forgotten (SpPlanning *p)
{
  sp_planning_note (p, SP_NOTE_LOSS, "%s", _ ("Nobody can go back there. If the file may come back from a backup, do that instead."));
  sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine’s present state stays as it is."));
}

/* Whatever needs the file cannot be gone back to. The newest first: each leaves its parent as it was. */
static gboolean
repair_missing (SpPlanning *p,
                const char *path)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (stands_on (p, p->picture->drives, path))
    return sp_planning_refuse (p, "missing-needed", path);
  for (guint i = p->picture->snapshots->len; i > 0; i--)
    {
      SpPicSnapshot *s = p->picture->snapshots->pdata[i - 1];

      if (g_strcmp0 (s->memory_file, path) == 0 || stands_on (p, s->drives, path))
        g_ptr_array_add (names, g_strdup (s->name));
    }
  if (names->len == 0)
    return sp_planning_refuse (p, "no-repair", NULL);
  for (guint i = 0; i < names->len; i++)
    if (!sp_planning_forget (p, names->pdata[i]))
      return FALSE;
  note_forgotten (p);
  return TRUE;
}

static gboolean
repair_stale_saved (SpPlanning *p)
{
  SpStep *step = sp_plan_add_step (p->plan, SP_STEP_DISCARD_SAVED);

  step->sentence = g_strdup (_ ("Discard the running state that was saved when the machine was stopped"));
  sp_planning_note (p, SP_NOTE_LOSS, "%s", _ ("The running state that was saved when the machine was stopped is lost."));
  sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine’s present state stays as it is."));
  return sp_planning_run (p, step);
}

/* The merge is done once more, and to its end: that is always right, since all of the layer is still there. */
static gboolean
finish_delete (SpPlanning *p,
               const char *name)
{
  SpStep *step = sp_plan_add_step (p->plan, SP_STEP_DELETE);

  step->snapshot = g_strdup (name);
  step->sentence = g_strdup_printf (_ ("Delete “%s”; what later states need of it is merged into the layer below"), sp_planning_title (p, name));
  sp_plan_add_going (p->plan, name);
  sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine’s present state stays as it is."));
  return sp_planning_run (p, step);
}

static gboolean
repair_half_deleted (SpPlanning *p,
                     const char *name)
{
  SpPicSnapshot *s = sp_picture_find (p->picture, name);

  if (s != NULL && !s->in_progress)
    return finish_delete (p, name);
  if (!sp_planning_forget (p, name))
    return FALSE;
  note_forgotten (p);
  sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("Its layer stays where it is, since later states may stand on it."));
  return TRUE;
}

static const SpFactsStray *
find_stray (SpPlanning *p,
            const char *path)
{
  for (gsize i = 0; i < p->f->n_strays; i++)
    if (strcmp (p->f->strays[i].path, path) == 0)
      return &p->f->strays[i];
  return NULL;
}

static gboolean
add_remove (SpPlanning         *p,
            const SpFactsStray *stray)
{
  SpLayer *layer = sp_layers_add (p->picture->layers, stray->path);
  SpStep *step = NULL;

  g_set_str (&layer->backing, stray->backing);
  layer->backing_known = TRUE;
  layer->role = stray->backing != NULL ? SP_LAYER_MADE : SP_LAYER_MEMORY;
  layer->size = stray->size;
  step = sp_plan_add_step (p->plan, SP_STEP_REMOVE);
  step->file = g_strdup (stray->path);
  step->sentence = g_strdup_printf (_ ("Remove the file %s"), stray->path);
  return sp_planning_run (p, step);
}

/* What stands on it, and is as stray as it is, goes first. */
static gboolean
remove_with_those_above (SpPlanning         *p,
                         const SpFactsStray *stray,
                         guint               depth)
{
  for (gsize i = 0; depth < p->f->n_strays && i < p->f->n_strays; i++)
    if (g_strcmp0 (p->f->strays[i].backing, stray->path) == 0 && !remove_with_those_above (p, &p->f->strays[i], depth + 1))
      return FALSE;
  return add_remove (p, stray);
}

static gboolean
repair_stray (SpPlanning *p,
              const char *path)
{
  const SpFactsStray *stray = find_stray (p, path);
  g_autofree char *freed = NULL;

  if (stray == NULL)
    return sp_planning_refuse (p, "nothing-wrong", NULL);
  if (stray->backing != NULL && p->f->uses_known != SP_YES)
    return sp_planning_refuse (p, "stray-unsure", path);
  if (!remove_with_those_above (p, stray, 0))
    return FALSE;
  freed = sp_plan_say_freed (p->plan);
  sp_planning_note (p, SP_NOTE_LOSS, "%s", _ ("What only these files hold is gone for good."));
  if (freed != NULL)
    sp_planning_note (p, SP_NOTE_INFO, "%s", freed);
  return TRUE;
}

/* Where a record was lost or altered on the host, libvirt hangs what leads nowhere or in a circle at the root, still tells the
 * parent as it was written, and forgets, each time that it starts, which snapshot is current (mine 4). So it can be named, and
 * it goes: its children get its place at the root. Of a circle only the cut is taken off; should that leave another without a
 * parent, it is found next. */
static gboolean
repair_misplaced (SpPlanning *p,
                  const char *name)
{
  if (!sp_planning_forget (p, name))
    return FALSE;
  sp_planning_note (p, SP_NOTE_LOSS, _ ("You can no longer go back to “%s”."), sp_planning_title (p, name));
  sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine’s present state stays as it is."));
  return TRUE;
}

static gboolean
repair_current (SpPlanning *p,
                const char *name)
{
  SpStep *step = sp_plan_add_step (p->plan, SP_STEP_MAKE_CURRENT);

  step->snapshot = g_strdup (name);
  step->sentence = g_strdup_printf (_ ("Note that the machine grew from “%s”, and touch no file"), sp_planning_title (p, name));
  return sp_planning_run (p, step);
}

/* libvirt itself keeps one current snapshot only: to say which is all there is to do. */
static gboolean
repair_two_current (SpPlanning *p)
{
  SpSnapshot *from = sp_doctor_find_grown_from (p->facts);

  if (from == NULL)
    return sp_planning_refuse (p, "no-repair", NULL);
  return repair_current (p, sp_snapshot_get_name (from));
}

/* Of two records of one name ("duplicate") libvirt's calls, which know a snapshot by its name alone, would take either: that one
 * is left to whoever can see the host's files. A finding's identity is what is wrong, and with what: that must be so still. */
gboolean
sp_planning_repair (SpPlanning *p)
{
  g_autoptr (GPtrArray) findings = sp_doctor_examine (p->facts);
  const SpFinding *finding = NULL;

  for (guint i = 0; i < findings->len && finding == NULL; i++)
    if (g_strcmp0 (((const SpFinding *) findings->pdata[i])->id, p->wish->finding) == 0)
      finding = findings->pdata[i];
  if (finding == NULL)
    return sp_planning_refuse (p, "nothing-wrong", NULL);
  sp_planning_note (p, SP_NOTE_INFO, "%s", finding->sentence);
  if (g_str_equal (finding->kind, "missing"))
    return repair_missing (p, finding->what);
  if (g_str_equal (finding->kind, "stale-saved"))
    return repair_stale_saved (p);
  if (g_str_equal (finding->kind, "half-deleted"))
    return repair_half_deleted (p, finding->what);
  if (g_str_equal (finding->kind, "stray"))
    return repair_stray (p, finding->what);
  if (g_str_equal (finding->kind, "no-current") && *finding->what != '\0')
    return repair_current (p, finding->what);
  if (g_str_equal (finding->kind, "orphan") || g_str_equal (finding->kind, "cycle"))
    return repair_misplaced (p, finding->what);
  if (g_str_equal (finding->kind, "two-current"))
    return repair_two_current (p);
  if (g_str_equal (finding->kind, "unnamed-layer"))
    return sp_planning_refuse (p, "unnamed-layer", NULL);
  return sp_planning_refuse (p, "no-repair", NULL);
}
