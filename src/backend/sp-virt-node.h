/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An element of libvirt's XML, and what lies in it. */

#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

gboolean sp_virt_node_is            (xmlNode *node, const char *name);
xmlNode *sp_virt_node_find          (xmlNode *parent, const char *name); /* its first child of that name, or NULL */
char    *sp_virt_node_dup_attribute (xmlNode *node, const char *name);   /* (transfer full), or NULL */

G_END_DECLS
