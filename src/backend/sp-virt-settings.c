/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads how a machine is set up, from its description or from the one that a snapshot keeps. Hostile input. */

#include "config.h"

#include "sp-virt-settings.h"

#include "sp-error.h"
#include "sp-join.h"
#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-node.h"
#include "sp-virt-xml.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* (transfer full) (nullable): no empty string either */
static char *
dup_attribute (xmlNode    *node,
               const char *name)
{
  g_autofree char *value = sp_virt_node_dup_attribute (node, name);

  return value != NULL && *value != '\0' ? g_steal_pointer (&value) : NULL;
}

static char *
dup_text (xmlNode *node)
{
  xmlChar *text = node != NULL ? xmlNodeGetContent (node) : NULL;
  char *copy = text != NULL ? g_strstrip (g_strdup ((const char *) text)) : NULL;

  xmlFree (text);
  return copy;
}

/* libvirt tells it in KiB, whatever was written (docs/formatdomain.rst, memory). */
static void
read_memory (SpSettings *settings,
             xmlNode    *domain)
{
  g_autofree char *text = dup_text (sp_virt_node_find (domain, "memory"));
  g_autofree char *bytes = NULL;
  guint64 kib;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64 / 1024, &kib, NULL))
    return;
  bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, kib * 1024);
  sp_settings_add (settings, SP_SETTING_MEMORY, NULL, bytes);
}

static void
read_machine (SpSettings *settings,
              xmlNode    *domain)
{
  xmlNode *os = sp_virt_node_find (domain, "os");
  g_autofree char *cpus = dup_text (sp_virt_node_find (domain, "vcpu"));
  g_autofree char *type = dup_attribute (sp_virt_node_find (os, "type"), "machine");
  g_autofree char *firmware = dup_attribute (os, "firmware");
  g_autofree char *loader = dup_attribute (sp_virt_node_find (os, "loader"), "type");

  read_memory (settings, domain);
  if (cpus != NULL && *cpus != '\0')
    sp_settings_add (settings, SP_SETTING_CPUS, NULL, cpus);
  if (type != NULL)
    sp_settings_add (settings, SP_SETTING_MACHINE, NULL, type);
  sp_settings_add (settings, SP_SETTING_FIRMWARE, NULL, g_strcmp0 (firmware, "efi") == 0 || g_strcmp0 (loader, "pflash") == 0 ? "UEFI" : "BIOS");
}

/* The files of disks change with every snapshot: they are no settings. What lies in a drive is one. */
static void
read_disk (SpSettings *settings,
           xmlNode    *node)
{
  xmlNode *source = sp_virt_node_find (node, "source");
  g_autofree char *target = dup_attribute (sp_virt_node_find (node, "target"), "dev");
  g_autofree char *bus = dup_attribute (sp_virt_node_find (node, "target"), "bus");
  g_autofree char *device = dup_attribute (node, "device");
  g_autofree char *file = dup_attribute (source, "file");
  gboolean drive = g_strcmp0 (device, "cdrom") == 0 || g_strcmp0 (device, "floppy") == 0;

  if (target == NULL)
    return;
  sp_settings_add (settings, SP_SETTING_DISK, target, drive ? device : bus != NULL ? bus : "?");
  if (drive && file != NULL)
    sp_settings_add (settings, SP_SETTING_MEDIUM, target, file);
}

static void
read_network (SpSettings *settings,
              xmlNode    *node)
{
  static const char *const sources[] = { "network", "bridge", "dev" };
  g_autofree char *address = dup_attribute (sp_virt_node_find (node, "mac"), "address");
  g_autofree char *model = dup_attribute (sp_virt_node_find (node, "model"), "type");
  g_autofree char *type = dup_attribute (node, "type");
  g_autofree char *place = NULL;
  g_autofree char *value = NULL;

  if (address == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (sources) && place == NULL; i++)
    place = dup_attribute (sp_virt_node_find (node, "source"), sources[i]);
  value = sp_join (SP_JOIN_LIST, place != NULL ? place : type != NULL ? type : "?", model);
  sp_settings_add (settings, SP_SETTING_NETWORK, address, value);
}

/* Several of a kind have no name: they are counted. */
static void
read_numbered (SpSettings   *settings,
               SpSettingKind kind,
               xmlNode      *node,
               const char   *attribute,
               guint         number)
{
  g_autofree char *value = dup_attribute (node, attribute);
  g_autofree char *id = number > 1 ? g_strdup_printf ("%u", number) : NULL;

  if (value != NULL)
    sp_settings_add (settings, kind, id, value);
}

static void
read_host_device (SpSettings *settings,
                  xmlNode    *node)
{
  static const char *const parts[] = { "domain", "bus", "slot", "function", "device" };
  xmlNode *source = sp_virt_node_find (node, "source");
  xmlNode *address = sp_virt_node_find (source, "address");
  g_autofree char *type = dup_attribute (node, "type");
  g_autofree char *vendor = dup_attribute (sp_virt_node_find (source, "vendor"), "id");
  g_autofree char *product = dup_attribute (sp_virt_node_find (source, "product"), "id");
  g_autoptr (GString) id = g_string_new (NULL);

  if (vendor != NULL && product != NULL)
    g_string_append_printf (id, "%s:%s", vendor, product);
  for (gsize i = 0; i < G_N_ELEMENTS (parts) && vendor == NULL; i++)
    {
      g_autofree char *part = dup_attribute (address, parts[i]);

      if (part != NULL)
        g_string_append_printf (id, "%s%s", id->len > 0 ? ":" : "", part);
    }
  if (id->len > 0)
    sp_settings_add (settings, SP_SETTING_DEVICE, id->str, type != NULL ? type : "?");
}

static void
read_devices (SpSettings *settings,
              xmlNode    *domain)
{
  xmlNode *devices = sp_virt_node_find (domain, "devices");
  guint videos = 0;

  for (xmlNode *node = devices != NULL ? devices->children : NULL; node != NULL; node = node->next)
    {
      if (sp_virt_node_is (node, "disk"))
        read_disk (settings, node);
      else if (sp_virt_node_is (node, "interface"))
        read_network (settings, node);
      else if (sp_virt_node_is (node, "video"))
        read_numbered (settings, SP_SETTING_VIDEO, sp_virt_node_find (node, "model"), "type", ++videos);
      else if (sp_virt_node_is (node, "graphics"))
        {
          g_autofree char *type = dup_attribute (node, "type");

          if (type != NULL)
            sp_settings_add (settings, SP_SETTING_SCREEN, type, type);
        }
      else if (sp_virt_node_is (node, "hostdev"))
        read_host_device (settings, node);
    }
}

/**
 * sp_virt_settings_read:
 * @xml: of a machine or of a snapshot
 *
 * Returns: (transfer full): how the machine is or was set up
 */
SpSettings *
sp_virt_settings_read (const char *xml,
                       GError    **error)
{
  g_autoptr (SpSettings) settings = NULL;
  xmlDoc *doc;
  xmlNode *domain;

  g_return_val_if_fail (xml != NULL, NULL);

  doc = sp_virt_xml_parse (xml, "domain");
  domain = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  if (doc == NULL && (doc = sp_virt_xml_parse (xml, "domainsnapshot")) != NULL)
    domain = sp_virt_node_find (xmlDocGetRootElement (doc), "domain");
  if (domain != NULL)
    {
      settings = sp_settings_new ();
      read_machine (settings, domain);
      read_devices (settings, domain);
    }
  else
    g_set_error_literal (error, SP_ERROR, SP_ERROR_BAD_DATA, _ ("Nothing tells how the machine was set up then."));
  if (doc != NULL)
    xmlFreeDoc (doc);

  return g_steal_pointer (&settings);
}

/**
 * sp_virt_settings_load:
 * @snapshot: (nullable): its name; without one, the machine as it is now
 *
 * Returns: (transfer full): how the machine is or was set up
 */
SpSettings *
sp_virt_settings_load (virDomainPtr domain,
                       const char  *snapshot,
                       GError     **error)
{
  g_autoptr (virDomainSnapshot) handle = NULL;
  SpSettings *settings = NULL;
  char *xml = NULL;

  g_return_val_if_fail (domain != NULL, NULL);

  if (snapshot != NULL)
    handle = virDomainSnapshotLookupByName (domain, snapshot, 0);
  if (snapshot == NULL)
    xml = virDomainGetXMLDesc (domain, 0);
  else if (handle != NULL)
    xml = virDomainSnapshotGetXMLDesc (handle, 0);
  if (xml == NULL)
    g_propagate_error (error, sp_virt_error_take (_ ("The settings could not be read")));
  else
    settings = sp_virt_settings_read (xml, error);
  free (xml);

  return settings;
}
