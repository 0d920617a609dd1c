/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: machines by host, the timeline, the inspector. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_WINDOW (sp_window_get_type ())
G_DECLARE_FINAL_TYPE (SpWindow, sp_window, SP, WINDOW, AdwApplicationWindow)

/* Signal: shown: the first timeline, or the status page that stands for it, is in the window. */
GtkWidget *sp_window_new            (GtkApplication *application, SpSession *session);
SpSession *sp_window_get_session    (SpWindow *self);
gboolean   sp_window_get_shown      (SpWindow *self);
char      *sp_window_dup_failure    (SpWindow *self); /* what a status page says is wrong, or NULL */
void       sp_window_show_operation (SpWindow *self, SpOperation *operation);
void       sp_window_set_looking    (SpWindow *self, gboolean looking); /* facts are being gathered */
void       sp_window_toast          (SpWindow *self, const char *text);
void       sp_window_toast_undo     (SpWindow *self, SpMachine *machine, const char *text, const char *action); /* of a revert */
void       sp_window_toast_error    (SpWindow *self, const GError *error, const char *outcome);
char      *sp_window_dup_subject    (SpWindow *self); /* whose machine deeds are about, where many are shown; or NULL */
void       sp_window_edit_title     (SpWindow *self); /* of the selected snapshot, in the details */
void       sp_window_show_timeline  (SpWindow *self); /* instead of all machines; in a narrow window: instead of their list */

G_END_DECLS
