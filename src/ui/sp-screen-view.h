/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of a screen that goes with a snapshot. Where there is none: nothing, or in a small one (property "small") an icon. */

#pragma once

#include "sp-snapshot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TYPE_SCREEN_VIEW (sp_screen_view_get_type ())
G_DECLARE_FINAL_TYPE (SpScreenView, sp_screen_view, SP, SCREEN_VIEW, GtkWidget)

/* @uuid: the machine's. NULL: it shows nothing. */
void sp_screen_view_set        (SpScreenView *self, const char *uuid, SpSnapshot *snapshot);
void sp_screen_view_set_live   (SpScreenView *self, GdkTexture *texture); /* instead: this one */
void sp_screen_view_set_icon   (SpScreenView *self, const char *icon); /* a string that stays; NULL: a small one is not seen */
void sp_screen_view_set_em     (SpScreenView *self, float em); /* the size of the font, where the parent knows it */
void sp_screen_view_forget_all (void); /* they were cleared from the cache */

G_END_DECLS
