/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several snapshots are selected: how many, from when to when, and what deleting them would free. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_SEVERAL_PANE (sp_several_pane_get_type ())
G_DECLARE_FINAL_TYPE (SpSeveralPane, sp_several_pane, SP, SEVERAL_PANE, AdwBin)

void sp_several_pane_set_session (SpSeveralPane *self, SpSession *session);

G_END_DECLS
