/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML for libvirt: what it is asked to take, and what of ours it keeps with a snapshot. Pure. */

#pragma once

#include "sp-plan.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Our element inside the <metadata> of the machine's description that a snapshot keeps:
 * <savepoint:snapshot xmlns:savepoint=".." of='NAME' safety='yes' guard='yes' pinned='yes' baseline='SECONDS'
 * half-merged='yes' before='NAME'><savepoint:title>..</..></..>
 * A revert brings it back into the machine's own description, and the next snapshot, anybody's, copies it from there:
 * it only counts where @of is the snapshot's own name. */
#define SP_VIRT_METADATA_URI "https://savepoint.github.io/xmlns/snapshot/1.0"
#define SP_VIRT_METADATA_PREFIX "savepoint"

typedef struct
{
  const char *name;  /* of the snapshot */
  const char *title; /* or NULL */
  gboolean    safety;
  gboolean    guard;
  gboolean    pinned;
  gboolean    half_merged;
  gint64      baseline; /* seconds since 1970, 0: it is none */
  const char *before; /* name of the snapshot that was reverted to after this one, or NULL */
} SpVirtMarks;

char    *sp_virt_write_snapshot (const SpStep *step);
char    *sp_virt_write_marks    (const char *xml, const SpVirtMarks *marks, GError **error);
char    *sp_virt_write_words    (const char *xml, const char *name, const char *title, const char *description, GError **error);
char    *sp_virt_write_flags    (const char *xml, const SpVirtMarks *marks, GError **error); /* those that may change later */
gboolean sp_virt_write_has_marks  (const char *xml);
gboolean sp_virt_write_is_pending (const char *xml); /* has <revertDisks>: a redefine would drop them */

G_END_DECLS
