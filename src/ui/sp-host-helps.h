/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What need not be typed into the form of a host: names that ssh knows, and paths. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void sp_host_helps_suggest (GtkMenuButton *button, AdwEntryRow *row);
void sp_host_helps_choose  (AdwEntryRow *row, const char *title, gboolean folder);

G_END_DECLS
