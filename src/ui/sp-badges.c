/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small marks in a line: an icon and a word each. Where there is no room for words, the icons stay.
 *
 * One widget draws them all: a long list is scrolled through hundreds of rows. */

#include "config.h"

#include "sp-badges.h"

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

struct _SpBadges
{
  GtkWidget parent_instance;

  SpBadge      badges[SP_BADGES_MOST];
  PangoLayout *words[SP_BADGES_MOST]; /* made when first measured; NULL: none */
  guint        n;
  float        em; /* 0: not measured */
};

typedef struct
{
  float em;
  float icon;
  gboolean worded;
} Metrics;

G_DEFINE_FINAL_TYPE (SpBadges, sp_badges, GTK_TYPE_WIDGET)

static void
forget_words (SpBadges *self)
{
  for (guint i = 0; i < SP_BADGES_MOST; i++)
    g_clear_object (&self->words[i]);
}

static PangoLayout *
get_word (SpBadges *self,
          guint     i)
{
  if (self->words[i] == NULL && self->badges[i].word != NULL)
    self->words[i] = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->badges[i].word);
  return self->words[i];
}

static Metrics
get_metrics (SpBadges *self,
             gboolean  worded)
{
  if (self->em <= 0)
    self->em = sp_drawn_em (GTK_WIDGET (self));

  return (Metrics){ self->em, roundf (ICON * self->em), worded };
}

static float
measure_badge (SpBadges      *self,
               guint          i,
               const Metrics *metrics)
{
  float width = metrics->icon + 2 * roundf (PAD * metrics->em);
  int word = 0;

  if (!metrics->worded || get_word (self, i) == NULL)
    return width;
  pango_layout_get_pixel_size (get_word (self, i), &word, NULL);
  return width + roundf (BETWEEN * metrics->em) + (float) word;
}

static float
measure_all (SpBadges      *self,
             const Metrics *metrics)
{
  float width = 0;

  for (guint i = 0; i < self->n; i++)
    width += measure_badge (self, i, metrics) + (i > 0 ? roundf (GAP * metrics->em) : 0);
  return width;
}

/* All have words, or none: half of them would look like a mistake. */
static Metrics
choose_metrics (SpBadges *self)
{
  Metrics metrics = get_metrics (self, TRUE);

  metrics.worded = measure_all (self, &metrics) <= (float) gtk_widget_get_width (GTK_WIDGET (self));
  return metrics;
}

static void
sp_badges_measure (GtkWidget      *widget,
                   GtkOrientation  orientation,
                   int             for_size,
                   int            *minimum,
                   int            *natural,
                   int            *minimum_baseline,
                   int            *natural_baseline)
{
  SpBadges *self = SP_BADGES (widget);
  Metrics bare = get_metrics (self, FALSE);
  Metrics worded = get_metrics (self, TRUE);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = (int) ceilf (HEIGHT * bare.em);
  else
    {
      *minimum = (int) ceilf (measure_all (self, &bare));
      *natural = (int) ceilf (measure_all (self, &worded));
    }
}

static void
snapshot_ground (GtkSnapshot           *snapshot,
                 const graphene_rect_t *place,
                 const GdkRGBA         *colour)
{
  GskRoundedRect rect;
  GdkRGBA ground = *colour;

  gsk_rounded_rect_init_from_rect (&rect, place, place->size.height / 2);
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    {
      gtk_snapshot_append_border (snapshot, &rect, (float[4]){ 1, 1, 1, 1 },
                                  (GdkRGBA[4]){ *colour, *colour, *colour, *colour });
      return;
    }
  ground.alpha *= 0.09f;
  gtk_snapshot_push_rounded_clip (snapshot, &rect);
  gtk_snapshot_append_color (snapshot, &ground, place);
  gtk_snapshot_pop (snapshot);
}

/* @place: the badge, from its left edge. */
static void
snapshot_badge (SpBadges              *self,
                guint                  i,
                GtkSnapshot           *snapshot,
                const Metrics         *metrics,
                const graphene_rect_t *place,
                const GdkRGBA         *colour)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float pad = roundf (PAD * metrics->em);
  float left = place->origin.x;
  float right = left + place->size.width;
  int width = 0;
  int height = 0;

  snapshot_ground (snapshot, place, colour);
  sp_drawn_icon (snapshot, widget, self->badges[i].icon, rtl ? right - pad - metrics->icon : left + pad,
                 place->origin.y + roundf ((place->size.height - metrics->icon) / 2), metrics->icon, colour);
  if (!metrics->worded || get_word (self, i) == NULL)
    return;

  pango_layout_get_pixel_size (get_word (self, i), &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (rtl ? left + pad : right - pad - (float) width,
                                                          place->origin.y + roundf ((place->size.height - (float) height) / 2)));
  gtk_snapshot_append_layout (snapshot, get_word (self, i), colour);
  gtk_snapshot_restore (snapshot);
}

/* Where a badge stands, in the direction of writing. */
static graphene_rect_t
find_place (SpBadges      *self,
            guint          which,
            const Metrics *metrics)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float height = ceilf (HEIGHT * metrics->em);
  float width = measure_badge (self, which, metrics);
  float x = 0;

  for (guint i = 0; i < which; i++)
    x += measure_badge (self, i, metrics) + roundf (GAP * metrics->em);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = (float) gtk_widget_get_width (widget) - x - width;
  return GRAPHENE_RECT_INIT (x, roundf (((float) gtk_widget_get_height (widget) - height) / 2), width, height);
}

static void
sp_badges_snapshot (GtkWidget   *widget,
                    GtkSnapshot *snapshot)
{
  SpBadges *self = SP_BADGES (widget);
  Metrics metrics = choose_metrics (self);
  GdkRGBA colour;

  gtk_widget_get_color (widget, &colour);
  for (guint i = 0; i < self->n; i++)
    {
      graphene_rect_t place = find_place (self, i, &metrics);

      snapshot_badge (self, i, snapshot, &metrics, &place, &colour);
    }
}

static gboolean
sp_badges_query_tooltip (GtkWidget  *widget,
                         int         x,
                         int         y,
                         gboolean    keyboard,
                         GtkTooltip *tooltip)
{
  SpBadges *self = SP_BADGES (widget);
  Metrics metrics = choose_metrics (self);

  for (guint i = 0; i < self->n && !keyboard; i++)
    {
      graphene_rect_t place = find_place (self, i, &metrics);

      if (self->badges[i].hint == NULL || !graphene_rect_contains_point (&place, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
        continue;
      gtk_tooltip_set_text (tooltip, self->badges[i].hint);
      return TRUE;
    }
  return FALSE;
}

/* A row that is pointed at has another style, but mostly no other font. */
static void
sp_badges_css_changed (GtkWidget         *widget,
                       GtkCssStyleChange *change)
{
  SpBadges *self = SP_BADGES (widget);
  float before = self->em;

  GTK_WIDGET_CLASS (sp_badges_parent_class)->css_changed (widget, change);

  self->em = 0;
  forget_words (self);
  if (before != get_metrics (self, FALSE).em)
    gtk_widget_queue_resize (widget);
}

static void
sp_badges_dispose (GObject *object)
{
  forget_words (SP_BADGES (object));

  G_OBJECT_CLASS (sp_badges_parent_class)->dispose (object);
}

static void
sp_badges_class_init (SpBadgesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_badges_dispose;

  widget_class->measure = sp_badges_measure;
  widget_class->snapshot = sp_badges_snapshot;
  widget_class->query_tooltip = sp_badges_query_tooltip;
  widget_class->css_changed = sp_badges_css_changed;

  gtk_widget_class_set_css_name (widget_class, "badges");
  /* The row's own words say what they show. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sp_badges_init (SpBadges *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

/**
 * sp_badges_set:
 * @self: the badges
 * @badges: (array length=n): what they are
 * @n: how many
 */
void
sp_badges_set (SpBadges      *self,
               const SpBadge *badges,
               guint          n)
{
  g_return_if_fail (SP_IS_BADGES (self));
  g_return_if_fail (n <= SP_BADGES_MOST);

  if (n == self->n && (n == 0 || memcmp (badges, self->badges, n * sizeof (SpBadge)) == 0))
    return;

  forget_words (self);
  for (guint i = 0; i < n; i++)
    self->badges[i] = badges[i];
  self->n = n;
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
