/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells of deeds that were interrupted, and asks how to go on: when the program starts, and when a lost host is back. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_INTERRUPTED_BAR (sp_interrupted_bar_get_type ())
/* Its window is the one that it lies in. */
G_DECLARE_FINAL_TYPE (SpInterruptedBar, sp_interrupted_bar, SP, INTERRUPTED_BAR, AdwBin)

void sp_interrupted_bar_look (SpInterruptedBar *self); /* a deed has ended: it may have left something */

G_END_DECLS
