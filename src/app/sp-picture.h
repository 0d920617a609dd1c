/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of the window, once its first timeline is drawn. */

#pragma once

#include "sp-window.h"

G_BEGIN_DECLS

typedef void (*SpPictureFunc) (const GError *error, gpointer user_data);

gboolean sp_picture_write (GtkWidget *window, const char *file, GError **error); /* as it is now; a PNG */
void sp_picture_take (SpWindow *window, const char *file, SpPictureFunc done, gpointer user_data);

G_END_DECLS
