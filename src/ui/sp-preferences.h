/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may set once for all. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_PREFERENCES (sp_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SpPreferences, sp_preferences, SP, PREFERENCES, AdwPreferencesDialog)

void sp_preferences_present (GtkWidget *parent, SpSession *session);

/* Shared with the settings of a machine. */
void sp_preferences_bind_choice (GSettings *settings, const char *key, AdwComboRow *row, const char *const *choices);

G_END_DECLS
