/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A take with all that goes with it. Blocks; runs in a worker. */

#pragma once

#include "sp-plan.h"

#include <gio/gio.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* sp_virt_take(), measured; and a picture of the screen is kept. */
gboolean sp_virt_take_whole (virDomainPtr domain, const char *host, SpFacts *facts, const SpStep *step, GCancellable *cancellable,
                             GError **error);

G_END_DECLS
