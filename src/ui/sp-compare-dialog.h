/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two points of a history side by side: what is set up otherwise. */

#pragma once

#include "sp-live-screen.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_COMPARE_DIALOG (sp_compare_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpCompareDialog, sp_compare_dialog, SP, COMPARE_DIALOG, AdwDialog)

/* Gives a window the action compare.open, which compares what is selected with Now. */
void sp_compare_attach (GtkWidget *window, SpSession *session, SpLiveScreen *live);

G_END_DECLS
