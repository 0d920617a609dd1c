/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may set once for all, and where it is kept. */

#pragma once

#include "sp-choices.h"

#include <adwaita.h>

G_BEGIN_DECLS

GSettings *sp_preferences_get_settings (void); /* (transfer full), or NULL: the program is not installed */
void       sp_preferences_apply        (SpChoices *choices); /* what a revert begins with */
char      *sp_preferences_get_folder   (const char *host_id); /* for new files, or NULL: beside the disks */
void       sp_preferences_set_folder   (const char *host_id, const char *folder);
void       sp_preferences_present      (GtkWidget *parent);

G_END_DECLS
