/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of hosts: none is lost, and none is there twice, whatever is changed and whoever changed it meanwhile. */

#include "config.h"

#include "sp-host-list.h"

#define A "qemu+ssh://a.example/system"
#define B "qemu+ssh://b.example/system"
#define C "qemu+ssh://c.example/system"

static void
assert_list (GSettings         *settings,
             const char *const *uris)
{
  g_autoptr (GPtrArray) entries = sp_host_list_load (settings);

  g_assert_cmpuint (entries->len, ==, g_strv_length ((char **) uris));
  for (guint i = 0; i < entries->len; i++)
    g_assert_cmpstr (((const SpHostEntry *) entries->pdata[i])->uri, ==, uris[i]);
}

/* As a file of settings may hold it: written by hand, or by an older version of this program. */
static void
set_list (GSettings         *settings,
          const char *const *uris)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_host_entry_free);

  for (gsize i = 0; uris[i] != NULL; i++)
    g_ptr_array_add (entries, sp_host_entry_new (uris[i]));
  sp_host_list_save (settings, entries);
}

static void
test_twice (void)
{
  g_autoptr (GSettings) settings = sp_host_list_get_settings ();

  g_assert_nonnull (settings);
  set_list (settings, (const char *[]){ A, A, B, A, NULL });
  assert_list (settings, (const char *[]){ A, B, NULL });
}

static void
test_replace (void)
{
  g_autoptr (GSettings) settings = sp_host_list_get_settings ();
  g_autoptr (SpHostEntry) entry = sp_host_entry_new (C);
  g_autoptr (GError) error = NULL;

  set_list (settings, (const char *[]){ A, B, NULL });
  g_assert_true (sp_host_list_replace (settings, A, entry, &error));
  g_assert_no_error (error);
  assert_list (settings, (const char *[]){ C, B, NULL });

  /* The same URI, called otherwise. */
  entry->title = g_strdup ("Third");
  g_assert_true (sp_host_list_replace (settings, C, entry, &error));
  assert_list (settings, (const char *[]){ C, B, NULL });

  g_assert_false (sp_host_list_replace (settings, B, entry, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  assert_list (settings, (const char *[]){ C, B, NULL });
}

/* While it was being edited, somebody removed it: those that have moved up stay as they are. */
static void
test_gone (void)
{
  g_autoptr (GSettings) settings = sp_host_list_get_settings ();
  g_autoptr (SpHostEntry) entry = sp_host_entry_new (C);
  g_autoptr (GError) error = NULL;

  set_list (settings, (const char *[]){ A, B, NULL });
  g_assert_true (sp_host_list_remove (settings, A, &error));
  g_assert_false (sp_host_list_replace (settings, A, entry, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_list (settings, (const char *[]){ B, NULL });
}

/* What is told of a host is kept on the disk only where it is the person's. */
static void
test_has (void)
{
  g_autoptr (GSettings) settings = sp_host_list_get_settings ();

  set_list (settings, (const char *[]){ A, NULL });
  g_assert_true (sp_host_list_has (settings, A));
  g_assert_false (sp_host_list_has (settings, B));
  g_assert_false (sp_host_list_has (NULL, A));
  g_assert_true (sp_host_list_has (NULL, "qemu:///system"));
  g_assert_true (sp_host_list_has (NULL, "qemu:///session"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/backend/host-list/twice", test_twice);
  g_test_add_func ("/backend/host-list/replace", test_replace);
  g_test_add_func ("/backend/host-list/gone", test_gone);
  g_test_add_func ("/backend/host-list/has", test_has);
  return g_test_run ();
}
