/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has come of a history so far, on its way from a worker to whoever looks. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

gpointer sp_virt_part_new  (SpHost *host, const char *uuid); /* main thread */
void     sp_virt_part_free (gpointer part);
void     sp_virt_part_tell (SpHistory *so_far, gpointer part); /* (transfer full) so_far; any thread; heard as "history-part" */

G_END_DECLS
