/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deeds that repair: each blocks, and runs in a worker. */

#pragma once

#include "sp-plan.h"

#include <gio/gio.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

gboolean sp_virt_repair (virDomainPtr domain, const SpStep *step, GCancellable *cancellable, GError **error);

G_END_DECLS
