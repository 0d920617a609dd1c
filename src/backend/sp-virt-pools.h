/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storage pools of the folders that one gathering asks about: found and brought up to date once each. In a worker. */

#pragma once

#include <libvirt/libvirt.h>

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SpVirtPools SpVirtPools;

SpVirtPools      *sp_virt_pools_new  (virConnectPtr connection);
void              sp_virt_pools_free (SpVirtPools *self);
gboolean          sp_virt_pools_any  (SpVirtPools *self); /* whether the host has any */
virStoragePoolPtr sp_virt_pools_find (SpVirtPools *self, const char *folder); /* (transfer none), or NULL: no pool tells of it */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpVirtPools, sp_virt_pools_free)

G_END_DECLS
