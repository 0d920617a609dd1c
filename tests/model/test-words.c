/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, times, errors and the smallest splices. */

#include "config.h"

#include "forest.h"
#include "sp-count.h"
#include "sp-error.h"
#include "sp-join.h"
#include "sp-list-diff.h"
#include "sp-machine.h"
#include "sp-name.h"
#include "sp-plain.h"
#include "sp-when.h"

#include <string.h>

static SpHistory *
history_of (const char *name)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (all, forest_snapshot (name, NULL, 1, FALSE));
  return sp_history_new (all);
}

static void
test_names (void)
{
  static const char *const bad[] = { "", ".hidden", "-x", "a/b", "a b", "ä", "<", "a\n", "../x" };
  g_autoptr (SpHistory) history = history_of ("Cafe");
  g_autofree char *long_name = g_strnfill (65, 'a');
  g_autofree char *from_title = sp_name_from_title ("Café €", history);
  g_autofree char *from_script = sp_name_from_title ("日本語", history);
  g_autofree char *from_path = sp_name_from_title ("../../etc/passwd", history);
  g_autofree char *from_broken = sp_name_from_title ("a\xff\xfe b", history);
  g_autofree char *full = g_strnfill (64, 'a');
  g_autoptr (SpHistory) taken = history_of (full);
  g_autofree char *from_long = sp_name_from_title (full, taken);
  g_autofree char *from_time = sp_name_from_time (1763906520, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sp_name_check (bad[i], history, &error));
      g_assert_error (error, SP_ERROR, SP_ERROR_BAD_NAME);
    }
  g_assert_false (sp_name_check (long_name, NULL, NULL));
  g_assert_true (sp_name_check (full, history, NULL));
  g_assert_true (sp_name_check ("v1.2_final-3", history, NULL));
  g_assert_false (sp_name_check ("Cafe", history, NULL));

  g_assert_cmpstr (from_title, ==, "Cafe-EUR");
  g_assert_cmpstr (from_script, ==, "snapshot");
  g_assert_cmpstr (from_path, ==, "etc-passwd");
  g_assert_true (sp_name_check (from_broken, history, NULL));
  g_assert_cmpuint (strlen (from_long), ==, 64);
  g_assert_true (sp_name_check (from_long, taken, NULL));
  g_assert_cmpstr (from_time, ==, "2025-11-23-1402");
}

static void
assert_taken (char       *string,
              const char *expected)
{
  g_assert_cmpstr (string, ==, expected);
  g_free (string);
}

/* The time of these seconds is 14:02 on 23 November 2025. */
static void
test_patterns (void)
{
  g_autoptr (SpHistory) history = history_of ("web-2025-11-23");
  const struct
  {
    const char *pattern;
    const char *name;
  } cases[] = {
    { NULL, "2025-11-23-1402" },
    { "", "2025-11-23-1402" },
    { "{date}-{time}", "2025-11-23-1402" },
    { "{machine}-{date}", "web-2025-11-23-2" },
    { "before {what} at {time}", "before-what-at-1402" },
    { "{", "snapshot" },
    { "日本", "snapshot" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = sp_name_from_pattern (cases[i].pattern, "web", 1763906520, history);

      g_assert_cmpstr (name, ==, cases[i].name);
      g_assert_true (sp_name_check (name, history, NULL));
    }
}

static void
test_times (void)
{
  const gint64 now = 1763906520; /* Sunday, 2025-11-23 14:02 UTC */

  g_assert_null (sp_when_gap (6 * 86400));
  assert_taken (sp_when_gap (7 * 86400), "7 days without a snapshot");
  assert_taken (sp_when_gap (100 * (gint64) 86400), "3 months without a snapshot");
  assert_taken (sp_when_gap (3 * 365 * (gint64) 86400), "3 years without a snapshot");
  assert_taken (sp_when_age (now - 5, now), "Just now");
  assert_taken (sp_when_age (now + 30, now), "Just now");
  assert_taken (sp_when_age (now + 3600, now), "In the future");
  assert_taken (sp_when_age (now - 60, now), "1 minute ago");
  assert_taken (sp_when_age (now - 7300, now), "2 hours ago");
  assert_taken (sp_when_age (now - 3 * 86400, now), "3 days ago");
  assert_taken (sp_when_age (1795291200, 1795453200), "2 days ago"); /* from Saturday 20:00 to Monday 17:00 */
  assert_taken (sp_when_age (0, now), "55 years ago");
  assert_taken (sp_when_day (now - 60, now), "Today");
  assert_taken (sp_when_day (now - 15 * 3600, now), "Yesterday");
  assert_taken (sp_when_day (now - 3 * 86400, now), "Thursday");
  assert_taken (sp_when_day (now - 30 * 86400, now), "October 2025");
  assert_taken (sp_when_day (G_MAXINT64, now), "Unknown day");
  assert_taken (sp_when_moment (now - 60, now), "14:01");
  assert_taken (sp_when_moment (now - 15 * 3600, now), "Saturday 23:02");
  assert_taken (sp_when_moment (now - 30 * 86400, now), "24 October 2025");
  assert_taken (sp_when_moment (G_MAXINT64, now), "Unknown time");
  assert_taken (sp_when_iso (now), "2025-11-23T14:02:00Z");
}

/* What is told for a span is said of each of its ends, and not beside it. */
static void
test_spans (void)
{
  const gint64 now = 1763906520;

  for (gint64 then = now - 70 * 86400; then < now + 70 * 86400; then += 7919)
    {
      g_autofree char *day = sp_when_day (then, now);
      gint64 from = 0;
      gint64 to = 0;
      const struct
      {
        gint64   seconds;
        gboolean same;
      } *at;

      sp_when_day_span (then, now, &from, &to);
      g_assert_cmpint (from, <=, then);
      g_assert_cmpint (to, >, then);
      at = (typeof (*at)[]){ { from - 1, FALSE }, { from, TRUE }, { to - 1, TRUE }, { to, FALSE } };
      for (int i = 0; i < 4; i++)
        {
          g_autofree char *said = sp_when_day (at[i].seconds, now);

          g_assert_cmpint (g_str_equal (said, day), ==, at[i].same);
        }
    }
}

static void
test_errors (void)
{
  g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_BUSY, "busy");
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");

  g_assert_null (sp_error_get_details (error));
  sp_error_set_virt (error, 55, 10, "Timed out during operation");
  copy = g_error_copy (error);
  g_assert_cmpint (sp_error_get_virt_code (copy), ==, 55);
  g_assert_nonnull (strstr (sp_error_get_details (copy), "Timed out"));
  g_assert_nonnull (sp_error_get_advice (copy));
  g_assert_null (sp_error_get_details (foreign));
  g_assert_cmpint (sp_error_get_virt_code (foreign), ==, 0);
}

static SpMachine *
machine (int id,
         int snapshots)
{
  g_autofree char *uuid = g_strdup_printf ("%d", id);

  return sp_machine_new (&(SpMachineInit){ .host = "h", .uuid = uuid, .name = uuid, .n_snapshots = snapshots });
}

static void
count_cb (guint *changes,
          guint  position,
          guint  removed,
          guint  added)
{
  *changes += removed + added;
}

static void
test_diff (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GListStore) store = g_list_store_new (SP_TYPE_MACHINE);
  guint changes = 0;

  g_signal_connect_swapped (store, "items-changed", G_CALLBACK (count_cb), &changes);
  for (int round = 0; round < 300; round++)
    {
      g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

      for (int id = 0; id < 30; id++)
        {
          if (g_rand_int_range (rand, 0, 3) > 0)
            g_ptr_array_add (items, machine (id, g_rand_int_range (rand, 0, 2)));
        }
      if (round % 5 == 0)
        forest_shuffle (rand, items);
      sp_list_diff_apply (store, items, (SpSameFunc) sp_machine_same, (SpSameFunc) sp_machine_equal);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, items->len);
      for (guint i = 0; i < items->len; i++)
        {
          g_autoptr (SpMachine) here = g_list_model_get_item (G_LIST_MODEL (store), i);

          g_assert_true (sp_machine_equal (here, g_ptr_array_index (items, i)));
        }

      changes = 0;
      sp_list_diff_apply (store, items, (SpSameFunc) sp_machine_same, (SpSameFunc) sp_machine_equal);
      g_assert_cmpuint (changes, ==, 0); /* nothing new: nothing moves */
    }
}

static void
test_plain (void)
{
  static const struct
  {
    const char *text;
    const char *line;
    const char *whole;
  } cases[] = {
    { "Trước khi nâng cấp", "Trước khi nâng cấp", "Trước khi nâng cấp" },
    { "a\nb", "a\\x{a}b", "a\nb" },
    { "a\033[31mb", "a\\x{1b}[31mb", "a\\x{1b}[31mb" },
    { "a\302\23331mb", "a\\x{9b}31mb", "a\\x{9b}31mb" },
    { "a\342\200\256b", "a\\x{202e}b", "a\\x{202e}b" },
    { "a\377b", "a\357\277\275b", "a\357\277\275b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = sp_plain_line (cases[i].text);
      g_autofree char *whole = sp_plain_text (cases[i].text);

      g_assert_cmpstr (line, ==, cases[i].line);
      g_assert_cmpstr (whole, ==, cases[i].whole);
    }
}

/* Here no digits are grouped, but the rest must come out as printf() has it; test_spoken.py of tests/cli counts in places that do. */
static void
test_counts (void)
{
  g_autofree char *plain = sp_count_printf ("%u found", 1234u);
  g_autofree char *mixed = sp_count_printf ("%s, %d %% of %s, %-6u|%5d|", "a", 1234, "b", 12u, -7);
  g_autofree char *turned = sp_count_printf ("%2$s of %1$d", 1234, "a");
  g_autofree char *none = sp_count_printf ("one of them");
  g_autofree char *last = sp_count_printf ("100%%");

  g_assert_cmpstr (plain, ==, "1234 found");
  g_assert_cmpstr (mixed, ==, "a, 1234 % of b, 12    |   -7|");
  g_assert_cmpstr (turned, ==, "a of 1234");
  g_assert_cmpstr (none, ==, "one of them");
  g_assert_cmpstr (last, ==, "100%");
}

static void
test_joined (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *alone = sp_join (SP_JOIN_LIST, "", "b");
  g_autofree char *nothing = sp_join (SP_JOIN_LIST, NULL, NULL);
  g_autofree char *facts = sp_join (SP_JOIN_FACTS, "Off", "3 snapshots");
  g_autofree char *sentences = sp_join (SP_JOIN_SENTENCES, "It is off.", "Nothing was done.");

  g_assert_cmpstr (alone, ==, "b");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (facts, ==, "Off · 3 snapshots");
  g_assert_cmpstr (sentences, ==, "It is off. Nothing was done.");
  sp_join_append (text, SP_JOIN_LIST, "a %s");
  sp_join_append (text, SP_JOIN_LIST, NULL);
  sp_join_append (text, SP_JOIN_LIST, "c");
  g_assert_cmpstr (text->str, ==, "a %s, c");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/words/names", test_names);
  g_test_add_func ("/words/patterns", test_patterns);
  g_test_add_func ("/words/times", test_times);
  g_test_add_func ("/words/spans", test_spans);
  g_test_add_func ("/words/counts", test_counts);
  g_test_add_func ("/words/joined", test_joined);
  g_test_add_func ("/words/errors", test_errors);
  g_test_add_func ("/words/diff", test_diff);
  g_test_add_func ("/words/plain", test_plain);
  return g_test_run ();
}
