/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All machines by day: each row is in one section, whatever comes and goes, and a long time without a snapshot is told. */

#include "config.h"

#include "../model/forest.h"
#include "sp-everywhere-days.h"
#include "sp-everywhere.h"

#define NOW 2000000000
#define HOUR 3600
#define DAY (24 * HOUR)

static SpMachine *
make_machine (const char *uuid)
{
  return sp_machine_new (&(SpMachineInit){ .host = "here", .uuid = uuid, .name = uuid });
}

/* @ages: hours ago; ends with -1 */
static void
set (SpEverywhere *all,
     const char   *uuid,
     const int    *ages)
{
  g_autoptr (SpMachine) machine = make_machine (uuid);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;

  for (int i = 0; ages[i] >= 0; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%d", ages[i]);

      g_ptr_array_add (snapshots, forest_snapshot (name, NULL, NOW - (gint64) ages[i] * HOUR, FALSE));
    }
  history = sp_history_new (snapshots);
  sp_everywhere_set (all, machine, history);
}

#define SET(all, uuid, ...) set (all, uuid, (const int[]){ __VA_ARGS__, -1 })

/* As many sections as told; from whichever row they are asked, they are the same. */
static void
check_sections (SpEverywhereDays *days,
                guint             wanted)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (days));
  guint found = 0;
  guint start;
  guint end;

  for (guint i = 0; i < n; i = end)
    {
      gtk_section_model_get_section (GTK_SECTION_MODEL (days), i, &start, &end);
      g_assert_cmpuint (start, ==, i);
      g_assert_cmpuint (end, >, start);
      g_assert_cmpuint (end, <=, n);
      found++;
    }
  g_assert_cmpuint (found, ==, wanted);
  for (guint i = n; i > 0; i = start)
    {
      gtk_section_model_get_section (GTK_SECTION_MODEL (days), i - 1, &start, &end);
      g_assert_cmpuint (end, ==, i);
      found--;
    }
  g_assert_cmpuint (found, ==, 0);
  gtk_section_model_get_section (GTK_SECTION_MODEL (days), n, &start, &end);
  g_assert_cmpuint (start, ==, n);
}

static void
test_sections (void)
{
  g_autoptr (SpEverywhere) all = sp_everywhere_new ();
  g_autoptr (SpEverywhereDays) days = sp_everywhere_days_new (G_LIST_MODEL (all));
  g_autofree char *today = NULL;
  g_autofree char *yesterday = NULL;

  sp_everywhere_days_set_now (days, NOW);
  check_sections (days, 0);
  /* It is 3:33 in UTC: an hour ago is today, eight are yesterday. */
  SET (all, "a", 1, 2, 8, 9);
  check_sections (days, 2);
  SET (all, "b", 0, 7, 10, 30);
  check_sections (days, 3);
  today = sp_everywhere_days_name (days, 0);
  yesterday = sp_everywhere_days_name (days, 4);
  g_assert_cmpstr (today, !=, yesterday);
  SET (all, "a", 1);
  check_sections (days, 3);
  SET (all, "b", 30);
  check_sections (days, 2);
}

/* Two of one month with three weeks between them; and of all machines, nothing but the last one counts. */
static void
test_gap (void)
{
  g_autoptr (SpEverywhere) all = sp_everywhere_new ();
  g_autoptr (SpEverywhereDays) days = sp_everywhere_days_new (G_LIST_MODEL (all));

  sp_everywhere_days_set_now (days, NOW);
  /* In April 2033: the 29th and the 8th. */
  SET (all, "a", 19 * 24, 40 * 24);
  check_sections (days, 2);
  g_assert_cmpint (sp_everywhere_days_get_gap (days, 0), ==, 0);
  g_assert_cmpint (sp_everywhere_days_get_gap (days, 1), ==, 21 * DAY);
  /* Some of them are not shown: nobody knows. */
  sp_everywhere_days_set_some (days, TRUE);
  check_sections (days, 1);
  g_assert_cmpint (sp_everywhere_days_get_gap (days, 1), ==, 0);
  sp_everywhere_days_set_some (days, FALSE);
  check_sections (days, 2);
  /* Another machine was not idle. */
  SET (all, "b", 24 * 24, 29 * 24, 35 * 24);
  check_sections (days, 1);
  g_assert_cmpint (sp_everywhere_days_get_gap (days, 1), ==, 5 * DAY);
}

/* What it tells is enough for whoever follows it. */
static void
told_cb (SpEverywhereDays *days,
         guint             position,
         guint             n_items,
         guint            *told)
{
  g_assert_cmpuint (position + n_items, <=, g_list_model_get_n_items (G_LIST_MODEL (days)));
  (*told)++;
}

static void
test_told (void)
{
  g_autoptr (SpEverywhere) all = sp_everywhere_new ();
  g_autoptr (SpEverywhereDays) days = sp_everywhere_days_new (G_LIST_MODEL (all));
  guint told = 0;

  sp_everywhere_days_set_now (days, NOW);
  SET (all, "a", 8, 9);
  g_signal_connect (days, "sections-changed", G_CALLBACK (told_cb), &told);
  /* On top: the first of yesterday has another one above it. */
  SET (all, "a", 1, 8, 9);
  g_assert_cmpuint (told, ==, 1);
  /* At the end: there is none below. */
  SET (all, "a", 1, 8, 9, 50);
  g_assert_cmpuint (told, ==, 1);
  /* In the same hour days are called the same. */
  sp_everywhere_days_set_now (days, NOW + 1);
  g_assert_cmpuint (told, ==, 1);
  sp_everywhere_days_set_now (days, NOW + DAY);
  g_assert_cmpuint (told, ==, 2);
  check_sections (days, 3);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/everywhere-days/sections", test_sections);
  g_test_add_func ("/everywhere-days/gap", test_gap);
  g_test_add_func ("/everywhere-days/told", test_told);
  return g_test_run ();
}
