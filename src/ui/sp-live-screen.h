/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on the screen of the chosen machine, a fresh picture now and then while somebody looks. */

#pragma once

#include "sp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TYPE_LIVE_SCREEN (sp_live_screen_get_type ())
G_DECLARE_FINAL_TYPE (SpLiveScreen, sp_live_screen, SP, LIVE_SCREEN, GObject)

/* Property: texture (GdkTexture, or NULL: it is off, or has no screen). @window: which must be in front. */
SpLiveScreen *sp_live_screen_new (SpSession *session, GtkWindow *window);

G_END_DECLS
