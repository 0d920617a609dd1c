/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a host's connection, in a thread of its own that may hang, and again when it was lost. */

#pragma once

#include "sp-host.h"
#include "sp-virt-connection.h"

G_BEGIN_DECLS

typedef struct _SpVirtOpener SpVirtOpener;
/* On the main thread, once for each attempt that was not given up: @connection is the host's, or there is an error. And once
 * more, with an error, where the host is not said to be connected in time: it has not told of its machines. */
typedef void (*SpVirtOpened) (SpHost *host, SpVirtConnection *connection, const GError *error);

SpVirtOpener *sp_virt_opener_new   (SpHost *host, SpVirtHeard heard, SpVirtOpened opened);
void          sp_virt_opener_free  (SpVirtOpener *self);
void          sp_virt_opener_open  (SpVirtOpener *self); /* now */
void          sp_virt_opener_later (SpVirtOpener *self, const GError *error); /* what the error allows: by itself, when the network changes, or not */
gboolean      sp_virt_opener_is_in_vain (SpVirtOpener *self); /* it let us in, and told nothing, too often to be tried by itself */
void          sp_virt_opener_held  (SpVirtOpener *self); /* the host is connected */
void          sp_virt_opener_stop  (SpVirtOpener *self);
void          sp_virt_opener_set_patience (guint seconds); /* of all */

G_END_DECLS
