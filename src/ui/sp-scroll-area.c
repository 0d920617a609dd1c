/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A widget that scrolls what it places itself, in both directions. */

#include "config.h"

#include "sp-scroll-area.h"

typedef struct
{
  GtkAdjustment       *along[2]; /* by GtkOrientation */
  GtkScrollablePolicy  policies[2];
} SpScrollAreaPrivate;

enum
{
  PROP_0,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (SpScrollArea, sp_scroll_area, GTK_TYPE_WIDGET, G_ADD_PRIVATE (SpScrollArea)
                                  G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static SpScrollAreaPrivate *
get_private (SpScrollArea *self)
{
  return sp_scroll_area_get_instance_private (self);
}

static void
scrolled_cb (SpScrollArea *self)
{
  SP_SCROLL_AREA_GET_CLASS (self)->scrolled (self);
}

static void
drop_adjustment (SpScrollArea   *self,
                 GtkOrientation  orientation)
{
  SpScrollAreaPrivate *private = get_private (self);

  if (private->along[orientation] != NULL)
    g_signal_handlers_disconnect_by_func (private->along[orientation], scrolled_cb, self);
  g_clear_object (&private->along[orientation]);
}

static void
set_adjustment (SpScrollArea   *self,
                GtkOrientation  orientation,
                GtkAdjustment  *adjustment)
{
  if (adjustment == NULL)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  g_object_ref_sink (adjustment);
  drop_adjustment (self, orientation);
  get_private (self)->along[orientation] = adjustment;
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self);
}

static void
sp_scroll_area_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SpScrollAreaPrivate *private = get_private (SP_SCROLL_AREA (object));

  switch (id)
    {
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, private->along[id - PROP_HADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, (int) private->policies[id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sp_scroll_area_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  SpScrollArea *self = SP_SCROLL_AREA (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (self, (GtkOrientation) (id - PROP_HADJUSTMENT), g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      get_private (self)->policies[id - PROP_HSCROLL_POLICY] = (GtkScrollablePolicy) g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sp_scroll_area_dispose (GObject *object)
{
  for (int i = 0; i < 2; i++)
    drop_adjustment (SP_SCROLL_AREA (object), (GtkOrientation) i);

  G_OBJECT_CLASS (sp_scroll_area_parent_class)->dispose (object);
}

static void
sp_scroll_area_class_init (SpScrollAreaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_scroll_area_dispose;
  object_class->get_property = sp_scroll_area_get_property;
  object_class->set_property = sp_scroll_area_set_property;

  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void
sp_scroll_area_init (SpScrollArea *self)
{
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
}

/**
 * sp_scroll_area_configure:
 * @width: of the content
 * @height: of the content
 * @room_width: of the widget
 * @room_height: of the widget
 *
 * What was in sight at the beginning of lines stays there.
 */
void
sp_scroll_area_configure (SpScrollArea *self,
                          double        width,
                          double        height,
                          int           room_width,
                          int           room_height)
{
  const double size[] = { MAX (width, room_width), MAX (height, room_height) };
  const int room[] = { room_width, room_height };

  g_return_if_fail (SP_IS_SCROLL_AREA (self));

  for (int i = 0; i < 2; i++)
    {
      GtkAdjustment *adjustment = get_private (self)->along[i];
      double value = gtk_adjustment_get_value (adjustment);
      double before = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
      double after = size[i] - room[i];

      /* From right to left, lines begin at the upper end. */
      if (i == GTK_ORIENTATION_HORIZONTAL && gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
        value += after - before;
      gtk_adjustment_configure (adjustment, CLAMP (value, 0, MAX (0, after)), 0, size[i], 0.1 * room[i], 0.9 * room[i], room[i]);
    }
}

double
sp_scroll_area_get_value (SpScrollArea   *self,
                          GtkOrientation  orientation)
{
  g_return_val_if_fail (SP_IS_SCROLL_AREA (self), 0);

  return gtk_adjustment_get_value (get_private (self)->along[orientation]);
}

/**
 * sp_scroll_area_move_by:
 * @x: pixels
 * @y: pixels
 *
 * Scrolls.
 */
void
sp_scroll_area_move_by (SpScrollArea *self,
                        double        x,
                        double        y)
{
  const double by[] = { x, y };

  g_return_if_fail (SP_IS_SCROLL_AREA (self));

  for (int i = 0; i < 2; i++)
    {
      GtkAdjustment *adjustment = get_private (self)->along[i];

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + by[i]);
    }
}
