/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may set once for all, and where it is kept. */

#pragma once

#include "sp-choices.h"

#include <adwaita.h>

G_BEGIN_DECLS

GSettings *sp_preferences_get_settings (void); /* (transfer full), or NULL: the program is not installed */
void       sp_preferences_apply        (SpChoices *choices); /* what a revert begins with */
void       sp_preferences_present      (GtkWidget *parent);

G_END_DECLS
