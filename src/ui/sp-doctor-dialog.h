/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Doctor found wrong with a machine's files and history; each with its repair, where there is one. */

#pragma once

#include "sp-window.h"

G_BEGIN_DECLS

void sp_doctor_dialog_open (SpWindow *window); /* for the machine that is chosen */

G_END_DECLS
