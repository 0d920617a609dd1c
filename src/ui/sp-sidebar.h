/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines, by host. */

#pragma once

#include "sp-overview.h"
#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_SIDEBAR (sp_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SpSidebar, sp_sidebar, SP, SIDEBAR, AdwBin)

/* Signal: picked: a person chose a machine (the session has it already). */
void sp_sidebar_set_session (SpSidebar *self, SpSession *session);
void sp_sidebar_unselect    (SpSidebar *self); /* so that the same row can be picked again */
void sp_sidebar_focus       (SpSidebar *self); /* on the machines */

void       sp_sidebar_set_overview (SpSidebar *self, SpOverview *overview); /* all machines, a row of its own on top */

G_END_DECLS
