/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window tells in passing: how a deed ended, and what can be done about it. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void sp_toasts_say        (AdwToastOverlay *overlay, const char *text, const char *undo_action); /* or NULL: no way back */
void sp_toasts_say_error  (AdwToastOverlay *overlay, const GError *error, const char *outcome);
void sp_toasts_show_error (GtkWidget *parent, const GError *error);

G_END_DECLS
