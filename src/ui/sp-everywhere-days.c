/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The snapshots of all machines in sections by day, as a timeline has them.
 *
 * Whether a section begins with a row depends on that row and the one above alone. So nothing is kept but the section that was asked
 * for last, and however many rows there are, none of them is gone through when some come in. */

#include "config.h"

#include "sp-everywhere-days.h"

#include "sp-everywhere.h"
#include "sp-when.h"

struct _SpEverywhereDays
{
  GObject parent_instance;

  GListModel *rows; /* newest first */
  gint64      now;
  gint64      day_from; /* the day that was asked for last */
  gint64      day_to;
  guint       start; /* the section that was asked for last; none: both are 0 */
  guint       end;
  gboolean    some;
};

static void list_model_init (GListModelInterface *iface);
static void section_model_init (GtkSectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpEverywhereDays, sp_everywhere_days, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SECTION_MODEL, section_model_init))

static GType
get_item_type (GListModel *model)
{
  return SP_TYPE_EVERY_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (SP_EVERYWHERE_DAYS (model)->rows);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (SP_EVERYWHERE_DAYS (model)->rows, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gint64
get_created (SpEverywhereDays *self,
             guint             position)
{
  g_autoptr (SpEveryRow) row = g_list_model_get_item (self->rows, position);

  return sp_snapshot_get_created (sp_every_row_get_snapshot (row));
}

static gboolean
same_day (SpEverywhereDays *self,
          gint64            one,
          gint64            other)
{
  if (one < self->day_from || one >= self->day_to)
    sp_when_day_span (one, self->now, &self->day_from, &self->day_to);
  return other >= self->day_from && other < self->day_to;
}

/* By day; and where nothing was kept for long, so that a month, too, tells of it. */
static gboolean
goes_on (SpEverywhereDays *self,
         gint64            above,
         gint64            below)
{
  return same_day (self, above, below) && (self->some || above - below < SP_WHEN_LEAST_GAP);
}

static void
get_section (GtkSectionModel *model,
             guint            position,
             guint           *start,
             guint           *end)
{
  SpEverywhereDays *self = SP_EVERYWHERE_DAYS (model);
  guint n = g_list_model_get_n_items (self->rows);
  gint64 here;

  if (position >= n)
    {
      *start = n;
      *end = G_MAXUINT;
      return;
    }
  if (position < self->start || position >= self->end)
    {
      self->start = position;
      self->end = position + 1;
      here = get_created (self, position);
      for (gint64 below = here; self->start > 0; self->start--)
        {
          gint64 above = get_created (self, self->start - 1);

          if (!goes_on (self, above, below))
            break;
          below = above;
        }
      for (gint64 above = here; self->end < n; self->end++)
        {
          gint64 below = get_created (self, self->end);

          if (!goes_on (self, above, below))
            break;
          above = below;
        }
    }
  *start = self->start;
  *end = self->end;
}

static void
section_model_init (GtkSectionModelInterface *iface)
{
  iface->get_section = get_section;
}

static void
forget_section (SpEverywhereDays *self)
{
  self->start = self->end = 0;
}

/* The row below those that went or came has another one above it. */
static void
rows_cb (SpEverywhereDays *self,
         guint             position,
         guint             removed,
         guint             added)
{
  guint n = g_list_model_get_n_items (self->rows);

  forget_section (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (position + added < n)
    gtk_section_model_sections_changed (GTK_SECTION_MODEL (self), position, added + 1);
}

static void
tell_all (SpEverywhereDays *self)
{
  guint n = g_list_model_get_n_items (self->rows);

  forget_section (self);
  if (n > 0)
    gtk_section_model_sections_changed (GTK_SECTION_MODEL (self), 0, n);
}

static void
sp_everywhere_days_finalize (GObject *object)
{
  g_object_unref (SP_EVERYWHERE_DAYS (object)->rows);

  G_OBJECT_CLASS (sp_everywhere_days_parent_class)->finalize (object);
}

static void
sp_everywhere_days_class_init (SpEverywhereDaysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_everywhere_days_finalize;
}

static void
sp_everywhere_days_init (SpEverywhereDays *self)
{
}

/**
 * sp_everywhere_days_new:
 * @rows: of [class@EveryRow], newest first
 *
 * Returns: (transfer full): the same in sections
 */
SpEverywhereDays *
sp_everywhere_days_new (GListModel *rows)
{
  SpEverywhereDays *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (rows), NULL);

  self = g_object_new (SP_TYPE_EVERYWHERE_DAYS, NULL);
  self->rows = g_object_ref (rows);
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (rows_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * sp_everywhere_days_set_now:
 * @now: seconds since 1970
 *
 * Where an hour is over, days may have other names.
 */
void
sp_everywhere_days_set_now (SpEverywhereDays *self,
                            gint64            now)
{
  gboolean other;

  g_return_if_fail (SP_IS_EVERYWHERE_DAYS (self));

  other = self->now / 3600 != now / 3600;
  self->now = now;
  self->day_from = self->day_to = 0;
  if (other)
    tell_all (self);
}

/**
 * sp_everywhere_days_set_some:
 * @some: whether only some of the snapshots are among the rows: where others are left out, no gap is one
 */
void
sp_everywhere_days_set_some (SpEverywhereDays *self,
                             gboolean          some)
{
  g_return_if_fail (SP_IS_EVERYWHERE_DAYS (self));

  if (self->some == some)
    return;
  self->some = some;
  tell_all (self);
}

/**
 * sp_everywhere_days_name:
 * @position: of a row
 *
 * Returns: (transfer full): what stands above its section
 */
char *
sp_everywhere_days_name (SpEverywhereDays *self,
                         guint             position)
{
  g_return_val_if_fail (SP_IS_EVERYWHERE_DAYS (self), NULL);
  g_return_val_if_fail (position < g_list_model_get_n_items (self->rows), NULL);

  return sp_when_day (get_created (self, position), self->now);
}

/**
 * sp_everywhere_days_get_gap:
 * @position: of a row
 *
 * Returns: how many seconds lie between its snapshot and the one above; 0 where there is none, or where that says nothing
 */
gint64
sp_everywhere_days_get_gap (SpEverywhereDays *self,
                            guint             position)
{
  g_return_val_if_fail (SP_IS_EVERYWHERE_DAYS (self), 0);
  g_return_val_if_fail (position < g_list_model_get_n_items (self->rows), 0);

  if (position == 0 || self->some)
    return 0;
  return MAX (0, get_created (self, position - 1) - get_created (self, position));
}
