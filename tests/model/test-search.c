/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is found, and where it is marked. */

#include "config.h"

#include "forest.h"
#include "sp-search.h"

#include <string.h>

#define NOW 1763906520 /* Sunday, 2025-11-23 14:02 UTC */
#define A_DAY (24 * 60 * 60)

static gboolean
found (const char           *text,
       const SpFilter       *filter,
       const SpSnapshotInit *init)
{
  g_autoptr (SpSearch) search = sp_search_new (text, filter, NOW);
  g_autoptr (SpSnapshot) snapshot = sp_snapshot_new (init);

  return sp_search_matches (search, snapshot);
}

static void
test_words (void)
{
  const SpSnapshotInit init = {
    .name = "cafe-2", .title = "Before the Café", .description = "Größe, 日本語, Ångström", .created = NOW - 3 * A_DAY
  };
  static const char *const yes[] = { "", "  ", "cafe", "CAFÉ", "the before", "cafe-2", "gro", "日本", "angstrom",
                                     "thursday", "Thu", "november", "2025-11", "2025-11-20", "20", "café 2025" };
  static const char *const no[] = { "tea", "cafe tea", "friday", "2025-11-21", "21", "hursday", "th ursday", "ovember", "%" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (found (yes[i], NULL, &init));
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_false (found (no[i], NULL, &init));

  g_assert_true (found ("yesterday", NULL, &(SpSnapshotInit){ .name = "a", .created = NOW - 15 * 3600 }));
  g_assert_false (found ("yesterday", NULL, &(SpSnapshotInit){ .name = "a", .created = NOW }));
  /* "to" stands in "today", but nobody means that. */
  g_assert_false (found ("to", NULL, &(SpSnapshotInit){ .name = "a", .created = NOW }));
}

static void
test_filter (void)
{
  const SpSnapshotDisk inside = { "vda", SP_KIND_INTERNAL, NULL, NULL, FALSE };
  const SpSnapshotDisk apart = { "vda", SP_KIND_EXTERNAL, "/a.qcow2", "qcow2", TRUE };
  const SpSnapshotInit plain = { .name = "a", .created = NOW - 7 * A_DAY, .disks = &inside, .n_disks = 1 };
  const SpSnapshotInit whole = { .name = "b", .created = NOW - 8 * A_DAY, .disks = &apart, .n_disks = 1, .pinned = TRUE,
                                 .safety = TRUE, .memory = SP_MEMORY_EXTERNAL };

  /* Nobody told how much it takes. */
  g_assert_false (found (NULL, &(SpFilter){ .bigger = 1 }, &plain));
  g_assert_false (found (NULL, &(SpFilter){ .memory = TRUE }, &plain));
  g_assert_true (found (NULL, &(SpFilter){ .memory = TRUE }, &whole));
  g_assert_false (found (NULL, &(SpFilter){ .pinned = TRUE }, &plain));
  g_assert_true (found (NULL, &(SpFilter){ .pinned = TRUE }, &whole));
  g_assert_false (found (NULL, &(SpFilter){ .safety = TRUE }, &plain));
  g_assert_true (found (NULL, &(SpFilter){ .safety = TRUE }, &whole));
  g_assert_true (found (NULL, &(SpFilter){ .kind = SP_KIND_INTERNAL }, &plain));
  g_assert_false (found (NULL, &(SpFilter){ .kind = SP_KIND_INTERNAL }, &whole));
  g_assert_true (found (NULL, &(SpFilter){ .kind = SP_KIND_EXTERNAL }, &whole));
  g_assert_false (found (NULL, &(SpFilter){ .older = 7 }, &plain)); /* on the day, it is not older */
  g_assert_true (found (NULL, &(SpFilter){ .older = 7 }, &whole));
  g_assert_false (found ("nothing", &(SpFilter){ .older = 7 }, &whole));
}

/* What comes from a host breaks nothing, and every mark lies on whole characters. */
static void
test_hostile (void)
{
  static const char bytes[] = "ab\xcc\x81\xff\xc3\xa9\xe2\x80 \xf0\x9f\x98\x80%n";
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autofree char *endless = g_strnfill (1000000, 'x');

  for (int round = 0; round < 3000; round++)
    {
      char text[24] = "";
      char word[4] = "";
      g_autofree char *valid = NULL;
      g_autoptr (SpSearch) search = NULL;
      g_autoptr (GArray) marks = NULL;

      for (gsize i = 0; i + 1 < sizeof text; i++)
        text[i] = bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];
      for (gsize i = 0; i + 1 < sizeof word; i++)
        word[i] = bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];
      valid = g_utf8_make_valid (text, -1);
      search = sp_search_new (word, NULL, NOW);
      marks = sp_search_mark (search, valid);
      for (guint i = 0; i < marks->len; i++)
        {
          const SpSearchRange *mark = &g_array_index (marks, SpSearchRange, i);

          g_assert_cmpuint (mark->start, <, mark->end);
          g_assert_cmpuint (mark->end, <=, strlen (valid));
          g_assert_true (g_utf8_validate (valid + mark->start, mark->end - mark->start, NULL));
        }
      found (word, NULL, &(SpSnapshotInit){ .name = text, .title = valid, .description = text, .created = G_MININT64 + round });
      {
        g_autoptr (SpSnapshot) snapshot = sp_snapshot_new (&(SpSnapshotInit){ .name = text, .description = text, .created = round });
        g_autofree char *excerpt = sp_search_excerpt (search, snapshot);

        g_assert_true (excerpt == NULL || g_utf8_validate (excerpt, -1, NULL));
      }
    }

  g_assert_true (found ("xxx", NULL, &(SpSnapshotInit){ .name = "a", .description = endless }));
  g_assert_false (found ("y", NULL, &(SpSnapshotInit){ .name = "a", .description = endless, .created = G_MAXINT64 }));
}

static void
assert_marked (const char *word,
               const char *text,
               const char *marked)
{
  g_autoptr (SpSearch) search = sp_search_new (word, NULL, NOW);
  g_autoptr (GArray) marks = sp_search_mark (search, text);
  const SpSearchRange *mark;
  g_autofree char *piece = NULL;

  g_assert_cmpuint (marks->len, ==, 1);
  mark = &g_array_index (marks, SpSearchRange, 0);
  piece = g_strndup (text + mark->start, mark->end - mark->start);
  g_assert_cmpstr (piece, ==, marked);
}

static void
test_marks (void)
{
  assert_marked ("cafe", "Le CAFÉ noir", "CAFÉ");
  assert_marked ("cafe", "Le cafe\xcc\x81 noir", "cafe\xcc\x81");
  assert_marked ("fi", "o\xef\xac\x81n", "\xef\xac\x81"); /* a ligature is marked as a whole */
  assert_marked ("f", "o\xef\xac\x81n", "\xef\xac\x81");
}

static void
assert_excerpt (const char           *words,
                const SpSnapshotInit *init,
                const char           *expected)
{
  g_autoptr (SpSearch) search = sp_search_new (words, NULL, NOW);
  g_autoptr (SpSnapshot) snapshot = sp_snapshot_new (init);
  g_autofree char *excerpt = sp_search_excerpt (search, snapshot);

  g_assert_true (sp_search_matches (search, snapshot));
  g_assert_cmpstr (excerpt, ==, expected);
}

/* Why it was found, where the title does not tell. */
static void
test_excerpt (void)
{
  const SpSnapshotInit init = { .name = "cafe-2", .title = "Before the Café", .created = NOW - 3 * A_DAY,
                                .description = "All of the printers work,\nand the scanner, too." };

  assert_excerpt ("cafe", &init, NULL);
  assert_excerpt ("", &init, NULL);
  assert_excerpt ("printers", &init, "All of the printers work, and the scanner, too.");
  assert_excerpt ("cafe scanner", &init, "…printers work, and the scanner, too.");
  assert_excerpt ("cafe-2", &init, "cafe-2");
  assert_excerpt ("november", &init, "Thursday 20 November 2025");
  assert_excerpt ("cafe 2025-11-20", &init, "2025-11-20");
  assert_excerpt ("yesterday", &(SpSnapshotInit){ .name = "a", .created = NOW - 15 * 3600 }, "Yesterday");
}

static void
test_run (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpTimeline) timeline = NULL;
  g_autoptr (SpSearch) idle = sp_search_new ("", NULL, NOW);
  g_autoptr (SpSearch) search = sp_search_new ("b", NULL, NOW);
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) two = NULL;

  g_ptr_array_add (all, forest_snapshot ("b1", NULL, 1, FALSE));
  g_ptr_array_add (all, forest_snapshot ("a2", "b1", 2, FALSE));
  g_ptr_array_add (all, forest_snapshot ("b3", "a2", 3, FALSE));
  g_ptr_array_add (all, forest_snapshot ("a4", "b3", 4, TRUE));
  history = sp_history_new (all);
  timeline = sp_timeline_new (history);
  none = sp_search_run (idle, timeline);
  two = sp_search_run (search, timeline);

  g_assert_true (sp_search_is_idle (idle));
  g_assert_false (sp_search_is_idle (search));
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (sp_search_step (timeline, none, 2, 1), ==, -1);
  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpint (g_array_index (two, int, 0), ==, 2);
  g_assert_cmpint (g_array_index (two, int, 1), ==, 0);
  g_assert_cmpint (sp_search_step (timeline, two, -1, 1), ==, 0);
  g_assert_cmpint (sp_search_step (timeline, two, 2, 1), ==, 1);
  g_assert_cmpint (sp_search_step (timeline, two, 2, 0), ==, 0);
  g_assert_cmpint (sp_search_step (timeline, two, 1, 1), ==, 1);
  g_assert_cmpint (sp_search_step (timeline, two, 0, 1), ==, 0); /* around */
  g_assert_cmpint (sp_search_step (timeline, two, 2, -1), ==, 1);
  g_assert_cmpint (sp_search_step (timeline, two, 1, -1), ==, 0);
}

/* As people type: each key looks through 10,000 snapshots. */
static void
test_speed (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (GPtrArray) all = forest_random (rand, 10000, 8, FALSE);
  g_autoptr (SpHistory) history = sp_history_new (all);
  g_autoptr (SpTimeline) timeline = sp_timeline_new (history);
  g_autoptr (SpSearch) search = sp_search_new ("nothing of the kind", NULL, NOW);
  g_autoptr (GArray) none = NULL;
  gint64 begun = g_get_monotonic_time ();

  none = sp_search_run (search, timeline);
  g_test_message ("10,000 snapshots: %.1f ms", (double) (g_get_monotonic_time () - begun) / 1000);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_USEC_PER_SEC); /* not a measure: what is quadratic takes longer */
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/search/words", test_words);
  g_test_add_func ("/search/filter", test_filter);
  g_test_add_func ("/search/hostile", test_hostile);
  g_test_add_func ("/search/marks", test_marks);
  g_test_add_func ("/search/excerpt", test_excerpt);
  g_test_add_func ("/search/run", test_run);
  g_test_add_func ("/search/speed", test_speed);
  return g_test_run ();
}
