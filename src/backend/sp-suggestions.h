/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hosts that this person reaches by ssh already, where the configuration can be read. */

#pragma once

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *sp_suggestions_load (void); /* a GStrv; empty: there are none, or they cannot be read */

G_END_DECLS
