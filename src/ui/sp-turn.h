/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes long on the main thread is done piece by piece. */

#pragma once

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *sp_turn_next (void);

G_END_DECLS
