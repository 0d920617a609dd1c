/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a step is, asked of the host while it runs; and its end, where libvirt can truly be told to stop. */

#pragma once

#include "sp-virt-host.h"

G_BEGIN_DECLS

/* In a fiber. @deed: (transfer full): the step under way; TRUE, or its error. */
gboolean sp_progress_watch (SpVirtHost *host, SpOperation *operation, const SpStep *step, DexFuture *deed, GError **error);

G_END_DECLS
