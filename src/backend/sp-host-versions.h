/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which versions a host runs. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

DexFuture *sp_host_ask_versions (SpHost *host); /* char *: "libvirt 11.3.0, QEMU 10.0.2" */

G_END_DECLS
