/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deeds that change libvirt's records, or remove a file, and touch no machine: each blocks, and runs in a worker. */

#pragma once

#include "sp-plan.h"

#include <gio/gio.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

gboolean           sp_virt_change_records (virDomainPtr domain, const SpStep *step, GCancellable *cancellable, GError **error);
virDomainSnapshot *sp_virt_look_up        (virDomainPtr domain, const char *name, GError **error);

G_END_DECLS
