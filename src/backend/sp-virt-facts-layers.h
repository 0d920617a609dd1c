/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a machine and its history: who stands on whom, and how large they are. Blocks. */

#pragma once

#include "sp-facts.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* @init: with machine, history and disks. */
SpLayers *sp_virt_find_layers      (virConnectPtr connection, virDomainPtr domain, const SpFactsInit *init, SpFactsDisk *disks);
gint64    sp_virt_find_last_revert (SpLayers *layers);
SpKnown   sp_virt_all_found        (SpLayers *layers);
/* Adds what @path stands on, as far as storage pools know; whether to the base. */
gboolean  sp_virt_follow_volumes   (virConnectPtr connection, const char *path, GPtrArray *below);

G_END_DECLS
