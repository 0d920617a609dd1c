/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of hosts: the last takes of each kind, and what has worked, whatever else the file says. */

#include "config.h"

#include "sp-experience.h"

#include <string.h>

static void
assert_pause (GArray *list,
              guint   i,
              SpKind  kind,
              gint64  bytes,
              gint64  usec)
{
  const SpFactsPause *pause = &g_array_index (list, SpFactsPause, i);

  g_assert_cmpint (pause->kind, ==, kind);
  g_assert_cmpint (pause->bytes, ==, bytes);
  g_assert_cmpint (pause->usec, ==, usec);
}

static void
test_kept (void)
{
  g_autoptr (GArray) none = sp_experience_list_pauses ("here");
  g_autoptr (GArray) here = NULL;
  g_autoptr (GArray) there = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  for (int i = 1; i <= 20; i++)
    sp_experience_note_pause ("here", SP_KIND_INTERNAL, 1000, i);
  sp_experience_note_pause ("here", SP_KIND_EXTERNAL, 2000, 7);
  sp_experience_note_pause ("[there]\n=", SP_KIND_EXTERNAL, 3000, 8);
  sp_experience_note_pause ("here", SP_KIND_EXTERNAL, 0, 9);
  here = sp_experience_list_pauses ("here");
  g_assert_cmpuint (here->len, ==, 9);
  assert_pause (here, 0, SP_KIND_INTERNAL, 1000, 13);
  assert_pause (here, 7, SP_KIND_INTERNAL, 1000, 20);
  assert_pause (here, 8, SP_KIND_EXTERNAL, 2000, 7);
  there = sp_experience_list_pauses ("[there]\n=");
  g_assert_cmpuint (there->len, ==, 1);
}

static void
test_spoilt (void)
{
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "savepoint", "experience.ini", NULL);
  g_autofree char *group = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "spoilt", -1);
  const char *const texts[] = {
    "inside=-1/5;5/-1;0/0;/;x/y;1/2/3;99999999999999999999/1;1/99999999999999999;7/7;",
    "inside=\xff\xfe/1;7/7;",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_strdup_printf ("[%s]\n%s\n", group, texts[i]);
      g_autoptr (GArray) list = NULL;

      sp_experience_note_pause ("first", SP_KIND_INTERNAL, 1, 1);
      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      list = sp_experience_list_pauses ("spoilt");
      g_assert_cmpuint (list->len, <=, 1);
      if (list->len == 1)
        assert_pause (list, 0, SP_KIND_INTERNAL, 7, 7);
    }
  g_assert_true (g_file_set_contents (path, "no key file at all", -1, NULL));
  sp_experience_note_pause ("spoilt", SP_KIND_INTERNAL, 3, 4);
  {
    g_autoptr (GArray) list = sp_experience_list_pauses ("spoilt");

    g_assert_cmpuint (list->len, ==, 1);
    assert_pause (list, 0, SP_KIND_INTERNAL, 3, 4);
  }
}

/* Another libvirt may be another matter. */
static void
test_worked (void)
{
  g_assert_cmpint (sp_experience_get_worked ("worked", 11003000), ==, SP_WORKED_NOTHING);
  sp_experience_note_worked ("worked", 11003000, SP_WORKED_INTERNAL_REVERT);
  sp_experience_note_pause ("worked", SP_KIND_INTERNAL, 5, 6);
  sp_experience_note_worked ("worked", 11003000, SP_WORKED_MERGE);
  g_assert_cmpint (sp_experience_get_worked ("worked", 11003000), ==, SP_WORKED_INTERNAL_REVERT | SP_WORKED_MERGE);
  g_assert_cmpint (sp_experience_get_worked ("another", 11003000), ==, SP_WORKED_NOTHING);
  g_assert_cmpint (sp_experience_get_worked ("worked", 12000000), ==, SP_WORKED_NOTHING);
  sp_experience_note_worked ("worked", 12000000, SP_WORKED_EXTERNAL_REVERT);
  g_assert_cmpint (sp_experience_get_worked ("worked", 12000000), ==, SP_WORKED_EXTERNAL_REVERT);
  sp_experience_note_worked ("worked", 0, SP_WORKED_ALL);
  g_assert_cmpint (sp_experience_get_worked ("worked", 0), ==, SP_WORKED_NOTHING);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/experience/pauses-kept", test_kept);
  g_test_add_func ("/experience/pauses-spoilt", test_spoilt);
  g_test_add_func ("/experience/worked", test_worked);
  return g_test_run ();
}
