/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may set otherwise for one machine. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_MACHINE_SETTINGS (sp_machine_settings_get_type ())
G_DECLARE_FINAL_TYPE (SpMachineSettings, sp_machine_settings, SP, MACHINE_SETTINGS, AdwDialog)

void sp_machine_settings_present (GtkWidget *parent, SpSession *session);

G_END_DECLS
