/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A socket in front of another, as far away as is wished. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Relay Relay;

Relay *relay_new  (const char *path, const char *to, guint msec); /* one way */
void   relay_stall (Relay *self, gboolean stalled); /* nothing comes through, and nobody hangs up */
void   relay_cut  (Relay *self); /* all that goes through it, at once */
void   relay_shut (Relay *self, gboolean shut); /* cut, and who calls again is hung up on */
guint  relay_count_callers (Relay *self);
guint  relay_count_messages (Relay *self); /* of libvirt's protocol, from the callers, so far */
void   relay_free (Relay *self); /* what goes through it ends with its peers */

G_END_DECLS
