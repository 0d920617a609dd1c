/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that tells the keyboard shortcuts. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void sp_shortcuts_offer (GtkApplicationWindow *window); /* as win.show-help-overlay */

G_END_DECLS
