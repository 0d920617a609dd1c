/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which hosts were found, what is on them, and what opens those that are closed. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_FOUND (sp_found_get_type ())
G_DECLARE_FINAL_TYPE (SpFound, sp_found, SP, FOUND, AdwBin)

void sp_found_set_session (SpFound *self, SpSession *session); /* once; follows it */

G_END_DECLS
