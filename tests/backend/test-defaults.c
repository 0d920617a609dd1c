/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is set once for all, and otherwise for one machine. */

#include "config.h"

#include "sp-defaults.h"

#define HOST "host/with a slash"
#define MACHINE "web-server <1>"

static void
test_general (void)
{
  g_autoptr (GSettings) settings = sp_defaults_get_settings ();
  g_autoptr (SpDefaults) before = sp_defaults_new (HOST, MACHINE);
  g_autoptr (SpDefaults) after = NULL;

  g_assert_nonnull (settings);
  g_assert_false (before->disks_only || before->no_safety || before->safety_disks_only || before->unasked);
  g_assert_cmpint (before->kind, ==, SP_KIND_NONE);
  g_assert_cmpstr (before->name_pattern, ==, "{date}-{time}");
  g_assert_null (before->folder);
  g_assert_true (sp_defaults_want_pictures ());

  g_settings_set_string (settings, "contents", "disks-only");
  g_settings_set_string (settings, "kind", "external");
  g_settings_set_string (settings, "name-pattern", "{machine}");
  g_settings_set_boolean (settings, "confirm-undoable", FALSE);
  g_settings_set_boolean (settings, "safety-memory", FALSE);
  g_settings_set_boolean (settings, "thumbnails", FALSE);
  sp_defaults_set_folder (HOST, "/layers");
  sp_defaults_set_folder ("other", "/elsewhere");
  after = sp_defaults_new (HOST, MACHINE);
  g_assert_true (after->disks_only && after->safety_disks_only && after->unasked && !after->no_safety);
  g_assert_cmpint (after->kind, ==, SP_KIND_EXTERNAL);
  g_assert_cmpstr (after->name_pattern, ==, "{machine}");
  g_assert_cmpstr (after->folder, ==, "/layers");
  g_assert_false (sp_defaults_want_pictures ());
}

/* Stands on the one before. Each key of a machine comes first, and only there. */
static void
test_machine (void)
{
  g_autoptr (GSettings) settings = sp_defaults_get_machine_settings (HOST, MACHINE);
  g_autoptr (SpDefaults) own = NULL;
  g_autoptr (SpDefaults) another = NULL;

  g_settings_set_string (settings, "contents", "disks-and-memory");
  g_settings_set_string (settings, "kind", "automatic");
  g_settings_set_string (settings, "safety", "none");
  g_settings_set_string (settings, "folder", "/own");
  own = sp_defaults_new (HOST, MACHINE);
  g_assert_true (!own->disks_only && own->no_safety && !own->safety_disks_only);
  g_assert_cmpint (own->kind, ==, SP_KIND_NONE);
  g_assert_cmpstr (own->folder, ==, "/own");
  another = sp_defaults_new (HOST, "another");
  g_assert_true (another->disks_only && !another->no_safety && another->safety_disks_only);
  g_assert_cmpstr (another->folder, ==, "/layers");

  g_clear_pointer (&own, sp_defaults_free);
  g_settings_set_string (settings, "safety", "with-memory");
  g_settings_reset (settings, "kind");
  own = sp_defaults_new (HOST, MACHINE);
  g_assert_false (own->no_safety || own->safety_disks_only);
  g_assert_cmpint (own->kind, ==, SP_KIND_EXTERNAL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/defaults/general", test_general);
  g_test_add_func ("/defaults/machine", test_machine);
  return g_test_run ();
}
