/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning a revert: nothing starts before Now is in safety. */

#include "config.h"

#include "sp-planner-private.h"

#include "sp-doctor.h"
#include "sp-forecast.h"
#include "sp-mines.h"
#include "sp-name.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>

static gboolean
keeps_memory (SpPicSnapshot *s)
{
  return s->state == SP_SNAPSHOT_STATE_RUNNING || s->state == SP_SNAPSHOT_STATE_PAUSED;
}

/* The file that is missing under a snapshot, so that a revert would fail after it has killed the machine (mine 2). */
static const char *
find_missing (SpPlanning    *p,
              SpPicSnapshot *s)
{
  for (guint i = 0; i < s->drives->len; i++)
    {
      SpPicDrive *drive = s->drives->pdata[i];
      const char *path = drive->is_disk ? drive->source : NULL;

      for (guint n = 0; path != NULL && n <= sp_layers_get_n (p->f->layers); n++)
        {
          const SpLayer *layer = sp_layers_find (p->f->layers, path);

          if (layer != NULL && layer->exists_known && !layer->exists)
            return layer->path;
          path = layer ? layer->backing : NULL;
        }
    }
  if (s->memory_file != NULL)
    {
      const SpLayer *file = sp_layers_find (p->f->layers, s->memory_file);

      if (file != NULL && file->exists_known && !file->exists)
        return file->path;
    }
  return NULL;
}

static gboolean
check_target (SpPlanning    *p,
              SpPicSnapshot *s)
{
  const char *title = sp_planning_title (p, s->name);
  const char *missing = find_missing (p, s);

  if (!s->has_domain)
    return sp_planning_refuse (p, "revert-no-domain", title);
  if (s->state == SP_SNAPSHOT_STATE_SUSPENDED)
    return sp_planning_refuse (p, "revert-suspended", title);
  if (sp_pic_snapshot_is_mixed (s))
    return sp_planning_refuse (p, "snapshot-mixed", title);
  /* The one that is marked is refused by libvirt; the one that is half written over is not. */
  if (s->in_progress ||
      sp_doctor_is_half_deleted (p->f->history, sp_history_get (p->f->history, sp_history_find (p->f->history, s->name))))
    return sp_planning_refuse (p, "delete-in-progress", title);
  if (!sp_machine_peek (p->f->machine)->persistent && !keeps_memory (s) && p->wish->then == SP_THEN_AS_TAKEN)
    return sp_planning_refuse (p, "revert-transient", NULL);
  if (p->picture->saved && p->f->saved_elsewhere == SP_YES && !p->wish->force)
    return sp_planning_refuse (p, "mine-12-start", NULL);
  if (p->picture->saved && p->wish->no_safety && !p->wish->force)
    return sp_planning_refuse (p, "revert-managed-save", NULL);
  if (missing != NULL)
    return sp_planning_refuse (p, "revert-file-missing", missing);
  if (!sp_pic_snapshot_is_external (s))
    return p->f->checkpoints != SP_YES || sp_planning_refuse (p, "revert-checkpoints", NULL);
  if (p->f->external_revert == SP_NO)
    return sp_planning_refuse (p, "revert-external-unsupported", NULL);
  for (guint i = 0; i < s->drives->len; i++)
    {
      SpPicDrive *drive = s->drives->pdata[i];

      if (!drive->is_file && (drive->is_disk || drive->source != NULL))
        return sp_planning_refuse (p, "revert-not-file", drive->target);
    }
  return TRUE;
}

/* Each disk writes into a layer of its own since the current snapshot. Returns: bytes, -1: unknown */
static gint64
measure_present (SpPlanning *p)
{
  gint64 bytes = 0;

  for (gsize i = 0; i < p->f->n_disks; i++)
    {
      const SpFactsDisk *d = &p->f->disks[i];
      const SpLayer *layer = d->source != NULL ? sp_layers_find (p->f->layers, d->source) : NULL;

      if (!d->is_disk || d->read_only || d->empty)
        continue;
      if (layer == NULL || layer->role != SP_LAYER_MADE || layer->size < 0)
        return -1;
      bytes += layer->size;
    }
  return bytes;
}

static void
note_present (SpPlanning *p)
{
  SpPicSnapshot *current = sp_picture_find (p->picture, p->picture->current);
  gint64 bytes = measure_present (p);

  if (current != NULL)
    {
      const char *title = sp_planning_title (p, current->name);
      g_autofree char *age = sp_when_age (current->created, p->f->now);
      g_autofree char *size = bytes >= 0 ? g_format_size ((guint64) bytes) : NULL;

      if (size != NULL)
        /* Translators: the second is an age, such as "2 hours ago", the third a size, such as "1.2 GB". */
        sp_planning_note (p, SP_NOTE_LOSS, _ ("What was written since “%s” (%s) is lost: at most %s."), title, age, size);
      else
        /* Translators: the second is an age, such as "2 hours ago". */
        sp_planning_note (p, SP_NOTE_LOSS, _ ("What was written since “%s” (%s) is lost."), title, age);
    }
  else
    sp_planning_note (p, SP_NOTE_LOSS, "%s", _ ("What the disks hold now is lost: no snapshot of it is known."));
}

static void
note_memory (SpPlanning *p)
{
  if (p->f->memory_bytes > 0)
    {
      g_autofree char *size = g_format_size_full ((guint64) p->f->memory_bytes, G_FORMAT_SIZE_IEC_UNITS);

      sp_planning_note (p, SP_NOTE_LOSS, _ ("What the running programs hold in memory (%s) is lost."), size);
    }
  else
    sp_planning_note (p, SP_NOTE_LOSS, "%s", _ ("What the running programs hold in memory is lost."));
}

/* The title of the safety snapshot. It is quoted wherever it is shown, so it holds no quotes itself. */
static char *
name_safety (SpPlanning    *p,
             SpPicSnapshot *target)
{
  int index = sp_history_find (p->f->history, target->name);

  if (index >= 0 && sp_snapshot_peek (sp_history_get (p->f->history, index))->safety)
    return g_strdup (_ ("Before undoing a revert"));

  return g_strdup_printf (_ ("Before reverting to %s"), sp_planning_title (p, target->name));
}

/* What only the memory costs: without it the disks are put aside in no time. */
static void
note_cost (SpPlanning   *p,
           const SpStep *take)
{
  g_autoptr (SpForecast) forecast = sp_forecast_new (p->facts, take);
  g_autofree char *pause = sp_forecast_say_pause (forecast);
  g_autofree char *space = sp_forecast_say_space (forecast);

  if (!take->memory || sp_planning_is_test_driver (p->facts))
    return;
  if (forecast->pauses)
    /* Translators: %s is as in "About 2.5 s, as measured on this host" or "Unknown: not measured on this host yet". */
    sp_planning_note (p, SP_NOTE_INFO, _ ("Pause while the present state is saved: %s."), pause);
  /* Translators: %s is as in "/var/lib/images: up to 2 GiB; 30 GiB free". */
  sp_planning_note (p, SP_NOTE_INFO, _ ("Room that it takes: %s."), space);
  if (sp_forecast_is_tight (forecast))
    sp_planning_note (p, SP_NOTE_WARNING, "%s", _ ("There may not be enough room to save the present state."));
}

static gboolean
add_safety (SpPlanning    *p,
            SpPicSnapshot *target,
            char         **taken)
{
  gboolean external = sp_pic_snapshot_is_external (target);
  gboolean active = p->picture->active;
  g_autofree char *stamp = sp_name_from_time (p->f->now, p->f->history);
  g_autofree char *wanted = g_strdup_printf ("before-revert-%s", stamp);
  g_autofree char *name = sp_name_from_title (wanted, p->f->history);
  g_autofree char *title = name_safety (p, target);
  g_autofree char *sentence = NULL;
  SpPlanningTake what = { .name = name, .title = title, .safety = TRUE, .before = target->name };
  gboolean paused = FALSE;

  what.kind = external ? SP_KIND_EXTERNAL : SP_KIND_INTERNAL;
  /* Inside the disk file there is no state of a running machine without its memory. */
  what.memory = active && !(external && p->wish->safety_disks_only);
  if (external && what.memory && !sp_planning_is_test_driver (p->facts))
    {
      paused = p->f->paused_since_revert == SP_YES && sp_mines_applies (7, p->facts);
      what.memory = p->f->vfio != SP_YES && !paused;
    }
  if (!sp_planning_check_take (p, &what))
    {
      g_autofree char *why = g_strdup (sp_plan_get_reason (p->plan));

      return sp_planning_refuse (p, "safety-not-possible", why);
    }
  sentence = g_strdup_printf (what.memory ? _ ("Save the present disks and memory as “%s”") : _ ("Save the present disks as “%s”"), title);
  if (!sp_planning_add_take (p, &what, sentence))
    return FALSE;

  note_cost (p, sp_plan_get_step (p->plan, sp_plan_get_n_steps (p->plan) - 1));
  if (active && !what.memory)
    {
      note_memory (p);
      if (paused)
        sp_planning_note (p, SP_NOTE_WARNING, "%s",
                          _ ("The memory cannot be saved: the machine was left paused by a revert and has not run since."));
    }
  sp_planning_note (p, SP_NOTE_UNDO, _ ("To undo this, revert to “%s”."), title);
  sp_plan_set_undo (p->plan, name);
  *taken = g_steal_pointer (&name);
  return TRUE;
}

static gboolean
add_guard (SpPlanning *p,
           char      **taken)
{
  g_autofree char *name = sp_name_guard (p->f->history);
  SpPlanningTake what = { .name = name, .kind = SP_KIND_EXTERNAL, .guard = TRUE };

  /* The test driver knows no snapshot of the disks alone. */
  what.memory = p->picture->active && sp_planning_is_test_driver (p->facts);
  if (p->f->checkpoints == SP_YES && !p->picture->active)
    return sp_planning_refuse (p, "take-checkpoints", NULL);
  if (!sp_planning_add_take (p, &what, _ ("Put the present disks aside until the revert is done")))
    return FALSE;
  *taken = g_steal_pointer (&name);
  return TRUE;
}

/* Disks of the person's own that the snapshot does not know: reverting takes them off, their files stay. */
static void
note_foreign_disks (SpPlanning    *p,
                    SpPicSnapshot *s)
{
  for (gsize i = 0; i < p->f->n_disks; i++)
    {
      const SpFactsDisk *d = &p->f->disks[i];
      SpPicDrive *then = sp_picture_find_drive (s->drives, d->target);
      const SpLayer *layer = d->source ? sp_layers_find (p->picture->layers, d->source) : NULL;

      if (!d->is_disk || layer == NULL || layer->role != SP_LAYER_BASE)
        continue;
      if (then == NULL)
        sp_planning_note (p, SP_NOTE_WARNING, _ ("The disk “%s” was added since and is taken off the machine; its file %s stays."),
                          d->target, d->source);
      else if (g_strcmp0 (then->source, d->source) != 0 &&
               !sp_layers_stands_on (p->picture->layers, then->source, d->source))
        sp_planning_note (p, SP_NOTE_WARNING, _ ("The disk “%s” was changed for another since and is changed back; the file %s stays."),
                          d->target, d->source);
    }
}

static gboolean
add_wait (SpPlanning *p)
{
  SpStep *step = NULL;

  if (p->f->last_revert == 0 || p->f->now - p->f->last_revert > 1 || sp_planning_is_test_driver (p->facts))
    return TRUE;
  step = sp_plan_add_step (p->plan, SP_STEP_WAIT);
  step->sentence = g_strdup (_ ("Wait for a second, so that no two layers want the same name"));
  return sp_planning_run (p, step);
}

static gboolean
add_revert (SpPlanning *p,
            const char *name,
            const char *title)
{
  SpStep *step = sp_plan_add_step (p->plan, SP_STEP_REVERT);

  if (p->wish->then == SP_THEN_RUNNING)
    step->sentence = g_strdup_printf (_ ("Go back to “%s” and let the machine run"), title);
  else if (p->wish->then == SP_THEN_PAUSED)
    step->sentence = g_strdup_printf (_ ("Go back to “%s” and leave the machine paused"), title);
  else
    step->sentence = g_strdup_printf (_ ("Go back to “%s”"), title);
  step->snapshot = g_strdup (name);
  step->then = p->wish->then;
  step->reset_firmware = p->wish->reset_firmware;
  return sp_planning_run (p, step);
}

static void
set_rescue (SpPlanning *p,
            const char *name,
            gboolean    was_active,
            gboolean    memory)
{
  SpStep *rescue = sp_plan_set_rescue (p->plan);

  rescue->snapshot = g_strdup (name);
  rescue->sentence = g_strdup (_ ("Go back to the state before"));
  if (was_active && !memory)
    rescue->then = sp_machine_get_state (p->f->machine) == SP_MACHINE_STATE_PAUSED ? SP_THEN_PAUSED : SP_THEN_RUNNING;
}

static const char *
try_cleanup (SpPlanning *p,
             SpStepKind  kind,
             const char *guard,
             char      **victim)
{
  g_autoptr (SpStep) step = sp_step_new (kind);
  const char *rule = NULL;

  step->snapshot = g_strdup (guard);
  step->cleanup = TRUE;
  step->sentence = g_strdup (kind == SP_STEP_FORGET ? _ ("Take what was put aside off the list, and touch no file")
                                                    : _ ("Remove what was put aside"));
  rule = sp_planning_try (p, step, victim);
  if (rule == NULL)
    sp_plan_take_step (p->plan, g_steal_pointer (&step));
  return rule;
}

/* Deleting it frees all that it froze: of a disk that a snapshot left out, also what that one needs. Then only its record goes,
 * and what is left behind is told. */
static gboolean
add_cleanup (SpPlanning *p,
             const char *guard)
{
  g_autofree char *victim = NULL;
  const char *rule = try_cleanup (p, SP_STEP_DELETE, guard, &victim);

  if (g_strcmp0 (rule, "law-1") == 0)
    {
      g_clear_pointer (&victim, g_free);
      rule = try_cleanup (p, SP_STEP_FORGET, guard, &victim);
    }
  return rule == NULL || sp_planning_refuse_step (p, rule, guard, victim);
}

/* What a revert had put aside that was interrupted: of no use once this one is done. Where it cannot go, nothing is lost. */
static void
add_old_cleanup (SpPlanning *p)
{
  SpPicSnapshot *aside = p->wish->aside != NULL ? sp_picture_find (p->picture, p->wish->aside) : NULL;
  g_autofree char *victim = NULL;

  if (aside != NULL && aside->guard && g_strcmp0 (p->picture->current, aside->name) != 0 &&
      sp_picture_n_children (p->picture, aside->name) == 0)
    try_cleanup (p, SP_STEP_DELETE, p->wish->aside, &victim);
}

/* With its memory the guest gets back the time that it had then. One that starts anew reads its machine's clock. */
static gboolean
add_clock (SpPlanning *p,
           gboolean    memory)
{
  SpStep *step = NULL;

  if (!memory || !p->picture->active || p->picture->paused || p->f->agent_channel != SP_YES)
    return TRUE;
  step = sp_plan_add_step (p->plan, SP_STEP_SET_CLOCK);
  step->sentence = g_strdup (_ ("Set the guest’s clock, if its agent answers"));
  return sp_planning_run (p, step);
}

static void
note_outcome (SpPlanning *p,
              gboolean    was_active)
{
  if (was_active)
    sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine is ended as if its power were cut, and goes on from the snapshot."));
  if (!p->picture->active)
    sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine is off afterwards."));
  else if (p->picture->paused)
    sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine is paused afterwards."));
  else
    sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine runs afterwards."));
}

/* Mine 13. What runs again is kept by the safety snapshot, memory and all. */
static gboolean
use_saved (SpPlanning *p)
{
  SpStep *step = NULL;

  if (p->wish->force || p->picture->active)
    {
      step = sp_plan_add_step (p->plan, SP_STEP_DISCARD_SAVED);
      step->sentence = g_strdup (_ ("Discard the running state that was saved when the machine was stopped"));
      sp_planning_note (p, SP_NOTE_LOSS, "%s", _ ("The running state that was saved when the machine was stopped is lost."));
      return sp_planning_run (p, step);
    }
  step = sp_plan_add_step (p->plan, SP_STEP_START);
  step->sentence = g_strdup (_ ("Start the machine where its running state was saved"));
  return sp_planning_run (p, step);
}

/* Left paused by a revert, and not run since; or off, and nothing written since. A state that was saved when the machine was
 * stopped is more than the disks hold. */
static gboolean
has_stood_still (SpPlanning    *p,
                 SpPicSnapshot *target)
{
  if (p->f->paused_since_revert == SP_YES)
    return TRUE;
  return p->f->unwritten == SP_YES && !p->picture->active && p->f->managed_save == SP_NO &&
         target != NULL && sp_pic_snapshot_is_external (target);
}

/* Now is what the current snapshot keeps. Its own record tells that Now stands on nothing else; where it was deleted meanwhile,
 * or another was taken, there is none that fits. When the guard of a revert is deleted, libvirt moves what the revert had put on
 * to where a take would have noted it. */
static gboolean
is_unchanged (SpPlanning    *p,
              SpPicSnapshot *target)
{
  SpPicSnapshot *current = sp_picture_find (p->picture, p->picture->current);
  GPtrArray *record = NULL;
  guint n = 0;

  if (!has_stood_still (p, target) || current == NULL || !current->has_domain)
    return FALSE;
  record = current->revert_disks;
  if (record == NULL && !p->picture->active)
    record = current->disks;
  if (record == NULL)
    return FALSE;
  for (gsize i = 0; i < p->f->n_disks; i++)
    {
      const SpFactsDisk *d = &p->f->disks[i];
      SpPicDisk *kept = sp_picture_find_disk (current->disks, d->target);
      SpPicDisk *made = sp_picture_find_disk (record, d->target);

      if (!d->is_disk || d->read_only)
        continue;
      /* A revert puts a layer on a disk, too, that the snapshot left out. */
      if (kept == NULL || kept->kind != SP_KIND_EXTERNAL)
        return FALSE;
      if (made == NULL || made->source == NULL || g_strcmp0 (made->source, d->source) != 0)
        return FALSE;
      n++;
    }
  return n > 0;
}

static void
note_unchanged (SpPlanning *p)
{
  const char *title = sp_planning_title (p, p->picture->current);

  sp_plan_set_undo (p->plan, p->picture->current);
  sp_planning_note (p, SP_NOTE_INFO, _ ("The machine is as “%s” keeps it: nothing need be saved first."), title);
  sp_planning_note (p, SP_NOTE_UNDO, _ ("To undo this, revert to “%s”."), title);
}

gboolean
sp_planning_revert (SpPlanning *p)
{
  SpPicSnapshot *target = sp_picture_find (p->picture, p->wish->target);
  gboolean active = FALSE;
  gboolean external = FALSE;
  gboolean memory = FALSE;
  gboolean unchanged = is_unchanged (p, target);
  gboolean safety = !p->wish->no_safety && !unchanged;
  g_autofree char *title = NULL;
  g_autofree char *taken = NULL;

  if (p->wish->undo && target == NULL)
    return sp_planning_refuse (p, "nothing-to-undo", NULL);
  if (p->wish->baseline && target == NULL)
    return sp_planning_refuse (p, "no-baseline", NULL);
  if (target == NULL)
    return sp_planning_refuse (p, "no-such-snapshot", p->wish->target);
  if (!check_target (p, target))
    return FALSE;
  if (p->f->managed_save == SP_YES && !sp_planning_is_test_driver (p->facts) && !use_saved (p))
    return FALSE;
  if (!sp_planning_check_firmware_reset (p, keeps_memory (target)))
    return FALSE;
  active = p->picture->active;
  external = sp_pic_snapshot_is_external (target);
  title = g_strdup (sp_planning_title (p, target->name));
  note_foreign_disks (p, target);

  if (p->hooks & SP_PLANNER_NO_GUARD)
    note_present (p);
  else if (safety)
    {
      if (!add_safety (p, target, &taken))
        return FALSE;
    }
  else
    {
      if (unchanged)
        note_unchanged (p);
      else
        {
          note_present (p);
          if (active)
            note_memory (p);
        }
      /* The test driver moves no disk, and so loses none. */
      if (external && !sp_planning_is_test_driver (p->facts) && !add_guard (p, &taken))
        return FALSE;
    }
  if (taken != NULL)
    memory = sp_plan_get_step (p->plan, sp_plan_get_n_steps (p->plan) - 1)->memory;
  if (external && !add_wait (p))
    return FALSE;
  if (!add_revert (p, p->wish->target, title))
    return FALSE;
  if (taken != NULL && !safety && !add_cleanup (p, taken))
    return FALSE;
  add_old_cleanup (p);
  if (!add_clock (p, keeps_memory (target)))
    return FALSE;
  if (taken != NULL)
    set_rescue (p, taken, active, memory);
  sp_planning_note_firmware_revert (p, keeps_memory (target), !external, taken != NULL && safety, memory);
  note_outcome (p, active);
  if (external && sp_planning_is_barred_by_apparmor (p, SP_WORKED_EXTERNAL_REVERT))
    sp_planning_note (p, SP_NOTE_WARNING, "%s",
                      _ ("AppArmor on this host may keep libvirt before 12.1 from starting the machine on the layers of a snapshot, unless the "
                         "distribution mended it. If it fails, the state before is brought back; if that fails, too, the machine is off, "
                         "and nothing of both is lost."));
  if (!external && keeps_memory (target) && sp_planning_doubts_internal_revert (p))
    sp_planning_note (p, SP_NOTE_WARNING, "%s",
                      _ ("libvirt 11.2 and 11.3 cannot go back to a memory inside the disk file, unless the distribution mended it, as Debian "
                         "did. If it fails, the machine is off, and its snapshots are as they were."));
  return TRUE;
}
