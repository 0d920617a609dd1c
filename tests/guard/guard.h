/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the generated wrappers call. */

#pragma once

void  sp_guard_check (const char *name); /* aborts on the main thread */
void *sp_guard_find  (const char *name);
