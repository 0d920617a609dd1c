/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock of a guest that got its memory of another time back. Blocks, and runs in a worker. */

#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

gboolean sp_virt_set_clock (virDomainPtr domain, GCancellable *cancellable, GError **error);

G_END_DECLS
