/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An element of libvirt's XML, and what lies in it. */

#include "config.h"

#include "sp-virt-node.h"

gboolean
sp_virt_node_is (xmlNode    *node,
                 const char *name)
{
  return node->type == XML_ELEMENT_NODE && xmlStrEqual (node->name, BAD_CAST name);
}

/**
 * sp_virt_node_find:
 * @parent: (nullable): an element
 * @name: what to look for
 *
 * Returns: (transfer none) (nullable): its first child of that name
 */
xmlNode *
sp_virt_node_find (xmlNode    *parent,
                   const char *name)
{
  for (xmlNode *node = parent != NULL ? parent->children : NULL; node != NULL; node = node->next)
    if (sp_virt_node_is (node, name))
      return node;
  return NULL;
}

/**
 * sp_virt_node_dup_attribute:
 * @node: (nullable): an element
 * @name: of the attribute
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
sp_virt_node_dup_attribute (xmlNode    *node,
                            const char *name)
{
  xmlChar *value = node != NULL ? xmlGetNoNsProp (node, BAD_CAST name) : NULL;
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}
