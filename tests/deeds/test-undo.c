/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reverts are undone, on real machines: by another program too, which knows only what the snapshots tell. */

#include "config.h"

#include "real.h"
#include "sp-undo.h"

static SpSnapshot *
find_undo (SpHost     *host,
           const char *name)
{
  g_autoptr (SpHistory) history = deed_history (host, name);
  SpSnapshot *found = sp_undo_find (history);

  return found != NULL ? g_object_ref (found) : NULL;
}

/* Undone by @host; the memory and the disks are what they were before the revert. */
static void
undo (SpHost     *host,
      const char *name,
      RealMoment  moment)
{
  guint first = 0;

  sp_rig_forget (real_rig, name);
  deed_must (host, name, &(SpWish){ .kind = SP_WISH_REVERT, .undo = TRUE, .then = SP_THEN_PAUSED });
  real_check_disks (name, moment.before, moment.after + 1);
  sp_rig_forget (real_rig, name);
  deed_must_power (host, name, SP_POWER_RESUME);
  first = sp_rig_first_count (real_rig, name);
  g_assert_cmpuint (first, >=, moment.before);
  g_assert_cmpuint (first, <=, moment.after + 2);
}

static void
test_undo (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_EXTERNAL ? "undo-external" : "undo-internal";
  RealMoment now = { 0 };
  RealMoment back = { 0 };
  SpHost *other = NULL;
  g_autoptr (SpSnapshot) safety = NULL;
  g_autoptr (SpSnapshot) redo = NULL;
  g_autoptr (SpPlan) none = NULL;

  real_add (name, SP_RIG_QCOW2);
  real_take (name, "a", kind, FALSE);
  none = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .undo = TRUE });
  g_assert_cmpstr (sp_plan_get_rule (none), ==, "nothing-to-undo");
  sp_rig_wait_count (real_rig, name, 8);
  now.before = sp_rig_last_count (real_rig, name);
  deed_must (real_host, name, &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  now.after = now.before + 15;

  /* Nothing but the host's own record is asked. */
  other = deed_open (sp_rig_get_uri (real_rig));
  safety = find_undo (other, name);
  g_assert_nonnull (safety);
  g_assert_cmpstr (sp_snapshot_peek (safety)->before, ==, "a");
  sp_rig_forget (real_rig, name);
  back.before = sp_rig_first_count (real_rig, name);
  undo (other, name, now);
  back.after = back.before + 25;

  /* And the undo is undone. */
  redo = find_undo (other, name);
  g_assert_nonnull (redo);
  g_assert_cmpstr (sp_snapshot_peek (redo)->before, ==, sp_snapshot_get_name (safety));
  g_assert_cmpstr (sp_snapshot_get_title (redo), ==, "Before undoing a revert");
  undo (other, name, back);
  deed_close (other);
  real_remove (name);
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  g_test_add_data_func ("/deeds/undo/external", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_undo);
  g_test_add_data_func ("/deeds/undo/internal", GINT_TO_POINTER (SP_KIND_INTERNAL), test_undo);
  real_start ();
  status = g_test_run ();
  real_stop ();
  return status;
}
