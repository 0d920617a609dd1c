/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts, with all that Doctor asks for besides: what lies in a machine's folders and is named by nobody. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

DexFuture *sp_host_examine (SpHost *host, const char *uuid); /* SpFacts, for sp_doctor_examine() */

G_END_DECLS
