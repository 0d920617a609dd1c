/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a machine is set up, now or at a snapshot: asked for where two points are compared. */

#pragma once

#include "sp-host.h"
#include "sp-settings.h"

G_BEGIN_DECLS

DexFuture *sp_host_load_settings (SpHost *host, const char *uuid, const char *snapshot); /* SpSettings; NULL: as it is now */

G_END_DECLS
