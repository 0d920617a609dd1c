/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a host says of a snapshot. Pure; what it reads is hostile. */

#pragma once

#include "sp-snapshot.h"

#include <libxml/tree.h>

G_BEGIN_DECLS

/* The longest string that libvirt's own protocol carries (remote_protocol.x: REMOTE_STRING_MAX). */
#define SP_VIRT_XML_MAX (4 * 1024 * 1024)

/* Within limits of length and of pieces, without a DTD, nothing fetched; NULL: it makes no sense. Free with xmlFreeDoc(). */
xmlDoc     *sp_virt_xml_parse (const char *xml, const char *root);

/* @current: what the host says beside the XML, which does not tell. */
SpSnapshot *sp_virt_xml_read_snapshot (const char *xml, gboolean current, GError **error);

G_END_DECLS
