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
/* Drawn icons at hand: each takes a kilobyte or four. */
#define MOST_ICONS 256

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

/* What a drawn icon depends on, as a key. */
static char *
make_key (GtkWidget     *widget,
          const char    *icon,
          float          size,
          const GdkRGBA *colour)
{
  g_autofree char *rgba = gdk_rgba_to_string (colour);

  return g_strdup_printf ("%s %g %d %d %s", icon, size, gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), rgba);
}

static GskRenderNode *
draw_icon (GtkWidget     *widget,
           const char    *icon,
           float          size,
           const GdkRGBA *colour)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GtkIconPaintable) paintable = gtk_icon_theme_lookup_icon (theme, icon, NULL, (int) size, gtk_widget_get_scale_factor (widget),
                                                                       gtk_widget_get_direction (widget), 0);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  float scale = (float) gtk_widget_get_scale_factor (widget);

  gtk_snapshot_scale (snapshot, scale, scale);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, size, size, colour, 1);
  return gtk_snapshot_free_to_node (snapshot);
}

/* To give an icon its colour is work for each of its pixels: it is done once. Main thread only. */
static GdkTexture *
get_icon (GtkWidget     *widget,
          const char    *icon,
          float          size,
          const GdkRGBA *colour)
{
  static GHashTable *at_hand; /* key -> GdkTexture */
  g_autofree char *key = make_key (widget, icon, size, colour);
  g_autoptr (GskRenderNode) node = NULL;
  GskRenderer *renderer;
  GdkTexture *texture;
  float pixels = size * (float) gtk_widget_get_scale_factor (widget);

  if (at_hand == NULL)
    {
      at_hand = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
      g_signal_connect_swapped (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), "changed",
                                G_CALLBACK (g_hash_table_remove_all), at_hand);
    }
  texture = g_hash_table_lookup (at_hand, key);
  if (texture != NULL)
    return texture;

  renderer = gtk_widget_get_native (widget) != NULL ? gtk_native_get_renderer (gtk_widget_get_native (widget)) : NULL;
  node = renderer != NULL ? draw_icon (widget, icon, size, colour) : NULL;
  if (node == NULL)
    return NULL;
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, pixels, pixels));
  if (g_hash_table_size (at_hand) >= MOST_ICONS)
    g_hash_table_remove_all (at_hand);
  g_hash_table_insert (at_hand, g_steal_pointer (&key), texture);
  return texture;
}

/**
 * sp_drawn_icon:
 * @snapshot: where to draw
 * @widget: which widget it is for; nothing is drawn where it is on no display
 * @icon: a symbolic icon's name
 * @x: the left edge
 * @y: the upper edge
 * @size: width and height, in whole pixels
 * @colour: its colour
 *
 * Draws an icon.
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
  GdkTexture *texture;

  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (icon != NULL);

  texture = get_icon (widget, icon, size, colour);
  if (texture != NULL)
    gtk_snapshot_append_texture (snapshot, texture, &GRAPHENE_RECT_INIT (x, y, size, size));
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
