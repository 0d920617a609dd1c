/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of the rows of a timeline in a later one of the same machine: found once, in one walk, for all that show it. */

#include "config.h"

#include "sp-timeline-change.h"

#include "sp-splices.h"

/* More than that are another history. */
#define MOST_SPLICES 16

static guint
count_rows (SpTimeline *timeline)
{
  return g_list_model_get_n_items (G_LIST_MODEL (timeline));
}

/* NULL: Now. */
static SpSnapshot *
get_snapshot (SpTimeline *timeline,
              guint       row)
{
  int index = sp_timeline_get_index (timeline, row);

  return index >= 0 ? sp_history_get (sp_timeline_get_history (timeline), index) : NULL;
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
  return one == other || sp_snapshot_same (one, other);
}

/* Whether @timeline has the same snapshot, or Now. */
static gboolean
has_same (SpTimeline *timeline,
          SpSnapshot *snapshot)
{
  return snapshot == NULL || sp_history_find_same (sp_timeline_get_history (timeline), snapshot) >= 0;
}

static void
add_row (GArray     *indexes,
         SpTimeline *timeline,
         guint       row)
{
  int index = sp_timeline_get_index (timeline, row);

  g_array_append_val (indexes, index);
}

/* From there on the rows have changed their places. */
static void
find_rest (GArray     *indexes,
           SpTimeline *of,
           guint       from,
           SpTimeline *other)
{
  for (guint row = from; row < count_rows (of); row++)
    if (!has_same (other, get_snapshot (of, row)))
      add_row (indexes, of, row);
}

/**
 * sp_timeline_change_new:
 * @before: a timeline
 * @after: the same machine's, later
 *
 * One walk along the two: what went, and what is new. What changed its place begins the last splice.
 *
 * Returns: (transfer full): the change
 */
SpTimelineChange *
sp_timeline_change_new (SpTimeline *before,
                        SpTimeline *after)
{
  SpTimelineChange *self;
  SpSplice open = { 0, 0, 0 };
  guint had;
  guint has;
  guint i = 0;
  guint j = 0;

  g_return_val_if_fail (SP_IS_TIMELINE (before), NULL);
  g_return_val_if_fail (SP_IS_TIMELINE (after), NULL);

  self = g_new0 (SpTimelineChange, 1);
  self->splices = g_array_new (FALSE, FALSE, sizeof (SpSplice));
  self->fresh = g_array_new (FALSE, FALSE, sizeof (int));
  self->gone = g_array_new (FALSE, FALSE, sizeof (int));
  had = count_rows (before);
  has = count_rows (after);
  while (i < had || j < has)
    {
      if (i < had && j < has && same_at (before, i, after, j))
        {
          i++;
          j++;
          sp_splices_close (self->splices, &open, j);
        }
      else if (i < had && !has_same (after, get_snapshot (before, i)))
        {
          add_row (self->gone, before, i++);
          open.removed++;
        }
      else if (j < has && !has_same (before, get_snapshot (after, j)))
        {
          add_row (self->fresh, after, j++);
          open.added++;
        }
      else
        {
          find_rest (self->gone, before, i, after);
          find_rest (self->fresh, after, j, before);
          open.removed += had - i;
          open.added += has - j;
          break;
        }
    }
  sp_splices_close (self->splices, &open, has);
  sp_splices_limit (self->splices, MOST_SPLICES);
  return self;
}

void
sp_timeline_change_free (SpTimelineChange *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->splices);
  g_array_unref (self->fresh);
  g_array_unref (self->gone);
  g_free (self);
}
