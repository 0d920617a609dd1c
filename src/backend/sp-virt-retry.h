/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a lost host is tried again: by itself with growing waits, and at once when the network changes. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SpVirtRetry SpVirtRetry;
typedef void (*SpVirtRetryFunc) (gpointer data);

SpVirtRetry *sp_virt_retry_new    (SpVirtRetryFunc func, gpointer data);
void         sp_virt_retry_free   (SpVirtRetry *self);
void         sp_virt_retry_later  (SpVirtRetry *self); /* again after a wait, longer than the one before */
void         sp_virt_retry_on_network (SpVirtRetry *self); /* again when the network changes, not before */
void         sp_virt_retry_reset  (SpVirtRetry *self); /* it is tried now; the waits begin anew */
void         sp_virt_retry_held   (SpVirtRetry *self); /* connected */
void         sp_virt_retry_stop   (SpVirtRetry *self); /* nobody wants it any more, or it would be refused */
guint        sp_virt_retry_get_wait (guint attempt, double chance); /* milliseconds; @chance is 0 to 1 */

G_END_DECLS
