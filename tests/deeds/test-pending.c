/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits that wait: whose they are, what is shown of them, and a file that is not as it should be. */

#include "config.h"

#include "sp-pending-edits.h"

#include "sp-edit.h"

#include <glib/gstdio.h>
#include <string.h>

#define UUID "6a1c7b5e-0f5e-4c1c-9d2a-0a0b0c0d0e0f"

static SpSnapshot *
make (const char *name,
      gint64      created,
      gboolean    waits)
{
  const SpSnapshotDisk disks[] = { { .target = "vda", .kind = SP_KIND_EXTERNAL, .source = "/x", .is_file = TRUE } };

  return sp_snapshot_new (&(SpSnapshotInit){
      .name = name, .title = "Old", .description = "old", .created = created, .revert_disks = disks, .n_revert_disks = waits ? 1 : 0 });
}

static SpHistory *
make_history (SpSnapshot *snapshot)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  g_ptr_array_add (all, snapshot);
  return sp_history_new (all);
}

static void
keep (const char *host,
      SpSnapshot *snapshot,
      const char *title,
      const char *description)
{
  g_autoptr (GError) error = NULL;

  g_autoptr (SpSnapshot) wanted = sp_edit_words (snapshot, title, description);

  g_assert_true (sp_pending_edits_keep (host, UUID, wanted, &error));
  g_assert_no_error (error);
}

static void
check (const char *host,
       SpSnapshot *snapshot,
       const char *title,
       const char *description,
       gboolean    due)
{
  g_autoptr (SpHistory) history = make_history (snapshot);
  g_autoptr (SpHistory) shown = sp_pending_edits_show (host, UUID, history);
  SpSnapshot *s = sp_history_get (shown, 0);

  g_assert_cmpstr (sp_snapshot_get_title (s), ==, title);
  g_assert_cmpstr (sp_snapshot_get_description (s), ==, description);
  g_assert_cmpint (sp_pending_edits_is_due (shown), ==, due);
}

static void
test_identity (void)
{
  g_autoptr (SpSnapshot) a = make ("a", 1000, TRUE);
  g_autoptr (SpSnapshot) later = make ("a", 1001, TRUE);
  g_autoptr (SpSnapshot) safe = make ("a", 1000, FALSE);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "savepoint", "pending-edits.ini", NULL);
  GStatBuf info;

  check ("h", a, "Old", "old", FALSE);
  keep ("h", a, "First", "one");
  keep ("h", a, "New", "two");
  check ("h", a, "New", "two", FALSE);
  /* Nobody else's business. */
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  check ("other", a, "Old", "old", FALSE);
  /* Of the same name, but another one: the edit is nobody's. */
  check ("h", later, "Old", "old", TRUE);
  check ("h", safe, "New", "two", TRUE);
  keep ("h", a, NULL, NULL);
  check ("h", a, "a", NULL, FALSE);
  sp_pending_edits_drop ("h", UUID, "a", 1001);
  sp_pending_edits_drop ("other", UUID, "a", 1000);
  check ("h", a, "a", NULL, FALSE);
  sp_pending_edits_drop ("h", UUID, "a", 1000);
  check ("h", a, "Old", "old", FALSE);
}

/* Names and words come from anybody: none of them may break the file. */
static void
test_hostile (void)
{
  static const char *const names[] = { "[a]", "a\nb=c", "=", "#", "日本", "", "a;b\\", " x " };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (SpSnapshot) s = make (names[i], (gint64) i, TRUE);

      keep ("h[]\n", s, names[i], "]\n[x]\nhost=h\n\t ");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (SpSnapshot) s = make (names[i], (gint64) i, FALSE);

      check ("h[]\n", s, names[i], "]\n[x]\nhost=h\n\t ", TRUE);
      sp_pending_edits_drop ("h[]\n", UUID, names[i], (gint64) i);
    }
  {
    g_autoptr (GPtrArray) left = sp_pending_edits_list ("h[]\n", UUID);

    g_assert_cmpuint (left->len, ==, 0);
  }
}

static void
test_broken_file (void)
{
  static const char *const texts[] = { "", "\n\n[", "no key file", "[g]\nhost=h\nmachine=" UUID "\n", "[g]\nhost=h\nmachine=" UUID "\nsnapshot=a\ncreated=x\n" };
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "savepoint", NULL);
  g_autofree char *path = g_build_filename (folder, "pending-edits.ini", NULL);
  g_autoptr (SpSnapshot) a = make ("a", 1000, TRUE);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      check ("h", a, "Old", "old", FALSE);
      keep ("h", a, "New", "two");
      check ("h", a, "New", "two", FALSE);
    }
}

static void
test_nowhere (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "savepoint", NULL);
  g_autoptr (SpSnapshot) a = make ("a", 1000, TRUE);
  g_autoptr (GError) error = NULL;

  /* A file stands where the folder would be. */
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  g_assert_false (sp_pending_edits_keep ("h", UUID, a, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (strlen (error->message), >, 10);
  check ("h", a, "Old", "old", FALSE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/deeds/pending/identity", test_identity);
  g_test_add_func ("/deeds/pending/hostile", test_hostile);
  g_test_add_func ("/deeds/pending/broken-file", test_broken_file);
  g_test_add_func ("/deeds/pending/nowhere", test_nowhere);
  return g_test_run ();
}
