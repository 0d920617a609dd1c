/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small marks in a line, an icon and a word each: how wide they are, and how they are drawn. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Strings stay. */
typedef struct
{
  const char *icon; /* symbolic */
  const char *word; /* NULL: the icon alone */
  const char *hint; /* the tooltip */
} SpBadge;

#define SP_BADGES_MOST 6

/* All zeroes: none. */
typedef struct
{
  SpBadge      badges[SP_BADGES_MOST];
  PangoLayout *words[SP_BADGES_MOST]; /* made when first needed; NULL: none */
  guint        n;
} SpBadgeLine;

/* How they are drawn. */
typedef struct
{
  GtkWidget *widget; /* where; its font and its direction of writing */
  double     scale;  /* of that font */
  float      em;     /* of the font so scaled, in pixels */
  gboolean   worded; /* all have their words, or none: half of them would look like a mistake */
} SpBadgeStyle;

gboolean    sp_badge_line_set     (SpBadgeLine *self, const SpBadge *badges, guint n); /* at most SP_BADGES_MOST; whether others were there */
void        sp_badge_line_forget  (SpBadgeLine *self); /* what was made of the words: the font is another one */
float       sp_badge_line_width   (SpBadgeLine *self, const SpBadgeStyle *style);
float       sp_badge_line_height  (const SpBadgeStyle *style);
void        sp_badge_line_paint   (SpBadgeLine *self, const SpBadgeStyle *style, GtkSnapshot *snapshot, const graphene_rect_t *room,
                                   const GdkRGBA *colour);
const char *sp_badge_line_hint_at (SpBadgeLine *self, const SpBadgeStyle *style, const graphene_rect_t *room, const graphene_point_t *point);

void        sp_badge_line_paint_ground (GtkSnapshot *snapshot, GtkWidget *widget, const graphene_rect_t *place, const GdkRGBA *colour, float strength);

G_END_DECLS
