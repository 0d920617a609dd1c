/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pins and baselines, on real machines: in the snapshot itself, seen by every client, and never at the cost of a layer. */

#include "config.h"

#include "real.h"
#include "sp-edit.h"
#include "sp-pending-edits.h"

#include <string.h>

static SpSnapshot *
get (SpHost     *host,
     const char *name,
     const char *snapshot)
{
  g_autoptr (SpHistory) history = deed_history (host, name);

  return g_object_ref (sp_history_get (history, sp_history_find (history, snapshot)));
}

/* @wanted is taken over. */
static void
edit (const char *name,
      SpSnapshot *seen,
      SpSnapshot *wanted)
{
  g_autoptr (SpSnapshot) owned = wanted;
  const char *uuid = sp_machine_get_uuid (sp_host_find_machine (real_host, name));
  g_autoptr (SpOperation) operation = sp_host_edit (real_host, uuid, seen, wanted);

  deed_await (sp_operation_await (operation), NULL);
  g_assert_no_error (sp_operation_get_error (operation));
}

static void
pin (const char *name,
     const char *snapshot,
     gboolean    pinned)
{
  g_autoptr (SpSnapshot) seen = get (real_host, name, snapshot);

  edit (name, seen, sp_edit_pin (seen, pinned));
}

static void
check (const char *name,
       const char *snapshot,
       gboolean    pinned,
       const char *title)
{
  g_autoptr (SpSnapshot) seen = get (real_host, name, snapshot);

  g_assert_cmpint (sp_snapshot_peek (seen)->pinned, ==, pinned);
  g_assert_cmpstr (sp_snapshot_get_title (seen), ==, title);
}

static gboolean
is_written (const char *name,
            const char *snapshot,
            const char *word)
{
  g_autofree char *xml = sp_rig_virsh (real_rig, TRUE, "snapshot-dumpxml", name, snapshot, NULL);

  return strstr (xml, word) != NULL;
}

static void
test_pin (void)
{
  const char *const names[] = { "a", NULL };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = names };
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpSnapshot) seen = NULL;
  SpHost *other = NULL;

  real_add ("pin", SP_RIG_QCOW2);
  deed_must (real_host, "pin", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a", .title = "Ein Titel", .snapshot_kind = SP_KIND_EXTERNAL });
  pin ("pin", "a", TRUE);
  g_assert_true (is_written ("pin", "a", "pinned="));
  other = deed_open (sp_rig_get_uri (real_rig));
  seen = get (other, "pin", "a");
  g_assert_true (sp_snapshot_peek (seen)->pinned);
  g_assert_cmpstr (sp_snapshot_get_title (seen), ==, "Ein Titel");
  g_assert_true (sp_snapshot_get_current (seen));
  deed_close (other);

  /* A title that is changed by one who has not seen the pin leaves it. */
  edit ("pin", seen, sp_edit_words (seen, "Anders", NULL));
  check ("pin", "a", TRUE, "Anders");

  plan = deed_plan (real_host, "pin", &wish);
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, "delete-pinned");
  pin ("pin", "a", FALSE);
  g_assert_false (is_written ("pin", "a", "pinned="));
  check ("pin", "a", FALSE, "Anders");
  pin ("pin", "a", TRUE);
  wish.pinned_too = TRUE;
  deed_must (real_host, "pin", &wish);
  real_remove ("pin");
}

/* What is not of the snapshot that a revert went back to is not copied to the next one. */
static void
test_not_inherited (void)
{
  real_add ("heir", SP_RIG_QCOW2);
  real_take ("heir", "a", SP_KIND_INTERNAL, FALSE);
  pin ("heir", "a", TRUE);
  deed_revert (real_host, "heir", "a", SP_THEN_AS_TAKEN);
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-create-as", "heir", "theirs", NULL));
  real_take ("heir", "ours", SP_KIND_INTERNAL, FALSE);
  check ("heir", "a", TRUE, "a");
  check ("heir", "theirs", FALSE, "theirs");
  check ("heir", "ours", FALSE, "ours");
  real_remove ("heir");
}

/* A pin and a title that wait for the same thing wait together. */
static void
test_pin_waits (void)
{
  RealMoment b = { 0 };

  real_add ("waits", SP_RIG_QCOW2);
  real_take ("waits", "a", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (real_rig, "waits", 4);
  b = real_take ("waits", "b", SP_KIND_EXTERNAL, FALSE);
  deed_revert (real_host, "waits", "a", SP_THEN_AS_TAKEN);
  {
    g_autoptr (SpSnapshot) seen = get (real_host, "waits", "a");

    edit ("waits", seen, sp_edit_words (seen, "Ein Titel", NULL));
  }
  pin ("waits", "a", TRUE);
  g_assert_true (is_written ("waits", "a", "<revertDisks>"));
  g_assert_false (is_written ("waits", "a", "pinned="));
  check ("waits", "a", TRUE, "Ein Titel");

  /* virsh makes it safe; then one edit more writes all. */
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-create-as", "waits", "c", "--disk-only", NULL));
  {
    g_autoptr (SpSnapshot) seen = get (real_host, "waits", "a");

    edit ("waits", seen, sp_edit_baseline (seen, 1700000000));
  }
  g_assert_true (is_written ("waits", "a", "pinned="));
  g_assert_true (is_written ("waits", "a", "Ein Titel"));
  g_assert_true (is_written ("waits", "a", "1700000000"));
  check ("waits", "a", TRUE, "Ein Titel");
  real_check_memory ("waits", "b", b);
  real_remove ("waits");
}

/* The daily loop: try things, and back; the memory and the disks are the baseline's each time. */
static void
test_baseline (void)
{
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (SpPlan) none = NULL;
  RealMoment a = { 0 };

  real_add ("base", SP_RIG_QCOW2);
  a = real_take ("base", "a", SP_KIND_EXTERNAL, FALSE);
  real_take ("base", "b", SP_KIND_EXTERNAL, FALSE);
  none = deed_plan (real_host, "base", &(SpWish){ .kind = SP_WISH_REVERT, .baseline = TRUE });
  g_assert_cmpstr (sp_plan_get_rule (none), ==, "no-baseline");
  history = deed_history (real_host, "base");
  edits = sp_baseline_edits (history, sp_history_get (history, 0), 1700000000);
  g_assert_cmpuint (edits->len, ==, 1);
  edit ("base", sp_history_get (history, 0), g_object_ref (edits->pdata[0]));
  for (guint i = 0; i < 2; i++)
    {
      guint first = 0;

      sp_rig_wait_count (real_rig, "base", 4);
      sp_rig_forget (real_rig, "base");
      deed_must (real_host, "base", &(SpWish){ .kind = SP_WISH_REVERT, .baseline = TRUE, .no_safety = i == 1 });
      first = sp_rig_first_count (real_rig, "base");
      /* What the machine printed before it was ended may come first. */
      if (first > a.after + 2)
        {
          sp_rig_forget (real_rig, "base");
          first = sp_rig_first_count (real_rig, "base");
        }
      g_assert_cmpuint (first, <=, a.after + 40);
      g_clear_object (&history);
      history = deed_history (real_host, "base");
      g_assert_cmpint (sp_history_get_current (history), ==, sp_history_find (history, "a"));
    }
  real_check_memory ("base", "a", a);
  real_remove ("base");
}

/* As a program leaves it that is killed between libvirt's taking and its own marking: who comes next marks it. */
static void
test_promised (void)
{
  g_autofree char *uuid = NULL;
  const char *host = sp_host_get_id (real_host);
  g_autoptr (SpSnapshot) shown = NULL;

  real_add ("promised", SP_RIG_QCOW2);
  uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (real_host, "promised")));
  deed_take (real_host, "promised", "a", SP_KIND_INTERNAL, FALSE);
  g_assert_true (sp_pending_edits_promise (host, uuid, &(SpSnapshotInit){ .name = "before-revert-1", .title = "Before reverting to a",
                                                                         .safety = TRUE, .before = "a" }));
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-create-as", "promised", "before-revert-1", NULL));
  shown = get (real_host, "promised", "before-revert-1");
  g_assert_true (sp_snapshot_peek (shown)->safety);
  g_assert_cmpstr (sp_snapshot_get_title (shown), ==, "Before reverting to a");
  g_assert_cmpstr (sp_snapshot_peek (shown)->before, ==, "a");
  for (guint i = 0; i < 50 && !is_written ("promised", "before-revert-1", "safety="); i++)
    deed_settle (100);
  g_assert_true (is_written ("promised", "before-revert-1", "safety="));
  deed_settle (300);
  {
    g_autoptr (GPtrArray) left = sp_pending_edits_list (host, uuid);

    g_assert_cmpuint (left->len, ==, 0);
  }
  /* It takes the machine back, as any other does. */
  deed_must (real_host, "promised", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a", .no_safety = TRUE });
  deed_must (real_host, "promised", &(SpWish){ .kind = SP_WISH_REVERT, .undo = TRUE, .no_safety = TRUE });
  real_remove ("promised");
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  g_test_add_func ("/deeds/marks/pin", test_pin);
  g_test_add_func ("/deeds/marks/not-inherited", test_not_inherited);
  g_test_add_func ("/deeds/marks/pin-waits", test_pin_waits);
  g_test_add_func ("/deeds/marks/baseline", test_baseline);
  g_test_add_func ("/deeds/marks/promised", test_promised);
  real_start ();
  status = g_test_run ();
  real_stop ();
  return status;
}
