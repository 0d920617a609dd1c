/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines with very many snapshots on the private daemon, and what libvirt alone takes to tell of them. */

#pragma once

#include "sp-rig.h"

G_BEGIN_DECLS

/* Metadata alone: one snapshot is real, the others are redefined from it. 0: a machine without snapshots. */
void   many_define   (SpRig *rig, const char *machine, int n);
void   many_add      (const char *uri, const char *machine, const char *name); /* one more, as another client would */
/* Milliseconds of the calls that nobody can do without, so many at a time, and nothing done with the answers. */
double many_ask_bare (const char *uri, const char *machine, int n, int threads);

/* How many descriptions of snapshots this process has asked a daemon for, so far. */
int    many_count_read (void);

G_END_DECLS
