/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the questions of hosts, and of ssh on the way to them, to the person. */

#pragma once

#include "sp-question.h"

#include <libdex.h>

G_BEGIN_DECLS

/* Main thread. A future SP_TYPE_ANSWER; rejected if the person does not want to. */
typedef DexFuture *(*SpLoginFunc) (SpQuestion *question, gpointer data);

/* Main thread. What the person wanted remembered is not, and why. */
typedef void (*SpLoginLostFunc) (const GError *error, gpointer data);

void sp_login_start (SpLoginFunc func, SpLoginLostFunc lost, gpointer data); /* once, on the main thread, before a host is opened */
void sp_login_stop  (void);

DexFuture *sp_login_forget (const char *uri); /* int: how many passwords were remembered for a host; none is any more */

G_END_DECLS
