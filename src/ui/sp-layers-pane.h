/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of the chosen machine, and the room that they take; looked at when it is unfolded. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_LAYERS_PANE (sp_layers_pane_get_type ())
G_DECLARE_FINAL_TYPE (SpLayersPane, sp_layers_pane, SP, LAYERS_PANE, AdwBin)

void sp_layers_pane_set_session (SpLayersPane *self, SpSession *session); /* once */

G_END_DECLS
