/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a timeline, in sections by day. */

#include "config.h"

#include "sp-timeline-days.h"

#include "sp-splices.h"
#include "sp-timeline-change.h"
#include "sp-when.h"

struct _SpTimelineDays
{
  GObject parent_instance;

  SpTimeline *timeline;
  SpTimeline *before;    /* while rows are exchanged from top to bottom: what was there; else NULL */
  guint       exchanged; /* rows above: those of the timeline */
  guint       from;      /* rows below: those of the one before, from here on */
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

/* Which timeline has the row, and which one of it that is. */
static SpTimeline *
find_row (SpTimelineDays *self,
          guint          *position)
{
  if (self->before == NULL || *position < self->exchanged)
    return self->timeline;
  *position = *position - self->exchanged + self->from;
  return self->before;
}

static SpSnapshot *
snapshot_at (SpTimelineDays *self,
             guint           position)
{
  SpTimeline *timeline = find_row (self, &position);

  return get_snapshot (timeline, position);
}

static guint
count_all (SpTimelineDays *self)
{
  return self->before != NULL ? self->exchanged + count_rows (self->before) - self->from : count_rows (self->timeline);
}

static GType
get_item_type (GListModel *model)
{
  return SP_TYPE_TIMELINE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return count_all (SP_TIMELINE_DAYS (model));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  SpTimeline *timeline = find_row (SP_TIMELINE_DAYS (model), &position);

  return timeline != NULL ? g_list_model_get_item (G_LIST_MODEL (timeline), position) : NULL;
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
  guint n = count_all (self);
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

/* By day; and where nothing was kept for long, so that a month, too, tells of it. */
static GArray *
find_sections (SpTimelineDays *self)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (guint));
  gint64 from = 0;
  gint64 to = 0; /* the section of Now has no time */
  gint64 above = 0;
  guint n = count_all (self);

  for (guint i = 0; i < n; i++)
    {
      SpSnapshot *snapshot = snapshot_at (self, i);
      gint64 created = snapshot != NULL ? sp_snapshot_get_created (snapshot) : 0;
      gboolean goes_on = i > 0 && created >= from && created < to && above - created < SP_WHEN_LEAST_GAP;

      above = created;
      if (goes_on)
        continue;
      g_array_append_val (starts, i);
      if (snapshot != NULL)
        sp_when_day_span (created, self->now, &from, &to);
    }

  return starts;
}

/* None of the rows are the same where there were none, or will be. */
static GArray *
find_splices (SpTimeline *before,
              SpTimeline *after)
{
  GArray *splices = NULL;
  SpSplice all = { 0, count_rows (before), count_rows (after) };

  if (before != NULL && after != NULL)
    return g_array_ref (sp_timeline_compare (after, before)->splices);
  splices = g_array_new (FALSE, FALSE, sizeof (SpSplice));
  sp_splices_close (splices, &all, all.added);
  return splices;
}

static void
take_sections (SpTimelineDays *self)
{
  g_array_unref (self->starts);
  self->starts = find_sections (self);
}

/* One after the other: whoever is told of one sees the rows as they are after it, and those below as they were. */
static void
exchange (SpTimelineDays *self,
          SpTimeline     *before,
          GArray         *splices)
{
  guint kept = 0; /* of the new ones, up to where they were exchanged */

  self->before = before;
  self->exchanged = self->from = 0;
  for (guint i = 0; i < splices->len; i++)
    {
      const SpSplice *splice = &g_array_index (splices, SpSplice, i);

      self->from += splice->at - kept + splice->removed;
      self->exchanged = kept = splice->at + splice->added;
      if (i + 1 == splices->len)
        self->before = NULL;
      take_sections (self);
      g_list_model_items_changed (G_LIST_MODEL (self), splice->at, splice->removed, splice->added);
    }
  self->before = NULL;
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
 * Rows of the same snapshots stay, whatever their lanes: scroll, focus and selection do not move.
 */
void
sp_timeline_days_set_timeline (SpTimelineDays *self,
                               SpTimeline     *timeline,
                               gint64          now)
{
  g_autoptr (SpTimeline) before = NULL;
  g_autoptr (GArray) splices = NULL;
  guint has;

  g_return_if_fail (SP_IS_TIMELINE_DAYS (self));

  if (self->timeline == timeline)
    return;

  before = g_steal_pointer (&self->timeline);
  if (timeline != NULL)
    self->timeline = g_object_ref (timeline);
  self->now = now;
  has = count_rows (timeline);
  splices = find_splices (before, timeline);
  exchange (self, before, splices);
  /* Whoever exchanged rows has found them. */
  if (splices->len == 0)
    take_sections (self);
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
      take_sections (self);
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
  g_return_val_if_fail (position < count_all (self), NULL);

  return name_day (self, snapshot_at (self, position));
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
  g_return_val_if_fail (position < count_all (self), 0);

  above = position > 0 ? snapshot_at (self, position - 1) : NULL;
  below = snapshot_at (self, position);
  if (above == NULL || below == NULL)
    return 0;
  return MAX (0, sp_snapshot_get_created (above) - sp_snapshot_get_created (below));
}
