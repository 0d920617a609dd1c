/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window was like when it was last closed. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void sp_window_state_keep (GtkWindow *window, AdwOverlaySplitView *details, GSettings *settings);

G_END_DECLS
