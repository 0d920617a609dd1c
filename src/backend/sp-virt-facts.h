/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers all that a decision needs to know. Blocks; runs in a worker. */

#pragma once

#include "sp-facts.h"

#include <gio/gio.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

SpFacts *sp_virt_gather (virConnectPtr connection, virDomainPtr domain, SpMachine *machine, SpHistory *history,
                         GCancellable *cancellable, GError **error);

G_END_DECLS
