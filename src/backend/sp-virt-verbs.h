/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to a machine: each verb blocks, and runs in a worker. Errors carry libvirt's own. */

#pragma once

#include "sp-host.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

gboolean sp_virt_take     (virDomainPtr domain, const SpStep *step, GCancellable *cancellable, GError **error);
gboolean sp_virt_revert   (virDomainPtr domain, const SpStep *step, GCancellable *cancellable, GError **error);
gboolean sp_virt_delete   (virDomainPtr domain, const SpStep *step, GCancellable *cancellable, GError **error);
gboolean sp_virt_power    (virDomainPtr domain, SpPower power, GCancellable *cancellable, GError **error);
gboolean sp_virt_edit (virDomainPtr domain, SpSnapshot *snapshot, SpSnapshot *wanted,
                           gboolean *must_wait, GCancellable *cancellable, GError **error);
gboolean sp_virt_mark     (virDomainPtr domain, SpSnapshot *wanted, gboolean *must_wait, GError **error); /* title, safety, guard */

/* While the memory goes into its own file: how far it is (-1: not known), and the one true way to stop. */
double   sp_virt_job_fraction (virDomainPtr domain);
gboolean sp_virt_job_abort    (virDomainPtr domain, GError **error);

G_END_DECLS
