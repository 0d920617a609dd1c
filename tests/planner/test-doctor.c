/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doctor in broken worlds. */

#include "config.h"

#include "../model/forest.h"
#include "sp-doctor.h"
#include "world.h"

#include <string.h>

static char *
examine (World *world)
{
  g_autoptr (GPtrArray) findings = sp_doctor_examine (world->facts);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const SpFinding *finding = findings->pdata[i];

      g_assert_cmpuint (strlen (finding->sentence), >, 10);
      g_assert_true (g_str_has_prefix (finding->id, finding->kind));
      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", finding->id);
    }
  return g_string_free_and_steal (ids);
}

static void
edit_missing (SpFactsInit *init,
              gpointer     data)
{
  SpLayer *layer;

  init->layers = sp_layers_copy (init->layers);
  layer = sp_layers_add (init->layers, data);
  layer->exists_known = TRUE;
  layer->exists = FALSE;
}

static void
edit_history (SpFactsInit *init,
              gpointer     data)
{
  init->history = sp_history_new (data);
}

static void
edit_nameless (SpFactsInit *init,
               gpointer     data)
{
  ((SpFactsDisk *) init->disks)[0].nameless = TRUE;
}

static void
test_whole (void)
{
  WorldInit init = { .running = TRUE };
  g_autoptr (World) world = world_new (&init);
  g_autofree char *empty = examine (world);
  g_autofree char *taken = NULL;

  g_assert_cmpstr (empty, ==, "");
  world_take (world, "A", SP_KIND_EXTERNAL);
  world_take (world, "B", SP_KIND_EXTERNAL);
  world_revert (world, "A", FALSE);
  taken = examine (world);
  g_assert_cmpstr (taken, ==, "");
}

static void
test_missing (void)
{
  WorldInit init = { 0 };
  g_autoptr (World) world = world_new (&init);
  g_autofree char *base = g_strdup (world_now (world, "vda"));
  g_autofree char *want = g_strconcat ("missing:", base, NULL);
  g_autofree char *got = NULL;

  world_take (world, "A", SP_KIND_EXTERNAL);
  world_edit (world, edit_missing, base);
  got = examine (world);
  g_assert_cmpstr (got, ==, want);
}

static void
test_nameless (void)
{
  WorldInit init = { 0 };
  g_autoptr (World) world = world_new (&init);
  g_autofree char *want = g_strconcat ("unnamed-layer:", world_now (world, "vda"), NULL);
  g_autofree char *got = NULL;

  world_edit (world, edit_nameless, NULL);
  got = examine (world);
  g_assert_cmpstr (got, ==, want);
}

static void
test_history (void)
{
  WorldInit init = { 0 };
  g_autoptr (World) world = world_new (&init);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *got = NULL;
  g_autofree char *without = NULL;

  g_ptr_array_add (all, forest_snapshot ("a", NULL, 100, TRUE));
  g_ptr_array_add (all, forest_snapshot ("lost", "gone", 200, FALSE));
  g_ptr_array_add (all, forest_snapshot ("self", "self", 330, FALSE));
  g_ptr_array_add (all, forest_snapshot ("b", "a", 400, TRUE));
  g_ptr_array_add (all, forest_snapshot ("a", "lost", 900, FALSE));
  world_edit (world, edit_history, all);
  got = examine (world);
  for (gsize i = 0; i < 4; i++)
    g_assert_nonnull (strstr (got, ((const char *[]) { "orphan:lost", "cycle:self", "duplicate:a", "two-current:" })[i]));

  g_ptr_array_add (none, forest_snapshot ("a", NULL, 100, FALSE));
  world_edit (world, edit_history, none);
  without = examine (world);
  /* Inside the disk file that does no harm. */
  g_assert_cmpstr (without, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/doctor/whole", test_whole);
  g_test_add_func ("/doctor/missing", test_missing);
  g_test_add_func ("/doctor/nameless", test_nameless);
  g_test_add_func ("/doctor/history", test_history);

  return g_test_run ();
}
