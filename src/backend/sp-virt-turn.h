/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose turn it is to open a connection: ssh is not started in bursts, and the first hosts are there while others are still
 * being opened. Blocks; in the openers' threads. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many at a time begin; one that takes longer than that keeps nobody waiting any more. */
#define SP_VIRT_TURNS 8
#define SP_VIRT_TURN_USEC (2 * G_USEC_PER_SEC)

gint64 sp_virt_turn_begin (void);          /* when it has come: a number for the end */
void   sp_virt_turn_end   (gint64 turn);

G_END_DECLS
