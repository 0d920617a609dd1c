/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a timeline, in sections by day. */

#include "config.h"

#include "sp-timeline-days.h"

#include "sp-when.h"

struct _SpTimelineDays
{
  GObject parent_instance;

  SpTimeline *timeline;
  gint64      now;
  GArray     *starts; /* of guint: the first row of each section */
};

static void list_model_init (GListModelInterface *iface);
static void section_model_init (GtkSectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpTimelineDays, sp_timeline_days, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SECTION_MODEL, section_model_init))

static guint signal_relaid;

static guint
count_rows (SpTimeline *timeline)
{
  return timeline != NULL ? g_list_model_get_n_items (G_LIST_MODEL (timeline)) : 0;
}

/* NULL: Now. */
static SpSnapshot *
get_snapshot (SpTimeline *timeline,
              guint       position)
{
  int index = sp_timeline_get_index (timeline, position);

  return index >= 0 ? sp_history_get (sp_timeline_get_history (timeline), index) : NULL;
}

static GType
get_item_type (GListModel *model)
{
  return SP_TYPE_TIMELINE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return count_rows (SP_TIMELINE_DAYS (model)->timeline);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  SpTimelineDays *self = SP_TIMELINE_DAYS (model);

  return self->timeline != NULL ? g_list_model_get_item (G_LIST_MODEL (self->timeline), position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
get_section (GtkSectionModel *model,
             guint            position,
             guint           *start,
             guint           *end)
{
  SpTimelineDays *self = SP_TIMELINE_DAYS (model);
  guint n = count_rows (self->timeline);
  guint low = 0;
  guint high = self->starts->len;

  if (position >= n)
    {
      *start = n;
      *end = G_MAXUINT;
      return;
    }
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->starts, guint, middle) <= position)
        low = middle;
      else
        high = middle;
    }
  *start = g_array_index (self->starts, guint, low);
  *end = low + 1 < self->starts->len ? g_array_index (self->starts, guint, low + 1) : n;
}

static void
section_model_init (GtkSectionModelInterface *iface)
{
  iface->get_section = get_section;
}

/* Now is above all days. */
static char *
name_day (SpTimelineDays *self,
          SpSnapshot     *snapshot)
{
  return snapshot != NULL ? sp_when_day (sp_snapshot_get_created (snapshot), self->now) : NULL;
}

static GArray *
find_sections (SpTimelineDays *self)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (guint));
  gint64 from = 0;
  gint64 to = 0; /* the section of Now has no time */
  guint n = count_rows (self->timeline);

  for (guint i = 0; i < n; i++)
    {
      SpSnapshot *snapshot = get_snapshot (self->timeline, i);
      gint64 created = snapshot != NULL ? sp_snapshot_get_created (snapshot) : 0;

      if (i > 0 && created >= from && created < to)
        continue;
      g_array_append_val (starts, i);
      if (snapshot != NULL)
        sp_when_day_span (created, self->now, &from, &to);
    }

  return starts;
}

static gboolean
same_at (SpTimeline *a,
         guint       in_a,
         SpTimeline *b,
         guint       in_b)
{
  SpSnapshot *one = get_snapshot (a, in_a);
  SpSnapshot *other = get_snapshot (b, in_b);

  if (one == NULL || other == NULL)
    return one == other;
  return sp_snapshot_same (one, other);
}

static void
sp_timeline_days_finalize (GObject *object)
{
  SpTimelineDays *self = (SpTimelineDays *) object;

  g_clear_object (&self->timeline);
  g_array_unref (self->starts);

  G_OBJECT_CLASS (sp_timeline_days_parent_class)->finalize (object);
}

static void
sp_timeline_days_class_init (SpTimelineDaysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_timeline_days_finalize;
  signal_relaid =
    g_signal_new ("relaid", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_timeline_days_init (SpTimelineDays *self)
{
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
}

/**
 * sp_timeline_days_new:
 *
 * Returns: (transfer full): a model without rows
 */
SpTimelineDays *
sp_timeline_days_new (void)
{
  return g_object_new (SP_TYPE_TIMELINE_DAYS, NULL);
}

/**
 * sp_timeline_days_get_timeline:
 *
 * Returns: (transfer none) (nullable): what it shows
 */
SpTimeline *
sp_timeline_days_get_timeline (SpTimelineDays *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_DAYS (self), NULL);

  return self->timeline;
}

/**
 * sp_timeline_days_set_timeline:
 * @timeline: (nullable): the rows
 * @now: seconds since 1970
 *
 * Rows of the same snapshots at both ends stay, whatever their lanes: scroll, focus and selection do not move.
 */
void
sp_timeline_days_set_timeline (SpTimelineDays *self,
                               SpTimeline     *timeline,
                               gint64          now)
{
  g_autoptr (SpTimeline) before = NULL;
  guint had;
  guint has;
  guint above = 0;
  guint below = 0;

  g_return_if_fail (SP_IS_TIMELINE_DAYS (self));

  if (self->timeline == timeline)
    return;

  before = g_steal_pointer (&self->timeline);
  if (timeline != NULL)
    self->timeline = g_object_ref (timeline);
  self->now = now;
  had = count_rows (before);
  has = count_rows (timeline);
  while (above < had && above < has && same_at (before, above, timeline, above))
    above++;
  while (below < had - above && below < has - above && same_at (before, had - 1 - below, timeline, has - 1 - below))
    below++;

  g_array_unref (self->starts);
  self->starts = find_sections (self);
  if (had - above - below > 0 || has - above - below > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), above, had - above - below, has - above - below);
  if (has > 0)
    gtk_section_model_sections_changed (GTK_SECTION_MODEL (self), 0, has);
  g_signal_emit (self, signal_relaid, 0);
}

/**
 * sp_timeline_days_set_now:
 * @now: seconds since 1970
 *
 * Time has passed: ages are others, and maybe days.
 */
void
sp_timeline_days_set_now (SpTimelineDays *self,
                          gint64          now)
{
  g_autofree char *yesterday = NULL;
  g_autofree char *today = NULL;

  g_return_if_fail (SP_IS_TIMELINE_DAYS (self));

  yesterday = sp_when_iso (self->now);
  today = sp_when_iso (now);
  self->now = now;
  /* The hour, too: this is in UTC, and the day begins by the clock on the wall. */
  if (strncmp (yesterday, today, strlen ("2026-11-23T14")) != 0 && count_rows (self->timeline) > 0)
    {
      g_array_unref (self->starts);
      self->starts = find_sections (self);
      gtk_section_model_sections_changed (GTK_SECTION_MODEL (self), 0, count_rows (self->timeline));
    }
  g_signal_emit (self, signal_relaid, 0);
}

/**
 * sp_timeline_days_get_now:
 *
 * Returns: the time that ages are counted from
 */
gint64
sp_timeline_days_get_now (SpTimelineDays *self)
{
  g_return_val_if_fail (SP_IS_TIMELINE_DAYS (self), 0);

  return self->now;
}

/**
 * sp_timeline_days_name:
 * @position: of a row
 *
 * Returns: (transfer full) (nullable): what stands above its section; nothing above Now
 */
char *
sp_timeline_days_name (SpTimelineDays *self,
                       guint           position)
{
  g_return_val_if_fail (SP_IS_TIMELINE_DAYS (self), NULL);
  g_return_val_if_fail (position < count_rows (self->timeline), NULL);

  return name_day (self, get_snapshot (self->timeline, position));
}

/**
 * sp_timeline_days_get_gap:
 * @position: of a row
 *
 * Returns: how many seconds lie between its snapshot and the one above; 0 where there is none above
 */
gint64
sp_timeline_days_get_gap (SpTimelineDays *self,
                          guint           position)
{
  SpSnapshot *above;
  SpSnapshot *below;

  g_return_val_if_fail (SP_IS_TIMELINE_DAYS (self), 0);
  g_return_val_if_fail (position < count_rows (self->timeline), 0);

  above = position > 0 ? get_snapshot (self->timeline, position - 1) : NULL;
  below = get_snapshot (self->timeline, position);
  if (above == NULL || below == NULL)
    return 0;
  return MAX (0, sp_snapshot_get_created (above) - sp_snapshot_get_created (below));
}
