/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person wants remembered, in the keyring of the desktop. Main thread. */

#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* @account, @subject: of an SpQuestion, of whose host it is, and which of its secrets. All are rejected where there is no keyring. */
DexFuture *sp_keyring_find   (const char *account, const char *subject); /* SP_TYPE_ANSWER, or NULL: nothing is kept, or the keyring stays locked */
DexFuture *sp_keyring_keep   (const char *account, const char *subject, const char *secret);
DexFuture *sp_keyring_forget (const char *account, const char *subject);
DexFuture *sp_keyring_forget_all (const char *account); /* int: how many there were; rejected where one stays */

G_END_DECLS
