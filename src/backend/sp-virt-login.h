/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Getting into a host: libvirt's questions, asked until the answers are right. Blocks; runs in a worker. */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* @why_read_only: (out): NULL where all is allowed; else who said what against it. NULL with @error: no way in. */
virConnectPtr sp_virt_login (const char *uri, GError **why_read_only, GError **error);

G_END_DECLS
