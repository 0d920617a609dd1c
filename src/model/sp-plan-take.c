/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning to take a snapshot: what takes part, what stands in the way, and the steps. */

#include "config.h"

#include "sp-planner-private.h"

#include "sp-error.h"
#include "sp-forecast.h"
#include "sp-mines.h"
#include "sp-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>


gboolean
sp_planning_takes_part (const SpPicDrive *drive)
{
  return drive->is_disk && !drive->read_only && !drive->empty;
}

static gboolean
is_qcow2 (const SpPicDrive *drive)
{
  return g_strcmp0 (drive->format, "qcow2") == 0;
}

static gboolean
is_left_out (const SpPlanningTake *what,
             const SpPicDrive     *drive)
{
  return what->left_out != NULL && g_strv_contains (what->left_out, drive->target);
}

static gboolean
check_options (SpPlanning           *p,
               const SpPlanningTake *what)
{
  gboolean active = p->picture->active;

  for (gsize i = 0; what->left_out != NULL && what->left_out[i] != NULL; i++)
    {
      SpPicDrive *drive = sp_picture_find_drive (p->picture->drives, what->left_out[i]);

      if (drive == NULL || !sp_planning_takes_part (drive))
        return sp_planning_refuse (p, "take-no-such-disk", what->left_out[i]);
      if (what->kind == SP_KIND_INTERNAL)
        return sp_planning_refuse (p, "take-internal-left-out", drive->target);
    }
  if (what->live && !(active && what->memory && what->kind == SP_KIND_EXTERNAL))
    return sp_planning_refuse (p, "take-live", NULL);
  if (what->quiesce && !(active && !p->picture->paused && !what->memory))
    return sp_planning_refuse (p, "take-quiesce", NULL);
  if (what->quiesce && p->f->agent != SP_YES)
    return sp_planning_refuse (p, "take-quiesce-agent", NULL);
  if (what->layer_folder != NULL && what->kind != SP_KIND_EXTERNAL)
    return sp_planning_refuse (p, "take-place-unused", what->layer_folder);
  if (what->memory_file != NULL && !(what->memory && what->kind == SP_KIND_EXTERNAL))
    return sp_planning_refuse (p, "take-place-unused", what->memory_file);
  if (what->layer_folder != NULL && !sp_planning_is_folder (what->layer_folder))
    return sp_planning_refuse (p, "take-folder", what->layer_folder);
  return TRUE;
}

gboolean
sp_planning_check_take (SpPlanning           *p,
                        const SpPlanningTake *what)
{
  gboolean test = sp_planning_is_test_driver (p->facts);
  guint n = 0;

  if (p->f->checkpoints == SP_YES && what->kind == SP_KIND_EXTERNAL && !p->picture->active)
    return sp_planning_refuse (p, "take-checkpoints", NULL);
  if (p->f->checkpoints == SP_YES && what->kind == SP_KIND_INTERNAL)
    sp_planning_note (p, SP_NOTE_WARNING, "%s",
                      _ ("The machine has checkpoints of a backup program: as long as it has, the host cannot go back to a snapshot inside the disk file."));
  if (what->memory && p->f->vfio == SP_YES)
    return sp_planning_refuse (p, "take-memory-device", NULL);
  if (test && p->picture->active && !what->memory)
    return sp_planning_refuse (p, "take-test-disks-only", NULL);
  if (what->kind == SP_KIND_INTERNAL && p->picture->active && !what->memory)
    return sp_planning_refuse (p, "take-internal-disks-only", NULL);
  for (guint i = 0; i < p->picture->drives->len; i++)
    {
      SpPicDrive *drive = p->picture->drives->pdata[i];

      if (!sp_planning_takes_part (drive) || is_left_out (what, drive))
        continue;
      n++;
      if (what->kind == SP_KIND_INTERNAL && !test && (!is_qcow2 (drive) || drive->source == NULL))
        return sp_planning_refuse (p, "take-internal-raw", drive->target);
      if (what->kind == SP_KIND_EXTERNAL && (!drive->is_file || drive->source == NULL))
        return sp_planning_refuse (p, "take-external-no-file", drive->target);
    }
  if (n == 0)
    return sp_planning_refuse (p, "take-no-disk", NULL);
  if (what->kind == SP_KIND_INTERNAL && !test && p->picture->active && sp_planning_uefi_keeps_out (p->facts))
    return sp_planning_refuse (p, "take-internal-uefi", NULL);
  if (what->kind == SP_KIND_EXTERNAL && what->memory && p->f->paused_since_revert == SP_YES && sp_mines_applies (7, p->facts))
    return sp_planning_refuse (p, "mine-7", NULL);
  return check_options (p, what);
}

gboolean
sp_planning_add_take (SpPlanning           *p,
                      const SpPlanningTake *what,
                      const char           *sentence)
{
  SpStep *step = NULL;
  gboolean any = FALSE;

  step = sp_plan_add_step (p->plan, SP_STEP_TAKE);
  step->sentence = g_strdup (sentence);
  step->snapshot = g_strdup (what->name);
  step->title = g_strdup (what->title);
  step->description = g_strdup (what->description);
  step->memory = what->memory;
  step->live = what->live && !p->picture->paused;
  step->quiesce = what->quiesce;
  step->snapshot_kind = what->kind;
  step->safety = what->safety;
  step->guard = what->guard;
  step->before = g_strdup (what->before);
  for (guint i = 0; i < p->picture->drives->len; i++)
    {
      SpPicDrive *drive = p->picture->drives->pdata[i];
      const SpLayer *layer = drive->source ? sp_layers_find (p->picture->layers, drive->source) : NULL;
      g_autofree char *path = NULL;

      /* Mine 10: deleting the guard would unlink a file that no snapshot made. */
      if (!sp_planning_takes_part (drive) || is_left_out (what, drive) ||
          (what->guard && (layer == NULL || layer->role == SP_LAYER_BASE)))
        {
          sp_step_add_disk (step, drive->target, SP_KIND_NONE, NULL);
          continue;
        }
      any = TRUE;
      if (what->kind == SP_KIND_EXTERNAL)
        path = sp_planning_make_layer_path (p, step, drive->source, what->layer_folder);
      sp_step_add_disk (step, drive->target, what->kind, path);
    }
  if (!any)
    return sp_planning_refuse (p, what->guard ? "guard-empty" : "take-no-disk", NULL);
  if (what->memory && what->kind == SP_KIND_EXTERNAL)
    {
      if (what->memory_file != NULL && !sp_planning_is_memory_place (p, step, what->memory_file))
        return sp_planning_refuse (p, "take-memory-place", what->memory_file);
      step->memory_file = what->memory_file != NULL ? g_strdup (what->memory_file)
                                                    : sp_planning_make_memory_path (p, step, what->layer_folder);
      if (step->memory_file == NULL)
        return sp_planning_refuse (p, "take-memory-nowhere", NULL);
    }
  return sp_planning_run (p, step);
}

/* Where little room is left, what would else be good to know is a warning. */
static void
note_room (SpPlanning           *p,
           const SpPlanningTake *what)
{
  g_autoptr (SpForecast) forecast = sp_forecast_of (p->plan);
  g_autofree char *tight = forecast != NULL ? sp_forecast_say_tight (forecast) : NULL;

  if (tight != NULL)
    sp_planning_note (p, SP_NOTE_WARNING, "%s", tight);
  if (what->memory && what->kind == SP_KIND_INTERNAL)
    sp_planning_note (p, tight != NULL ? SP_NOTE_WARNING : SP_NOTE_INFO, "%s",
                      sp_history_get_kind (p->f->history) == SP_KIND_INTERNAL
                        ? _ ("The memory makes the disk file grow, for good, and the machine stands still meanwhile. Shut down first, the "
                             "disks alone are quick and small.")
                        : _ ("The memory makes the disk file grow, for good, and the machine stands still meanwhile. Shut down first, the "
                             "disks alone are quick and small; or use separate files."));
}

static void
add_notes (SpPlanning           *p,
           const SpPlanningTake *what)
{
  for (gsize i = 0; what->left_out != NULL && what->left_out[i] != NULL; i++)
    sp_planning_note (p, SP_NOTE_WARNING,
                      what->memory ? _ ("The disk “%s” is left out: after a revert it does not fit what the memory knows of it, and its "
                                        "file system may be spoilt.")
                                   : _ ("The disk “%s” is left out: a revert does not bring back what it holds now."),
                      what->left_out[i]);
  sp_planning_note_firmware_take (p, what);
  if (what->live && !p->picture->paused)
    sp_planning_note (p, SP_NOTE_INFO, "%s",
                      _ ("The machine keeps running while its memory is saved, and pauses only for the last of it. What it changes "
                         "meanwhile is saved again, so that the file may become larger than the memory."));
  note_room (p, what);
  if (what->memory && sp_planner_doubt_memory (p->facts) != NULL)
    /* Translators: %s is a sentence of why saving the memory may fail */
    sp_planning_note (p, SP_NOTE_WARNING, _ ("%s Keep the disks only if it fails."), sp_planner_doubt_memory (p->facts));
  if (what->kind == SP_KIND_EXTERNAL && sp_planning_is_barred_by_apparmor (p, SP_WORKED_MERGE))
    sp_planning_note (p, SP_NOTE_WARNING, "%s",
                      _ ("AppArmor on this host keeps libvirt before 12.1 from deleting most snapshots in separate files, unless the "
                         "distribution mended it."));
  if (what->kind == SP_KIND_INTERNAL && what->memory && sp_planning_doubts_internal_revert (p))
    sp_planning_note (p, SP_NOTE_WARNING, "%s",
                      _ ("libvirt 11.2 and 11.3 cannot go back to a memory inside the disk file, unless the distribution mended it, as Debian "
                         "did. Try it before you rely on it, or shut down first and keep the disks only."));
  if (what->kind == SP_KIND_EXTERNAL && p->f->external_revert == SP_NO)
    sp_planning_note (p, SP_NOTE_WARNING, "%s", _ ("This version of libvirt cannot go back to a snapshot in separate files."));
}

static const char *
or_null (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

/* A step of its own: between the two the machine runs on, and what it writes is in the new layer. */
static gboolean
add_power_off (SpPlanning           *p,
               const SpPlanningTake *what)
{
  SpStep *step = NULL;

  if (!p->picture->active)
    return TRUE;
  if (!sp_machine_peek (p->f->machine)->persistent)
    return sp_planning_refuse (p, "take-power-off-transient", NULL);
  step = sp_plan_add_step (p->plan, SP_STEP_POWER_OFF);
  step->sentence = g_strdup (_ ("Turn the machine off, as if its power were cut"));
  if (what->memory)
    sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The guest is not asked to shut down; what it was doing is in the snapshot."));
  else
    sp_planning_note (p, SP_NOTE_LOSS, "%s",
                      _ ("The guest is not asked to shut down, and its memory is not kept: what its programs have not written to the "
                         "disks is lost."));
  return sp_planning_run (p, step);
}

gboolean
sp_planning_take (SpPlanning *p)
{
  const SpWish *wish = p->wish;
  SpHistory *history = p->f->history;
  SpKind had = sp_history_get_kind (history);
  SpKind chosen = SP_KIND_NONE;
  SpPlanningTake what = { 0 };
  g_autofree char *why = NULL;
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  if (wish->name != NULL)
    name = g_strdup (wish->name);
  else if (wish->title != NULL && *wish->title != '\0')
    name = sp_name_from_title (wish->title, history);
  else
    name = sp_name_from_pattern (wish->name_pattern, sp_machine_get_name (p->f->machine), p->f->now, history);
  if (sp_history_find (history, name) >= 0)
    return sp_planning_refuse (p, "name-taken", name);
  if (!sp_name_check (name, history, &error))
    return sp_planning_refuse (p, "name-bad", name);

  what.name = name;
  what.title = wish->title;
  what.description = wish->description;
  what.memory = p->picture->active && !wish->disks_only;
  what.memory_file = or_null (wish->memory_file);
  what.layer_folder = or_null (wish->layer_folder);
  what.left_out = wish->left_out;
  what.live = wish->live;
  what.quiesce = wish->quiesce;
  what.kind = wish->snapshot_kind;
  chosen = sp_planner_choose_kind (p->facts, wish, &why);
  if (what.kind != SP_KIND_INTERNAL && what.kind != SP_KIND_EXTERNAL)
    what.kind = chosen;
  else
    g_clear_pointer (&why, g_free);
  if (had != SP_KIND_NONE && what.kind != chosen)
    return sp_planning_refuse (p, "kinds-mixed", NULL);
  if (!sp_planning_check_take (p, &what))
    return FALSE;

  sentence = g_strdup_printf (what.memory ? _ ("Take the snapshot “%s” of disks and memory") : _ ("Take the snapshot “%s” of the disks"),
                              wish->title && *wish->title ? wish->title : name);
  if (!sp_planning_add_take (p, &what, sentence))
    return FALSE;
  if (why != NULL)
    sp_plan_add_note (p->plan, SP_NOTE_INFO, why);
  add_notes (p, &what);
  return !wish->power_off || add_power_off (p, &what);
}
