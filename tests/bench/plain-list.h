/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the timeline is compared with: a list of GTK whose rows are one label each. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As many rows, as high as those of @like. Returns the list. */
GtkWidget *plain_list_show_bare   (GtkWidget *like, guint n); /* in a window of its own, as large as @like */
GtkWidget *plain_list_show_inside (GtkWidget *like, guint n); /* in the same window, in the place of @like */
void       plain_list_end         (GtkWidget *list); /* all is as it was */

int        plain_list_row_height  (GtkWidget *list);

G_END_DECLS
