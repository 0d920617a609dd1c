/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a machine and its history: who stands on whom, and how large they are. Blocks. */

#pragma once

#include "sp-facts.h"
#include "sp-virt-pools.h"

G_BEGIN_DECLS

/* @init: with machine, history and disks. */
SpLayers *sp_virt_find_layers      (SpVirtPools *pools, virDomainPtr domain, const SpFactsInit *init, SpFactsDisk *disks);
gint64    sp_virt_find_last_revert (SpLayers *layers);
gint64    sp_virt_revert_second    (const char *path);
SpKnown   sp_virt_layers_are_told  (SpVirtPools *pools, SpLayers *layers);

G_END_DECLS
