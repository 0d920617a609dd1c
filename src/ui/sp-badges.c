/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small marks in a line. Where there is no room for words, the icons stay. */

#include "config.h"

#include "sp-badges.h"

#include "sp-drawn.h"

#include <math.h>

struct _SpBadges
{
  GtkWidget parent_instance;

  SpBadgeLine line;
  float       em; /* 0: not measured */
};

G_DEFINE_FINAL_TYPE (SpBadges, sp_badges, GTK_TYPE_WIDGET)

static SpBadgeStyle
get_style (SpBadges *self,
           gboolean  worded)
{
  if (self->em <= 0)
    self->em = sp_drawn_em (GTK_WIDGET (self));

  return (SpBadgeStyle){ GTK_WIDGET (self), 1, self->em, worded };
}

static SpBadgeStyle
choose_style (SpBadges *self)
{
  SpBadgeStyle style = get_style (self, TRUE);

  style.worded = sp_badge_line_width (&self->line, &style) <= (float) gtk_widget_get_width (GTK_WIDGET (self));
  return style;
}

static graphene_rect_t
get_room (GtkWidget *widget)
{
  return GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));
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
  SpBadgeStyle bare = get_style (self, FALSE);
  SpBadgeStyle worded = get_style (self, TRUE);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = (int) sp_badge_line_height (&bare);
  else
    {
      *minimum = (int) ceilf (sp_badge_line_width (&self->line, &bare));
      *natural = (int) ceilf (sp_badge_line_width (&self->line, &worded));
    }
}

static void
sp_badges_snapshot (GtkWidget   *widget,
                    GtkSnapshot *snapshot)
{
  SpBadges *self = SP_BADGES (widget);
  SpBadgeStyle style = choose_style (self);
  graphene_rect_t room = get_room (widget);
  GdkRGBA colour;

  gtk_widget_get_color (widget, &colour);
  sp_badge_line_paint (&self->line, &style, snapshot, &room, &colour);
}

static gboolean
sp_badges_query_tooltip (GtkWidget  *widget,
                         int         x,
                         int         y,
                         gboolean    keyboard,
                         GtkTooltip *tooltip)
{
  SpBadges *self = SP_BADGES (widget);
  SpBadgeStyle style = choose_style (self);
  graphene_rect_t room = get_room (widget);
  const char *hint = NULL;

  if (!keyboard)
    hint = sp_badge_line_hint_at (&self->line, &style, &room, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_tooltip_set_text (tooltip, hint);
  return hint != NULL;
}

/* What is pointed at has another style, but mostly no other font. */
static void
sp_badges_css_changed (GtkWidget         *widget,
                       GtkCssStyleChange *change)
{
  SpBadges *self = SP_BADGES (widget);
  float before = self->em;

  GTK_WIDGET_CLASS (sp_badges_parent_class)->css_changed (widget, change);

  self->em = 0;
  sp_badge_line_forget (&self->line);
  if (before != get_style (self, FALSE).em)
    gtk_widget_queue_resize (widget);
}

static void
sp_badges_dispose (GObject *object)
{
  sp_badge_line_forget (&SP_BADGES (object)->line);

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
  /* The tile's own words say what they show. */
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

  if (!sp_badge_line_set (&self->line, badges, n))
    return;

  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
