/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the description of a machine and of a host says that a decision needs. Pure; what it reads is hostile. */

#pragma once

#include "sp-facts.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Owns every string that the disks point to. */
typedef struct
{
  GStringChunk *strings;
  GArray       *disks;  /* of SpFactsDisk */
  GPtrArray    *chains; /* of the arrays that SpFactsDisk.chain points to */
  GPtrArray    *files;  /* of const char *: every path named, layers below and NVRAM too; NULL-terminated */
  GPtrArray    *links;  /* of const char *, two by two: a layer and the one below it, as recorded */
  gboolean      whole;  /* each disk's chain is known to its base */
  gint64        memory_bytes;
  const char   *nvram;
  const char   *nvram_format;
  const char   *nvram_template_format;
  gboolean      vfio;
  gboolean      accelerated;
  gboolean      virtiofs;
  SpKnown       agent, agent_channel;
} SpVirtMachineXml;

SpVirtMachineXml *sp_virt_machine_xml_new  (const char *xml, GError **error);
void              sp_virt_machine_xml_free (SpVirtMachineXml *self);
char             *sp_virt_capabilities_read (const char *xml, SpKnown *external_revert); /* the security model, or NULL */
char             *sp_virt_volume_read       (const char *xml, gboolean *known); /* path of the backing file, or NULL */
char             *sp_virt_machine_read_uuid (const char *xml); /* or NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpVirtMachineXml, sp_virt_machine_xml_free)

G_END_DECLS
