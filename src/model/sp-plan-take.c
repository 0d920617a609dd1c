/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning to take a snapshot: its kind, its name, and a file's name for each layer. */

#include "config.h"

#include "sp-planner-private.h"

#include "sp-error.h"
#include "sp-mines.h"
#include "sp-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Since then QEMU's jobs keep the firmware's settings too, where they are qcow2. */
#define UEFI_INSIDE 10009000

static gboolean
takes_part (const SpPicDrive *drive)
{
  return drive->is_disk && !drive->read_only && !drive->empty;
}

static gboolean
is_qcow2 (const SpPicDrive *drive)
{
  return g_strcmp0 (drive->format, "qcow2") == 0;
}

static gboolean
uefi_keeps_out (SpFacts *facts)
{
  const SpFactsInit *f = sp_facts_peek (facts);

  if (f->nvram == NULL)
    return FALSE;
  return g_strcmp0 (f->nvram_format, "qcow2") != 0 ||
         (sp_facts_is_active (facts) && f->libvirt_version != 0 && f->libvirt_version < UEFI_INSIDE);
}

/* The kind that a history without snapshots may have, and why not the other. */
static SpKind
choose_for_empty (SpFacts    *facts,
                  gboolean    disks_only,
                  const char **reason)
{
  const SpFactsInit *f = sp_facts_peek (facts);

  if (disks_only && sp_facts_is_active (facts))
    {
      *reason = _ ("In separate files, because a running machine's disks cannot be kept inside without its memory.");
      return SP_KIND_EXTERNAL;
    }
  if (!sp_planning_is_test_driver (facts))
    {
      for (gsize i = 0; i < f->n_disks; i++)
        {
          const SpFactsDisk *d = &f->disks[i];

          if (d->is_disk && !d->read_only && !d->empty && (!d->is_file || g_strcmp0 (d->format, "qcow2") != 0))
            {
              *reason = _ ("In separate files, because not every disk is a qcow2 file.");
              return SP_KIND_EXTERNAL;
            }
        }
      if (uefi_keeps_out (facts))
        {
          *reason = _ ("In separate files, because the firmware's settings cannot be kept inside.");
          return SP_KIND_EXTERNAL;
        }
    }
  *reason = _ ("Inside the disk file: the first snapshot decides, and that is the tidier kind.");
  return SP_KIND_INTERNAL;
}

/**
 * sp_planner_choose_kind:
 * @facts: the facts
 * @disks_only: without the memory
 * @reason: (out) (optional) (transfer full): why, in a sentence
 *
 * The kind that automatic chooses: the one that the history has, since the two are never mixed.
 *
 * Returns: internal or external
 */
SpKind
sp_planner_choose_kind (SpFacts  *facts,
                        gboolean  disks_only,
                        char    **reason)
{
  SpHistory *history = NULL;
  SpKind kind = SP_KIND_NONE;
  const char *why = NULL;
  int current = -1;

  g_return_val_if_fail (SP_IS_FACTS (facts), SP_KIND_NONE);

  history = sp_facts_get_history (facts);
  kind = sp_history_get_kind (history);
  current = sp_history_get_current (history);
  if (kind == SP_KIND_MIXED)
    {
      kind = current >= 0 ? sp_snapshot_get_kind (sp_history_get (history, current)) : SP_KIND_EXTERNAL;
      if (kind != SP_KIND_INTERNAL)
        kind = SP_KIND_EXTERNAL;
      why = _ ("As the current snapshot: this machine's snapshots are of both kinds.");
    }
  else if (kind == SP_KIND_INTERNAL)
    why = _ ("Inside the disk file, as this machine's other snapshots.");
  else if (kind == SP_KIND_EXTERNAL)
    why = _ ("In separate files, as this machine's other snapshots.");
  else
    kind = choose_for_empty (facts, disks_only, &why);

  if (reason != NULL)
    *reason = g_strdup (why);
  return kind;
}

gboolean
sp_planning_check_take (SpPlanning           *p,
                        const SpPlanningTake *what)
{
  gboolean test = sp_planning_is_test_driver (p->facts);
  guint n = 0;

  if (p->f->checkpoints == SP_YES)
    return sp_planning_refuse (p, "take-checkpoints", NULL);
  if (what->memory && p->f->vfio == SP_YES)
    return sp_planning_refuse (p, "take-memory-device", NULL);
  if (test && p->picture->active && !what->memory)
    return sp_planning_refuse (p, "take-test-disks-only", NULL);
  if (what->kind == SP_KIND_INTERNAL && p->picture->active && !what->memory)
    return sp_planning_refuse (p, "take-internal-disks-only", NULL);
  for (guint i = 0; i < p->picture->drives->len; i++)
    {
      SpPicDrive *drive = p->picture->drives->pdata[i];

      if (!takes_part (drive))
        continue;
      n++;
      if (what->kind == SP_KIND_INTERNAL && !test && (!is_qcow2 (drive) || drive->source == NULL))
        return sp_planning_refuse (p, "take-internal-raw", drive->target);
      if (what->kind == SP_KIND_EXTERNAL && (!drive->is_file || drive->source == NULL))
        return sp_planning_refuse (p, "take-external-no-file", drive->target);
    }
  if (n == 0)
    return sp_planning_refuse (p, "take-no-disk", NULL);
  if (what->kind == SP_KIND_INTERNAL && !test && uefi_keeps_out (p->facts))
    return sp_planning_refuse (p, "take-internal-uefi", NULL);
  if (what->kind == SP_KIND_EXTERNAL && what->memory && p->f->paused_since_revert == SP_YES && sp_mines_applies (7, p->facts))
    return sp_planning_refuse (p, "mine-7", NULL);
  return TRUE;
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

static char *
make_layer_path (SpPlanning *p,
                 SpStep     *step,
                 const char *source)
{
  g_autoptr (GString) stem = g_string_new (source);

  cut_suffix (p, stem);
  g_string_append_printf (stem, ".%s", step->snapshot);
  return make_unique (p, step, stem->str, "");
}

static char *
make_memory_path (SpPlanning *p,
                  SpStep     *step)
{
  g_autofree char *machine = g_strdup (sp_machine_get_name (p->f->machine));
  g_autofree char *folder = NULL;
  g_autofree char *stem = NULL;

  for (guint i = 0; i < p->picture->drives->len && folder == NULL; i++)
    {
      SpPicDrive *drive = p->picture->drives->pdata[i];

      if (takes_part (drive) && drive->is_file && drive->source != NULL && *drive->source == '/')
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
  stem = g_strdup_printf ("%s/%s.%s", strcmp (folder, "/") == 0 ? "" : folder, machine, step->snapshot);
  return make_unique (p, step, stem, ".mem");
}

/* A place that a person gave: a whole path, and of no file that anybody has. */
static gboolean
is_memory_place (SpPlanning *p,
                 SpStep     *step,
                 const char *path)
{
  gsize length = strlen (path);

  if (*path != '/' || path[length - 1] == '/' || length > 4000 || !g_utf8_validate (path, -1, NULL))
    return FALSE;
  for (const char *c = path; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return FALSE;
  for (gsize i = 0; i < p->f->n_uses; i++)
    if (g_strcmp0 (p->f->uses[i].path, path) == 0)
      return FALSE;
  return sp_layers_find (p->picture->layers, path) == NULL && sp_layers_find (p->f->layers, path) == NULL &&
         !is_planned (step, path);
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
  step->snapshot_kind = what->kind;
  step->safety = what->safety;
  step->guard = what->guard;
  for (guint i = 0; i < p->picture->drives->len; i++)
    {
      SpPicDrive *drive = p->picture->drives->pdata[i];
      const SpLayer *layer = drive->source ? sp_layers_find (p->picture->layers, drive->source) : NULL;
      g_autofree char *path = NULL;

      /* Mine 10: deleting the guard would unlink a file that no snapshot made. */
      if (!takes_part (drive) || (what->guard && (layer == NULL || layer->role == SP_LAYER_BASE)))
        {
          sp_step_add_disk (step, drive->target, SP_KIND_NONE, NULL);
          continue;
        }
      any = TRUE;
      if (what->kind == SP_KIND_EXTERNAL)
        path = make_layer_path (p, step, drive->source);
      sp_step_add_disk (step, drive->target, what->kind, path);
    }
  if (!any)
    return sp_planning_refuse (p, what->guard ? "guard-empty" : "take-no-disk", NULL);
  if (what->memory && what->kind == SP_KIND_EXTERNAL)
    {
      if (what->memory_file != NULL && !is_memory_place (p, step, what->memory_file))
        return sp_planning_refuse (p, "take-memory-place", what->memory_file);
      step->memory_file = what->memory_file != NULL ? g_strdup (what->memory_file) : make_memory_path (p, step);
      if (step->memory_file == NULL)
        return sp_planning_refuse (p, "take-memory-nowhere", NULL);
    }
  return sp_planning_run (p, step);
}

static void
add_notes (SpPlanning           *p,
           const SpPlanningTake *what)
{
  if (what->memory && p->f->memory_bytes > 0)
    {
      g_autofree char *size = g_format_size_full ((guint64) p->f->memory_bytes, G_FORMAT_SIZE_IEC_UNITS);

      sp_planning_note (p, SP_NOTE_INFO, _ ("The machine pauses while up to %s of memory are saved."), size);
    }
  else if (what->memory)
    sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine pauses while its memory is saved."));
  else if (p->picture->active)
    sp_planning_note (p, SP_NOTE_INFO, "%s",
                      _ ("Without the memory: after a revert the machine starts as if its power had been cut at this moment."));
  if (what->kind == SP_KIND_EXTERNAL && p->f->external_revert == SP_NO)
    sp_planning_note (p, SP_NOTE_WARNING, "%s", _ ("This version of libvirt cannot go back to a snapshot in separate files."));
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
    name = sp_name_from_time (p->f->now, history);
  if (sp_history_find (history, name) >= 0)
    return sp_planning_refuse (p, "name-taken", name);
  if (!sp_name_check (name, history, &error))
    return sp_planning_refuse (p, "name-bad", name);

  what.name = name;
  what.title = wish->title;
  what.description = wish->description;
  what.memory = p->picture->active && !wish->disks_only;
  what.memory_file = wish->memory_file != NULL && *wish->memory_file != '\0' ? wish->memory_file : NULL;
  what.kind = wish->snapshot_kind;
  chosen = sp_planner_choose_kind (p->facts, wish->disks_only, &why);
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
  return TRUE;
}
