/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All about one snapshot, and what can be done with it. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_SNAPSHOT_PANE (sp_snapshot_pane_get_type ())
G_DECLARE_FINAL_TYPE (SpSnapshotPane, sp_snapshot_pane, SP, SNAPSHOT_PANE, AdwBin)

/* Signal: edit (SpSnapshot, SpSnapshot): a person applied an edit: of which, and what it is to be. */
GtkWidget *sp_snapshot_pane_new        (SpSession *session);
void       sp_snapshot_pane_show       (SpSnapshotPane *self, SpSnapshot *snapshot); /* NULL: none */
void       sp_snapshot_pane_mark       (SpSnapshotPane *self, const char *words); /* in the description; or NULL */
void       sp_snapshot_pane_edit_title (SpSnapshotPane *self); /* the focus goes there */

G_END_DECLS
