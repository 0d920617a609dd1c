/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether people want less motion: the desktop may say it in two ways, and a newer GTK tells of both. */

#include "config.h"

#include "sp-reduced-motion.h"

#include <adwaita.h>

/* Of GTK 4.22 and later. Its values: no preference, which is 0, and to reduce it. */
#define PROPERTY "gtk-interface-reduced-motion"

/**
 * sp_reduced_motion_get_in:
 * @settings: the settings of a display
 *
 * Returns: whether they ask for less motion; settings of a GTK that does not know of it do not
 */
gboolean
sp_reduced_motion_get_in (GObject *settings)
{
  g_auto (GValue) value = G_VALUE_INIT;
  GParamSpec *property;

  g_return_val_if_fail (G_IS_OBJECT (settings), FALSE);

  property = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), PROPERTY);
  if (property == NULL || !G_IS_PARAM_SPEC_ENUM (property))
    return FALSE;

  g_object_get_property (settings, PROPERTY, &value);
  return g_value_get_enum (&value) != 0;
}

/**
 * sp_reduced_motion_get:
 * @widget: what would move
 *
 * Returns: whether it is not to
 */
gboolean
sp_reduced_motion_get (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  return !adw_get_enable_animations (widget) || sp_reduced_motion_get_in (G_OBJECT (gtk_widget_get_settings (widget)));
}
