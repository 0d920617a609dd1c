/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of the program from outside its window: a machine shown, a snapshot of it taken, a revert undone. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Application actions: show-machine and undo-revert, each with a host (identity or URI; "": any) and a machine's UUID; revert-to,
 * with a snapshot's name besides; take-snapshot, of
 * the machine that was shown last. */
#define SP_TYPE_DESKTOP (sp_desktop_get_type ())
G_DECLARE_FINAL_TYPE (SpDesktop, sp_desktop, SP, DESKTOP, GObject)

SpDesktop *sp_desktop_new  (GtkApplication *application, SpSession *session, GSettings *settings);
void       sp_desktop_show (SpDesktop *self, const char *host, const char *uuid, const char *snapshot);

G_END_DECLS
