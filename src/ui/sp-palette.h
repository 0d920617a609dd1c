/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of the timeline: dark, light, high contrast. Knows no widget but the one whose text colour it takes. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The accent colours but the one in use, which belongs to the path to Now. */
#define SP_PALETTE_N_CHAINS 8

typedef struct
{
  GdkRGBA  foreground;
  GdkRGBA  accent;
  GdkRGBA  chains[SP_PALETTE_N_CHAINS];
  gboolean high_contrast;
} SpPalette;

void           sp_palette_init       (SpPalette *self, AdwAccentColor accent, gboolean dark, gboolean high_contrast, const GdkRGBA *foreground);
void           sp_palette_init_for   (SpPalette *self, GtkWidget *widget);
void           sp_palette_mute       (SpPalette *self); /* all chains but the path to Now are of one colour */
const GdkRGBA *sp_palette_get_colour (const SpPalette *self, int chain, gboolean on_path);

G_END_DECLS
