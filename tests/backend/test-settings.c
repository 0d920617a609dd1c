/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How machines are set up, as hosts tell it, and what is different, in words. */

#include "config.h"

#include "sp-error.h"
#include "sp-virt-settings.h"

#include <string.h>

#define MACHINE(memory, devices)                                                                                     \
  "<domain><memory unit='KiB'>" memory "</memory><vcpu>2</vcpu><os><type machine='pc-q35'>hvm</type></os>"            \
  "<devices>" devices "</devices></domain>"
#define VDA "<disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>"
#define VDB "<disk type='file' device='disk'><target dev='vdb' bus='sata'/></disk>"
#define NIC(net) "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='" net "'/><model type='virtio'/></interface>"

static void
assert_words (const char *before,
              const char *after,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpSettings) old = sp_virt_settings_read (before, &error);
  g_autoptr (SpSettings) new = sp_virt_settings_read (after, &error);
  g_autoptr (GArray) differences = NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  g_assert_no_error (error);
  differences = sp_settings_compare (old, new);
  for (guint i = 0; i < differences->len; i++)
    {
      g_autofree char *line = sp_difference_describe (&g_array_index (differences, SpDifference, i));

      g_string_append_printf (words, "%s%s", i > 0 ? "; " : "", line);
    }
  g_assert_cmpstr (words->str, ==, expected);
}

static void
test_words (void)
{
  assert_words (MACHINE ("2097152", VDA), MACHINE ("2097152", VDA), "");
  assert_words (MACHINE ("2097152", VDA), MACHINE ("4194304", VDA VDB), "Memory 2.0\302\240GiB → 4.0\302\240GiB; Disk vdb added (sata)");
  assert_words (MACHINE ("1", VDA VDB), "<domainsnapshot><name>a</name>" MACHINE ("1", VDA) "</domainsnapshot>", "Disk vdb removed (sata)");
  assert_words (MACHINE ("1", NIC ("default")), MACHINE ("1", NIC ("lab")),
                "Network card 52:54:00:00:00:01 default, virtio → lab, virtio");
  /* A snapshot in files of its own puts another layer on: that is no setting. */
  assert_words (MACHINE ("1", VDA), MACHINE ("1", "<disk device='disk'><source file='/a.s1'/><target dev='vda' bus='virtio'/></disk>"), "");
}

static void
test_hostile (void)
{
  static const char *const nothing[] = { "", "<", "<domain>", "<other/>", "<domainsnapshot/>", "<domainsnapshot><name>a</name></domainsnapshot>",
                                         "<!DOCTYPE domain [<!ENTITY a 'b'>]><domain><vcpu>&a;</vcpu></domain>" };
  static const char *const memories[] = { "", "-1", "18446744073709551615", "99999999999999999999999", "1e9", "0x10" };
  g_autoptr (GString) many = g_string_new ("<domain><devices>");
  g_autofree char *long_name = g_strnfill (100000, 'x');
  g_autofree char *endless = NULL;
  g_autoptr (SpSettings) settings = NULL;
  g_autoptr (SpSettings) shortened = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sp_virt_settings_read (nothing[i], &error));
      g_assert_error (error, SP_ERROR, SP_ERROR_BAD_DATA);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (memories); i++)
    {
      g_autofree char *xml = g_strdup_printf ("<domain><memory>%s</memory></domain>", memories[i]);
      g_autoptr (SpSettings) read = sp_virt_settings_read (xml, NULL);

      g_assert_cmpuint (sp_settings_get_n (read), ==, 1); /* the firmware alone */
    }

  for (int i = 0; i < 9000; i++)
    g_string_append_printf (many, "<disk><target dev='d%d'/></disk><disk><target dev='same'/></disk><disk/>", i);
  g_string_append (many, "</devices></domain>");
  settings = sp_virt_settings_read (many->str, NULL);
  if (settings != NULL) /* more pieces than are taken at all are refused */
    g_assert_cmpuint (sp_settings_get_n (settings), <=, 4096);

  endless = g_strdup_printf ("<domain><devices><disk><target dev='%s' bus='%s'/></disk></devices></domain>", long_name, long_name);
  shortened = sp_virt_settings_read (endless, NULL);
  if (shortened != NULL)
    {
      g_autoptr (SpSettings) none = sp_settings_new ();
      g_autoptr (GArray) differences = sp_settings_compare (none, shortened);

      for (guint i = 0; i < differences->len; i++)
        g_assert_cmpuint (strlen (g_array_index (differences, SpDifference, i).after), <=, 1024);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/settings/words", test_words);
  g_test_add_func ("/settings/hostile", test_hostile);
  return g_test_run ();
}
