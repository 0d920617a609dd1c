/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The back end's own side of a log-in. */

#pragma once

#include "sp-login.h"

G_BEGIN_DECLS

DexFuture *sp_login_ask          (SpQuestion *question); /* main thread */
gboolean   sp_login_is_asking    (const char *uri);
char      *sp_login_ask_blocking (SpQuestion *question); /* a worker's thread; NULL: no answer */
void       sp_login_keep_secret  (void);

/* sp-login-ssh.c: the listening end of savepoint-askpass */
void       sp_login_ssh_start    (void);
void       sp_login_ssh_stop     (void);

G_END_DECLS
