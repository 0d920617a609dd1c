/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small marks in a line: an icon and a word each. Where there is no room for words, the icons stay. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Strings stay. */
typedef struct
{
  const char *icon; /* symbolic */
  const char *word; /* NULL: the icon alone */
  const char *hint; /* the tooltip */
} SpBadge;

#define SP_BADGES_MOST 6

#define SP_TYPE_BADGES (sp_badges_get_type ())
G_DECLARE_FINAL_TYPE (SpBadges, sp_badges, SP, BADGES, GtkWidget)

void sp_badges_set (SpBadges *self, const SpBadge *badges, guint n); /* at most SP_BADGES_MOST */

G_END_DECLS
