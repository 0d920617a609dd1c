/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a timeline that becomes another one: only what went and what came is exchanged, and at each step all agree. */

#include "config.h"

#include "../model/forest.h"
#include "sp-timeline-days.h"

#define NOW 2000000000

/* What a list would show that follows what the days tell. */
typedef struct
{
  GPtrArray *names;
  guint      removed;
  guint      added;
} Mirror;

static char *
dup_name (GListModel *days,
          guint       position)
{
  g_autoptr (SpTimelineRow) row = g_list_model_get_item (days, position);
  SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);

  return g_strdup (snapshot != NULL ? sp_snapshot_get_name (snapshot) : "");
}

/* Each row is in one section, and sections follow each other. */
static void
check_sections (GListModel *days)
{
  guint n = g_list_model_get_n_items (days);

  for (guint i = 0; i < n;)
    {
      guint start;
      guint end;

      gtk_section_model_get_section (GTK_SECTION_MODEL (days), i, &start, &end);
      g_assert_cmpuint (start, ==, i);
      g_assert_cmpuint (end, >, start);
      g_assert_cmpuint (end, <=, n);
      i = end;
    }
}

static void
changed_cb (GListModel *days,
            guint       position,
            guint       removed,
            guint       added,
            Mirror     *mirror)
{
  if (removed > 0)
    g_ptr_array_remove_range (mirror->names, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->names, (int) (position + i), dup_name (days, position + i));
  mirror->removed += removed;
  mirror->added += added;
  g_assert_cmpuint (mirror->names->len, ==, g_list_model_get_n_items (days));
  for (guint i = 0; i < mirror->names->len; i++)
    {
      g_autofree char *name = dup_name (days, i);

      g_assert_cmpstr (g_ptr_array_index (mirror->names, i), ==, name);
    }
  check_sections (days);
}

static SpTimelineDays *
make_days (Mirror *mirror)
{
  SpTimelineDays *days = sp_timeline_days_new ();

  *mirror = (Mirror){ .names = g_ptr_array_new_with_free_func (g_free) };
  g_signal_connect (days, "items-changed", G_CALLBACK (changed_cb), mirror);
  return days;
}

/* A chain of @n, a day apart, without those of @without. */
static SpTimeline *
make_chain (int        n,
            const int *without)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;
  g_autofree char *parent = NULL;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%04d", i);
      gboolean left_out = FALSE;

      for (int j = 0; without != NULL && without[j] >= 0; j++)
        left_out |= without[j] == i;
      if (left_out)
        continue;
      g_ptr_array_add (all, forest_snapshot (name, parent, NOW - 86400 * (n - i), FALSE));
      g_set_str (&parent, name);
    }
  history = sp_history_new (all);
  return sp_timeline_new (history);
}

/* One on top, and two gone further down: nobody else is touched. */
static void
test_least (void)
{
  static const int none[] = { -1 };
  static const int before_two[] = { 200, -1 };
  static const int gone[] = { 40, 120, -1 };
  g_autoptr (SpTimeline) one = make_chain (201, before_two);
  g_autoptr (SpTimeline) other = make_chain (201, gone);
  g_autoptr (SpTimeline) whole = make_chain (201, none);
  Mirror mirror;
  g_autoptr (SpTimelineDays) days = make_days (&mirror);

  sp_timeline_days_set_timeline (days, one, NOW);
  g_assert_cmpuint (mirror.added, ==, 201); /* and Now */
  mirror.added = 0;
  sp_timeline_days_set_timeline (days, other, NOW);
  g_assert_cmpuint (mirror.removed, ==, 2);
  g_assert_cmpuint (mirror.added, ==, 1);
  sp_timeline_days_set_timeline (days, whole, NOW);
  g_assert_cmpuint (mirror.added, ==, 3);
  sp_timeline_days_set_timeline (days, NULL, NOW);
  g_assert_cmpuint (mirror.names->len, ==, 0);
  g_ptr_array_unref (mirror.names);
}

static gint64
march (int day)
{
  g_autoptr (GDateTime) noon = g_date_time_new_utc (2033, 3, day, 12, 0, 0);

  return g_date_time_to_unix (noon);
}

/* A month in which nothing was kept for long is told twice, with the gap between; a few days are nothing. */
static void
test_gap (void)
{
  static const int taken[] = { 2, 8, 28, 29 };
  static const guint starts[] = { 0, 1, 3 };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpTimeline) timeline = NULL;
  g_autofree char *name = NULL;
  Mirror mirror;
  g_autoptr (SpTimelineDays) days = make_days (&mirror);

  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autofree char *own = g_strdup_printf ("%02d", taken[i]);
      g_autofree char *parent = i > 0 ? g_strdup_printf ("%02d", taken[i - 1]) : NULL;

      g_ptr_array_add (all, forest_snapshot (own, parent, march (taken[i]), FALSE));
    }
  history = sp_history_new (all);
  timeline = sp_timeline_new (history);
  sp_timeline_days_set_timeline (days, timeline, NOW);
  for (guint i = 0; i < mirror.names->len; i++)
    {
      guint start;
      guint end;

      gtk_section_model_get_section (GTK_SECTION_MODEL (days), i, &start, &end);
      g_assert_cmpuint (start, ==, starts[(i + 1) / 2]);
    }
  name = sp_timeline_days_name (days, 3);
  g_assert_cmpstr (name, ==, "March 2033");
  g_assert_cmpint (sp_timeline_days_get_gap (days, 3), ==, 20 * 86400);
  g_ptr_array_unref (mirror.names);
}

/* Whatever becomes of whatever. */
static void
test_any (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261127);
  Mirror mirror;
  g_autoptr (SpTimelineDays) days = make_days (&mirror);

  for (int round = 0; round < 200; round++)
    {
      g_autoptr (GPtrArray) all = forest_random (rand, g_rand_int_range (rand, 0, 60), 5, g_rand_boolean (rand));
      g_autoptr (SpHistory) history = NULL;
      g_autoptr (SpTimeline) timeline = NULL;

      for (guint i = all->len; i > 0; i--)
        if (g_rand_int_range (rand, 0, 6) == 0)
          g_ptr_array_remove_index (all, i - 1);
      history = sp_history_new (all);
      timeline = sp_timeline_new (history);
      sp_timeline_days_set_timeline (days, timeline, 1000000 + g_rand_int_range (rand, 0, 100 * 86400));
      g_assert_cmpuint (mirror.names->len, ==, all->len + 1);
    }
  g_ptr_array_unref (mirror.names);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/days/least", test_least);
  g_test_add_func ("/days/gap", test_gap);
  g_test_add_func ("/days/any", test_any);
  return g_test_run ();
}
