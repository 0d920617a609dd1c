/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host that lies: descriptions that are huge, deep, broken or another's. One bad snapshot hides no other, and nothing is
 * built on it. */

#define _GNU_SOURCE

#include "config.h"

#include "deed.h"

#include "sp-error.h"
#include "sp-edit.h"

#include <dlfcn.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <malloc.h>
#include <string.h>

#define SNAPSHOTS 12
#define LIAR "s5"
#define MACHINE "demo"

typedef struct
{
  char   *folder;
  char   *uri;
  SpHost *host;
} Fixture;

/* What the host says of LIAR. */
static const char *lie;

/* Linked in place of libvirt's own. */
char *
virDomainSnapshotGetXMLDesc (virDomainSnapshotPtr snapshot,
                             unsigned int         flags)
{
  static char *(*real) (virDomainSnapshotPtr, unsigned int);

  if (lie != NULL && strcmp (virDomainSnapshotGetName (snapshot), LIAR) == 0)
    return strdup (lie);
  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "virDomainSnapshotGetXMLDesc");
  return real (snapshot, flags);
}

static void
open_host (Fixture           *f,
           const char *const *names,
           gsize              n)
{
  g_autoptr (GString) xml = g_string_new (
      "<node><domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>"
      "<name>" MACHINE "</name><uuid>11111111-2222-3333-4444-555555555555</uuid><memory unit='MiB'>64</memory><vcpu>1</vcpu>"
      "<os><type arch='i686'>hvm</type></os><devices><disk type='file' device='disk'><driver type='qcow2'/>"
      "<source file='/vda.qcow2'/><target dev='vda' bus='virtio'/></disk></devices><test:runstate>1</test:runstate>");
  g_autofree char *path = NULL;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GString) name = g_string_new (NULL);

      for (const char *c = names[i]; *c != '\0'; c++)
        if (strchr ("<>&'\"", *c) != NULL || (guchar) *c < 0x20)
          g_string_append_printf (name, "&#%d;", *c);
        else
          g_string_append_c (name, *c);
      g_string_append_printf (xml,
                              "<test:domainsnapshot><name>%s</name><state>running</state><creationTime>%" G_GSIZE_FORMAT "</creationTime>"
                              "<memory snapshot='internal'/><disks><disk name='vda' snapshot='internal'/></disks>"
                              "<active>%d</active><domain type='test'><name>" MACHINE "</name>"
                              "<uuid>11111111-2222-3333-4444-555555555555</uuid><memory unit='MiB'>64</memory><vcpu>1</vcpu>"
                              "<os><type arch='i686'>hvm</type></os><devices><disk type='file' device='disk'><driver type='qcow2'/>"
                              "<source file='/vda.qcow2'/><target dev='vda' bus='virtio'/></disk></devices></domain>"
                              "</test:domainsnapshot>",
                              name->str, 1000 + i, i == n - 1);
    }
  g_string_append (xml, "</domain></node>");
  f->folder = g_dir_make_tmp ("sp-hostile-XXXXXX", NULL);
  path = g_build_filename (f->folder, "node.xml", NULL);
  g_assert_true (g_file_set_contents (path, xml->str, -1, NULL));
  f->uri = g_strdup_printf ("test://%s", path);
  f->host = deed_open (f->uri);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "node.xml", NULL);

  lie = NULL;
  deed_close (f->host);
  g_unlink (path);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->uri);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  static const char *const names[SNAPSHOTS] = { "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11" };

  open_host (f, names, SNAPSHOTS);
}

/* Parts that are said very often. */
static char *
make_long (const char *before,
           const char *part,
           gsize       bytes,
           const char *after)
{
  GString *text = g_string_sized_new (bytes + 1024);

  g_string_append (text, before);
  while (text->len < bytes)
    g_string_append (text, part);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static char *
make_bomb (void)
{
  GString *text = g_string_new ("<!DOCTYPE d [<!ENTITY e0 'lollollol'>");

  for (guint i = 1; i < 30; i++)
    g_string_append_printf (text, "<!ENTITY e%u '&e%u;&e%u;&e%u;&e%u;&e%u;&e%u;&e%u;&e%u;'>", i, i - 1, i - 1, i - 1, i - 1, i - 1,
                            i - 1, i - 1, i - 1);
  g_string_append (text, "]><domainsnapshot><name>s5</name><description>&e29;</description></domainsnapshot>");
  return g_string_free (text, FALSE);
}

#define HEAD "<domainsnapshot><name>s5</name>"
#define TAIL "</domainsnapshot>"

static char *
make_lie (guint i)
{
  switch (i)
    {
    case 0:
      return g_strdup ("");
    case 1:
      return g_strdup (HEAD "<disks>");
    case 2:
      return make_long (HEAD "<description>", "x", 50 * 1024 * 1024, "</description>" TAIL);
    case 3:
      return make_long (HEAD, "<a>", 50 * 1024 * 1024, TAIL);
    case 4: /* within the limit of length, and a hundred times that in memory */
      return make_long (HEAD, "<a/>", 4 * 1024 * 1024 - 100, TAIL);
    case 5:
      return make_long (HEAD, "<a>", 200 * 1024, TAIL);
    case 6:
      return make_bomb ();
    case 7:
      return g_strdup ("<!DOCTYPE d [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>" HEAD "<description>&f;</description>" TAIL);
    case 8:
      return g_strdup ("<?xml version='1.0' encoding='UTF-16'?>" HEAD "\xff\xfe" TAIL);
    case 9:
      return g_strdup (HEAD "<description>\xc3\x28\xff</description>" TAIL);
    case 10:
      return g_strdup ("<?xml version='1.0' encoding='no-such-thing'?>" HEAD "<description>\xc3\x28</description>" TAIL);
    case 11: /* another's */
      return g_strdup ("<domainsnapshot><name>s7</name><creationTime>1</creationTime>" TAIL);
    case 12:
      return make_long ("<domainsnapshot><name>", "n", 5000, "</name>" TAIL);
    case 13:
      {
        GString *text = g_string_new (HEAD "<disks><disk ");

        for (guint j = 0; j < 250000; j++)
          g_string_append_printf (text, "a%u='' ", j);
        g_string_append (text, "/></disks>" TAIL);
        return g_string_free (text, FALSE);
      }
    case 14:
      return g_strdup ("<domain>" HEAD TAIL "</domain>");
    default:
      return NULL;
    }
}

/* Of what a lie took, in bytes. */
#define MOST_KEPT (4 * 1024 * 1024)

static gint64
time_load (Fixture    *f,
           SpHistory **history)
{
  gint64 begin = g_get_monotonic_time ();

  *history = deed_history (f->host, MACHINE);
  return g_get_monotonic_time () - begin;
}

static gsize
memory_used (void)
{
  return mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
}

/* What is being written to the disk is held until it is; a thread that does it may take more for a moment, so that only once
 * counts. The sanitizers' own allocator tells nothing. */
static gboolean
memory_falls_to (gsize bytes)
{
  for (guint i = 0; i < 500; i++)
    {
      if (g_getenv ("SAVEPOINT_SANITIZED") != NULL || memory_used () < bytes)
        return TRUE;
      deed_settle (20);
    }
  return FALSE;
}

static void
test_lies (Fixture      *f,
           gconstpointer data)
{
  /* The longest description that an honest host may send. */
  g_autofree char *honest = make_long (HEAD "<description>", "word ", 4 * 1024 * 1024 - 100, "</description>" TAIL);
  gint64 longest = 0;

  lie = honest;
  {
    g_autoptr (SpHistory) history = NULL;

    longest = time_load (f, &history);
    g_assert_cmpint (sp_history_get_n (history), ==, SNAPSHOTS);
    g_assert_false (sp_snapshot_peek (sp_history_get (history, sp_history_find (history, LIAR)))->damaged);
  }
  for (guint i = 0;; i++)
    {
      g_autofree char *text = make_lie (i);
      g_autoptr (SpHistory) history = NULL;
      g_autoptr (SpPlan) plan = NULL;
      gsize before = 0;
      gint64 took = 0;
      int index = -1;

      if (text == NULL)
        break;
      lie = text;
      before = memory_used ();
      took = time_load (f, &history);
      g_test_message ("lie %u: %.1f ms (an honest long one: %.1f ms)", i, took / 1e3, longest / 1e3);
      g_assert_cmpint (took, <, longest * 20 + 200 * 1000);
      /* All are there, only this one is damaged, and it is whom libvirt says it is. */
      g_assert_cmpint (sp_history_get_n (history), ==, SNAPSHOTS);
      index = sp_history_find (history, LIAR);
      g_assert_cmpint (index, >=, 0);
      for (int j = 0; j < SNAPSHOTS; j++)
        g_assert_cmpint (sp_snapshot_peek (sp_history_get (history, j))->damaged, ==, j == index);
      g_assert_true (memory_falls_to (before + MOST_KEPT));
      /* Whatever goes could be what it stands on. */
      plan = deed_plan (f->host, MACHINE, &(SpWish){ .kind = SP_WISH_REVERT, .target = "s2" });
      g_assert_true (sp_plan_is_refused (plan));
      g_clear_object (&plan);
      plan = deed_plan (f->host, MACHINE, &(SpWish){ .kind = SP_WISH_TAKE, .name = "new" });
      g_assert_false (sp_plan_is_refused (plan));
    }
  lie = NULL;
}

/* Names that others gave: shown as they are, found, gone back to, deleted. */
static void
test_names (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *name = g_strnfill (300, 'n');
  const char *const names[] = { "a/b", "../../etc/passwd", "<b>&amp;'\"", "two\nlines", ".hidden", "%s%n", "快照 é", name, "last" };
  g_autoptr (SpHistory) history = NULL;

  open_host (f, names, G_N_ELEMENTS (names));
  history = deed_history (f->host, MACHINE);
  g_assert_cmpint (sp_history_get_n (history), ==, G_N_ELEMENTS (names));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      int index = sp_history_find (history, names[i]);

      g_assert_cmpint (index, >=, 0);
      g_assert_false (sp_snapshot_peek (sp_history_get (history, index))->damaged);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    deed_delete (f->host, MACHINE, names[i]);
  g_clear_object (&history);
  history = deed_history (f->host, MACHINE);
  g_assert_cmpint (sp_history_get_n (history), ==, 0);
}

static gpointer
delete_thread (gpointer data)
{
  virConnectPtr connection = virConnectOpen ("test:///default");
  virDomainPtr domain = virDomainLookupByName (connection, "test");
  virDomainSnapshotPtr snapshot = virDomainSnapshotLookupByName (domain, data, 0);

  g_assert_nonnull (snapshot);
  g_assert_cmpint (virDomainSnapshotDelete (snapshot, 0), ==, 0);
  virDomainSnapshotFree (snapshot);
  virDomainFree (domain);
  virConnectClose (connection);
  return NULL;
}

/* Another client deletes it between the list and the click. The default test host is one for the whole process. */
static void
test_gone (void)
{
  SpHost *host = deed_open ("test:///default");
  g_autoptr (SpPlan) revert = NULL;
  g_autoptr (SpPlan) delete = NULL;
  g_autoptr (SpSnapshot) snapshot = NULL;
  g_autoptr (SpHistory) history = NULL;
  g_autofree char *uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (host, "test")));
  SpPlan *plans[2];

  deed_take (host, "test", "stays", SP_KIND_INTERNAL, FALSE);
  deed_take (host, "test", "goes", SP_KIND_INTERNAL, FALSE);
  revert = plans[0] = deed_plan (host, "test", &(SpWish){ .kind = SP_WISH_REVERT, .target = "goes" });
  delete = plans[1] = deed_plan (host, "test", &(SpWish){ .kind = SP_WISH_DELETE, .targets = (const char *const[]){ "goes", NULL } });
  history = deed_history (host, "test");
  snapshot = g_object_ref (sp_history_get (history, sp_history_find (history, "goes")));
  g_thread_join (g_thread_new ("other", delete_thread, (gpointer) "goes"));
  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (SpOperation) operation = NULL;

      g_assert_false (sp_plan_is_refused (plans[i]));
      operation = deed_run (host, plans[i]);
      g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_CHANGED);
      g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "Nothing was done."));
    }
  {
    g_autoptr (SpSnapshot) wanted = sp_edit_words (snapshot, "Title", NULL);
    g_autoptr (SpOperation) operation = sp_host_edit (host, uuid, snapshot, wanted);

    deed_await (sp_operation_await (operation), NULL);
    g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_NO_SNAPSHOT);
  }
  g_clear_object (&history);
  history = deed_history (host, "test");
  g_assert_cmpint (sp_history_find (history, "goes"), ==, -1);
  g_assert_cmpint (sp_history_find (history, "stays"), >=, 0);
  deed_delete (host, "test", "stays");
  deed_close (host);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);

  g_test_add ("/backend/hostile/lies", Fixture, NULL, set_up, test_lies, tear_down);
  g_test_add ("/backend/hostile/names", Fixture, NULL, NULL, test_names, tear_down);
  g_test_add_func ("/backend/hostile/gone", test_gone);

  return g_test_run ();
}
