/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who made it, and what a report of a fault should say. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

void sp_about_present (GtkWidget *parent, SpSession *session);

G_END_DECLS
