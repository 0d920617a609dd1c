/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where something is waited for: it turns once that takes longer than a blink. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_WAITING (sp_waiting_get_type ())
G_DECLARE_FINAL_TYPE (SpWaiting, sp_waiting, SP, WAITING, AdwBin)

GtkWidget *sp_waiting_new (void); /* floating */

G_END_DECLS
