/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the timeline, or of the list of all machines: lanes, picture, title, age, badges.
 *
 * How large it is does not depend on what it shows: rows are exchanged by the dozen while a list is scrolled, and none of them makes
 * the list ask all others how large they want to be. */

#include "config.h"

#include "sp-snapshot-row.h"

#include "sp-drawn.h"
#include "sp-row-text.h"
#include "sp-screen-view.h"
#include "sp-when.h"

#include <adwaita.h>

/* In pixels: between the lanes and the picture. */
#define GAP 9
/* How wide it would like its words to be, in em. */
#define WISHED 24

struct _SpSnapshotRow
{
  GtkWidget parent_instance;

  SpTimelineRow    *row;
  const SpRowStyle *style;   /* NULL: it shows nothing */
  gint64            created; /* 0: Now */
  gboolean          compact;
  float             em;      /* the size of the font, in pixels; 0: not known yet */

  GtkWidget *lanes;
  GtkWidget *screen;
  GtkWidget *place; /* a button with the machine's name, where many are shown; or NULL */
  SpRowText *text;
};

G_DEFINE_FINAL_TYPE (SpSnapshotRow, sp_snapshot_row, GTK_TYPE_WIDGET)

/* --- How large --- */

/* Its list has asked already. */
static void
follow_font (SpSnapshotRow *self)
{
  float em = self->style != NULL && self->style->lanes.em > 0 ? self->style->lanes.em : sp_drawn_em (GTK_WIDGET (self));

  if (self->em == em)
    return;
  self->em = em;
  sp_screen_view_set_em (SP_SCREEN_VIEW (self->screen), em);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static int
measure_child (GtkWidget      *child,
               GtkOrientation  orientation)
{
  int least = 0;

  if (gtk_widget_should_layout (child))
    gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
  return least;
}

static int
measure_screen (SpSnapshotRow *self)
{
  int screen = measure_child (self->screen, GTK_ORIENTATION_HORIZONTAL);

  return screen > 0 ? GAP + screen : 0;
}

static int
fit_lanes (SpSnapshotRow *self,
           int            width)
{
  return gtk_widget_should_layout (self->lanes) ? sp_lane_cell_fit (SP_LANE_CELL (self->lanes), width, sp_row_text_wish (self->em, width)) : 0;
}

/* Where there is little room, words are worth more than a picture. */
static gboolean
has_room_for_screen (SpSnapshotRow *self,
                     int            width)
{
  return width >= fit_lanes (self, width) + measure_screen (self) + sp_row_text_least (self->em);
}

/* What comes before the words. */
static int
measure_start (SpSnapshotRow *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  return fit_lanes (self, width) + (has_room_for_screen (self, width) ? measure_screen (self) : 0);
}

static GtkSizeRequestMode
sp_snapshot_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
sp_snapshot_row_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  SpSnapshotRow *self = SP_SNAPSHOT_ROW (widget);
  int beside;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = measure_child (self->lanes, orientation) + sp_row_text_least (self->em);
      *natural = fit_lanes (self, G_MAXINT) + sp_row_text_least (self->em) + measure_screen (self) + (int) (WISHED * self->em);
      return;
    }
  beside = MAX (measure_child (self->lanes, orientation), measure_child (self->screen, orientation));
  if (self->place != NULL)
    beside = MAX (beside, measure_child (self->place, orientation));
  *minimum = *natural = MAX (beside, sp_row_text_height (self->em, self->compact));
}

/* @x: from where writing begins */
static void
allocate_child (SpSnapshotRow *self,
                GtkWidget     *child,
                int            x,
                int            y,
                int            width,
                int            height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (gtk_widget_should_layout (child))
    gtk_widget_size_allocate (child, &(GtkAllocation){ rtl ? gtk_widget_get_width (GTK_WIDGET (self)) - x - width : x, y, width, height }, -1);
}

/* What the lanes and the picture leave. */
static SpRowRoom
get_room (SpSnapshotRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float start = (float) measure_start (self);
  SpRowRoom room = {
    .widget = widget,
    .em = self->em,
    .room = { { rtl ? 0 : start, 0 }, { (float) gtk_widget_get_width (widget) - start, (float) gtk_widget_get_height (widget) } },
    .compact = self->compact,
  };

  if (self->place != NULL)
    {
      int wished;

      gtk_widget_measure (self->place, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wished, NULL, NULL);
      room.lead = (float) wished;
    }
  return room;
}

static void
allocate_place (SpSnapshotRow *self)
{
  SpRowRoom room = get_room (self);
  graphene_rect_t lead = sp_row_text_lead (self->text, &room);
  int height;

  gtk_widget_measure (self->place, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  gtk_widget_size_allocate (self->place,
                            &(GtkAllocation){ (int) lead.origin.x, (int) lead.origin.y + ((int) lead.size.height - height) / 2,
                                              (int) lead.size.width, height },
                            -1);
}

static void
sp_snapshot_row_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  SpSnapshotRow *self = SP_SNAPSHOT_ROW (widget);
  int lanes = fit_lanes (self, width);
  int wide = measure_child (self->screen, GTK_ORIENTATION_HORIZONTAL);
  int high = measure_child (self->screen, GTK_ORIENTATION_VERTICAL);

  gtk_widget_set_child_visible (self->screen, has_room_for_screen (self, width));
  allocate_child (self, self->lanes, 0, 0, lanes, height);
  allocate_child (self, self->screen, lanes + GAP, (height - high) / 2, wide, high);
  if (self->place != NULL)
    allocate_place (self);
}

/* --- How it is drawn --- */

static void
sp_snapshot_row_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  SpSnapshotRow *self = SP_SNAPSHOT_ROW (widget);
  SpRowRoom room = get_room (self);
  float shown = self->row != NULL ? sp_lane_moves_get_shown (&self->style->lanes.moving, sp_timeline_row_get_index (self->row)) : 1;

  if (shown >= 1)
    {
      sp_row_text_paint (self->text, &room, snapshot);
      GTK_WIDGET_CLASS (sp_snapshot_row_parent_class)->snapshot (widget, snapshot);
      return;
    }
  /* It is new: all but its lanes comes in while its node does. */
  gtk_snapshot_push_opacity (snapshot, shown);
  sp_row_text_paint (self->text, &room, snapshot);
  gtk_widget_snapshot_child (widget, self->screen, snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_widget_snapshot_child (widget, self->lanes, snapshot);
}

/* What is made only when somebody points there: a badge's meaning, or the date. */
static gboolean
sp_snapshot_row_query_tooltip (GtkWidget  *widget,
                               int         x,
                               int         y,
                               gboolean    keyboard,
                               GtkTooltip *tooltip)
{
  SpSnapshotRow *self = SP_SNAPSHOT_ROW (widget);
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);
  SpRowRoom room = get_room (self);
  g_autofree char *hint = NULL;

  if (!keyboard)
    hint = g_strdup (sp_row_text_hint (self->text, &room, &point));
  if (hint == NULL && self->created != 0 && (keyboard || sp_row_text_is_age (self->text, &room, &point)))
    hint = sp_when_full (self->created);
  gtk_tooltip_set_text (tooltip, hint);
  return hint != NULL;
}

static void
forget (SpSnapshotRow *self)
{
  sp_row_text_forget (self->text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sp_snapshot_row_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  SpSnapshotRow *self = SP_SNAPSHOT_ROW (widget);

  GTK_WIDGET_CLASS (sp_snapshot_row_parent_class)->css_changed (widget, change);

  forget (self);
  if (self->style != NULL)
    follow_font (self);
}

static void
sp_snapshot_row_direction_changed (GtkWidget        *widget,
                                   GtkTextDirection  before)
{
  forget (SP_SNAPSHOT_ROW (widget));
}

static void
sp_snapshot_row_dispose (GObject *object)
{
  SpSnapshotRow *self = SP_SNAPSHOT_ROW (object);

  g_clear_object (&self->row);
  g_clear_pointer (&self->lanes, gtk_widget_unparent);
  g_clear_pointer (&self->screen, gtk_widget_unparent);
  g_clear_pointer (&self->place, gtk_widget_unparent);

  G_OBJECT_CLASS (sp_snapshot_row_parent_class)->dispose (object);
}

static void
sp_snapshot_row_finalize (GObject *object)
{
  sp_row_text_free (SP_SNAPSHOT_ROW (object)->text);

  G_OBJECT_CLASS (sp_snapshot_row_parent_class)->finalize (object);
}

static void
sp_snapshot_row_class_init (SpSnapshotRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_snapshot_row_dispose;
  object_class->finalize = sp_snapshot_row_finalize;

  widget_class->get_request_mode = sp_snapshot_row_get_request_mode;
  widget_class->measure = sp_snapshot_row_measure;
  widget_class->size_allocate = sp_snapshot_row_size_allocate;
  widget_class->snapshot = sp_snapshot_row_snapshot;
  widget_class->query_tooltip = sp_snapshot_row_query_tooltip;
  widget_class->css_changed = sp_snapshot_row_css_changed;
  widget_class->direction_changed = sp_snapshot_row_direction_changed;

  gtk_widget_class_set_css_name (widget_class, "snapshot");
  /* What it says is said by the list's item. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
sp_snapshot_row_init (SpSnapshotRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->text = sp_row_text_new ();
  self->lanes = g_object_new (SP_TYPE_LANE_CELL, NULL);
  self->screen = g_object_new (SP_TYPE_SCREEN_VIEW, "small", TRUE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (self->lanes, widget);
  gtk_widget_set_parent (self->screen, widget);
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::accent-color", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
sp_snapshot_row_new (void)
{
  return g_object_new (SP_TYPE_SNAPSHOT_ROW, NULL);
}

/* --- What it shows --- */

static void
follow_style (SpSnapshotRow    *self,
              const SpRowStyle *style)
{
  self->style = style;
  follow_font (self);
  if (self->compact == style->compact)
    return;
  self->compact = style->compact;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* All but the lanes and the picture. */
static void
fill (SpSnapshotRow *self,
      SpRowWords    *words,
      SpSnapshot    *snapshot)
{
  const SpRowStyle *style = self->style;
  SpBadge badges[SP_BADGES_MOST];
  SpBadge marks[SP_BADGES_MOST];
  guint n_badges = sp_snapshot_words_badges (snapshot, style, badges);
  guint n_marks = sp_snapshot_words_marks (snapshot, style, marks);
  char *why = sp_snapshot_words_why (snapshot, style, &words->more_found);
  gboolean changed;

  /* In place of what is the same whatever is looked for. */
  if (why != NULL)
    {
      g_free (words->more);
      words->more = why;
      n_badges = 0;
    }
  self->created = snapshot != NULL ? sp_snapshot_get_created (snapshot) : 0;
  words->found = sp_snapshot_words_found (snapshot, style);
  words->dim = sp_snapshot_words_steps_back (snapshot, style);
  if (words->dim)
    gtk_widget_add_css_class (GTK_WIDGET (self), "not-found");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "not-found");
  changed = sp_row_text_set (self->text, words);
  changed |= sp_row_text_mark (self->text, badges, n_badges, marks, n_marks);
  sp_screen_view_set_icon (SP_SCREEN_VIEW (self->screen), style->compact ? NULL : sp_snapshot_words_icon (snapshot, style));
  if (changed)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
clear (SpSnapshotRow *self)
{
  self->style = NULL;
  sp_lane_cell_clear (SP_LANE_CELL (self->lanes));
  sp_screen_view_set (SP_SCREEN_VIEW (self->screen), NULL, NULL);
}

/**
 * sp_snapshot_row_set:
 * @row: (nullable): what it shows
 * @style: what it shares with the other rows; not needed without @row
 */
void
sp_snapshot_row_set (SpSnapshotRow    *self,
                     SpTimelineRow    *row,
                     const SpRowStyle *style)
{
  SpScreenView *screen;
  SpSnapshot *snapshot;
  SpRowWords words = { 0 };

  g_return_if_fail (SP_IS_SNAPSHOT_ROW (self));
  g_return_if_fail (row == NULL || (SP_IS_TIMELINE_ROW (row) && style != NULL));

  g_set_object (&self->row, row);
  if (row == NULL)
    {
      clear (self);
      return;
    }

  screen = SP_SCREEN_VIEW (self->screen);
  snapshot = sp_timeline_row_get_snapshot (row);
  follow_style (self, style);
  sp_lane_cell_set_row (SP_LANE_CELL (self->lanes), row, &style->lanes);
  words.title = g_strdup (sp_snapshot_words_title (row));
  words.more = sp_snapshot_words_more (row, style);
  words.heading = sp_timeline_row_is_now (row);
  words.current = sp_timeline_row_get_current (row) && !words.heading;
  fill (self, &words, snapshot);
  if (snapshot == NULL)
    sp_screen_view_set_live (screen, style->compact ? NULL : style->screen);
  else
    sp_screen_view_set (screen, style->machine != NULL && !style->compact ? sp_machine_get_uuid (style->machine) : NULL, snapshot);
}

static void
show_place (SpSnapshotRow *self,
            const char    *machine)
{
  if (self->place == NULL)
    {
      self->place = gtk_button_new ();
      gtk_widget_add_css_class (self->place, "flat");
      gtk_widget_add_css_class (self->place, "place");
      gtk_widget_add_css_class (self->place, "caption-heading");
      gtk_button_set_can_shrink (GTK_BUTTON (self->place), TRUE);
      gtk_widget_set_parent (self->place, GTK_WIDGET (self));
      gtk_widget_set_visible (self->lanes, FALSE);
    }
  gtk_button_set_label (GTK_BUTTON (self->place), machine);
  /* It stands where the words leave room. */
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * sp_snapshot_row_set_of:
 * @row: what it shows
 * @style: its machine, what that is called, its history, and what it shares with the others
 *
 * A row of many machines: without lanes, and with its machine's name, a button.
 *
 * Returns: (transfer none): the button
 */
GtkWidget *
sp_snapshot_row_set_of (SpSnapshotRow    *self,
                        SpEveryRow       *row,
                        const SpRowStyle *style)
{
  SpMachine *machine;
  SpSnapshot *snapshot;
  SpRowWords words = { 0 };

  g_return_val_if_fail (SP_IS_SNAPSHOT_ROW (self), NULL);
  g_return_val_if_fail (SP_IS_EVERY_ROW (row), NULL);
  g_return_val_if_fail (style != NULL && style->place != NULL, NULL);

  machine = sp_every_row_get_machine (row);
  snapshot = sp_every_row_get_snapshot (row);
  follow_style (self, style);
  words.title = g_strdup (sp_snapshot_get_title (snapshot));
  words.more = sp_when_age (sp_snapshot_get_created (snapshot), style->now);
  words.current = sp_snapshot_get_current (snapshot);
  show_place (self, style->place);
  fill (self, &words, snapshot);
  sp_screen_view_set (SP_SCREEN_VIEW (self->screen), style->compact ? NULL : sp_machine_get_uuid (machine), snapshot);
  return self->place;
}

/**
 * sp_snapshot_row_get:
 *
 * Returns: (transfer none) (nullable): what it shows
 */
SpTimelineRow *
sp_snapshot_row_get (SpSnapshotRow *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT_ROW (self), NULL);

  return self->row;
}
