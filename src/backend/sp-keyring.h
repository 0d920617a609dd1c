/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person wants remembered, in the keyring of the desktop. Main thread. */

#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* @subject: whose secret it is, as of an SpQuestion. All are rejected where there is no keyring. */
DexFuture *sp_keyring_find   (const char *subject); /* SP_TYPE_ANSWER, or NULL: nothing is kept, or the keyring stays locked */
DexFuture *sp_keyring_keep   (const char *subject, const char *secret);
DexFuture *sp_keyring_forget (const char *subject);
DexFuture *sp_keyring_forget_host (const char *uri);

G_END_DECLS
