/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large all on the map is at a zoom. Pure functions: no widget, no state. */

#include "config.h"

#include "sp-map-shape.h"

#include <math.h>

/* In em. */
#define COLUMN 10.5 /* at a zoom of 1 */
#define LEAST_COLUMN 1.2 /* a mark */
#define LEAST_RUN 2.0    /* a number */
#define MARGIN 1.2
#define PADDING 0.3 /* of a card, see style.css */

#define CARDS_FROM 0.7
#define SMALL_FROM 0.6 /* the smallest picture fits */
#define FIT_STEP 1.06

#define FOOT 84 /* pixels */

/* As far as one likes to scroll through pictures, in rooms; and what is not worth asking of. */
#define MOST_ACROSS 5
#define MOST_DOWN 3
#define MOST_PICTURES 500

/**
 * sp_map_shape_init:
 * @zoom: how large; held in its limits
 * @em: the size of the font
 *
 * Fills @self. Where columns would be too narrow for a mark, several become one.
 */
void
sp_map_shape_init (SpMapShape *self,
                   double      zoom,
                   double      em)
{
  double wide;

  g_return_if_fail (self != NULL);
  g_return_if_fail (em > 0);

  zoom = CLAMP (zoom, SP_MAP_LEAST_ZOOM, SP_MAP_MOST_ZOOM);
  *self = (SpMapShape) { .zoom = zoom, .em = em, .grain = 1, .margin = MARGIN * em, .foot = FOOT };
  wide = COLUMN * zoom;
  if (zoom >= CARDS_FROM)
    {
      self->form = SP_MAP_CARDS;
      self->width = (wide - 2) * em;
      self->line = ((wide - 2.6) * 0.3125 + 0.3) * em;
      self->height = 2 * self->line + 3.4 * em;
      self->lane = self->height + 1.4 * em;
      self->clear = self->width / 2 - PADDING * em;
    }
  else if (zoom >= SMALL_FROM)
    {
      self->form = SP_MAP_SMALL;
      self->width = (wide - 0.9) * em;
      self->line = ((wide - 1.5) * 0.3125 + 0.3) * em;
      self->height = 2 * self->line + 1.7 * em;
      self->lane = self->height + 0.8 * em;
      self->clear = self->width / 2 - PADDING * em;
    }
  else
    {
      self->form = SP_MAP_DOTS;
      while (wide < (self->grain == 1 ? LEAST_COLUMN : LEAST_RUN))
        {
          wide *= 2;
          self->grain *= 2;
        }
      self->width = MIN (1.9 * em, round (wide * em));
      self->height = 2.4 * em;
      self->line = 1.2 * em;
      self->lane = 2.6 * em;
      self->clear = 0.55 * em;
    }
  self->column = round (wide * em);
  self->lane = round (self->lane);
}

/**
 * sp_map_shape_measure:
 * @map: made with the grain of @self
 * @width: (out): of all
 * @height: (out): of all
 */
void
sp_map_shape_measure (const SpMapShape *self,
                      SpMap            *map,
                      double           *width,
                      double           *height)
{
  *width = 2 * self->margin + self->width + (sp_map_get_width (map) - 1) * self->column;
  *height = 2 * self->margin + self->height + (sp_map_get_n_lanes (map) - 1) * self->lane + self->foot;
}

double
sp_map_shape_find_x (const SpMapShape *self,
                     double            position)
{
  return self->margin + self->width / 2 + position * self->column;
}

double
sp_map_shape_find_y (const SpMapShape *self,
                     int               lane)
{
  return self->margin + self->line + lane * self->lane;
}

/* Runs are made only where there is no room at all for each by itself. */
static double
step_down (double zoom)
{
  const double singly = 1.001 * LEAST_COLUMN / COLUMN;

  return zoom > singly ? MAX (zoom / FIT_STEP, singly) : zoom / FIT_STEP;
}

/**
 * sp_map_shape_fit:
 * @timeline: what is to be seen
 * @now: seconds since 1970
 * @em: the size of the font
 * @width: how much room there is
 * @height: how much room there is
 *
 * Returns: the largest zoom, 1 at most, at which all of it is in sight. More branches than there is room for are left
 * to be scrolled to, one below the other or, where each grew from the one before, beside it
 */
double
sp_map_shape_fit (SpTimeline *timeline,
                  gint64      now,
                  double      em,
                  double      width,
                  double      height)
{
  g_autoptr (SpMap) map = sp_map_new (timeline, 1, now);
  int grain = 1;
  double least = G_MAXDOUBLE;
  double narrowest = SP_MAP_LEAST_ZOOM;
  /* No larger one can be it: a coarse map is at most half as wide as the fine one is at the same zoom, or about that. */
  double zoom = MIN (1, 3 * width / (MAX (sp_map_get_width (map) - 1, 0.01) * COLUMN * em));

  for (; zoom > SP_MAP_LEAST_ZOOM; zoom = step_down (zoom))
    {
      SpMapShape shape;
      double wide, high;

      sp_map_shape_init (&shape, zoom, em);
      if (shape.grain != grain)
        {
          grain = shape.grain;
          g_object_unref (map);
          map = sp_map_new (timeline, grain, now);
        }
      sp_map_shape_measure (&shape, map, &wide, &high);
      if (wide <= width && (high <= height || shape.form == SP_MAP_DOTS))
        return zoom;
      if (wide < least)
        {
          least = wide;
          narrowest = zoom;
        }
    }

  return narrowest;
}

/**
 * sp_map_shape_open:
 * @timeline: what is to be seen
 * @now: seconds since 1970
 * @em: the size of the font
 * @width: how much room there is
 * @height: how much room there is
 * @fit: the zoom at which all of it is in sight
 *
 * Returns: the zoom to begin with: @fit, but where all would be marks without a word, and pictures can be scrolled through in
 * a few steps, that of the smallest pictures
 */
double
sp_map_shape_open (SpTimeline *timeline,
                   gint64      now,
                   double      em,
                   double      width,
                   double      height,
                   double      fit)
{
  g_autoptr (SpMap) map = NULL;
  SpMapShape shape;
  double wide, high;

  if (fit >= SMALL_FROM || g_list_model_get_n_items (G_LIST_MODEL (timeline)) > MOST_PICTURES)
    return fit;
  map = sp_map_new (timeline, 1, now);
  sp_map_shape_init (&shape, SMALL_FROM, em);
  sp_map_shape_measure (&shape, map, &wide, &high);
  return wide <= MOST_ACROSS * width && high <= MOST_DOWN * height ? SMALL_FROM : fit;
}
