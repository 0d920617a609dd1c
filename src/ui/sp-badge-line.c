/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small marks in a line, an icon and a word each: how wide they are, and how they are drawn. */

#include "config.h"

#include "sp-badge-line.h"

#include "sp-drawn.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

/* In em. */
#define ICON 1.f
#define PAD 0.45f /* before the icon and after the word */
#define BETWEEN 0.35f /* icon and word */
#define GAP 0.4f /* two badges */
#define HEIGHT 1.5f
/* How much of the colour the ground has. */
#define GROUND 0.09f

static PangoLayout *
get_word (SpBadgeLine        *self,
          guint               i,
          const SpBadgeStyle *style)
{
  if (self->words[i] == NULL && self->badges[i].word != NULL)
    self->words[i] = sp_drawn_words (style->widget, self->badges[i].word, style->scale, NULL);
  return self->words[i];
}

static float
measure_badge (SpBadgeLine        *self,
               guint               i,
               const SpBadgeStyle *style)
{
  float width = roundf (ICON * style->em) + 2 * roundf (PAD * style->em);
  int word = 0;

  if (!style->worded || get_word (self, i, style) == NULL)
    return width;
  pango_layout_get_pixel_size (get_word (self, i, style), &word, NULL);
  return width + roundf (BETWEEN * style->em) + (float) word;
}

/**
 * sp_badge_line_set:
 * @badges: (array length=n): what they are
 * @n: how many, at most %SP_BADGES_MOST
 *
 * Returns: whether others were there before
 */
gboolean
sp_badge_line_set (SpBadgeLine   *self,
                   const SpBadge *badges,
                   guint          n)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (n <= SP_BADGES_MOST, FALSE);

  if (n == self->n && (n == 0 || memcmp (badges, self->badges, n * sizeof (SpBadge)) == 0))
    return FALSE;

  sp_badge_line_forget (self);
  for (guint i = 0; i < n; i++)
    self->badges[i] = badges[i];
  self->n = n;
  return TRUE;
}

void
sp_badge_line_forget (SpBadgeLine *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < SP_BADGES_MOST; i++)
    g_clear_object (&self->words[i]);
}

/**
 * sp_badge_line_width:
 *
 * Returns: in pixels; 0: there are none
 */
float
sp_badge_line_width (SpBadgeLine        *self,
                     const SpBadgeStyle *style)
{
  float width = 0;

  g_return_val_if_fail (self != NULL && style != NULL, 0);

  for (guint i = 0; i < self->n; i++)
    width += measure_badge (self, i, style) + (i > 0 ? roundf (GAP * style->em) : 0);
  return width;
}

/**
 * sp_badge_line_height:
 *
 * Returns: in pixels
 */
float
sp_badge_line_height (const SpBadgeStyle *style)
{
  g_return_val_if_fail (style != NULL, 0);

  return ceilf (HEIGHT * style->em);
}

/**
 * sp_badge_line_paint_ground:
 * @widget: where it is drawn
 * @place: a mark
 * @colour: its colour
 * @strength: how much of it the ground has: 1 is all
 *
 * What a word or an icon stands on: round at both ends. In high contrast, a line around it.
 */
void
sp_badge_line_paint_ground (GtkSnapshot           *snapshot,
                            GtkWidget             *widget,
                            const graphene_rect_t *place,
                            const GdkRGBA         *colour,
                            float                  strength)
{
  GskRoundedRect rect;
  GdkRGBA ground = *colour;

  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));

  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    {
      gsk_rounded_rect_init_from_rect (&rect, place, place->size.height / 2);
      gtk_snapshot_append_border (snapshot, &rect, (float[4]){ 1, 1, 1, 1 },
                                  (GdkRGBA[4]){ *colour, *colour, *colour, *colour });
      return;
    }
  ground.alpha *= strength;
  sp_drawn_ground (snapshot, widget, place, &ground);
}

/* @place: the badge, from its left edge. */
static void
paint_badge (SpBadgeLine           *self,
             guint                  i,
             const SpBadgeStyle    *style,
             GtkSnapshot           *snapshot,
             const graphene_rect_t *place,
             const GdkRGBA         *colour)
{
  gboolean rtl = gtk_widget_get_direction (style->widget) == GTK_TEXT_DIR_RTL;
  PangoLayout *word = style->worded ? get_word (self, i, style) : NULL;
  float icon = roundf (ICON * style->em);
  float pad = roundf (PAD * style->em);
  float left = place->origin.x;
  float right = left + place->size.width;
  int width = 0;

  sp_badge_line_paint_ground (snapshot, style->widget, place, colour, GROUND);
  sp_drawn_icon (snapshot, style->widget, self->badges[i].icon, rtl ? right - pad - icon : left + pad,
                 place->origin.y + roundf ((place->size.height - icon) / 2), icon, colour);
  if (word == NULL)
    return;

  pango_layout_get_pixel_size (word, &width, NULL);
  sp_drawn_line (snapshot, word, rtl ? left + pad : right - pad - (float) width, place->origin.y, place->size.height, colour);
}

/* Where a badge stands, in the direction of writing. Returns whether there is room for it. */
static gboolean
find_place (SpBadgeLine           *self,
            guint                  which,
            const SpBadgeStyle    *style,
            const graphene_rect_t *room,
            graphene_rect_t       *place)
{
  float height = sp_badge_line_height (style);
  float width = measure_badge (self, which, style);
  float x = 0;

  for (guint i = 0; i < which; i++)
    x += measure_badge (self, i, style) + roundf (GAP * style->em);
  if (x + width > room->size.width + 0.5f)
    return FALSE;
  if (gtk_widget_get_direction (style->widget) == GTK_TEXT_DIR_RTL)
    x = room->size.width - x - width;
  *place = GRAPHENE_RECT_INIT (room->origin.x + x, room->origin.y + roundf ((room->size.height - height) / 2), width, height);
  return TRUE;
}

/**
 * sp_badge_line_paint:
 * @room: where, in the widget; they begin where writing begins, and those that do not fit are left out
 * @colour: the colour of text
 */
void
sp_badge_line_paint (SpBadgeLine           *self,
                     const SpBadgeStyle    *style,
                     GtkSnapshot           *snapshot,
                     const graphene_rect_t *room,
                     const GdkRGBA         *colour)
{
  g_return_if_fail (self != NULL && style != NULL);
  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));

  for (guint i = 0; i < self->n; i++)
    {
      graphene_rect_t place;

      if (find_place (self, i, style, room, &place))
        paint_badge (self, i, style, snapshot, &place, colour);
    }
}

/**
 * sp_badge_line_hint_at:
 * @room: where they are drawn
 *
 * Returns: (transfer none) (nullable): the tooltip of the badge there
 */
const char *
sp_badge_line_hint_at (SpBadgeLine            *self,
                       const SpBadgeStyle     *style,
                       const graphene_rect_t  *room,
                       const graphene_point_t *point)
{
  g_return_val_if_fail (self != NULL && style != NULL, NULL);

  for (guint i = 0; i < self->n; i++)
    {
      graphene_rect_t place;

      if (find_place (self, i, style, room, &place) && graphene_rect_contains_point (&place, point))
        return self->badges[i].hint;
    }
  return NULL;
}
