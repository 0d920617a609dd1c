/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: its options, its window, its hosts. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_APPLICATION (sp_application_get_type ())
G_DECLARE_FINAL_TYPE (SpApplication, sp_application, SP, APPLICATION, AdwApplication)

SpApplication *sp_application_new      (void);
void           sp_application_add_host (SpApplication *self, SpHost *host); /* before it runs; then it opens no others by itself */

int            sp_application_get_status (SpApplication *self); /* what the program should leave with */

G_END_DECLS
