/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a host's libvirt and hypervisor. Blocks; runs in a worker. */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

char *sp_virt_versions_ask (virConnectPtr connection, GError **error); /* (transfer full): "libvirt 11.3.0, QEMU 10.0.2" */

G_END_DECLS
