/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line above the timeline: what is the matter with the link to a host, and how old is what is shown. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_LINK_BAR (sp_link_bar_get_type ())
G_DECLARE_FINAL_TYPE (SpLinkBar, sp_link_bar, SP, LINK_BAR, AdwBin)

void  sp_link_bar_set_session (SpLinkBar *self, SpSession *session);
void  sp_link_bar_look        (SpLinkBar *self); /* something was chosen, or has changed */

G_END_DECLS
