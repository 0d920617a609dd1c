/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A history that is looked at again: a handful of calls where nothing has changed, and nothing stays unseen that the host
 * gives a sign of. The calls are counted on the way to a real daemon. */

#define _GNU_SOURCE

#include "config.h"

#include "deed.h"
#include "relay.h"
#include "sp-edit.h"
#include "sp-error.h"
#include "sp-rig.h"
#include "sp-virt-seen.h"

#include <dlfcn.h>
#include <string.h>

#define MACHINE "old"
#define N 1000
/* The machine's name, state, title, persistence and number of snapshots; their list, the current one and its description; and the
 * question whether the link is slow, which comes when it will. */
#define HANDFUL 12

static SpRig *rig;
static Relay *relay;
static SpHost *host;
static gint64 later; /* by how much the clock is ahead */

/* Linked in place of GLib's own. */
gint64
g_get_monotonic_time (void)
{
  static gint64 (*real) (void);

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "g_get_monotonic_time");
  return real () + later;
}

static char *
replace (const char *text,
         const char *what,
         const char *with)
{
  const char *found = strstr (text, what);

  g_assert_nonnull (found);
  return g_strdup_printf ("%.*s%s%s", (int) (found - text), text, with, found + strlen (what));
}

static char *
dump (const char *name)
{
  return sp_rig_virsh (rig, TRUE, "snapshot-dumpxml", MACHINE, name, "--security-info", NULL);
}

static char *
write_file (const char *name,
            const char *xml)
{
  g_autofree char *folder = g_build_filename (sp_rig_get_folder (rig), "xml", NULL);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  return path;
}

/* As after years: one that libvirt made, and others of its kind that grew one from another. */
static void
fill (void)
{
  g_autoptr (GString) commands = g_string_new (NULL);
  g_autofree char *xml = NULL;

  sp_rig_add_machine (rig, MACHINE, SP_RIG_OFF);
  g_free (sp_rig_virsh (rig, TRUE, "snapshot-create-as", MACHINE, "s0", NULL));
  xml = dump ("s0");
  for (int i = 1; i < N; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%d", i);
      g_autofree char *head = g_strdup_printf ("<name>s%d</name><parent><name>s%d</name></parent>", i, i - 1);
      g_autofree char *one = replace (xml, "<name>s0</name>", head);
      g_autofree char *path = write_file (name, one);

      g_string_append_printf (commands, "snapshot-create " MACHINE " --xmlfile %s --redefine%s;", path, i == N - 1 ? " --current" : "");
    }
  g_free (sp_rig_virsh (rig, TRUE, commands->str, NULL));
}

/* Another client gives it a description. */
static void
describe (const char *name,
          const char *description)
{
  g_autofree char *xml = dump (name);
  g_autofree char *head = g_strdup_printf ("<name>%s</name>", name);
  g_autofree char *both = g_strdup_printf ("%s<description>%s</description>", head, description);
  g_autofree char *described = replace (xml, head, both);
  g_autofree char *path = write_file (name, described);

  g_free (sp_rig_virsh (rig, TRUE, "snapshot-create", MACHINE, path, "--redefine", NULL));
}

/* As when the window is come back to: how many messages that took. */
static guint
look_again (SpHistory **history)
{
  guint before = relay_count_messages (relay);

  g_clear_object (history);
  g_assert_true (deed_await (sp_host_refresh (host), NULL));
  *history = deed_look (host, MACHINE);
  return relay_count_messages (relay) - before;
}

static SpSnapshot *
find (SpHistory  *history,
      const char *name)
{
  int i = sp_history_find (history, name);

  g_assert_cmpint (i, >=, 0);
  return sp_history_get (history, i);
}

static void
test_unchanged (void)
{
  g_autoptr (SpHistory) first = NULL;
  g_autoptr (SpHistory) again = NULL;
  guint n = look_again (&first);

  g_test_message ("the first time: %u messages", n);
  g_assert_cmpuint (n, >, N);
  g_assert_cmpint (sp_history_get_n (first), ==, N);
  n = look_again (&again);
  g_test_message ("again: %u messages", n);
  g_assert_cmpuint (n, <=, HANDFUL);
  g_assert_cmpint (sp_history_get_n (again), ==, N);
  for (int i = 0; i < N; i++)
    g_assert_true (sp_snapshot_equal (sp_history_get (first, i), sp_history_get (again, i)));
}

/* One is taken, one deleted, and another is the current one: each is seen, and costs what has changed of it. */
static void
test_others (void)
{
  g_autoptr (SpHistory) history = NULL;
  guint n = 0;

  g_free (sp_rig_virsh (rig, TRUE, "snapshot-create-as", MACHINE, "fresh", NULL));
  n = look_again (&history);
  g_test_message ("one more: %u messages", n);
  g_assert_cmpuint (n, <=, HANDFUL + 2);
  g_assert_true (sp_snapshot_get_current (find (history, "fresh")));
  g_assert_false (sp_snapshot_get_current (find (history, "s999")));
  g_assert_cmpstr (sp_snapshot_get_parent (find (history, "fresh")), ==, "s999");

  g_free (sp_rig_virsh (rig, TRUE, "snapshot-delete", MACHINE, "s990", "--metadata", NULL));
  n = look_again (&history);
  g_test_message ("one less: %u messages", n);
  g_assert_cmpuint (n, <=, HANDFUL + 10);
  g_assert_cmpint (sp_history_find (history, "s990"), ==, -1);
  g_assert_cmpstr (sp_snapshot_get_parent (find (history, "s991")), ==, "s989");

  g_free (sp_rig_virsh (rig, TRUE, "snapshot-current", MACHINE, "s500", NULL));
  n = look_again (&history);
  g_test_message ("another is current: %u messages", n);
  g_assert_cmpuint (n, <=, HANDFUL + 2);
  g_assert_true (sp_snapshot_get_current (find (history, "s500")));
  g_assert_false (sp_snapshot_get_current (find (history, "fresh")));
}

/* Nobody tells that a description is another now: it is seen by who asks for everything, and by itself after some minutes. */
static void
test_described (void)
{
  g_autoptr (SpHistory) history = NULL;

  look_again (&history);
  describe ("s10", "by another");
  g_assert_cmpuint (look_again (&history), <=, HANDFUL);
  sp_host_doubt (host);
  g_assert_cmpuint (look_again (&history), >, N / 2);
  g_assert_cmpstr (sp_snapshot_get_description (find (history, "s10")), ==, "by another");

  describe ("s11", "later");
  later += 4 * 60 * G_USEC_PER_SEC;
  g_assert_cmpuint (look_again (&history), <=, HANDFUL);
  later += 2 * 60 * G_USEC_PER_SEC;
  g_assert_cmpuint (look_again (&history), >, N / 2);
  g_assert_cmpstr (sp_snapshot_get_description (find (history, "s11")), ==, "later");
}

/* After a deed of our own everything is read; and before one, whatever was read: a plan stands on nothing that is old. */
static void
test_deeds (void)
{
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpSnapshot) wanted = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autofree char *uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (host, MACHINE)));

  look_again (&history);
  describe ("s20", "just now");
  facts = deed_facts (host, MACHINE);
  g_assert_cmpstr (sp_snapshot_get_description (find (sp_facts_get_history (facts), "s20")), ==, "just now");

  wanted = sp_edit_words (find (history, "s30"), "Thirty", NULL);
  operation = sp_host_edit (host, uuid, find (history, "s30"), wanted);
  g_assert_true (deed_await (sp_operation_await (operation), NULL));
  g_assert_cmpuint (look_again (&history), >, N / 2);
  g_assert_cmpstr (sp_snapshot_get_title (find (history, "s30")), ==, "Thirty");
  g_assert_cmpstr (sp_snapshot_get_description (find (history, "s20")), ==, "just now");
  g_assert_cmpuint (look_again (&history), <=, HANDFUL);

  /* What another client has written is not written over unseen. */
  describe ("s40", "not seen");
  g_clear_object (&wanted);
  g_clear_object (&operation);
  wanted = sp_edit_words (find (history, "s40"), "Forty", NULL);
  operation = sp_host_edit (host, uuid, find (history, "s40"), wanted);
  deed_await (sp_operation_await (operation), NULL);
  g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_CHANGED);
  look_again (&history);
  g_assert_cmpstr (sp_snapshot_get_description (find (history, "s40")), ==, "not seen");
  g_assert_cmpstr (sp_snapshot_get_title (find (history, "s40")), ==, "s40");
}

static SpHistory *
make_up (int n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%d", i);

      g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = name, .created = i }));
    }
  return sp_history_new (all);
}

/* Takes @history. Returns: whether it is remembered when nobody shows it any more */
static gboolean
is_kept (GVirConnection *connection,
         const char     *uuid,
         SpHistory      *history)
{
  g_autoptr (SpHistory) shown = NULL;
  g_autoptr (SpHistory) left = NULL;
  SpVirtLook look;

  g_assert_null (sp_virt_seen_begin (connection, uuid, &look));
  sp_virt_seen_end (connection, uuid, &look, history);
  shown = sp_virt_seen_begin (connection, uuid, &look);
  g_assert_true (shown == history);
  g_clear_object (&shown);
  g_object_unref (history);
  left = sp_virt_seen_begin (connection, uuid, &look);
  g_assert_cmpint (look.whole, ==, left == NULL);
  return left != NULL;
}

static void
test_long (void)
{
  gpointer connection = g_object_new (G_TYPE_OBJECT, NULL); /* a real one is of no use: nothing is asked of it */

  g_assert_true (is_kept (connection, "short", make_up (1000)));
  g_assert_false (is_kept (connection, "long", make_up (10000)));
  g_object_unref (connection);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *near = NULL;
  g_autofree char *far = NULL;
  g_autofree char *uri = NULL;
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  rig = sp_rig_new ();
  near = g_build_filename (sp_rig_get_folder (rig), "run", "libvirt", "libvirt-sock", NULL);
  far = g_build_filename (sp_rig_get_folder (rig), "far", NULL);
  uri = g_strdup_printf ("qemu:///session?socket=%s", far);
  fill ();
  relay = relay_new (far, near, 0);
  host = deed_open (uri);
  g_test_add_func ("/backend/seen/unchanged", test_unchanged);
  g_test_add_func ("/backend/seen/others", test_others);
  g_test_add_func ("/backend/seen/described", test_described);
  g_test_add_func ("/backend/seen/deeds", test_deeds);
  g_test_add_func ("/backend/seen/long", test_long);
  status = g_test_run ();
  deed_close (host);
  deed_settle (500);
  relay_free (relay);
  sp_rig_free (rig);
  return status;
}
