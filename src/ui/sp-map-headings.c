/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written above a map, and where: days, and how long nothing was taken. Pure functions: no widget, no state. */

#include "config.h"

#include "sp-map-headings.h"

#include "sp-when.h"

/* Between two of them, in em. */
#define SPACE 1.0

static void
clear_heading (gpointer heading)
{
  g_free (((SpMapHeading *) heading)->text);
}

/* Where a column's nodes begin, in the widget. */
static double
find_start (const SpMapSight  *sight,
            const SpMapColumn *column)
{
  const SpMapShape *shape = sight->shape;
  double origin = sp_map_sight_find_origin (sight).x;
  double width, height;

  sp_map_shape_measure (shape, sight->map, &width, &height);
  return (sight->rtl ? sight->width - origin - width : origin) + sp_map_shape_find_x (shape, column->position) - shape->width / 2;
}

/* The days in sight; the one that the edge lies in is among them. */
static GArray *
find_days (const SpMapSight *sight,
           gint64            now)
{
  GArray *days = g_array_new (FALSE, TRUE, sizeof (SpMapHeading));
  int n;
  const SpMapColumn *columns = sp_map_get_columns (sight->map, &n);
  g_autofree char *above = NULL;

  g_array_set_clear_func (days, clear_heading);
  for (int i = 0; i < n && find_start (sight, &columns[i]) <= sight->width; i++)
    {
      g_autofree char *day = NULL;

      /* What lies before the edge is of use only where it is the last there. */
      if (i < n - 1 && find_start (sight, &columns[i + 1]) <= sight->shape->margin)
        continue;
      day = sp_when_day (columns[i].begins, now);
      if (g_strcmp0 (day, above) == 0)
        continue;
      g_array_append_val (days, ((SpMapHeading){ .text = g_strdup (day), .from = find_start (sight, &columns[i]) }));
      g_free (above);
      above = g_steal_pointer (&day);
    }
  return days;
}

/* The last one is always told: it is where one looks first. All others have their place from left to right: at the beginning of
 * their day or, where the one before reaches over that, further on in it. The first goes along with the edge, as the heading of a
 * list does while its rows go by. */
static void
place_days (GArray           *days,
            const SpMapSight *sight)
{
  double space = SPACE * sight->shape->em;
  double edge = sight->shape->margin;
  SpMapHeading *last = &g_array_index (days, SpMapHeading, days->len - 1);
  double taken = 0;

  last->x = MAX (last->from, edge);
  if (last->from + last->width > sight->width && last->from + sight->shape->width <= sight->width)
    last->x = MAX (edge, sight->width - last->width);
  for (guint i = 0; i + 1 < days->len; i++)
    {
      SpMapHeading *day = &g_array_index (days, SpMapHeading, i);
      double end = day[1].from - space;
      gboolean fits;

      day->x = MAX (MAX (day->from, edge), taken);
      if (day->from < edge)
        day->x = MIN (day->x, end - day->width);
      fits = day->x <= day->from || day->x + day->width < end + 1;
      if (!fits || day->x + day->width + space > last->x + 1)
        g_clear_pointer (&day->text, g_free);
      else
        taken = day->x + day->width + space;
    }
}

/* Whether no heading is written from there on. */
static gboolean
is_free (GArray *headings,
         double  from,
         double  to)
{
  for (guint i = 0; i < headings->len; i++)
    {
      const SpMapHeading *other = &g_array_index (headings, SpMapHeading, i);

      if (other->text != NULL && from < other->x + other->width && to > other->x)
        return FALSE;
    }
  return TRUE;
}

/* In the middle of each gap, where there is room for it. */
static void
add_gaps (GArray           *headings,
          const SpMapSight *sight,
          SpMapMeasure      measure,
          gpointer          data)
{
  double space = SPACE * sight->shape->em;
  int n;
  const SpMapColumn *columns = sp_map_get_columns (sight->map, &n);
  SpMapRange range = sp_map_sight_find_range (sight);

  for (int i = MAX (1, range.from_column); i <= range.to_column && i < n - 1; i++)
    {
      double from = find_start (sight, &columns[i - 1]);
      double to = find_start (sight, &columns[i]);
      g_autofree char *text = columns[i].gap > 0 ? sp_when_span (columns[i].gap) : NULL;
      double width = text != NULL ? measure (text, data) : 0;
      double x = (from + to + sight->shape->width - width) / 2;

      if (text != NULL && width <= to - from && is_free (headings, x - space, x + width + space))
        g_array_append_val (headings, ((SpMapHeading){ g_steal_pointer (&text), x, width, x, TRUE }));
    }
}

/**
 * sp_map_headings_new:
 * @sight: what is seen
 * @now: seconds since 1970
 * @measure: (scope call): how wide a text is
 * @data: for @measure
 *
 * Returns: (transfer full) (element-type SpMapHeading): each day in sight, by time, also where there is no room for its name; then the gaps
 */
GArray *
sp_map_headings_new (const SpMapSight *sight,
                     gint64            now,
                     SpMapMeasure      measure,
                     gpointer          data)
{
  GArray *headings = find_days (sight, now);

  for (guint i = 0; i < headings->len; i++)
    {
      SpMapHeading *day = &g_array_index (headings, SpMapHeading, i);

      day->width = measure (day->text, data);
    }
  if (headings->len > 0)
    place_days (headings, sight);
  add_gaps (headings, sight, measure, data);
  return headings;
}
