/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a host says of a snapshot. Pure; what it reads is hostile. */

#pragma once

#include "sp-snapshot.h"

G_BEGIN_DECLS

#define SP_VIRT_XML_MAX (16 * 1024 * 1024)

/* @current: what the host says beside the XML, which does not tell. */
SpSnapshot *sp_virt_xml_read_snapshot (const char *xml, gboolean current, GError **error);

G_END_DECLS
