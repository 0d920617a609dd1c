/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML that goes out, and hostile XML that comes in. Pure. */

#include "config.h"

#include "sp-error.h"
#include "sp-plan-private.h"
#include "sp-virt-facts-xml.h"
#include "sp-virt-write-xml.h"
#include "sp-virt-xml.h"

#include <string.h>

static void
test_write (void)
{
  g_autoptr (SpStep) step = sp_step_new (SP_STEP_TAKE);
  g_autofree char *xml = NULL;
  g_autoptr (SpSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  const SpSnapshotInit *s = NULL;

  step->snapshot = g_strdup ("a<b>&\"'");
  step->description = g_strdup ("x\x01\xffy ]]> <!-- \n z");
  step->memory = TRUE;
  step->memory_file = g_strdup ("/a'b\"&/m.mem");
  sp_step_add_disk (step, "vda", SP_KIND_EXTERNAL, "/p/<q>'\"&.qcow2");
  sp_step_add_disk (step, "vdb", SP_KIND_NONE, NULL);
  xml = sp_virt_write_snapshot (step);
  snapshot = sp_virt_xml_read_snapshot (xml, TRUE, &error);
  g_assert_no_error (error);
  s = sp_snapshot_peek (snapshot);
  g_assert_cmpstr (s->name, ==, "a<b>&\"'");
  g_assert_cmpstr (s->description, ==, "x\xef\xbf\xbdy ]]> <!-- \n z");
  g_assert_cmpstr (s->memory_file, ==, "/a'b\"&/m.mem");
  g_assert_cmpuint (s->n_disks, ==, 2);
  g_assert_cmpstr (s->disks[0].source, ==, "/p/<q>'\"&.qcow2");
  g_assert_cmpint (s->disks[0].kind, ==, SP_KIND_EXTERNAL);
  g_assert_cmpint (s->disks[1].kind, ==, SP_KIND_NONE);
}

#define PLAIN \
  "<domainsnapshot><name>a</name><creationTime>5</creationTime><state>running</state>" \
  "<domain type='qemu'><name>m</name><metadata><x:y xmlns:x='urn:x'>kept</x:y></metadata></domain></domainsnapshot>"

static void
test_marks (void)
{
  const SpVirtMarks marks = { .name = "a", .title = "Tïtle <&>", .safety = TRUE, .baseline = 1700000000, .before = "b\"<&>'" };
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = sp_virt_write_marks (PLAIN, &marks, &error);
  g_autofree char *edited = NULL;
  g_autofree char *other = NULL;
  g_autoptr (SpSnapshot) snapshot = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (strstr (xml, ">kept<"));
  g_assert_false (sp_virt_write_has_marks (PLAIN));
  g_assert_true (sp_virt_write_has_marks (xml));
  snapshot = sp_virt_xml_read_snapshot (xml, FALSE, &error);
  g_assert_cmpstr (sp_snapshot_get_title (snapshot), ==, "Tïtle <&>");
  g_assert_true (sp_snapshot_peek (snapshot)->safety);
  g_assert_false (sp_snapshot_peek (snapshot)->guard);
  g_assert_false (sp_snapshot_peek (snapshot)->pinned);
  g_assert_cmpint (sp_snapshot_peek (snapshot)->baseline, ==, 1700000000);
  g_assert_cmpstr (sp_snapshot_peek (snapshot)->before, ==, "b\"<&>'");

  /* An edit of the words keeps the marks. */
  edited = sp_virt_write_words (xml, "a", NULL, "new", &error);
  g_assert_no_error (error);
  g_clear_object (&snapshot);
  snapshot = sp_virt_xml_read_snapshot (edited, FALSE, &error);
  g_assert_cmpstr (sp_snapshot_get_title (snapshot), ==, "a");
  g_assert_cmpstr (sp_snapshot_get_description (snapshot), ==, "new");
  g_assert_true (sp_snapshot_peek (snapshot)->safety);

  /* What is another snapshot's is not believed, and not kept. */
  other = sp_virt_write_words (xml, "b", "B", NULL, &error);
  g_assert_null (strstr (other, "safety"));
  g_assert_null (strstr (other, "baseline"));
  g_assert_null (strstr (other, "before"));
  {
    g_autofree char *renamed = g_strdup (xml);

    *(strstr (renamed, "<name>a<") + 6) = 'z';
    g_clear_object (&snapshot);
    snapshot = sp_virt_xml_read_snapshot (renamed, FALSE, &error);
    g_assert_cmpstr (sp_snapshot_get_title (snapshot), ==, "z");
    g_assert_false (sp_snapshot_peek (snapshot)->safety);
    g_assert_cmpstr (sp_snapshot_peek (snapshot)->before, ==, NULL);

    /* Nor when it is only pinned: another client's snapshot of a machine that a revert brought such marks to. */
    g_free (other);
    other = sp_virt_write_flags (renamed, &(SpVirtMarks){ .name = "z", .pinned = TRUE }, &error);
    g_assert_no_error (error);
    g_clear_object (&snapshot);
    snapshot = sp_virt_xml_read_snapshot (other, FALSE, &error);
    g_assert_cmpstr (sp_snapshot_get_title (snapshot), ==, "z");
    g_assert_true (sp_snapshot_peek (snapshot)->pinned);
    g_assert_false (sp_snapshot_peek (snapshot)->safety);
  }
}

/* Rule 4: a redefine would drop it. */
static void
test_pending (void)
{
  g_assert_false (sp_virt_write_is_pending (PLAIN));
  g_assert_true (sp_virt_write_is_pending ("<domainsnapshot><name>a</name><revertDisks/></domainsnapshot>"));
  g_assert_true (sp_virt_write_is_pending ("<domainsnapshot><name>a</name>"));
}

static void
test_hostile (void)
{
  static const char *const bad[] = {
    "", "<", "<domainsnapshot>", "<domainsnapshot/>", "<domainsnapshot><name/></domainsnapshot>", "<other><name>a</name></other>",
    "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><domainsnapshot><name>&b;</name></domainsnapshot>",
    "<!DOCTYPE d [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><domainsnapshot><name>&f;</name></domainsnapshot>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sp_virt_xml_read_snapshot (bad[i], FALSE, &error));
      g_assert_error (error, SP_ERROR, SP_ERROR_BAD_DATA);
      g_clear_error (&error);
      g_assert_null (sp_virt_machine_xml_new (bad[i], &error));
      g_assert_error (error, SP_ERROR, SP_ERROR_BAD_DATA);
    }
}

static void
test_huge (void)
{
  g_autoptr (GString) deep = g_string_new ("<domainsnapshot><name>a</name>");
  g_autofree char *huge = g_malloc (50 * 1024 * 1024);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strnfill (300, 'n');
  g_autofree char *long_name = g_strdup_printf ("<domainsnapshot><name>%s/\n&lt;</name></domainsnapshot>", name);
  g_autoptr (SpSnapshot) snapshot = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<domain>");
  g_assert_null (sp_virt_xml_read_snapshot (deep->str, FALSE, &error));
  g_assert_error (error, SP_ERROR, SP_ERROR_BAD_DATA);
  g_clear_error (&error);

  memset (huge, 'x', 50 * 1024 * 1024 - 1);
  huge[50 * 1024 * 1024 - 1] = '\0';
  memcpy (huge, "<domainsnapshot><name>", 22);
  g_assert_null (sp_virt_xml_read_snapshot (huge, FALSE, &error));
  g_assert_error (error, SP_ERROR, SP_ERROR_BAD_DATA);
  g_clear_error (&error);

  /* Odd names of others are shown as they are. */
  snapshot = sp_virt_xml_read_snapshot (long_name, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (sp_snapshot_get_name (snapshot)), ==, 303);
}

static void
test_machine (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpVirtMachineXml) xml = sp_virt_machine_xml_new (
      "<domain><memory unit='KiB'>1024</memory><os><nvram format='qcow2'>/n.fd</nvram></os><devices>"
      "<disk type='file' device='disk'><driver type='qcow2'/><source file='/top'/><backingStore type='file'><format type='qcow2'/>"
      "<source file='/mid'/><backingStore type='file'><format type='raw'/><source file='/base'/></backingStore></backingStore>"
      "<target dev='vda'/></disk>"
      "<disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>"
      "<disk type='file' device='disk'><driver type='qcow2'/><source file='relative'/><target dev='vdc'/></disk>"
      "<hostdev mode='subsystem' type='pci'/>"
      "<video><model type='virtio'><acceleration accel3d='yes'/></model></video>"
      "<filesystem type='mount'><driver type='virtiofs'/></filesystem>"
      "<channel><target name='org.qemu.guest_agent.0' state='connected'/></channel></devices></domain>",
      &error);
  const SpFactsDisk *disks = NULL;

  g_assert_no_error (error);
  disks = (const SpFactsDisk *) xml->disks->data;
  g_assert_cmpuint (xml->disks->len, ==, 3);
  g_assert_cmpstr (disks[0].chain[0], ==, "/top");
  g_assert_cmpstr (disks[0].chain[1], ==, "/mid");
  g_assert_cmpstr (disks[0].chain[2], ==, "/base");
  g_assert_null (disks[0].chain[3]);
  g_assert_true (disks[1].empty);
  g_assert_false (disks[1].is_disk);
  g_assert_null (disks[2].source);
  g_assert_cmpint (xml->memory_bytes, ==, 1024 * 1024);
  g_assert_cmpstr (xml->nvram, ==, "/n.fd");
  g_assert_true (xml->vfio);
  g_assert_true (xml->accelerated);
  g_assert_true (xml->virtiofs);
  g_assert_cmpint (xml->agent, ==, SP_YES);
  g_assert_false (xml->whole);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/deeds/xml/write", test_write);
  g_test_add_func ("/deeds/xml/marks", test_marks);
  g_test_add_func ("/deeds/xml/pending", test_pending);
  g_test_add_func ("/deeds/xml/hostile", test_hostile);
  g_test_add_func ("/deeds/xml/huge", test_huge);
  g_test_add_func ("/deeds/xml/machine", test_machine);

  return g_test_run ();
}
