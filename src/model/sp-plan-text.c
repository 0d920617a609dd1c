/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as a terminal shows it. */

#include "config.h"

#include "sp-forecast.h"
#include "sp-plain.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What comes from the host cannot forge a line of the plan. */
static void
append_safely (GString    *text,
               const char *foreign)
{
  g_autofree char *line = sp_plain_line (foreign);

  g_string_append (text, line);
}

static void
append_files (GString    *text,
              const char *what,
              GPtrArray  *paths,
              gboolean    of_a_revert)
{
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *path = g_strdup (paths->pdata[i]);

      g_string_append_printf (text, "     %s ", what);
      /* libvirt names it after the second in which it makes it, which nobody knows yet. */
      if (of_a_revert && strrchr (path, '.') != NULL)
        *strrchr (path, '.') = '\0';
      append_safely (text, path);
      if (of_a_revert)
        /* Translators: stands for the end of a file's name, which is not known yet: "disk.(time of the revert)" */
        g_string_append_printf (text, ".%s", _ ("(time of the revert)"));
      g_string_append_c (text, '\n');
    }
}

static void
append_line (GString    *text,
             const char *label,
             char       *value)
{
  g_auto (GStrv) lines = g_strsplit (value, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_string_append_printf (text, "%s ", label);
      append_safely (text, lines[i]);
      g_string_append_c (text, '\n');
    }
  g_free (value);
}

static void
append_forecast (GString *text,
                 SpPlan  *plan)
{
  g_autoptr (SpForecast) forecast = sp_forecast_of (plan);

  if (forecast == NULL)
    return;
  append_line (text, C_ ("plan", "Keeps:"), sp_forecast_say_consistency (forecast));
  append_line (text, C_ ("plan", "Pause:"), sp_forecast_say_pause (forecast));
  append_line (text, C_ ("plan", "Space:"), sp_forecast_say_space (forecast));
}

static void
append_step (GString      *text,
             const SpStep *step)
{
  /* Translators: what a step does to a file, whose name follows: "creates /images/disk.new" */
  append_files (text, C_ ("a step, with a file", "creates"), step->touches.created, step->kind == SP_STEP_REVERT);
  append_files (text, C_ ("a step, with a file", "writes"), step->touches.written, FALSE);
  /* Translators: from now on this file stands on another one: only what it refers to is changed */
  append_files (text, C_ ("a step, with a file", "rebases"), step->touches.rebased, FALSE);
  append_files (text, C_ ("a step, with a file", "removes"), step->touches.unlinked, FALSE);
}

/**
 * sp_plan_say_freed:
 * @self: a plan that deletes
 *
 * What the host gets back. What merges tells both ends: how much two layers have in common is not known.
 *
 * Returns: (transfer full) (nullable): a sentence, or %NULL where nothing is freed
 */
char *
sp_plan_say_freed (SpPlan *self)
{
  gint64 min = 0;
  gint64 max = 0;
  gboolean inside = FALSE;
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;

  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  for (guint i = 0; i < sp_plan_get_n_steps (self); i++)
    {
      const SpStep *step = sp_plan_get_step (self, i);

      inside |= step->kind == SP_STEP_DELETE && step->touches.unlinked->len == 0 && step->touches.written->len == 0;
      min = min < 0 || step->space_freed_min < 0 ? -1 : min + step->space_freed_min;
      max = max < 0 || step->space_freed_max < 0 ? -1 : max + step->space_freed_max;
    }
  if (max < 0)
    return g_strdup (_ ("How much space this frees is unknown."));
  if (max == 0 || min < 0)
    return inside ? g_strdup (_ ("The space is free for reuse inside the disk file, which does not shrink.")) : NULL;

  least = g_format_size ((guint64) min);
  most = g_format_size ((guint64) max);
  return min == max ? g_strdup_printf (_ ("Frees %s."), most) : g_strdup_printf (_ ("Frees between %s and %s."), least, most);
}

/**
 * sp_plan_say_deleting:
 * @self: a plan that deletes one snapshot
 *
 * Returns: (transfer full) (nullable): what deleting it would free, or why it cannot go now
 */
char *
sp_plan_say_deleting (SpPlan *self)
{
  g_autofree char *freed = NULL;

  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  if (sp_plan_is_refused (self))
    /* Translators: %s is a sentence of why not */
    return g_strdup_printf (_ ("Deleting it is not possible now: %s"), sp_plan_get_reason (self));
  freed = sp_plan_say_freed (self);
  /* Translators: what deleting a snapshot frees: "Deleting it: Frees 3.1 GB." */
  return freed != NULL ? g_strdup_printf (_ ("Deleting it: %s"), freed) : NULL;
}

/**
 * sp_plan_to_text:
 * @self: a plan
 *
 * The plan as a terminal shows it: what is lost first, then the steps with the files that each touches.
 *
 * Returns: (transfer full): several lines
 */
char *
sp_plan_to_text (SpPlan *self)
{
  g_autoptr (GString) text = NULL;
  const SpStep *rescue = NULL;

  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  rescue = sp_plan_get_rescue (self);
  text = g_string_new (NULL);
  append_safely (text, sp_plan_get_title (self));
  g_string_append_c (text, '\n');
  if (sp_plan_is_refused (self))
    {
      g_string_append_printf (text, "%s ", _ ("Not possible:"));
      append_safely (text, sp_plan_get_reason (self));
      g_string_append_c (text, '\n');
      if (sp_plan_get_way_out (self) != NULL)
        {
          g_string_append_printf (text, "%s ", _ ("What would work:"));
          append_safely (text, sp_plan_get_way_out (self));
          g_string_append_c (text, '\n');
        }
      return g_string_free_and_steal (g_steal_pointer (&text));
    }

  for (guint i = 0; i < sp_plan_get_n_notes (self); i++)
    {
      const SpNote *note = sp_plan_get_note (self, i);

      if (note->kind == SP_NOTE_LOSS)
        g_string_append_printf (text, "%s ", C_ ("plan", "Lost:"));
      else if (note->kind == SP_NOTE_WARNING)
        g_string_append_printf (text, "%s ", C_ ("plan", "Warning:"));
      append_safely (text, note->text);
      g_string_append_c (text, '\n');
    }
  append_forecast (text, self);
  for (guint i = 0; i < sp_plan_get_n_steps (self); i++)
    {
      const SpStep *step = sp_plan_get_step (self, i);

      g_string_append_printf (text, "%3u. ", i + 1);
      append_safely (text, step->sentence ? step->sentence : "");
      g_string_append_c (text, '\n');
      append_step (text, step);
    }
  if (rescue != NULL && rescue->sentence != NULL)
    {
      g_string_append_printf (text, _ ("If the revert fails: %s"), rescue->sentence);
      g_string_append_c (text, '\n');
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}
