/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a history has become is seen to come about on the map, too; see sp-timeline-motion. */

#include "config.h"

#include "sp-map-motion.h"

#include "sp-reduced-motion.h"

#include <adwaita.h>

#define MILLISECONDS 350

struct _SpMapMotion
{
  GtkWidget    *canvas;
  SpMapScene   *scene;
  AdwAnimation *animation;
};

static void
moved_cb (double   t,
          gpointer data)
{
  SpMapMotion *self = data;

  if (self->scene->places == NULL)
    return;
  sp_map_places_move (self->scene->places, t);
  gtk_widget_queue_allocate (self->canvas);
  gtk_widget_queue_draw (self->canvas);
}

SpMapMotion *
sp_map_motion_new (GtkWidget  *canvas,
                   SpMapScene *scene)
{
  SpMapMotion *self = g_new0 (SpMapMotion, 1);

  self->canvas = canvas;
  self->scene = scene;
  self->animation = adw_timed_animation_new (canvas, 0, 1, MILLISECONDS, adw_callback_animation_target_new (moved_cb, self, NULL));
  return self;
}

void
sp_map_motion_free (SpMapMotion *self)
{
  adw_animation_reset (self->animation);
  g_object_unref (self->animation);
  g_free (self);
}

void
sp_map_motion_skip (SpMapMotion *self)
{
  adw_animation_skip (self->animation);
}

/**
 * sp_map_motion_play:
 * @before: where nodes stood; has their history, too
 * @shift: how far from there the same point of the widget is now
 *
 * What was there goes to where the scene has it now, and what is new grows; unless motion is reduced.
 */
void
sp_map_motion_play (SpMapMotion      *self,
                    SpMapPlaces      *before,
                    graphene_point_t  shift)
{
  if (sp_reduced_motion_get (self->canvas) || !gtk_widget_get_mapped (self->canvas) ||
      !sp_map_places_come_from (self->scene->places, before, shift))
    return;
  sp_map_places_move (self->scene->places, 0);
  adw_animation_play (self->animation);
}
