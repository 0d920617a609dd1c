/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Histories that are broken on the daemon's own disk: orphans, circles, two currents, spoilt files, names of all kinds. */

#include "config.h"

#include "deed.h"
#include "sp-rig.h"

#include <glib/gstdio.h>
#include <string.h>

static SpRig *rig;

typedef struct
{
  const char *name;
  const char *parent; /* or NULL */
  gboolean    active;
} Record;

/* As libvirt keeps it below the folder of its settings. */
static void
write_record (const char   *machine,
              guint         number,
              const Record *record)
{
  g_autofree char *folder = g_build_filename (sp_rig_get_folder (rig), "config", "libvirt", "qemu", "snapshot", machine, NULL);
  g_autofree char *path = g_strdup_printf ("%s/%u.xml", folder, number);
  g_autofree char *name = g_markup_escape_text (record->name, -1);
  g_autofree char *parent = record->parent != NULL ? g_strdup_printf ("<parent><name>%s</name></parent>", record->parent) : g_strdup ("");
  g_autofree char *domain = sp_rig_virsh (rig, TRUE, "dumpxml", machine, NULL);
  g_autofree char *xml = g_strdup_printf (
      "<domainsnapshot><name>%s</name>%s<state>shutoff</state><creationTime>%u</creationTime><memory snapshot='no'/>"
      "<disks><disk name='vda' snapshot='internal'/><disk name='vdb' snapshot='internal'/></disks>"
      "%s<active>%d</active></domainsnapshot>",
      name, parent, 1700000000 + number, domain, record->active);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
}

static void
write_spoilt (const char *machine,
              guint       number,
              const char *bytes,
              gssize      length)
{
  g_autofree char *path = g_strdup_printf ("%s/config/libvirt/qemu/snapshot/%s/%u.xml", sp_rig_get_folder (rig), machine, number);

  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
}

static SpHost *
restart (void)
{
  sp_rig_kill (rig);
  sp_rig_start (rig);
  return deed_open (sp_rig_get_uri (rig));
}

/* Exactly what libvirt lists, and each plan that is made of it is whole or refused in words. */
static void
check (SpHost     *host,
       const char *machine,
       int         n)
{
  g_autoptr (SpHistory) history = deed_history (host, machine);

  g_assert_cmpint (sp_history_get_n (history), ==, n);
  for (int i = 0; i < n; i++)
    {
      const char *name = sp_snapshot_get_name (sp_history_get (history, i));
      const SpWish wishes[] = {
        { .kind = SP_WISH_TAKE, .name = "new" },
        { .kind = SP_WISH_REVERT, .target = name },
        { .kind = SP_WISH_DELETE, .targets = (const char *const[]){ name, NULL } },
        { .kind = SP_WISH_DELETE, .targets = (const char *const[]){ name, NULL }, .with_descendants = TRUE },
      };

      g_assert_cmpint (sp_history_find (history, name), ==, i);
      for (gsize j = 0; j < G_N_ELEMENTS (wishes); j++)
        {
          g_autoptr (SpPlan) plan = deed_plan (host, machine, &wishes[j]);

          g_assert_true (sp_plan_is_refused (plan) || sp_plan_get_n_steps (plan) > 0);
        }
    }
}

static int
count_listed (const char *machine)
{
  g_autofree char *text = sp_rig_virsh (rig, TRUE, "snapshot-list", machine, "--name", NULL);
  g_auto (GStrv) names = g_strsplit (g_strstrip (text), "\n", -1);

  return (int) g_strv_length (names);
}

static void
test_broken (void)
{
  static const Record orphan[] = { { "a", NULL, FALSE }, { "b", "ghost", FALSE }, { "c", "b", TRUE } };
  static const Record circle[] = { { "a", "c", FALSE }, { "b", "a", FALSE }, { "c", "b", FALSE }, { "d", NULL, TRUE } };
  static const Record self[] = { { "a", "a", TRUE } };
  static const Record two[] = { { "a", NULL, TRUE }, { "b", "a", TRUE }, { "c", "b", FALSE } };
  static const Record twins[] = { { "a", NULL, FALSE }, { "a", NULL, TRUE } };
  static const struct
  {
    const char   *machine;
    const Record *records;
    guint         n;
  } cases[] = {
    { "orphan", orphan, G_N_ELEMENTS (orphan) }, { "circle", circle, G_N_ELEMENTS (circle) }, { "self", self, G_N_ELEMENTS (self) },
    { "two", two, G_N_ELEMENTS (two) },          { "twins", twins, G_N_ELEMENTS (twins) },
  };
  SpHost *host = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      sp_rig_add_machine (rig, cases[i].machine, SP_RIG_OFF);
      for (guint j = 0; j < cases[i].n; j++)
        write_record (cases[i].machine, j, &cases[i].records[j]);
    }
  host = restart ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int n = count_listed (cases[i].machine);

      g_test_message ("%s: %d of %u", cases[i].machine, n, cases[i].n);
      g_assert_cmpint (n, >, 0);
      check (host, cases[i].machine, n);
    }
  deed_close (host);
}

/* One spoilt file takes no other with it. */
static void
test_spoilt (void)
{
  static const Record good[] = { { "a", NULL, FALSE }, { "z", "a", TRUE } };
  g_autofree char *huge = g_strnfill (20 * 1024 * 1024, '<');
  SpHost *host = NULL;

  sp_rig_add_machine (rig, "spoilt", SP_RIG_OFF);
  write_record ("spoilt", 0, &good[0]);
  write_spoilt ("spoilt", 1, "", 0);
  write_spoilt ("spoilt", 2, "<domainsnapshot><name>half", -1);
  write_spoilt ("spoilt", 3, "\0\xff\xfe<", 4);
  write_spoilt ("spoilt", 4, huge, -1);
  write_record ("spoilt", 5, &good[1]);
  host = restart ();
  check (host, "spoilt", 2);
  deed_close (host);
}

static void
test_names (void)
{
  g_autofree char *name = g_strnfill (300, 'n');
  const char *const names[] = { "<b>&amp;", "two\nlines", "%s%n", "快照 é", "-rf", name };
  SpHost *host = NULL;

  sp_rig_add_machine (rig, "names", SP_RIG_OFF);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    write_record ("names", i, &(Record){ names[i], NULL, i == 0 });
  host = restart ();
  check (host, "names", G_N_ELEMENTS (names));
  deed_close (host);
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  rig = sp_rig_new ();

  g_test_add_func ("/backend/metadata/broken", test_broken);
  g_test_add_func ("/backend/metadata/spoilt", test_spoilt);
  g_test_add_func ("/backend/metadata/names", test_names);

  status = g_test_run ();
  sp_rig_free (rig);
  return status;
}
