/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The running state that was saved when a machine was stopped: whether its disks are still the machine's (mine 12). Blocks. */

#pragma once

#include "sp-virt-facts-xml.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

SpKnown  sp_virt_saved_elsewhere (virDomainPtr domain, SpVirtMachineXml *now); /* there is such a state */
gboolean sp_virt_check_start     (virDomainPtr domain, GError **error);

G_END_DECLS
