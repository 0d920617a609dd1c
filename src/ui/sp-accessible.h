/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GTK leaves unsaid to those who cannot see the window. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void sp_accessible_name_items (GtkPopover *menu);
void sp_accessible_give_menu  (GtkMenuButton *button, GMenuModel *model);
void sp_accessible_begin_at   (AdwDialog *dialog, GtkWidget *widget);

G_END_DECLS
