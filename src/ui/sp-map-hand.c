/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pointer and fingers on the map's ground: dragging, zooming, hovering. What they select is the view's. */

#include "config.h"

#include "sp-map-hand.h"

#include "sp-map-camera.h"
#include "sp-map-tile.h"

#include <math.h>

/* By one notch of the wheel. */
#define NOTCH 1.15

typedef struct
{
  SpMapCanvas *canvas;
  double       x; /* the pointer */
  double       y;
  double       dragged_x; /* so far */
  double       dragged_y;
  double       zoom; /* where a pinch began */
} Hand;

static gboolean
is_touch (GtkEventController *controller)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (controller);

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

/* A finger scrolls by itself; a node is not dragged. */
static void
drag_begin_cb (GtkGesture *gesture,
               double      x,
               double      y,
               Hand       *self)
{
  self->dragged_x = self->dragged_y = 0;
  if (is_touch (GTK_EVENT_CONTROLLER (gesture)) || sp_map_hand_find (self->canvas, x, y) >= 0)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_cb (GtkGesture *gesture,
         double      x,
         double      y,
         Hand       *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->canvas), "grabbing");
  sp_scroll_area_move_by (SP_SCROLL_AREA (self->canvas), self->dragged_x - x, self->dragged_y - y);
  self->dragged_x = x;
  self->dragged_y = y;
}

static void
drag_end_cb (GtkGesture *gesture,
             double      x,
             double      y,
             Hand       *self)
{
  gtk_widget_set_cursor (GTK_WIDGET (self->canvas), NULL);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    x,
           double                    y,
           Hand                     *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  SpMapSight sight;

  if ((state & GDK_CONTROL_MASK) == 0 || !sp_map_canvas_look (self->canvas, &sight))
    return GDK_EVENT_PROPAGATE;
  sp_map_camera_zoom (self->canvas, sight.shape->zoom * pow (NOTCH, -y), self->x, self->y);
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                Hand             *self)
{
  SpMapSight sight;

  if (sp_map_canvas_look (self->canvas, &sight))
    self->zoom = sight.shape->zoom;
}

static void
pinch_cb (GtkGestureZoom *gesture,
          double          scale,
          Hand           *self)
{
  double x = self->x, y = self->y;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  sp_map_camera_zoom (self->canvas, self->zoom * scale, x, y);
}

static void
motion_cb (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           Hand                     *self)
{
  self->x = x;
  self->y = y;
  sp_map_canvas_hover (self->canvas, sp_map_hand_find (self->canvas, x, y));
}

static void
leave_cb (GtkEventControllerMotion *controller,
          Hand                     *self)
{
  sp_map_canvas_hover (self->canvas, -1);
}

/**
 * sp_map_hand_attach:
 * @canvas: the ground
 *
 * It is dragged where it is empty, zoomed by the wheel with Ctrl and by two fingers; the way of what is under the pointer shows.
 */
void
sp_map_hand_attach (SpMapCanvas *canvas)
{
  Hand *self = g_new0 (Hand, 1);
  GtkWidget *widget = GTK_WIDGET (canvas);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new ((GtkEventControllerScrollFlags) (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL));

  g_return_if_fail (SP_IS_MAP_CANVAS (canvas));

  self->canvas = canvas;
  g_object_set_data_full (G_OBJECT (canvas), "sp-hand", self, g_free);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
}

/**
 * sp_map_hand_find:
 * @canvas: the ground
 *
 * Returns: the number of the node at that point, or -1: empty ground
 */
int
sp_map_hand_find (SpMapCanvas *canvas,
                  double       x,
                  double       y)
{
  GtkWidget *under;
  GtkWidget *tile;

  g_return_val_if_fail (SP_IS_MAP_CANVAS (canvas), -1);

  under = gtk_widget_pick (GTK_WIDGET (canvas), x, y, GTK_PICK_DEFAULT);
  tile = under != NULL ? gtk_widget_get_ancestor (under, SP_TYPE_MAP_TILE) : NULL;
  return tile != NULL ? sp_map_tile_get_node (SP_MAP_TILE (tile)) : -1;
}
