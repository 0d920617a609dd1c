/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For kinds of hosts: what they told is kept. Main thread; does not block. */

#pragma once

#include "sp-known.h"

G_BEGIN_DECLS

void sp_host_keep_machines (SpHost *self); /* as they are now */
void sp_host_keep_history  (SpHost *self, const char *uuid, SpHistory *history);

G_END_DECLS
