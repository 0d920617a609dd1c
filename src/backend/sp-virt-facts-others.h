/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other machines of a host: which files they use. */

#pragma once

#include "sp-facts.h"

#include <gio/gio.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

typedef struct
{
  SpKnown       known;   /* NO: some are unseen; UNKNOWN: they could not even be listed */
  GArray       *uses;    /* of SpFactsUse */
  GPtrArray    *unseen;  /* names, NULL-terminated */
  GStringChunk *strings; /* of both */
} SpVirtOthers;

SpVirtOthers *sp_virt_find_others  (virConnectPtr connection, virDomainPtr mine, GCancellable *cancellable);
void          sp_virt_others_free  (SpVirtOthers *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpVirtOthers, sp_virt_others_free)

G_END_DECLS
