/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on a machine's screen at this moment. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

DexFuture *sp_host_load_screen (SpHost *host, const char *uuid); /* GBytes: a small PNG */

G_END_DECLS
