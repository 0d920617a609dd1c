/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof on real machines: what a snapshot kept is told by the guest and by its disks, not by libvirt. */

#include "config.h"

#include "real.h"

#include "sp-error.h"
#include "sp-edit.h"

#include <string.h>

static void
test_memory (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_INTERNAL ? "memory-in" : "memory-ex";
  RealMoment a = { 0 };
  RealMoment b = { 0 };

  real_add (name, SP_RIG_QCOW2);
  a = real_take (name, "a", kind, FALSE);
  sp_rig_wait_count (real_rig, name, 10);
  b = real_take (name, "b", kind, FALSE);
  sp_rig_wait_count (real_rig, name, 10);
  g_assert_cmpuint (sp_rig_last_count (real_rig, name), >=, b.after + 9);
  real_check_memory (name, "a", a);
  real_check_memory (name, "b", b);
  real_check_memory (name, "a", a);
  real_remove (name);
}

/* Without the memory the guest starts anew, and goes on from what its disk remembers. */
static void
test_disks_only (void)
{
  RealMoment a = { 0 };
  guint first = 0;

  real_add ("disks", SP_RIG_RAW);
  a = real_take ("disks", "a", SP_KIND_EXTERNAL, TRUE);
  sp_rig_wait_count (real_rig, "disks", 12);
  sp_rig_forget (real_rig, "disks");
  deed_revert (real_host, "disks", "a", SP_THEN_AS_TAKEN);
  g_assert_cmpint (deed_state (real_host, "disks"), ==, SP_MACHINE_STATE_OFF);
  real_check_disks ("disks", a.before > 0 ? a.before - 1 : 0, a.after + 1);
  deed_must_power (real_host, "disks", SP_POWER_START);
  sp_rig_forget (real_rig, "disks");
  first = sp_rig_first_count (real_rig, "disks");
  g_assert_cmpuint (first, >=, a.before);
  g_assert_cmpuint (first, <=, a.after + 3);
  real_remove ("disks");
}

static void
test_off (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_INTERNAL ? "off-in" : "off-ex";
  guint then = 0;

  real_add (name, SP_RIG_QCOW2);
  deed_must_power (real_host, name, SP_POWER_FORCE_OFF);
  deed_settle (200);
  then = sp_rig_last_count (real_rig, name);
  deed_take (real_host, name, "a", kind, FALSE);
  deed_must_power (real_host, name, SP_POWER_START);
  sp_rig_wait_count (real_rig, name, 8);
  deed_revert (real_host, name, "a", SP_THEN_AS_TAKEN);
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_OFF);
  real_check_disks (name, then, then + 1);
  deed_revert (real_host, name, "a", SP_THEN_RUNNING);
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_RUNNING);
  real_remove (name);
}

/* Three in a row, one of them goes; Now and what stays keep every byte. */
static void
test_delete (gconstpointer data)
{
  const char *which = data;
  g_autofree char *name = g_strdup_printf ("delete-%s", which);
  const char *const names[] = { "a", "b", "c" };
  RealMoment moments[3] = { 0 };
  guint now = 0;
  g_autofree char *expected = NULL;
  g_autoptr (GString) files = g_string_new (NULL);

  real_add (name, SP_RIG_QCOW2);
  for (gsize i = 0; i < 3; i++)
    {
      moments[i] = real_take (name, names[i], SP_KIND_EXTERNAL, FALSE);
      sp_rig_wait_count (real_rig, name, 5);
    }
  deed_must_power (real_host, name, SP_POWER_PAUSE);
  now = sp_rig_last_count (real_rig, name);
  deed_delete (real_host, name, which);
  real_check_disks (name, now, now + 1);
  for (gsize d = 0; d < 2; d++)
    {
      for (gsize i = 0; i < 3; i++)
        if (g_strcmp0 (names[i], which) != 0)
          g_string_append_printf (files, "%s-vd%c.%s ", name, (int) ('a' + d), names[i]);
      g_string_append_printf (files, "%s-vd%c.qcow2 ", name, (int) ('a' + d));
    }
  for (gsize i = 0; i < 3; i++)
    if (g_strcmp0 (names[i], which) != 0)
      g_string_append_printf (files, "%s.%s.mem ", name, names[i]);
  g_string_truncate (files, files->len - 1);
  real_check_files (name, files->str);
  deed_must_power (real_host, name, SP_POWER_RESUME);
  for (gsize i = 0; i < 3; i++)
    if (g_strcmp0 (names[i], which) != 0)
      real_check_memory (name, names[i], moments[i]);
  real_remove (name);
}

/* All of them, the machine off: exactly the base files are left, with Now's data. */
static void
test_delete_all_off (void)
{
  const char *const names[] = { "a", NULL };
  guint then = 0;

  real_add ("all", SP_RIG_QCOW2);
  real_take ("all", "a", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (real_rig, "all", 4);
  real_take ("all", "b", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (real_rig, "all", 4);
  deed_must_power (real_host, "all", SP_POWER_FORCE_OFF);
  deed_settle (200);
  then = sp_rig_last_count (real_rig, "all");
  deed_must (real_host, "all", &(SpWish){ .kind = SP_WISH_DELETE, .targets = names, .with_descendants = TRUE });
  real_check_files ("all", "all-vda.qcow2 all-vdb.qcow2");
  real_check_disks ("all", then, then + 1);
  real_remove ("all");
}

/* Mine 1: on the bare daemon this destroys b. */
static void
test_six_steps (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_INTERNAL ? "six-in" : "six-ex";
  RealMoment a = { 0 };
  RealMoment b = { 0 };

  real_add (name, SP_RIG_QCOW2);
  a = real_take (name, "a", kind, FALSE);
  sp_rig_wait_count (real_rig, name, 6);
  b = real_take (name, "b", kind, FALSE);
  sp_rig_wait_count (real_rig, name, 6);
  deed_revert (real_host, name, "a", SP_THEN_AS_TAKEN);
  real_take (name, "c", kind, FALSE);
  sp_rig_wait_count (real_rig, name, 3);
  deed_delete (real_host, name, "c");
  real_check_memory (name, "b", b);
  real_check_memory (name, "a", a);
  real_remove (name);
}

/* libvirt's record of what a's own layer was is gone after the second revert; b, which stands on it, can be deleted. */
static void
test_delete_after_reverts (void)
{
  RealMoment a = { 0 };

  real_add ("again", SP_RIG_QCOW2);
  a = real_take ("again", "a", SP_KIND_EXTERNAL, FALSE);
  real_take ("again", "b", SP_KIND_EXTERNAL, FALSE);
  deed_revert (real_host, "again", "a", SP_THEN_AS_TAKEN);
  deed_revert (real_host, "again", "a", SP_THEN_AS_TAKEN);
  deed_delete (real_host, "again", "b");
  real_check_memory ("again", "a", a);
  {
    g_auto (GStrv) files = sp_rig_list_files (real_rig, "again");

    /* The bases, Now's layers, and a's memory. */
    g_assert_cmpuint (g_strv_length (files), ==, 5);
  }
  real_remove ("again");
}

/* A safety snapshot makes a revert undoable, memory and all. */
static void
test_undo (void)
{
  RealMoment a = { 0 };
  RealMoment now = { 0 };
  g_autoptr (SpHistory) history = NULL;
  const char *safety = NULL;

  real_add ("undo", SP_RIG_QCOW2);
  a = real_take ("undo", "a", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (real_rig, "undo", 10);
  now.before = sp_rig_last_count (real_rig, "undo");
  deed_must (real_host, "undo", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  now.after = now.before + 15;
  history = deed_history (real_host, "undo");
  for (int i = 0; i < sp_history_get_n (history); i++)
    if (sp_snapshot_peek (sp_history_get (history, i))->safety)
      safety = sp_snapshot_get_name (sp_history_get (history, i));
  g_assert_nonnull (safety);
  g_assert_cmpint (sp_history_get_n (history), ==, 2);
  real_check_memory ("undo", safety, now);
  real_check_memory ("undo", "a", a);
  real_remove ("undo");
}

static void
test_mixed_refused (void)
{
  g_autoptr (SpPlan) plan = NULL;

  real_add ("mixed", SP_RIG_QCOW2);
  real_take ("mixed", "a", SP_KIND_INTERNAL, FALSE);
  plan = deed_plan (real_host, "mixed", &(SpWish){ .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = SP_KIND_EXTERNAL });
  g_assert_true (sp_plan_is_refused (plan));
  g_assert_nonnull (sp_plan_get_reason (plan));
  g_clear_object (&plan);

  /* Somebody else mixed them: what would write a frozen layer is refused too (mine 3). */
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-create-as", "mixed", "b", "--disk-only", NULL));
  plan = deed_plan (real_host, "mixed", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a" });
  g_assert_true (sp_plan_is_refused (plan));
  {
    g_autoptr (SpOperation) operation = sp_host_run (real_host, plan);

    deed_await (sp_operation_await (operation), NULL);
    g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_REFUSED);
  }
  real_remove ("mixed");
}

/* Mine 7: reverted to paused, and not run since. */
static void
test_paused (void)
{
  g_autoptr (SpPlan) plan = NULL;
  const char *const names[] = { "a", NULL };
  RealMoment a = { 0 };

  real_add ("paused", SP_RIG_QCOW2);
  deed_must_power (real_host, "paused", SP_POWER_PAUSE);
  a = real_take ("paused", "a", SP_KIND_EXTERNAL, FALSE);
  deed_must_power (real_host, "paused", SP_POWER_RESUME);
  sp_rig_wait_count (real_rig, "paused", 5);
  deed_revert (real_host, "paused", "a", SP_THEN_AS_TAKEN);
  g_assert_cmpint (deed_state (real_host, "paused"), ==, SP_MACHINE_STATE_PAUSED);
  real_check_disks ("paused", a.before, a.after + 1);
  {
    g_autoptr (SpFacts) facts = deed_facts (real_host, "paused");

    g_assert_cmpint (sp_facts_peek (facts)->paused_since_revert, ==, SP_YES);
  }
  /* Either it is refused in words, or it works; libvirt's failure in the middle is never met. */
  plan = deed_plan (real_host, "paused", &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  if (sp_plan_is_refused (plan))
    g_assert_nonnull (sp_plan_get_reason (plan));
  else
    {
      g_autoptr (SpOperation) operation = deed_run (real_host, plan);

      g_assert_no_error (sp_operation_get_error (operation));
    }
  real_remove ("paused");
}

/* Mine 7's other half: a memory saved while the machine was paused. No fact tells it, so the error says what to do. */
static void
test_paused_twice (void)
{
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  RealMoment a = { 0 };

  real_add ("twice", SP_RIG_QCOW2);
  deed_must_power (real_host, "twice", SP_POWER_PAUSE);
  a = real_take ("twice", "a", SP_KIND_EXTERNAL, FALSE);
  plan = deed_plan (real_host, "twice", &(SpWish){ .kind = SP_WISH_TAKE, .name = "b" });
  g_assert_false (sp_plan_is_refused (plan));
  operation = deed_run (real_host, plan);
  g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_MUST_RUN);
  g_assert_nonnull (sp_error_get_advice (sp_operation_get_error (operation)));
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "Nothing was done."));
  g_assert_null (strstr (sp_operation_get_outcome (operation), "migrate"));
  real_check_files ("twice", "twice-vda.a twice-vda.qcow2 twice-vdb.a twice-vdb.qcow2 twice.a.mem");
  deed_must_power (real_host, "twice", SP_POWER_RESUME);
  sp_rig_wait_count (real_rig, "twice", 2);
  real_take ("twice", "b", SP_KIND_EXTERNAL, FALSE);
  real_check_memory ("twice", "a", a);
  real_remove ("twice");
}

/* Another client deletes it between plan and deed. */
static void
test_gone (void)
{
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  const char *const names[] = { "a", NULL };

  real_add ("gone", SP_RIG_QCOW2);
  real_take ("gone", "a", SP_KIND_EXTERNAL, FALSE);
  plan = deed_plan (real_host, "gone", &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-delete", "gone", "a", NULL));
  operation = deed_run (real_host, plan);
  g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_CHANGED);
  g_assert_cmpint (deed_state (real_host, "gone"), ==, SP_MACHINE_STATE_RUNNING);
  sp_rig_wait_count (real_rig, "gone", 2);
  real_remove ("gone");
}

static void
describe (const char *uuid,
          const char *name,
          const char *snapshot,
          const char *title,
          const char *description)
{
  g_autoptr (SpHistory) history = deed_history (real_host, name);
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (SpSnapshot) wanted = NULL;
  SpSnapshot *seen = NULL;

  seen = sp_history_get (history, sp_history_find (history, snapshot));
  wanted = sp_edit_words (seen, title, description);
  operation = sp_host_edit (real_host, uuid, seen, wanted);
  deed_await (sp_operation_await (operation), NULL);
  g_assert_no_error (sp_operation_get_error (operation));
}

static void
check_words (SpHost     *by,
             const char *name,
             const char *snapshot,
             const char *title,
             const char *description)
{
  g_autoptr (SpHistory) history = deed_history (by, name);
  SpSnapshot *s = sp_history_get (history, sp_history_find (history, snapshot));

  g_assert_cmpstr (sp_snapshot_get_title (s), ==, title);
  g_assert_cmpstr (sp_snapshot_get_description (s), ==, description);
}

static gboolean
is_written (const char *name,
            const char *snapshot,
            const char *word)
{
  g_autofree char *xml = sp_rig_virsh (real_rig, TRUE, "snapshot-dumpxml", name, snapshot, NULL);

  return strstr (xml, word) != NULL;
}

static char *
read_pending (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "savepoint", "pending-edits.ini", NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("");
}

/* Rule 4: an edit that would make libvirt forget Now's layers waits, is shown, and is written when it is safe. */
static void
test_describe (void)
{
  g_autofree char *uuid = NULL;
  g_autofree char *pending = NULL;
  g_autofree char *none = NULL;
  RealMoment b = { 0 };
  SpHost *other = NULL;

  real_add ("words", SP_RIG_QCOW2);
  uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (real_host, "words")));
  real_take ("words", "a", SP_KIND_EXTERNAL, FALSE);
  sp_rig_wait_count (real_rig, "words", 4);
  b = real_take ("words", "b", SP_KIND_EXTERNAL, FALSE);
  deed_revert (real_host, "words", "a", SP_THEN_AS_TAKEN);
  g_assert_true (is_written ("words", "a", "<revertDisks>"));
  describe (uuid, "words", "a", "Ein Titel", "Worte");
  g_assert_true (is_written ("words", "a", "<revertDisks>"));
  g_assert_false (is_written ("words", "a", "Ein Titel"));
  check_words (real_host, "words", "a", "Ein Titel", "Worte");
  /* Another window, after this one was closed. */
  other = deed_open (sp_rig_get_uri (real_rig));
  check_words (other, "words", "a", "Ein Titel", "Worte");
  deed_close (other);
  pending = read_pending ();
  g_assert_nonnull (strstr (pending, "Ein Titel"));
  g_assert_false (is_written ("words", "a", "Ein Titel"));

  /* A snapshot of Now's own makes it safe: written when it is taken. */
  real_take ("words", "c", SP_KIND_EXTERNAL, FALSE);
  g_assert_true (is_written ("words", "a", "Ein Titel"));
  g_assert_true (is_written ("words", "a", "Worte"));
  none = read_pending ();
  g_assert_null (strstr (none, "Ein Titel"));
  check_words (real_host, "words", "a", "Ein Titel", "Worte");
  {
    g_autoptr (SpHistory) history = deed_history (real_host, "words");

    g_assert_cmpint (sp_history_get_current (history), ==, sp_history_find (history, "c"));
  }
  /* Safe from the start: written at once. */
  describe (uuid, "words", "a", NULL, "Andere Worte");
  g_assert_true (is_written ("words", "a", "Andere Worte"));
  check_words (real_host, "words", "a", "a", "Andere Worte");
  real_check_memory ("words", "b", b);
  real_remove ("words");
}

static void
wait_until_nothing_is_pending (void)
{
  g_autofree char *pending = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_clear_pointer (&pending, g_free);
      pending = read_pending ();
      if (strstr (pending, "words") == NULL)
        return;
      deed_settle (50);
    }
  g_error ("Still pending: %s", pending);
}

/* Another client made it safe, or deleted it: the next listing writes, or forgets. */
static void
test_describe_others (void)
{
  g_autofree char *uuid = NULL;

  real_add ("words2", SP_RIG_QCOW2);
  uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (real_host, "words2")));
  real_take ("words2", "a", SP_KIND_EXTERNAL, FALSE);
  real_take ("words2", "b", SP_KIND_EXTERNAL, FALSE);
  deed_revert (real_host, "words2", "a", SP_THEN_AS_TAKEN);
  describe (uuid, "words2", "a", "Titel der words2", "Worte");
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-create-as", "words2", "c", "--disk-only", NULL));
  check_words (real_host, "words2", "a", "Titel der words2", "Worte");
  wait_until_nothing_is_pending ();
  g_assert_true (is_written ("words2", "a", "Titel der words2"));

  deed_revert (real_host, "words2", "b", SP_THEN_AS_TAKEN);
  deed_revert (real_host, "words2", "a", SP_THEN_AS_TAKEN);
  describe (uuid, "words2", "a", "words2 zum zweiten", NULL);
  g_assert_false (is_written ("words2", "a", "zum zweiten"));
  g_free (sp_rig_virsh (real_rig, TRUE, "snapshot-delete", "words2", "a", "--metadata", NULL));
  g_object_unref (deed_history (real_host, "words2"));
  wait_until_nothing_is_pending ();
  real_remove ("words2");
}

/* Mine 6: a layer of this second may be frozen by now; the next revert wants its name all the same. */
static void
test_same_second (void)
{
  g_autoptr (SpFacts) facts = NULL;

  real_add ("hasty", SP_RIG_QCOW2);
  deed_must_power (real_host, "hasty", SP_POWER_FORCE_OFF);
  real_take ("hasty", "a", SP_KIND_EXTERNAL, TRUE);
  deed_revert (real_host, "hasty", "a", SP_THEN_AS_TAKEN);
  real_take ("hasty", "b", SP_KIND_EXTERNAL, TRUE);
  facts = deed_facts (real_host, "hasty");
  g_assert_cmpint (ABS (sp_facts_peek (facts)->last_revert - g_get_real_time () / G_USEC_PER_SEC), <, 60);
  for (guint i = 0; i < 4; i++)
    deed_revert (real_host, "hasty", i % 2 == 0 ? "a" : "b", SP_THEN_AS_TAKEN);
  real_remove ("hasty");
}

/* The same, where the host's clock is not ours: the facts' times tell nothing then. */
static void
test_other_clock (void)
{
  static const char *const targets[] = { "a", "b", "a" };

  real_add ("clock", SP_RIG_QCOW2);
  deed_must_power (real_host, "clock", SP_POWER_FORCE_OFF);
  real_take ("clock", "a", SP_KIND_EXTERNAL, TRUE);
  real_take ("clock", "b", SP_KIND_EXTERNAL, TRUE);
  /* Not late in a second, so that two reverts would fit into it. */
  while (g_get_real_time () % G_USEC_PER_SEC > G_USEC_PER_SEC / 10)
    deed_settle (20);
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (SpFacts) facts = deed_facts (real_host, "clock");
      SpFactsInit init = *sp_facts_peek (facts);
      g_autoptr (SpFacts) skewed = NULL;
      g_autoptr (SpPlan) plan = NULL;
      g_autoptr (SpOperation) operation = NULL;

      init.now += 3600;
      skewed = sp_facts_new (&init);
      plan = sp_planner_plan (skewed, &(SpWish){ .kind = SP_WISH_REVERT, .target = targets[i], .no_safety = TRUE });
      for (guint j = 0; j < sp_plan_get_n_steps (plan); j++)
        g_assert_cmpint (sp_plan_get_step (plan, j)->kind, !=, SP_STEP_WAIT);
      operation = deed_run (real_host, plan);
      g_assert_no_error (sp_operation_get_error (operation));
    }
  real_remove ("clock");
}

static gboolean
plan_says (const char *name,
           const char *words)
{
  const char *const names[] = { "a", NULL };
  g_autoptr (SpPlan) plan = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_DELETE, .targets = names });
  g_autofree char *text = sp_plan_to_text (plan);

  g_assert_false (sp_plan_is_refused (plan));
  return strstr (text, words) != NULL;
}

/* Other machines may stand on the same files. Who runs tells what it stands on; who is off does not, unless it is raw or a
 * storage pool knows. Only those are warned of, and by name. */
static void
test_others (void)
{
  real_add ("mine", SP_RIG_QCOW2);
  real_take ("mine", "a", SP_KIND_EXTERNAL, FALSE);
  real_add ("runs", SP_RIG_QCOW2);
  real_add ("is-raw", SP_RIG_RAW | SP_RIG_OFF);
  g_assert_false (plan_says ("mine", "It is unknown"));

  real_add ("is-off", SP_RIG_QCOW2 | SP_RIG_OFF);
  g_assert_true (plan_says ("mine", "It is unknown what the disks of the machine “is-off” stand on"));
  real_add ("is-off-too", SP_RIG_QCOW2 | SP_RIG_OFF);
  g_assert_true (plan_says ("mine", "It is unknown what the disks of “is-off” and 1 other machine stand on"));
  {
    /* What goes is Now's layer alone, which the machine writes. */
    g_autoptr (SpPlan) plan = deed_plan (real_host, "mine", &(SpWish){ .kind = SP_WISH_REVERT, .target = "a", .no_safety = TRUE });
    g_autofree char *text = sp_plan_to_text (plan);

    g_assert_false (sp_plan_is_refused (plan));
    g_assert_null (strstr (text, "It is unknown"));
  }
  real_add_pool ();
  g_assert_false (plan_says ("mine", "It is unknown"));
  real_remove_pool ();
  real_remove ("mine");
  real_remove ("runs");
  real_remove ("is-raw");
  real_remove ("is-off");
  real_remove ("is-off-too");
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();

  g_test_add_data_func ("/deeds/qemu/memory/external", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_memory);
  g_test_add_data_func ("/deeds/qemu/memory/internal", GINT_TO_POINTER (SP_KIND_INTERNAL), test_memory);
  g_test_add_func ("/deeds/qemu/disks-only", test_disks_only);
  g_test_add_data_func ("/deeds/qemu/off/external", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_off);
  g_test_add_data_func ("/deeds/qemu/off/internal", GINT_TO_POINTER (SP_KIND_INTERNAL), test_off);
  g_test_add_data_func ("/deeds/qemu/delete/root", "a", test_delete);
  g_test_add_data_func ("/deeds/qemu/delete/middle", "b", test_delete);
  g_test_add_data_func ("/deeds/qemu/delete/end", "c", test_delete);
  g_test_add_func ("/deeds/qemu/delete/all-off", test_delete_all_off);
  g_test_add_data_func ("/deeds/qemu/six-steps/external", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_six_steps);
  g_test_add_data_func ("/deeds/qemu/six-steps/internal", GINT_TO_POINTER (SP_KIND_INTERNAL), test_six_steps);
  g_test_add_func ("/deeds/qemu/delete/after-reverts", test_delete_after_reverts);
  g_test_add_func ("/deeds/qemu/undo", test_undo);
  g_test_add_func ("/deeds/qemu/mixed-refused", test_mixed_refused);
  g_test_add_func ("/deeds/qemu/paused", test_paused);
  g_test_add_func ("/deeds/qemu/paused-twice", test_paused_twice);
  g_test_add_func ("/deeds/qemu/gone", test_gone);
  g_test_add_func ("/deeds/qemu/describe/own", test_describe);
  g_test_add_func ("/deeds/qemu/describe/others", test_describe_others);
  g_test_add_func ("/deeds/qemu/same-second", test_same_second);
  g_test_add_func ("/deeds/qemu/other-clock", test_other_clock);
  g_test_add_func ("/deeds/qemu/others", test_others);

  status = g_test_run ();
  real_stop ();
  return status;
}
