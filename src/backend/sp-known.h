/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hosts told last, on this computer's disk: shown at once at the next start, and while a host is away. Nothing is decided by it.
 * Main thread; the files are read and written by a worker. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

#define SP_KNOWN_MEGABYTES 64

void       sp_host_keep_nothing   (SpHost *self); /* from now on: it is not the person's */
gboolean   sp_host_keeps_nothing  (SpHost *self);
DexFuture *sp_host_recall         (SpHost *self); /* TRUE: its machines are shown, unless it told of newer ones meanwhile */
DexFuture *sp_host_recall_history (SpHost *self, const char *uuid); /* SpHistory, or an error: nothing is known */
gint64     sp_known_get_heard     (SpHistory *history); /* when it was told, in seconds since 1970; 0: it is not of the disk */

void       sp_known_set_most (guint megabytes); /* that all may take, from the next tidying on; 0: nothing is kept any more */
void       sp_known_tidy     (void);            /* what is too old or too much goes */
DexFuture *sp_known_forget   (const char *uri); /* TRUE; a host that is not the person's any more */
DexFuture *sp_known_measure  (void);            /* guint64: bytes */
DexFuture *sp_known_clear    (void);            /* TRUE */

G_END_DECLS
