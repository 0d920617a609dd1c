/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Safety snapshots that have had their time go: when the program starts, and after deeds. */

#pragma once

#include "sp-window.h"

#include <libdex.h>

G_BEGIN_DECLS

void       sp_clean_up_begin   (SpWindow *window); /* with every host that is there, and that comes, once */
DexFuture *sp_clean_up_machine (SpWindow *window, SpHost *host, const char *uuid); /* (transfer full): never fails */

G_END_DECLS
