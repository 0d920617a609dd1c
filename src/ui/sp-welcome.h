/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first thing that a new user sees. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_WELCOME (sp_welcome_get_type ())
G_DECLARE_FINAL_TYPE (SpWelcome, sp_welcome, SP, WELCOME, AdwDialog)

void sp_welcome_present (GtkWidget *parent, SpSession *session);

G_END_DECLS
