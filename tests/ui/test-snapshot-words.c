/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snapshot in words and badges: what is said of it, why it was found, and where something is wrong with it; without a display. */

#include "config.h"

#include "sp-snapshot-words.h"

#define NOW 2000000000

static const SpSnapshotDisk first[] = { { .target = "vda", .kind = SP_KIND_EXTERNAL, .source = "/images/a.1", .format = "qcow2", .is_file = TRUE } };
static const SpSnapshotDisk second[] = { { .target = "vda", .kind = SP_KIND_EXTERNAL, .source = "/images/a.2", .format = "qcow2", .is_file = TRUE } };
static const SpSnapshotDomainDisk base[] = { { .target = "vda", .source = "/images/a", .is_file = TRUE, .is_disk = TRUE } };
static const SpSnapshotDomainDisk then[] = { { .target = "vda", .source = "/images/a.1", .is_file = TRUE, .is_disk = TRUE } };

static SpHistory *
make (const SpSnapshotInit *older,
      const SpSnapshotInit *newer)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (all, sp_snapshot_new (older));
  g_ptr_array_add (all, sp_snapshot_new (newer));
  return sp_history_new (all);
}

/* What is said and shown of one; @badge: the word of its first badge. */
static void
assert_told (SpHistory  *history,
             const char *name,
             const char *said,
             const char *badge,
             gboolean    trouble)
{
  g_autoptr (SpTimeline) timeline = sp_timeline_new (history);
  int index = sp_history_find (history, name);
  g_autoptr (SpTimelineRow) row = g_list_model_get_item (G_LIST_MODEL (timeline), (guint) sp_timeline_find_row (timeline, index));
  const SpRowStyle style = { .history = history, .now = NOW };
  g_autofree char *told = sp_snapshot_words_say (row, &style);
  SpBadge badges[SP_BADGES_MOST];
  SpBadge wrong;

  g_assert_cmpstr (told, ==, said);
  g_assert_cmpuint (sp_snapshot_words_badges (sp_history_get (history, index), &style, badges), >=, 1);
  g_assert_cmpstr (badges[0].word, ==, badge);
  g_assert_true (sp_snapshot_words_trouble (sp_history_get (history, index), &style, &wrong) == trouble);
  if (!trouble)
    return;
  g_assert_cmpstr (wrong.icon, ==, "dialog-warning-symbolic");
  g_assert_nonnull (wrong.hint);
}

/* Our mark is on the one that was to go itself. */
static void
test_our_mark (void)
{
  const SpSnapshotInit older = { .name = "a", .created = NOW - 7200, .state = SP_SNAPSHOT_STATE_RUNNING, .memory = SP_MEMORY_EXTERNAL,
                                 .disks = first, .n_disks = 1, .half_merged = TRUE, .pinned = TRUE };
  const SpSnapshotInit newer = { .name = "b", .parent = "a", .created = NOW - 3600, .state = SP_SNAPSHOT_STATE_OFF, .disks = second, .n_disks = 1 };
  g_autoptr (SpHistory) history = make (&older, &newer);

  assert_told (history, "a", "a, 2 hours ago, Half deleted, pinned", "Half deleted", TRUE);
  assert_told (history, "b", "b, 1 hour ago, Powered off", "Powered off", FALSE);
}

/* libvirt's is on the one before it, which had put on the layer that is merged into. */
static void
test_mark_of_libvirt (void)
{
  const SpSnapshotInit older = { .name = "a", .created = NOW - 7200, .state = SP_SNAPSHOT_STATE_OFF, .disks = first, .n_disks = 1, .has_domain = TRUE,
                                 .domain_disks = base, .n_domain_disks = 1, .delete_in_progress = TRUE };
  const SpSnapshotInit newer = { .name = "b", .parent = "a", .created = NOW - 3600, .state = SP_SNAPSHOT_STATE_OFF, .disks = second, .n_disks = 1,
                                 .has_domain = TRUE, .domain_disks = then, .n_domain_disks = 1 };
  g_autoptr (SpHistory) history = make (&older, &newer);

  g_assert_true (sp_history_get_broken_off (history));
  assert_told (history, "a", "a, 2 hours ago, Powered off", "Powered off", FALSE);
  assert_told (history, "b", "b, 1 hour ago, Half deleted", "Half deleted", TRUE);
}

static void
test_damaged (void)
{
  const SpSnapshotInit older = { .name = "a", .created = NOW - 7200, .damaged = TRUE };
  const SpSnapshotInit newer = { .name = "b", .created = NOW - 3600, .state = SP_SNAPSHOT_STATE_RUNNING, .memory = SP_MEMORY_EXTERNAL, .disks = second,
                                 .n_disks = 1 };
  g_autoptr (SpHistory) history = make (&older, &newer);

  g_assert_false (sp_history_get_broken_off (history));
  assert_told (history, "a", "a, 2 hours ago, Damaged", "Damaged", TRUE);
  assert_told (history, "b", "b, 1 hour ago", NULL, FALSE);
}

/* All that can be said of one. */
static void
test_whole_sentence (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;

  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = "clean", .title = "Clean install", .created = NOW - 3 * 86400, .current = TRUE,
                                                            .state = SP_SNAPSHOT_STATE_RUNNING, .memory = SP_MEMORY_EXTERNAL, .disks = first, .n_disks = 1 }));
  for (const char *const *name = (const char *const[]){ "one", "two", NULL }; *name != NULL; name++)
    g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = *name, .parent = "clean", .created = NOW - 3600, .state = SP_SNAPSHOT_STATE_RUNNING,
                                                              .memory = SP_MEMORY_EXTERNAL, .disks = second, .n_disks = 1 }));
  history = sp_history_new (all);
  assert_told (history, "clean", "Clean install, 3 days ago, current, 2 branches", NULL, FALSE);
  assert_told (history, "two", "two, 1 hour ago", NULL, FALSE);
}

/* Behind the age; what is looked for is marked in it, and only there. */
static void
test_why (void)
{
  g_autoptr (SpSearch) search = sp_search_new ("printers", NULL, NOW);
  g_autoptr (SpSnapshot) described = sp_snapshot_new (&(SpSnapshotInit){ .name = "a", .created = NOW - 7200, .description = "The printers work." });
  g_autoptr (SpSnapshot) titled = sp_snapshot_new (&(SpSnapshotInit){ .name = "b", .title = "Printers", .created = NOW - 7200, .description = "Printers" });
  const SpRowStyle style = { .now = NOW, .search = search };
  g_autoptr (PangoAttrList) marks = NULL;
  g_autoptr (PangoAttrList) none = NULL;
  g_autofree char *why = sp_snapshot_words_why (described, &style, &marks);
  g_autofree char *written = NULL;

  g_assert_cmpstr (why, ==, "2 hours ago · The printers work.");
  written = pango_attr_list_to_string (marks);
  /* Bytes: the dot is two of them. */
  g_assert_cmpstr (written, ==, "19 27 weight bold\n19 27 underline single");
  g_assert_null (sp_snapshot_words_why (titled, &style, &none));
  g_assert_null (sp_snapshot_words_why (NULL, &style, &none));
  g_assert_null (none);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/snapshot-words/our-mark", test_our_mark);
  g_test_add_func ("/snapshot-words/mark-of-libvirt", test_mark_of_libvirt);
  g_test_add_func ("/snapshot-words/damaged", test_damaged);
  g_test_add_func ("/snapshot-words/whole-sentence", test_whole_sentence);
  g_test_add_func ("/snapshot-words/why", test_why);
  return g_test_run ();
}
