/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines' handles, kept with their connection: whoever wants to ask one something need not look it up first, which costs a
 * far host a round trip. Any worker. */

#pragma once

#include <libvirt-gobject/libvirt-gobject.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

void         sp_virt_handles_give_list (GVirConnection *connection, virDomainPtr *domains, int n); /* (transfer full): of the opening */
int          sp_virt_handles_list      (GVirConnection *connection, virConnectPtr handle, virDomainPtr **domains); /* libvirt's, n or -1 */
virDomainPtr sp_virt_handles_get       (GVirConnection *connection, const char *uuid); /* (transfer full), or NULL: look it up */

G_END_DECLS
