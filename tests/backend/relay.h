/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A socket in front of another, as far away as is wished. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Relay Relay;

Relay *relay_new  (const char *path, const char *to, guint msec); /* one way */
void   relay_free (Relay *self); /* what goes through it ends with its peers */

G_END_DECLS
