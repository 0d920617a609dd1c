/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of the timeline: dark, light, high contrast. */

#include "config.h"

#include "sp-palette.h"

/* Of the text's colour. */
#define MUTED 0.45f

/* Neighbours in this order are far apart on the wheel, since neighbouring lanes are often neighbouring chains. */
static const AdwAccentColor order[] = {
  ADW_ACCENT_COLOR_BLUE,
  ADW_ACCENT_COLOR_ORANGE,
  ADW_ACCENT_COLOR_TEAL,
  ADW_ACCENT_COLOR_PURPLE,
  ADW_ACCENT_COLOR_GREEN,
  ADW_ACCENT_COLOR_PINK,
  ADW_ACCENT_COLOR_YELLOW,
  ADW_ACCENT_COLOR_RED,
  ADW_ACCENT_COLOR_SLATE,
};
G_STATIC_ASSERT (G_N_ELEMENTS (order) == SP_PALETTE_N_CHAINS + 1);

/**
 * sp_palette_init:
 * @accent: the accent colour in use: it marks the path to Now and nothing else
 * @dark: whether the background is dark
 * @high_contrast: whether all is drawn in @foreground
 * @foreground: the colour of text
 */
void
sp_palette_init (SpPalette      *self,
                 AdwAccentColor  accent,
                 gboolean        dark,
                 gboolean        high_contrast,
                 const GdkRGBA  *foreground)
{
  int n = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (foreground != NULL);

  self->foreground = *foreground;
  self->high_contrast = high_contrast;
  adw_accent_color_to_standalone_rgba (accent, dark, &self->accent);

  for (gsize i = 0; i < G_N_ELEMENTS (order) && n < SP_PALETTE_N_CHAINS; i++)
    if (order[i] != accent)
      adw_accent_color_to_standalone_rgba (order[i], dark, &self->chains[n++]);
}

/**
 * sp_palette_init_for:
 * @widget: whose text colour is taken
 *
 * Fills @self from the style in use. The chains' colours are worked out once a style, not once a row.
 */
void
sp_palette_init_for (SpPalette *self,
                     GtkWidget *widget)
{
  static SpPalette cached;
  static AdwAccentColor cached_accent;
  static gboolean cached_dark;
  static gboolean filled;
  AdwStyleManager *manager;
  AdwAccentColor accent;
  gboolean dark;

  g_return_if_fail (self != NULL);
  g_return_if_fail (GTK_IS_WIDGET (widget));

  manager = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  accent = adw_style_manager_get_accent_color (manager);
  dark = adw_style_manager_get_dark (manager);

  if (!filled || accent != cached_accent || dark != cached_dark)
    {
      sp_palette_init (&cached, accent, dark, FALSE, &(GdkRGBA){ 0, 0, 0, 1 });
      cached_accent = accent;
      cached_dark = dark;
      filled = TRUE;
    }

  *self = cached;
  gtk_widget_get_color (widget, &self->foreground);
  self->high_contrast = adw_style_manager_get_high_contrast (manager);
}

/**
 * sp_palette_mute:
 *
 * Which branch is whose is not known yet: all but the path to Now are grey.
 */
void
sp_palette_mute (SpPalette *self)
{
  g_return_if_fail (self != NULL);

  for (int i = 0; i < SP_PALETTE_N_CHAINS; i++)
    {
      self->chains[i] = self->foreground;
      self->chains[i].alpha *= MUTED;
    }
}

/**
 * sp_palette_get_colour:
 * @chain: the chain's number
 * @on_path: whether it is on the path to Now
 *
 * Returns: (transfer none): the colour to draw it in
 */
const GdkRGBA *
sp_palette_get_colour (const SpPalette *self,
                       int              chain,
                       gboolean         on_path)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->high_contrast)
    return &self->foreground;

  return on_path ? &self->accent : &self->chains[MAX (chain, 0) % SP_PALETTE_N_CHAINS];
}
