/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person gets by a take, and what it costs: told before the button is pressed. In numbers, or as unknown. */

#include "config.h"

#include "sp-forecast.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A measurement says little of a machine of quite another size: what every take costs anyway would be scaled with it. */
#define ALIKE 8

G_DEFINE_ENUM_TYPE (SpConsistency, sp_consistency,
                    G_DEFINE_ENUM_VALUE (SP_CONSISTENCY_MEMORY, "memory"),
                    G_DEFINE_ENUM_VALUE (SP_CONSISTENCY_QUIESCED, "quiesced"),
                    G_DEFINE_ENUM_VALUE (SP_CONSISTENCY_POWER_CUT, "power-cut"),
                    G_DEFINE_ENUM_VALUE (SP_CONSISTENCY_OFF, "off"))

static void
place_free (gpointer data)
{
  SpForecastPlace *place = data;

  g_free (place->folder);
  g_free (place);
}

static gint64
find_room (const SpFactsInit *f,
           const char        *folder)
{
  for (gsize i = 0; i < f->n_rooms; i++)
    if (g_strcmp0 (f->rooms[i].folder, folder) == 0)
      return f->rooms[i].free;
  return -1;
}

static void
add_place (SpForecast        *self,
           const SpFactsInit *f,
           const char        *path,
           gint64             needed)
{
  g_autofree char *folder = g_path_get_dirname (path);
  SpForecastPlace *place = NULL;

  for (guint i = 0; i < self->places->len && place == NULL; i++)
    if (g_str_equal (((SpForecastPlace *) self->places->pdata[i])->folder, folder))
      place = self->places->pdata[i];
  if (place == NULL)
    {
      place = g_new0 (SpForecastPlace, 1);
      place->folder = g_steal_pointer (&folder);
      place->free = find_room (f, place->folder);
      g_ptr_array_add (self->places, place);
    }
  if (needed < 0)
    place->needed = -1;
  else if (place->needed >= 0)
    place->needed += needed;
}

static const SpFactsDisk *
find_disk (const SpFactsInit *f,
           const char        *target)
{
  for (gsize i = 0; i < f->n_disks; i++)
    if (g_strcmp0 (f->disks[i].target, target) == 0)
      return &f->disks[i];
  return NULL;
}

/* The memory goes into its file, or into the first disk that is kept. */
static void
find_places (SpForecast        *self,
             const SpFactsInit *f,
             const SpStep      *take)
{
  gint64 memory = take->memory ? (f->memory_bytes > 0 && !take->live ? f->memory_bytes : -1) : 0;

  if (take->memory && take->memory_file != NULL)
    {
      add_place (self, f, take->memory_file, memory);
      memory = 0;
    }
  for (guint i = 0; i < take->disks->len; i++)
    {
      const SpStepDisk *disk = take->disks->pdata[i];
      const SpFactsDisk *had = find_disk (f, disk->target);

      if (disk->kind == SP_KIND_EXTERNAL && disk->layer != NULL)
        add_place (self, f, disk->layer, 0);
      else if (disk->kind == SP_KIND_INTERNAL && had != NULL && had->source != NULL && had->is_file)
        {
          add_place (self, f, had->source, memory);
          memory = 0;
        }
    }
}

/* Between the slowest and the fastest take of a machine of about that size. */
static void
find_pause (SpForecast        *self,
            const SpFactsInit *f,
            const SpStep      *take)
{
  double slowest = 0;
  double fastest = 0;

  self->pause_min = self->pause_max = -1;
  for (gsize i = 0; i < f->n_pauses; i++)
    {
      const SpFactsPause *p = &f->pauses[i];
      double rate = p->usec > 0 ? (double) p->bytes / (double) p->usec : 0;

      if (p->kind != take->snapshot_kind || rate <= 0 || p->bytes > f->memory_bytes * ALIKE || p->bytes < f->memory_bytes / ALIKE)
        continue;
      slowest = slowest > 0 ? MIN (slowest, rate) : rate;
      fastest = MAX (fastest, rate);
    }
  if (slowest <= 0 || f->memory_bytes <= 0)
    return;
  self->pause_min = (gint64) ((double) f->memory_bytes / fastest / 1000 + 0.5);
  self->pause_max = (gint64) ((double) f->memory_bytes / slowest / 1000 + 0.5);
}

/**
 * sp_forecast_new:
 * @facts: the facts
 * @take: a step that takes a snapshot, of a plan made from them
 *
 * Returns: (transfer full): what it will give and cost
 */
SpForecast *
sp_forecast_new (SpFacts      *facts,
                 const SpStep *take)
{
  const SpFactsInit *f = NULL;
  SpForecast *self = NULL;
  SpMachineState state;

  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);
  g_return_val_if_fail (take != NULL && take->kind == SP_STEP_TAKE, NULL);

  f = sp_facts_peek (facts);
  state = sp_machine_get_state (f->machine);
  self = g_new0 (SpForecast, 1);
  self->places = g_ptr_array_new_with_free_func (place_free);
  if (take->memory)
    self->consistency = SP_CONSISTENCY_MEMORY;
  else if (!sp_facts_is_active (facts))
    self->consistency = SP_CONSISTENCY_OFF;
  else
    self->consistency = take->quiesce ? SP_CONSISTENCY_QUIESCED : SP_CONSISTENCY_POWER_CUT;
  self->pauses = take->memory && state == SP_MACHINE_STATE_RUNNING;
  self->live = take->live;
  self->inside = take->memory && take->snapshot_kind == SP_KIND_INTERNAL;
  if (self->pauses && !self->live)
    find_pause (self, f, take);
  else
    self->pause_min = self->pause_max = self->pauses ? -1 : 0;
  find_places (self, f, take);
  return self;
}

/**
 * sp_forecast_of:
 * @plan: a plan
 *
 * Returns: (transfer full) (nullable): what the snapshot that a person asked for will give and cost
 */
SpForecast *
sp_forecast_of (SpPlan *plan)
{
  g_return_val_if_fail (SP_IS_PLAN (plan), NULL);

  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (step->kind == SP_STEP_TAKE && !step->safety && !step->guard)
        return sp_forecast_new (sp_plan_get_facts (plan), step);
    }
  return NULL;
}

void
sp_forecast_free (SpForecast *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->places);
  g_free (self);
}

static const SpForecastPlace *
find_tight (const SpForecast *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      const SpForecastPlace *place = self->places->pdata[i];

      if (place->free >= 0 && place->needed > place->free)
        return place;
    }
  return NULL;
}

/**
 * sp_forecast_is_tight:
 * @self: a forecast
 *
 * What is needed is the most that it can be: the memory's empty pages take no room.
 *
 * Returns: whether there may not be room
 */
gboolean
sp_forecast_is_tight (const SpForecast *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return find_tight (self) != NULL;
}

/**
 * sp_forecast_say_consistency:
 * @self: a forecast
 *
 * Returns: (transfer full): what a revert will find
 */
char *
sp_forecast_say_consistency (const SpForecast *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->consistency)
    {
    case SP_CONSISTENCY_MEMORY:
      return g_strdup (_ ("All programs go on where they were"));
    case SP_CONSISTENCY_QUIESCED:
      return g_strdup (_ ("Disks at rest: the machine starts with whole file systems"));
    case SP_CONSISTENCY_POWER_CUT:
      return g_strdup (_ ("Disks as after a power cut: the machine starts, and may have to mend its file systems"));
    case SP_CONSISTENCY_OFF:
      return g_strdup (_ ("The disks of a machine that was off"));
    default:
      g_assert_not_reached ();
    }
}

static char *
say_seconds (gint64 msec)
{
  if (msec < 9950)
    return g_strdup_printf ("%.1f", (double) msec / 1000);
  return g_strdup_printf ("%.0f", (double) msec / 1000);
}

/**
 * sp_forecast_say_pause:
 * @self: a forecast
 *
 * Returns: (transfer full): how long the machine stands still
 */
char *
sp_forecast_say_pause (const SpForecast *self)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!self->pauses)
    {
      if (self->consistency == SP_CONSISTENCY_QUIESCED)
        return g_strdup (_ ("A moment, while the guest is at rest"));
      return g_strdup (self->consistency == SP_CONSISTENCY_POWER_CUT ? _ ("None to speak of") : _ ("None: the machine does not run"));
    }
  if (self->live)
    return g_strdup (_ ("Short, for the last of the memory; how short is unknown"));
  if (self->pause_max < 0)
    return g_strdup (_ ("Unknown: not measured on this host yet"));
  low = say_seconds (MAX (self->pause_min, 100));
  high = say_seconds (MAX (self->pause_max, 100));
  if (g_str_equal (low, high))
    /* Translators: seconds. */
    return g_strdup_printf (_ ("About %s s, as measured on this host"), high);
  return g_strdup_printf (_ ("About %s to %s s, as measured on this host"), low, high);
}

/**
 * sp_forecast_say_space:
 * @self: a forecast
 *
 * Returns: (transfer full): what goes where, a line for each folder
 */
char *
sp_forecast_say_space (const SpForecast *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->places->len; i++)
    {
      const SpForecastPlace *place = self->places->pdata[i];
      g_autofree char *needed = place->needed > 0 ? g_format_size_full ((guint64) place->needed, G_FORMAT_SIZE_IEC_UNITS) : NULL;
      g_autofree char *room = place->free >= 0 ? g_format_size_full ((guint64) place->free, G_FORMAT_SIZE_IEC_UNITS) : NULL;
      g_autofree char *what = NULL;

      if (needed != NULL)
        /* Translators: stands in "FOLDER: up to 2 GB; 3 GB free" */
        what = g_strdup_printf (_ ("up to %s"), needed);
      else
        /* Translators: stand in "FOLDER: hardly any at first; 3 GB free" */
        what = g_strdup (place->needed == 0 ? _ ("hardly any at first") : C_ ("room needed", "unknown"));
      if (i > 0)
        g_string_append_c (text, '\n');
      if (room != NULL)
        /* Translators: folder, room needed, room free. */
        g_string_append_printf (text, _ ("%s: %s; %s free"), place->folder, what, room);
      else
        g_string_append_printf (text, _ ("%s: %s; free room is unknown"), place->folder, what);
    }
  if (self->places->len == 0)
    g_string_append (text, C_ ("room needed", "Unknown"));
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * sp_forecast_say_tight:
 * @self: a forecast
 *
 * Returns: (transfer full) (nullable): where there may not be room; the memory alone needs much, and goes to one place
 */
char *
sp_forecast_say_tight (const SpForecast *self)
{
  const SpForecastPlace *place = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  place = find_tight (self);
  return place != NULL ? g_strdup_printf (_ ("There may not be enough room in %s."), place->folder) : NULL;
}
