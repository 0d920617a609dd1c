/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a history has become is seen to come about on the map, too; see sp-timeline-motion. */

#include "config.h"

#include "sp-map-motion.h"

#include "sp-reduced-motion.h"

#include <adwaita.h>

#define MILLISECONDS 350
/* More that go at once are no help to the eye; and what goes is never quite nothing. */
#define MOST_LEAVING 12
#define SMALLEST 0.2

/* A node that is no more, on its way into its neighbour. */
typedef struct
{
  int              node;  /* of the map before; -1: it was on its way already */
  GdkPaintable    *image; /* as it was seen last */
  graphene_point_t from;
  graphene_point_t to;
  double           gone;  /* how much of it was gone at the start, 0 to 1 */
} Leaving;

struct _SpMapMotion
{
  GtkWidget    *canvas;
  SpMapScene   *scene;
  AdwAnimation *animation;
  GArray       *leaving; /* of Leaving */
  double        t;
};

static void
clear_leaving (gpointer leaving)
{
  g_object_unref (((Leaving *) leaving)->image);
}

static void
moved_cb (double   t,
          gpointer data)
{
  SpMapMotion *self = data;

  self->t = t;
  if (t >= 1)
    g_array_set_size (self->leaving, 0);
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
  self->leaving = g_array_new (FALSE, FALSE, sizeof (Leaving));
  g_array_set_clear_func (self->leaving, clear_leaving);
  self->animation = adw_timed_animation_new (canvas, 0, 1, MILLISECONDS, adw_callback_animation_target_new (moved_cb, self, NULL));
  return self;
}

void
sp_map_motion_free (SpMapMotion *self)
{
  adw_animation_reset (self->animation);
  g_object_unref (self->animation);
  g_array_unref (self->leaving);
  g_free (self);
}

typedef struct
{
  SpMapMotion *self;
  SpHistory   *next;
} Look;

static void
look_cb (gpointer key,
         gpointer value,
         gpointer data)
{
  Look *look = data;
  g_autoptr (GdkPaintable) tile = NULL;

  if (sp_map_places_has (look->self->scene->places, look->next, GPOINTER_TO_INT (key)))
    return;
  tile = gtk_widget_paintable_new (value);
  g_array_append_val (look->self->leaving, ((Leaving){ .node = GPOINTER_TO_INT (key), .image = gdk_paintable_get_current_image (tile) }));
}

static double
get_gone (const Leaving *one,
          double         t)
{
  return one->gone + (1 - one->gone) * t;
}

/* What goes is to go on from where it is. */
static void
halt (SpMapMotion *self)
{
  adw_animation_pause (self->animation);
  for (guint i = 0; i < self->leaving->len; i++)
    {
      Leaving *one = &g_array_index (self->leaving, Leaving, i);

      graphene_point_interpolate (&one->from, &one->to, self->t, &one->from);
      one->gone = get_gone (one, self->t);
      one->node = -1;
    }
}

/**
 * sp_map_motion_end:
 *
 * What still moves is at its end.
 */
void
sp_map_motion_end (SpMapMotion *self)
{
  adw_animation_skip (self->animation);
  g_array_set_size (self->leaving, 0);
}

/**
 * sp_map_motion_begin:
 * @pool: the widgets of what is in sight
 * @next: (nullable): the history that is to be shown
 *
 * Of what will be no more a last look is kept. What still moves will go on: a refresh comes in several pieces, and none of them is
 * to end what the one before began.
 */
void
sp_map_motion_begin (SpMapMotion *self,
                     SpMapPool   *pool,
                     SpHistory   *next)
{
  if (next == NULL || self->scene->places == NULL || sp_reduced_motion_get (self->canvas) || !gtk_widget_get_mapped (self->canvas))
    {
      sp_map_motion_end (self);
      return;
    }
  halt (self);
  sp_map_pool_foreach (pool, look_cb, &(Look){ self, next });
  if (self->leaving->len > MOST_LEAVING)
    g_array_set_size (self->leaving, 0);
}

static void
send_off (SpMapMotion      *self,
          SpMapPlaces      *before,
          graphene_point_t  shift)
{
  for (guint i = 0; i < self->leaving->len; i++)
    {
      Leaving *one = &g_array_index (self->leaving, Leaving, i);

      if (one->node >= 0)
        one->from = sp_map_places_get (before, one->node);
      else
        one->to = GRAPHENE_POINT_INIT (one->to.x + shift.x, one->to.y + shift.y);
      one->from = GRAPHENE_POINT_INIT (one->from.x + shift.x, one->from.y + shift.y);
      if (one->node >= 0)
        one->to = sp_map_places_take_in (self->scene->places, before, one->node);
    }
}

/**
 * sp_map_motion_play:
 * @before: where nodes stood; has their history, too
 * @shift: how far from there the same point of the widget is now
 *
 * What was there goes to where the scene has it now, what is new grows, and what is no more flows into its neighbour; unless motion
 * is reduced.
 */
void
sp_map_motion_play (SpMapMotion      *self,
                    SpMapPlaces      *before,
                    graphene_point_t  shift)
{
  gboolean moves;

  if (sp_reduced_motion_get (self->canvas) || !gtk_widget_get_mapped (self->canvas))
    {
      sp_map_motion_end (self);
      return;
    }
  send_off (self, before, shift);
  moves = sp_map_places_come_from (self->scene->places, before, shift);
  if (!moves && self->leaving->len == 0)
    {
      sp_map_motion_end (self);
      return;
    }
  moved_cb (0, self);
  adw_animation_play (self->animation);
}

/**
 * sp_map_motion_paint:
 * @sight: what is seen
 *
 * Paints what goes, in the coordinates of the content.
 */
void
sp_map_motion_paint (SpMapMotion      *self,
                     GtkSnapshot      *snapshot,
                     const SpMapSight *sight)
{
  for (guint i = 0; i < self->leaving->len; i++)
    {
      const Leaving *one = &g_array_index (self->leaving, Leaving, i);
      double width = gdk_paintable_get_intrinsic_width (one->image);
      double height = gdk_paintable_get_intrinsic_height (one->image);
      double gone = get_gone (one, self->t);
      float scale = (float) (1 - (1 - SMALLEST) * gone);
      graphene_point_t place;

      graphene_point_interpolate (&one->from, &one->to, self->t, &place);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_push_opacity (snapshot, 1 - gone);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) sp_map_sight_mirror (sight, place.x), place.y));
      gtk_snapshot_scale (snapshot, scale, scale);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) -width / 2, (float) -sight->shape->line));
      gdk_paintable_snapshot (one->image, snapshot, width, height);
      gtk_snapshot_pop (snapshot);
      gtk_snapshot_restore (snapshot);
    }
}
