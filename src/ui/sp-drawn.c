/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all that is drawn by hand has in common: it follows the size of the font, and has icons. */

#include "config.h"

#include "sp-drawn.h"

#include <math.h>

/* A font's line is a quarter higher than its em, near enough in any script. */
#define LINE_OF_EM 1.25f
/* Where a font tells nothing sensible. */
#define LEAST 4.f
#define USUAL 12.f

/**
 * sp_drawn_em:
 * @widget: a widget
 *
 * Returns: the size of its font, in pixels
 */
float
sp_drawn_em (GtkWidget *widget)
{
  PangoFontMetrics *metrics;
  float em;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), USUAL);

  metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  em = (float) (pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics)) / PANGO_SCALE / LINE_OF_EM;
  pango_font_metrics_unref (metrics);
  return em >= LEAST ? em : USUAL;
}

/**
 * sp_drawn_icon:
 * @snapshot: where to draw
 * @widget: which widget it is for
 * @icon: a symbolic icon's name
 * @x: the left edge
 * @y: the upper edge
 * @size: width and height, in whole pixels
 * @colour: its colour
 *
 * Draws an icon; the theme keeps it at hand.
 */
void
sp_drawn_icon (GtkSnapshot   *snapshot,
               GtkWidget     *widget,
               const char    *icon,
               float          x,
               float          y,
               float          size,
               const GdkRGBA *colour)
{
  GtkIconTheme *theme;
  g_autoptr (GtkIconPaintable) paintable = NULL;

  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (icon != NULL);

  theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  paintable = gtk_icon_theme_lookup_icon (theme, icon, NULL, (int) size, gtk_widget_get_scale_factor (widget),
                                          gtk_widget_get_direction (widget), 0);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, size, size, colour, 1);
  gtk_snapshot_restore (snapshot);
}

/**
 * sp_drawn_words:
 * @widget: where they are drawn
 * @words: one line
 * @scale: of its font; 1: as it is
 * @attributes: (nullable): what is special
 *
 * Returns: (transfer full): the words; where they are given a width, they end with three dots
 */
PangoLayout *
sp_drawn_words (GtkWidget     *widget,
                const char    *words,
                double         scale,
                PangoAttrList *attributes)
{
  PangoLayout *layout;
  g_autoptr (PangoAttrList) all = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (words != NULL, NULL);

  layout = gtk_widget_create_pango_layout (widget, words);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  if (scale == 1 && attributes == NULL)
    return layout;
  all = attributes != NULL ? pango_attr_list_copy (attributes) : pango_attr_list_new ();
  pango_attr_list_insert (all, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, all);
  return layout;
}

/**
 * sp_drawn_line:
 * @snapshot: where to draw
 * @words: what
 * @x: the left edge
 * @y: the upper edge of the line
 * @height: its height: the words stand in its middle
 * @colour: their colour
 */
void
sp_drawn_line (GtkSnapshot   *snapshot,
               PangoLayout   *words,
               float          x,
               float          y,
               float          height,
               const GdkRGBA *colour)
{
  PangoRectangle own;

  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));
  g_return_if_fail (PANGO_IS_LAYOUT (words));

  /* What was given a width may stand at its other end. */
  pango_layout_get_pixel_extents (words, NULL, &own);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x - (float) own.x, y + roundf ((height - (float) own.height) / 2)));
  gtk_snapshot_append_layout (snapshot, words, colour);
  gtk_snapshot_restore (snapshot);
}
