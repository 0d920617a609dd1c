/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line below a history that is still being read: how many snapshots are to come. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_READING_BAR (sp_reading_bar_get_type ())
G_DECLARE_FINAL_TYPE (SpReadingBar, sp_reading_bar, SP, READING_BAR, AdwBin)

void sp_reading_bar_look (SpReadingBar *self, SpSession *session); /* its history is another one */

G_END_DECLS
