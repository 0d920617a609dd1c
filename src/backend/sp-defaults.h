/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person set once for all, and otherwise for one machine: what new snapshots and reverts begin with. */

#pragma once

#include "sp-plan.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean disks_only;
  SpKind   kind;              /* NONE: automatic */
  char    *folder;            /* on the host, for new files; NULL: beside the disks */
  char    *name_pattern;      /* NULL: the time */
  gboolean no_safety;
  gboolean safety_disks_only;
  gboolean unasked;           /* a revert that can be undone and loses nothing needs no second word */
} SpDefaults;

SpDefaults *sp_defaults_new  (const char *host_id, const char *uuid);
void        sp_defaults_free (SpDefaults *self);

GSettings  *sp_defaults_get_settings         (void); /* (transfer full), or NULL: not installed */
GSettings  *sp_defaults_get_machine_settings (const char *host_id, const char *uuid); /* the same */
char       *sp_defaults_get_folder           (const char *host_id); /* (transfer full), or NULL: beside the disks */
void        sp_defaults_set_folder           (const char *host_id, const char *folder);
gboolean    sp_defaults_want_pictures        (void); /* any thread */
gint64      sp_defaults_get_most_pictures    (void); /* bytes; any thread */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpDefaults, sp_defaults_free)

G_END_DECLS
