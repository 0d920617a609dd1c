/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether people want less motion. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean sp_reduced_motion_get    (GtkWidget *widget);
gboolean sp_reduced_motion_get_in (GObject *settings); /* of what GtkSettings tells, whatever its version */

G_END_DECLS
