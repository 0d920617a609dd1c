/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written in a row of snapshots, drawn: title, mark of the current one, age, badges. */

#include "config.h"

#include "sp-row-text.h"

#include "sp-drawn.h"
#include "sp-palette.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* As the style sheet of libadwaita has them: its captions and what it dims. */
#define CAPTION 0.82f
#define DIMMED 0.55f
#define DIMMED_IN_HIGH_CONTRAST 0.9f
/* Of what is not found. */
#define STEPPED_BACK 0.35f
/* How much of the accent's colour the ground of the current one's mark has. */
#define CURRENT_GROUND 0.16f

/* Of a line, that the mark of the current one may take. */
#define MOST_OF_LINE 0.4f
/* Of a line, that badges without words may take: the age is shortened for them. */
#define MOST_BADGES 0.6f
/* Of a line, that the name of a machine may take. */
#define MOST_LEAD 0.6f
/* Of a row, that lanes leave to words where it is narrow. */
#define MOST_OF_ROW 0.8f

/* In em. */
#define LINE 1.25f
#define LEAST 8.f
#define WISHED 22.f /* for which lanes come closer */
/* In pixels. */
#define PAD 12.f /* at the ends of a line; and between it and the marks */
#define PAD_BELOW 7.f
#define PAD_BELOW_COMPACT 3.f
#define LEAST_HEIGHT 24.f /* a finger finds it */
#define BETWEEN_LINES 2.f
#define GAP 9.f
#define CURRENT_GAP 6.f
#define CURRENT_PAD 9.f

/* Some words, laid out. */
typedef struct
{
  PangoLayout *layout; /* NULL: there are none, or nothing was drawn yet */
  float        width;  /* without an end */
} Line;

struct _SpRowText
{
  SpRowWords  words;
  Line        title;
  Line        current;
  Line        more;
  SpBadgeLine badges; /* what the snapshot kept, and where */
  SpBadgeLine marks;  /* what somebody made of it */
};

/* Where all of it stands. */
typedef struct
{
  graphene_rect_t title;
  graphene_rect_t current;
  graphene_rect_t lead;
  graphene_rect_t more;
  graphene_rect_t badges;
  graphene_rect_t marks;
  gboolean        worded; /* the badges */
} Places;

/**
 * sp_row_text_height:
 * @em: the size of the font
 * @compact: whether all is in one line
 *
 * Returns: in pixels
 */
int
sp_row_text_height (float    em,
                    gboolean compact)
{
  SpBadgeStyle small = { NULL, CAPTION, em * CAPTION, FALSE };
  float line = ceilf (LINE * em);
  float below = sp_badge_line_height (&small);

  return (int) (compact ? MAX (LEAST_HEIGHT, MAX (line, below) + 2 * PAD_BELOW_COMPACT) : line + BETWEEN_LINES + below + 2 * PAD_BELOW);
}

/**
 * sp_row_text_least:
 * @em: the size of the font
 *
 * Returns: the least width, in pixels
 */
int
sp_row_text_least (float em)
{
  return (int) ceilf (LEAST * em + 2 * PAD);
}

/**
 * sp_row_text_wish:
 * @em: the size of the font
 * @width: of the whole row, in pixels
 *
 * Returns: the width that is to be left to words by what stands before them and can be narrower, in pixels
 */
int
sp_row_text_wish (float em,
                  int   width)
{
  return MAX (sp_row_text_least (em), (int) MIN (MOST_OF_ROW * (float) width, WISHED * em));
}

SpRowText *
sp_row_text_new (void)
{
  return g_new0 (SpRowText, 1);
}

static void
forget_words (SpRowText *self)
{
  g_clear_object (&self->title.layout);
  g_clear_object (&self->current.layout);
  g_clear_object (&self->more.layout);
}

static void
clear_words (SpRowWords *words)
{
  g_clear_pointer (&words->title, g_free);
  g_clear_pointer (&words->found, pango_attr_list_unref);
  g_clear_pointer (&words->more, g_free);
  g_clear_pointer (&words->more_found, pango_attr_list_unref);
}

void
sp_row_text_free (SpRowText *self)
{
  if (self == NULL)
    return;

  sp_row_text_forget (self);
  clear_words (&self->words);
  g_free (self);
}

/* What is marked in them may be another thing each time. */
static gboolean
same_words (const SpRowWords *a,
            const SpRowWords *b)
{
  return a->found == NULL && b->found == NULL && a->more_found == NULL && b->more_found == NULL && a->heading == b->heading
         && a->current == b->current && a->dim == b->dim
         && g_strcmp0 (a->title, b->title) == 0 && g_strcmp0 (a->more, b->more) == 0;
}

/**
 * sp_row_text_set:
 * @words: what is written; what is in it is taken
 *
 * Returns: whether it is not what was written before
 */
gboolean
sp_row_text_set (SpRowText  *self,
                 SpRowWords *words)
{
  g_return_val_if_fail (self != NULL && words != NULL, FALSE);
  g_return_val_if_fail (words->title != NULL && words->more != NULL, FALSE);

  if (same_words (&self->words, words))
    {
      clear_words (words);
      return FALSE;
    }
  forget_words (self);
  clear_words (&self->words);
  self->words = *words;
  *words = (SpRowWords){ 0 };
  return TRUE;
}

/**
 * sp_row_text_mark:
 * @badges: (array length=n_badges): beside the age
 * @marks: (array length=n_marks): at the end of the row
 *
 * Returns: whether they are not those of before
 */
gboolean
sp_row_text_mark (SpRowText     *self,
                  const SpBadge *badges,
                  guint          n_badges,
                  const SpBadge *marks,
                  guint          n_marks)
{
  gboolean changed;

  g_return_val_if_fail (self != NULL, FALSE);

  changed = sp_badge_line_set (&self->badges, badges, n_badges);
  return sp_badge_line_set (&self->marks, marks, n_marks) || changed;
}

void
sp_row_text_forget (SpRowText *self)
{
  g_return_if_fail (self != NULL);

  forget_words (self);
  sp_badge_line_forget (&self->badges);
  sp_badge_line_forget (&self->marks);
}

/* --- Where it stands --- */

static PangoAttrList *
make_attributes (const SpRowWords *words)
{
  PangoAttrList *attributes = words->found != NULL ? pango_attr_list_copy (words->found) : pango_attr_list_new ();

  if (words->heading)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  return attributes;
}

static void
lay_out_line (Line          *line,
              GtkWidget     *widget,
              const char    *words,
              double         scale,
              PangoAttrList *attributes)
{
  int width;

  line->layout = sp_drawn_words (widget, words, scale, attributes);
  pango_layout_get_size (line->layout, &width, NULL);
  line->width = (float) PANGO_PIXELS_CEIL (width);
}

static void
lay_out (SpRowText *self,
         GtkWidget *widget)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (self->title.layout != NULL)
    return;
  attributes = make_attributes (&self->words);
  lay_out_line (&self->title, widget, self->words.title, 1, attributes);
  lay_out_line (&self->more, widget, self->words.more, CAPTION, self->words.more_found);
  if (self->words.current)
    lay_out_line (&self->current, widget, C_ ("snapshot", "Current"), CAPTION, NULL);
}

static SpBadgeStyle
get_small (const SpRowRoom *where,
           gboolean         worded)
{
  return (SpBadgeStyle){ where->widget, CAPTION, where->em * CAPTION, worded };
}

static SpBadgeStyle
get_plain (const SpRowRoom *where)
{
  return (SpBadgeStyle){ where->widget, 1, where->em, TRUE };
}

/* What stands before the age, the age, and the badges that there is room for: in a line that is @width wide, from its beginning on.
 * First badges lose their words, then the age is shortened, then badges are left out: which ones does not depend on the age.
 * Returns how wide they are. */
static float
place_below (SpRowText       *self,
             const SpRowRoom *where,
             float            width,
             Places          *places)
{
  SpBadgeStyle small = get_small (where, TRUE);
  float more = self->more.width;
  float lead = where->lead > 0 ? MIN (where->lead, MOST_LEAD * width) + GAP : 0;
  float badges = sp_badge_line_width (&self->badges, &small);

  places->worded = lead + more + GAP + badges <= width;
  small.worded = places->worded;
  badges = sp_badge_line_width (&self->badges, &small);
  if (!places->worded)
    badges = MIN (badges, MOST_BADGES * MAX (0, width - lead));
  badges += badges > 0 ? GAP : 0;
  more = CLAMP (width - lead - badges, 0, more);
  places->lead = GRAPHENE_RECT_INIT (0, 0, MAX (0, lead - GAP), 0);
  places->more = GRAPHENE_RECT_INIT (lead, 0, more, 0);
  places->badges = GRAPHENE_RECT_INIT (lead + more + GAP, 0, MAX (0, badges - GAP), 0);
  return lead + more + badges;
}

/* In a line that is @width wide, from its beginning on. Where there is hardly any room, the title is told, and the lanes alone show
 * which one is the current one. */
static void
place_title (SpRowText *self,
             float      width,
             Places    *places)
{
  float current = self->current.layout != NULL ? self->current.width + 2 * CURRENT_PAD : 0;
  float beside;
  float title;

  if (current + CURRENT_GAP > width * MOST_OF_LINE)
    current = 0;
  beside = current > 0 ? current + CURRENT_GAP : 0;
  title = CLAMP (width - beside, 0, self->title.width);

  places->title = GRAPHENE_RECT_INIT (0, 0, title, 0);
  places->current = GRAPHENE_RECT_INIT (title + CURRENT_GAP, 0, current, 0);
}

static void
set_line (graphene_rect_t *place,
          float            x,
          float            y,
          float            height)
{
  place->origin.x += x;
  place->origin.y = y;
  place->size.height = height;
}

static void
mirror (graphene_rect_t *place,
        const SpRowRoom *where)
{
  place->origin.x = 2 * where->room.origin.x + where->room.size.width - place->origin.x - place->size.width;
}

static Places
find_places (SpRowText       *self,
             const SpRowRoom *where)
{
  const graphene_rect_t *room = &where->room;
  SpBadgeStyle small = get_small (where, FALSE);
  SpBadgeStyle plain = get_plain (where);
  float line = ceilf (LINE * where->em);
  float low = sp_badge_line_height (&small);
  float marks = sp_badge_line_width (&self->marks, &plain);
  float width = MAX (0, room->size.width - 2 * PAD - (marks > 0 ? marks + PAD : 0));
  float height = where->compact ? MAX (line, low) : line + BETWEEN_LINES + low;
  float x = room->origin.x + PAD;
  float y = room->origin.y + roundf ((room->size.height - height) / 2);
  float below = y + (where->compact ? 0 : line + BETWEEN_LINES);
  float behind = 0;
  Places places = { 0 };

  lay_out (self, where->widget);
  if (where->compact)
    {
      /* The title has half of the line if it needs that; the rest stands at its end. */
      place_title (self, width, &places);
      behind = place_below (self, where, width - MIN (width / 2, places.title.size.width + places.current.size.width + GAP), &places);
      place_title (self, width - behind - GAP, &places);
      behind = width - behind;
      line = low = height;
    }
  else
    {
      place_title (self, width, &places);
      place_below (self, where, width, &places);
    }
  set_line (&places.title, x, y, line);
  set_line (&places.current, x, y + roundf ((line - low) / 2), low);
  set_line (&places.lead, x + behind, below, low);
  set_line (&places.more, x + behind, below, low);
  set_line (&places.badges, x + behind, below, low);
  places.marks = GRAPHENE_RECT_INIT (room->origin.x + room->size.width - PAD - marks, room->origin.y, marks, room->size.height);
  if (gtk_widget_get_direction (where->widget) == GTK_TEXT_DIR_RTL)
    {
      graphene_rect_t *all[] = { &places.title, &places.current, &places.lead, &places.more, &places.badges, &places.marks };

      for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
        mirror (all[i], where);
    }
  return places;
}

/* --- How it is drawn --- */

static void
paint_line (const Line            *line,
            const graphene_rect_t *place,
            const GdkRGBA         *colour,
            GtkSnapshot           *snapshot)
{
  /* Where there is no room, not even the three dots of what is left out. */
  if (place->size.width <= 0)
    return;
  pango_layout_set_width (line->layout, place->size.width < line->width ? (int) place->size.width * PANGO_SCALE : -1);
  sp_drawn_line (snapshot, line->layout, place->origin.x, place->origin.y, place->size.height, colour);
}

static void
paint_current (SpRowText       *self,
               const SpRowRoom *where,
               const Places    *places,
               float            strength,
               GtkSnapshot     *snapshot)
{
  graphene_rect_t inside = places->current;
  SpPalette palette;

  if (places->current.size.width <= 0)
    return;
  sp_palette_init_for (&palette, where->widget);
  palette.accent.alpha *= strength;
  sp_badge_line_paint_ground (snapshot, where->widget, &places->current, &palette.accent, CURRENT_GROUND);
  graphene_rect_inset (&inside, CURRENT_PAD, 0);
  paint_line (&self->current, &inside, &palette.accent, snapshot);
}

/**
 * sp_row_text_paint:
 */
void
sp_row_text_paint (SpRowText       *self,
                   const SpRowRoom *where,
                   GtkSnapshot     *snapshot)
{
  gboolean high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  float strength;
  SpBadgeStyle small;
  SpBadgeStyle plain;
  GdkRGBA colour;
  GdkRGBA dimmed;
  Places places;

  g_return_if_fail (self != NULL && where != NULL);
  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));

  if (self->words.title == NULL)
    return;
  strength = self->words.dim ? STEPPED_BACK : 1;
  places = find_places (self, where);
  small = get_small (where, places.worded);
  plain = get_plain (where);
  gtk_widget_get_color (where->widget, &colour);
  colour.alpha *= strength;
  dimmed = colour;
  dimmed.alpha *= high_contrast ? DIMMED_IN_HIGH_CONTRAST : DIMMED;
  paint_line (&self->title, &places.title, &colour, snapshot);
  paint_current (self, where, &places, strength, snapshot);
  paint_line (&self->more, &places.more, &dimmed, snapshot);
  sp_badge_line_paint (&self->badges, &small, snapshot, &places.badges, &dimmed);
  sp_badge_line_paint (&self->marks, &plain, snapshot, &places.marks, &colour);
}

/* --- What is where --- */

/**
 * sp_row_text_lead:
 *
 * Returns: where there is room before the age
 */
graphene_rect_t
sp_row_text_lead (SpRowText       *self,
                  const SpRowRoom *where)
{
  g_return_val_if_fail (self != NULL && where != NULL, GRAPHENE_RECT_INIT (0, 0, 0, 0));

  return self->words.title != NULL ? find_places (self, where).lead : GRAPHENE_RECT_INIT (0, 0, 0, 0);
}

gboolean
sp_row_text_is_age (SpRowText              *self,
                    const SpRowRoom        *where,
                    const graphene_point_t *point)
{
  Places places;

  g_return_val_if_fail (self != NULL && where != NULL, FALSE);

  if (self->words.title == NULL)
    return FALSE;
  places = find_places (self, where);
  return graphene_rect_contains_point (&places.more, point);
}

/**
 * sp_row_text_hint:
 *
 * Returns: (transfer none) (nullable): what is to be told of the badge or mark there
 */
const char *
sp_row_text_hint (SpRowText              *self,
                  const SpRowRoom        *where,
                  const graphene_point_t *point)
{
  SpBadgeStyle small;
  SpBadgeStyle plain = get_plain (where);
  Places places;
  const char *hint;

  g_return_val_if_fail (self != NULL && where != NULL, NULL);

  if (self->words.title == NULL)
    return NULL;
  places = find_places (self, where);
  small = get_small (where, places.worded);
  hint = sp_badge_line_hint_at (&self->badges, &small, &places.badges, point);
  return hint != NULL ? hint : sp_badge_line_hint_at (&self->marks, &plain, &places.marks, point);
}
