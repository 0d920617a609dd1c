/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of snapshots that cannot be written yet (rule 4 of the law), and the marks of one that is being taken: kept in the
 * user's data folder. */

#pragma once

#include "sp-history.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One edit. Whose it is: the host's identity, the machine's UUID, the snapshot's name and its second. */
typedef struct
{
  char  *name;
  gint64 created;
  char  *title;       /* "": none */
  char  *description; /* "": none */
  gboolean has_marks; /* FALSE: of an older program, which knew none */
  gboolean pinned;
  gint64 baseline;
  gboolean half_merged;
  /* Of a take under way, whose moment is not known yet: @created is SP_PENDING_TAKE. */
  gboolean safety, guard;
  char    *before; /* or NULL */
} SpPendingEdit;

#define SP_PENDING_TAKE (-1)

void       sp_pending_edit_free   (SpPendingEdit *edit);

SpSnapshot *sp_pending_edit_apply (const SpPendingEdit *edit, SpSnapshot *snapshot); /* (transfer full): as it shall be */

/* From any thread; all of them block on a small local file. */
gboolean   sp_pending_edits_promise (const char *host, const char *uuid, const SpSnapshotInit *taken); /* its name, title and marks */
gboolean   sp_pending_edits_keep  (const char *host, const char *uuid, SpSnapshot *wanted, GError **error);
void       sp_pending_edits_drop  (const char *host, const char *uuid, const char *name, gint64 created);
GPtrArray *sp_pending_edits_list  (const char *host, const char *uuid); /* (transfer container) of SpPendingEdit */
SpHistory *sp_pending_edits_show  (const char *host, const char *uuid, SpHistory *history); /* (transfer full): with the edits */
gboolean   sp_pending_edits_is_due (SpHistory *history); /* from sp_pending_edits_show(): one can be written, or is nobody's */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpPendingEdit, sp_pending_edit_free)

G_END_DECLS
