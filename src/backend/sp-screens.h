/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of screens, one for a snapshot: small PNGs in the user's cache. */

#pragma once

#include "sp-history.h"

G_BEGIN_DECLS

/* From any thread; all of them block on small local files. Whose it is: the machine's UUID, the snapshot's name and its second. */
char    *sp_screens_find (const char *uuid, const char *name, gint64 created); /* (transfer full): a path, or NULL: there is none */
gboolean sp_screens_keep (const char *uuid, const char *name, gint64 created, GBytes *png);
void     sp_screens_reap (const char *uuid, SpHistory *history); /* those of snapshots that are gone */
gint64   sp_screens_measure (void); /* bytes of all */
void     sp_screens_tidy (gint64 most); /* bytes that all may have: those that were not looked at for longest go first */
void     sp_screens_clear (void);

G_END_DECLS
