/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine that is off: whether it is still as a revert left it. Blocks. */

#pragma once

#include "sp-facts.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

SpKnown sp_virt_find_unwritten (virDomainPtr domain, const SpFactsInit *init);

G_END_DECLS
