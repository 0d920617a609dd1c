/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small marks in a line. Where there is no room for words, the icons stay. */

#pragma once

#include "sp-badge-line.h"

G_BEGIN_DECLS

#define SP_TYPE_BADGES (sp_badges_get_type ())
G_DECLARE_FINAL_TYPE (SpBadges, sp_badges, SP, BADGES, GtkWidget)

void sp_badges_set (SpBadges *self, const SpBadge *badges, guint n); /* at most SP_BADGES_MOST */

G_END_DECLS
