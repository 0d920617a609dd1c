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
/* Each takes a kilobyte or four. */
#define MOST_AT_HAND 256

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

/* What takes work for each of its pixels is done once: to give an icon its colour, to round a corner. Main thread only. */
static GHashTable *
get_at_hand (GtkWidget *widget)
{
  static GHashTable *at_hand; /* key -> GdkTexture */

  if (at_hand == NULL)
    {
      at_hand = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
      g_signal_connect_swapped (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), "changed",
                                G_CALLBACK (g_hash_table_remove_all), at_hand);
    }
  return at_hand;
}

/* @key is taken over, and @node. NULL: the widget is on no display. */
static GdkTexture *
keep (GtkWidget     *widget,
      char          *key,
      GskRenderNode *node,
      float          width,
      float          height)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;
  GHashTable *at_hand = get_at_hand (widget);
  float scale = (float) gtk_widget_get_scale_factor (widget);
  GdkTexture *texture = NULL;

  if (renderer != NULL && node != NULL)
    texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width * scale, height * scale));
  if (texture != NULL && g_hash_table_size (at_hand) >= MOST_AT_HAND)
    g_hash_table_remove_all (at_hand);
  if (texture != NULL)
    g_hash_table_insert (at_hand, key, texture);
  else
    g_free (key);
  g_clear_pointer (&node, gsk_render_node_unref);
  return texture;
}

static GdkTexture *
get_icon (GtkWidget     *widget,
          const char    *icon,
          float          size,
          const GdkRGBA *colour)
{
  g_autofree char *key = make_key (widget, icon, size, colour);
  GdkTexture *texture = g_hash_table_lookup (get_at_hand (widget), key);

  if (texture != NULL || gtk_widget_get_native (widget) == NULL)
    return texture;
  return keep (widget, g_steal_pointer (&key), draw_icon (widget, icon, size, colour), size, size);
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

static GskRenderNode *
draw_ground (GtkWidget             *widget,
             const graphene_rect_t *place,
             const GdkRGBA         *colour)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  float scale = (float) gtk_widget_get_scale_factor (widget);
  GskRoundedRect rect;

  gtk_snapshot_scale (snapshot, scale, scale);
  gsk_rounded_rect_init_from_rect (&rect, &GRAPHENE_RECT_INIT (0, 0, place->size.width, place->size.height), place->size.height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &rect);
  gtk_snapshot_append_color (snapshot, colour, &rect.bounds);
  gtk_snapshot_pop (snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

/**
 * sp_drawn_ground:
 * @snapshot: where to draw
 * @widget: which widget it is for; nothing is drawn where it is on no display
 * @place: in whole pixels
 * @colour: its colour
 *
 * Draws what a word or an icon stands on: round at both ends.
 */
void
sp_drawn_ground (GtkSnapshot           *snapshot,
                 GtkWidget             *widget,
                 const graphene_rect_t *place,
                 const GdkRGBA         *colour)
{
  g_autofree char *rgba = NULL;
  g_autofree char *key = NULL;
  GdkTexture *texture;

  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (place != NULL && colour != NULL);

  rgba = gdk_rgba_to_string (colour);
  key = g_strdup_printf (" %gx%g %d %s", place->size.width, place->size.height, gtk_widget_get_scale_factor (widget), rgba);
  texture = g_hash_table_lookup (get_at_hand (widget), key);
  if (texture == NULL && gtk_widget_get_native (widget) != NULL)
    texture = keep (widget, g_steal_pointer (&key), draw_ground (widget, place, colour), place->size.width, place->size.height);
  if (texture != NULL)
    gtk_snapshot_append_texture (snapshot, texture, place);
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
