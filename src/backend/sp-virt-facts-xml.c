/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a machine's description, a host's capabilities and a volume's description for their facts. */

#include "config.h"

#include "sp-virt-facts-xml.h"

#include "sp-error.h"
#include "sp-virt-node.h"
#include "sp-virt-xml.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#define MAX_CHAIN 1024
#define MAX_DISKS 4096

static xmlDoc *
parse (const char *xml,
       const char *root,
       GError    **error)
{
  xmlDoc *doc = sp_virt_xml_parse (xml, root);

  if (doc == NULL)
    g_set_error_literal (error, SP_ERROR, SP_ERROR_BAD_DATA, _ ("The host’s description of the machine makes no sense."));
  return doc;
}

static gboolean
attribute_is (xmlNode    *node,
              const char *name,
              const char *expected)
{
  g_autofree char *value = sp_virt_node_dup_attribute (node, name);

  return g_strcmp0 (value, expected) == 0;
}

static char *
dup_text (xmlNode *node)
{
  xmlChar *text = node != NULL ? xmlNodeGetContent (node) : NULL;
  char *copy = text != NULL ? g_strstrip (g_strdup ((const char *) text)) : NULL;

  xmlFree (text);
  if (copy != NULL && *copy == '\0')
    g_clear_pointer (&copy, g_free);
  return copy;
}

static const char *
keep (SpVirtMachineXml *self,
      const char       *text)
{
  return text != NULL ? g_string_chunk_insert_const (self->strings, text) : NULL;
}

static const char *
keep_attribute (SpVirtMachineXml *self,
                xmlNode          *node,
                const char       *name)
{
  g_autofree char *value = sp_virt_node_dup_attribute (node, name);

  return keep (self, value);
}

/* A path on the host, absolute as QEMU's are; anything else is no file that we could speak of. */
static const char *
keep_source (SpVirtMachineXml *self,
             xmlNode          *owner)
{
  xmlNode *source = sp_virt_node_find (owner, "source");
  const char *path = keep_attribute (self, source, "file");

  if (path == NULL)
    path = keep_attribute (self, source, "dev");
  if (path == NULL || !g_path_is_absolute (path))
    return NULL;
  g_ptr_array_add (self->files, (gpointer) path);
  return path;
}

/* A chain that does not end in an empty <backingStore/>, or goes over the network, is unknown. */
static const char *const *
read_chain (SpVirtMachineXml *self,
            xmlNode          *disk,
            const char       *top,
            const char       *format)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_null_terminated (8, NULL, TRUE);
  gboolean whole = FALSE;
  xmlNode *below = disk;

  g_ptr_array_add (chain, (gpointer) top);
  while (chain->len <= MAX_CHAIN && (below = sp_virt_node_find (below, "backingStore")) != NULL)
    {
      const char *path = keep_source (self, below);

      if (path == NULL)
        {
          whole = sp_virt_node_find (below, "source") == NULL;
          break;
        }
      g_ptr_array_add (self->links, chain->pdata[chain->len - 1]);
      g_ptr_array_add (self->links, (gpointer) path);
      g_ptr_array_add (chain, (gpointer) path);
      if (attribute_is (sp_virt_node_find (below, "format"), "type", "raw"))
        {
          whole = TRUE;
          break;
        }
    }
  if (chain->len == 1 && g_strcmp0 (format, "raw") == 0)
    whole = TRUE;
  if (!whole)
    return NULL;
  {
    gpointer *paths = g_ptr_array_steal (chain, NULL);

    g_ptr_array_add (self->chains, paths);
    return (const char *const *) paths;
  }
}

static void
read_disk (SpVirtMachineXml *self,
           xmlNode          *node)
{
  SpFactsDisk disk = { 0 };
  g_autofree char *device = sp_virt_node_dup_attribute (node, "device");
  xmlNode *mirror = sp_virt_node_find (node, "mirror");

  if (self->disks->len >= MAX_DISKS)
    return;
  disk.target = keep_attribute (self, sp_virt_node_find (node, "target"), "dev");
  if (disk.target == NULL)
    return;
  disk.is_disk = device == NULL || g_str_equal (device, "disk") || g_str_equal (device, "lun");
  disk.is_file = attribute_is (node, "type", "file");
  disk.read_only = sp_virt_node_find (node, "readonly") != NULL;
  disk.format = keep_attribute (self, sp_virt_node_find (node, "driver"), "type");
  disk.source = keep_source (self, node);
  disk.empty = sp_virt_node_find (node, "source") == NULL;
  disk.job_active = mirror != NULL ? SP_YES : SP_UNKNOWN;
  if (mirror != NULL)
    keep_source (self, mirror);
  if (disk.source != NULL)
    disk.chain = read_chain (self, node, disk.source, disk.format);
  if (!disk.empty && disk.is_disk && disk.chain == NULL)
    self->whole = FALSE;
  g_array_append_val (self->disks, disk);
}

static void
read_channel (SpVirtMachineXml *self,
              xmlNode          *node)
{
  xmlNode *target = sp_virt_node_find (node, "target");

  if (!attribute_is (target, "name", "org.qemu.guest_agent.0"))
    return;
  self->agent_channel = SP_YES;
  self->agent = attribute_is (target, "state", "connected") ? SP_YES : SP_NO;
}

static void
read_memory (SpVirtMachineXml *self,
             xmlNode          *node)
{
  g_autofree char *unit = sp_virt_node_dup_attribute (node, "unit");
  g_autofree char *text = dup_text (node);
  guint64 amount = 0;

  /* libvirt always answers in KiB. */
  if (text != NULL && (unit == NULL || g_str_equal (unit, "KiB")) &&
      g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64 / 1024, &amount, NULL))
    self->memory_bytes = (gint64) amount * 1024;
}

static void
read_firmware (SpVirtMachineXml *self,
               xmlNode          *os)
{
  xmlNode *nvram = sp_virt_node_find (os, "nvram");
  g_autofree char *text = dup_text (nvram);

  if (nvram == NULL)
    return;
  self->nvram_format = keep_attribute (self, nvram, "format");
  self->nvram_template_format = keep_attribute (self, nvram, "templateFormat");
  if (sp_virt_node_find (nvram, "source") != NULL)
    self->nvram = keep_source (self, nvram);
  else if (text != NULL && g_path_is_absolute (text))
    {
      self->nvram = keep (self, text);
      g_ptr_array_add (self->files, (gpointer) self->nvram);
    }
}

/**
 * sp_virt_machine_xml_new:
 * @xml: a machine's description, as its host gave it, or a snapshot's, for the one inside
 * @error: where to put an error
 *
 * Returns: (transfer full): what it says, or %NULL with SP_ERROR_BAD_DATA
 */
SpVirtMachineXml *
sp_virt_machine_xml_new (const char *xml,
                         GError    **error)
{
  SpVirtMachineXml *self = NULL;
  xmlDoc *doc = NULL;
  xmlNode *root = NULL;
  xmlNode *devices = NULL;

  g_return_val_if_fail (xml != NULL, NULL);

  doc = parse (xml, "domain", NULL);
  if (doc != NULL)
    root = xmlDocGetRootElement (doc);
  else
    {
      doc = parse (xml, "domainsnapshot", error);
      root = doc != NULL ? sp_virt_node_find (xmlDocGetRootElement (doc), "domain") : NULL;
    }
  if (doc == NULL)
    return NULL;
  if (root == NULL)
    {
      xmlFreeDoc (doc);
      g_set_error_literal (error, SP_ERROR, SP_ERROR_BAD_DATA, _ ("The snapshot keeps no description of the machine."));
      return NULL;
    }
  self = g_new0 (SpVirtMachineXml, 1);
  self->strings = g_string_chunk_new (1024);
  self->disks = g_array_new (FALSE, FALSE, sizeof (SpFactsDisk));
  self->chains = g_ptr_array_new_with_free_func (g_free);
  self->files = g_ptr_array_new_null_terminated (8, NULL, TRUE);
  self->links = g_ptr_array_new ();
  self->whole = TRUE;
  self->agent = self->agent_channel = SP_NO;

  if (sp_virt_node_find (root, "memory") != NULL)
    read_memory (self, sp_virt_node_find (root, "memory"));
  read_firmware (self, sp_virt_node_find (root, "os"));
  devices = sp_virt_node_find (root, "devices");
  for (xmlNode *node = devices != NULL ? devices->children : NULL; node != NULL; node = node->next)
    {
      if (sp_virt_node_is (node, "disk"))
        read_disk (self, node);
      else if (sp_virt_node_is (node, "channel"))
        read_channel (self, node);
      else if (sp_virt_node_is (node, "hostdev"))
        self->vfio |= attribute_is (node, "type", "pci") || attribute_is (node, "type", "mdev");
      else if (sp_virt_node_is (node, "video"))
        self->accelerated |= attribute_is (sp_virt_node_find (sp_virt_node_find (node, "model"), "acceleration"), "accel3d", "yes");
      else if (sp_virt_node_is (node, "filesystem"))
        self->virtiofs |= attribute_is (sp_virt_node_find (node, "driver"), "type", "virtiofs");
      else if (sp_virt_node_is (node, "interface"))
        self->vfio |= attribute_is (node, "type", "hostdev");
    }
  xmlFreeDoc (doc);
  return self;
}

/**
 * sp_virt_machine_xml_free:
 * @self: (nullable): what was read
 *
 * Frees it with all its strings.
 */
void
sp_virt_machine_xml_free (SpVirtMachineXml *self)
{
  if (self == NULL)
    return;
  g_string_chunk_free (self->strings);
  g_array_unref (self->disks);
  g_ptr_array_unref (self->chains);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->links);
  g_free (self);
}

/**
 * sp_virt_capabilities_read:
 * @xml: a host's capabilities
 * @external_revert: (out): whether it can delete and revert external snapshots
 *
 * Returns: (transfer full) (nullable): the security model, "none" where there is none; %NULL: unknown
 */
char *
sp_virt_capabilities_read (const char *xml,
                           SpKnown    *external_revert)
{
  xmlDoc *doc = NULL;
  xmlNode *root = NULL;
  char *model = NULL;

  g_return_val_if_fail (xml != NULL, NULL);
  g_return_val_if_fail (external_revert != NULL, NULL);

  *external_revert = SP_UNKNOWN;
  doc = parse (xml, "capabilities", NULL);
  if (doc == NULL)
    return NULL;
  root = xmlDocGetRootElement (doc);
  for (xmlNode *node = root->children; node != NULL; node = node->next)
    {
      if (sp_virt_node_is (node, "guest") && *external_revert != SP_YES)
        *external_revert = sp_virt_node_find (sp_virt_node_find (node, "features"), "externalSnapshot") != NULL ? SP_YES : SP_NO;
      else if (sp_virt_node_is (node, "host"))
        for (xmlNode *secmodel = node->children; secmodel != NULL; secmodel = secmodel->next)
          {
            g_autofree char *name = NULL;

            if (!sp_virt_node_is (secmodel, "secmodel"))
              continue;
            name = dup_text (sp_virt_node_find (secmodel, "model"));
            /* "dac" is file owners only: beside it there may be one that confines. */
            if (name != NULL && (model == NULL || !g_str_equal (name, "dac")))
              g_set_str (&model, name);
          }
    }
  if (model == NULL || g_str_equal (model, "dac"))
    g_set_str (&model, "none");
  xmlFreeDoc (doc);
  return model;
}

/**
 * sp_virt_volume_read:
 * @xml: a storage volume's description
 * @known: (out): whether it says what the volume stands on
 *
 * Returns: (transfer full) (nullable): the path of the file below, or %NULL: none
 */
char *
sp_virt_volume_read (const char *xml,
                     gboolean   *known)
{
  xmlDoc *doc = NULL;
  char *path = NULL;

  g_return_val_if_fail (xml != NULL, NULL);
  g_return_val_if_fail (known != NULL, NULL);

  doc = parse (xml, "volume", NULL);
  *known = doc != NULL;
  if (doc == NULL)
    return NULL;
  path = dup_text (sp_virt_node_find (sp_virt_node_find (xmlDocGetRootElement (doc), "backingStore"), "path"));
  xmlFreeDoc (doc);
  return path;
}

/**
 * sp_virt_machine_read_uuid:
 * @xml: a machine's description
 *
 * Returns: (transfer full) (nullable): its UUID, or %NULL where it makes no sense
 */
char *
sp_virt_machine_read_uuid (const char *xml)
{
  xmlDoc *doc = NULL;
  char *uuid = NULL;

  g_return_val_if_fail (xml != NULL, NULL);

  doc = parse (xml, "domain", NULL);
  if (doc == NULL)
    return NULL;
  uuid = dup_text (sp_virt_node_find (xmlDocGetRootElement (doc), "uuid"));
  xmlFreeDoc (doc);
  return uuid;
}
