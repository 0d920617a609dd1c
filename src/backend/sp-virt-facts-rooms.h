/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much room there is where a machine's files are. Blocks; runs in a worker. */

#pragma once

#include "sp-facts.h"
#include "sp-virt-pools.h"

G_BEGIN_DECLS

GPtrArray *sp_virt_find_rooms (SpVirtPools *pools, const SpFactsInit *init); /* (transfer full) of SpFactsRoom, in order of the disks */
void       sp_virt_room_free  (gpointer room);

G_END_DECLS
