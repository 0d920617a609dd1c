/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that belong to a machine, and that neither it nor any of its snapshots names. Blocks. */

#pragma once

#include "sp-facts.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

GPtrArray *sp_virt_find_strays (virDomainPtr domain, SpFacts *facts); /* (transfer full) of SpFactsStray */

G_END_DECLS
