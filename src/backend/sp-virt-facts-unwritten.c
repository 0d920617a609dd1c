/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine that is off, and as a revert or a take left it: nobody has written to its disks or edited it since. Why it is off does not
 * tell: libvirt notes that only where the revert stopped it, and others write to the files of a machine that is off. */

#include "config.h"

#include "sp-virt-facts-unwritten.h"

#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-facts-layers.h"
#include "sp-virt-node.h"
#include "sp-virt-write-xml.h"
#include "sp-virt-xml.h"

#include <libxml/tree.h>
#include <string.h>

/* Off, libvirt has qemu-img make the layers, with what that takes unless told otherwise. Then there are a cluster for the
 * header, two to count the others, and an entry for each of the tables that a cluster of data needs one of. Those are not there
 * before something is written: the first write, be it of zeroes, makes the file longer. */
#define CLUSTER G_GUINT64_CONSTANT (65536)
#define PER_TABLE (CLUSTER / 8 * CLUSTER)

static gboolean
is_empty (virDomainPtr domain,
          const char  *target)
{
  virDomainBlockInfo info = { 0 };

  if (virDomainGetBlockInfo (domain, target, &info, 0) < 0)
    {
      sp_virt_error_forget ();
      return FALSE;
    }
  return info.capacity > 0 && info.physical == 3 * CLUSTER + (info.capacity / PER_TABLE + (info.capacity % PER_TABLE > 0)) * 8;
}

static void
drop (xmlNode *node)
{
  if (node == NULL)
    return;
  xmlUnlinkNode (node);
  xmlFreeNode (node);
}

/* What is noted of the snapshot itself is no part of the machine. */
static void
drop_marks (xmlNode *machine)
{
  xmlNode *metadata = sp_virt_node_find (machine, "metadata");

  for (xmlNode *node = metadata != NULL ? metadata->children : NULL; node != NULL;)
    {
      xmlNode *next = node->next;

      if (node->ns != NULL && xmlStrEqual (node->ns->href, BAD_CAST SP_VIRT_METADATA_URI))
        drop (node);
      node = next;
    }
  if (metadata != NULL && xmlFirstElementChild (metadata) == NULL)
    drop (metadata);
}

/* A revert puts a layer under each disk; that is compared elsewhere. */
static void
drop_layers (xmlNode *machine)
{
  xmlNode *devices = sp_virt_node_find (machine, "devices");

  for (xmlNode *node = devices != NULL ? devices->children : NULL; node != NULL; node = node->next)
    {
      g_autofree char *device = sp_virt_node_is (node, "disk") ? sp_virt_node_dup_attribute (node, "device") : NULL;
      xmlNode *driver = device != NULL ? sp_virt_node_find (node, "driver") : NULL;

      if (device == NULL || (!g_str_equal (device, "disk") && !g_str_equal (device, "lun")))
        continue;
      drop (sp_virt_node_find (node, "source"));
      drop (sp_virt_node_find (node, "backingStore"));
      if (driver != NULL)
        xmlUnsetProp (driver, BAD_CAST "type");
    }
}

static gboolean
same_attributes (xmlNode *a,
                 xmlNode *b)
{
  xmlAttr *other = b->properties;

  for (xmlAttr *one = a->properties; one != NULL; one = one->next, other = other->next)
    {
      g_autofree char *value = sp_virt_node_dup_attribute (a, (const char *) one->name);
      g_autofree char *beside = NULL;

      if (other == NULL || !xmlStrEqual (one->name, other->name))
        return FALSE;
      beside = sp_virt_node_dup_attribute (b, (const char *) one->name);
      if (g_strcmp0 (value, beside) != 0)
        return FALSE;
    }
  return other == NULL;
}

static xmlNode *
skip_blanks (xmlNode *node)
{
  while (node != NULL && (node->type == XML_COMMENT_NODE || xmlIsBlankNode (node)))
    node = node->next;
  return node;
}

/* libvirt writes both, in one order. */
static gboolean
same_content (xmlNode *a,
              xmlNode *b)
{
  xmlNode *one = skip_blanks (a->children);
  xmlNode *other = skip_blanks (b->children);

  if (!same_attributes (a, b))
    return FALSE;
  while (one != NULL && other != NULL)
    {
      if (one->type != other->type || !xmlStrEqual (one->name, other->name))
        return FALSE;
      if (one->type == XML_ELEMENT_NODE ? !same_content (one, other) : !xmlStrEqual (one->content, other->content))
        return FALSE;
      one = skip_blanks (one->next);
      other = skip_blanks (other->next);
    }
  return one == NULL && other == NULL;
}

/* After a revert, a machine that is off has the description that the snapshot keeps for its next start. */
static gboolean
same_machine (const char *now,
              const char *then)
{
  xmlDoc *machine = sp_virt_xml_parse (now, "domain");
  xmlDoc *snapshot = sp_virt_xml_parse (then, "domainsnapshot");
  xmlNode *kept = NULL;
  gboolean same = FALSE;

  if (snapshot != NULL)
    {
      xmlNode *root = xmlDocGetRootElement (snapshot);

      kept = sp_virt_node_find (root, "inactiveDomain");
      if (kept == NULL)
        kept = sp_virt_node_find (root, "domain");
    }
  if (machine != NULL && kept != NULL)
    {
      drop_marks (kept);
      drop_layers (kept);
      drop_marks (xmlDocGetRootElement (machine));
      drop_layers (xmlDocGetRootElement (machine));
      same = same_content (xmlDocGetRootElement (machine), kept);
    }
  xmlFreeDoc (machine);
  xmlFreeDoc (snapshot);
  return same;
}

static gboolean
is_edited (virDomainPtr domain,
           const char  *current)
{
  g_autoptr (virDomainSnapshot) handle = virDomainSnapshotLookupByName (domain, current, 0);
  char *then = handle != NULL ? virDomainSnapshotGetXMLDesc (handle, 0) : NULL;
  char *now = then != NULL ? virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_INACTIVE) : NULL;
  gboolean same = FALSE;

  if (now == NULL)
    sp_virt_error_forget ();
  else
    same = same_machine (now, then);
  free (then);
  free (now);
  return !same;
}

/* The layer that the snapshot put under the machine when that was off; or that a revert to it did. */
static gboolean
is_left_by (const SpSnapshotInit *current,
            const SpFactsDisk    *disk)
{
  if (sp_virt_revert_second (disk->source) != 0)
    return TRUE;
  for (gsize i = 0; i < current->n_disks && current->state == SP_SNAPSHOT_STATE_OFF; i++)
    if (g_strcmp0 (current->disks[i].target, disk->target) == 0)
      return current->disks[i].kind == SP_KIND_EXTERNAL && g_strcmp0 (current->disks[i].source, disk->source) == 0;
  return FALSE;
}

/**
 * sp_virt_find_unwritten:
 * @domain: the machine
 * @init: the facts so far, with machine, history and disks
 *
 * Returns: whether the machine is off, all layers that it would write were made by a revert or its current snapshot and are empty, and it is what its
 *   current snapshot keeps; %SP_NO, too, where that is not sure
 */
SpKnown
sp_virt_find_unwritten (virDomainPtr       domain,
                        const SpFactsInit *init)
{
  const SpSnapshotInit *current = NULL;
  guint n = 0;
  int index = -1;

  g_return_val_if_fail (domain != NULL, SP_UNKNOWN);
  g_return_val_if_fail (init != NULL, SP_UNKNOWN);

  index = sp_history_get_current (init->history);
  current = index >= 0 ? sp_snapshot_peek (sp_history_get (init->history, index)) : NULL;
  if (sp_machine_is_active (init->machine) || current == NULL)
    return SP_NO;
  for (gsize i = 0; i < init->n_disks; i++)
    {
      const SpFactsDisk *disk = &init->disks[i];

      if (!disk->is_disk || disk->read_only)
        continue;
      if (disk->source == NULL || !is_left_by (current, disk) || !is_empty (domain, disk->target))
        return SP_NO;
      n++;
    }
  return n > 0 && !is_edited (domain, current->name) ? SP_YES : SP_NO;
}
