/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a long deed, told to who looks elsewhere meanwhile. */

#pragma once

#include "sp-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What its click does, with the machine's UUID: "app.show-machine". */
#define SP_NOTIFY_ACTION "show-machine"

void sp_notify_ended (GtkWindow *window, SpOperation *operation, gint64 seconds); /* it ran so long, and has ended */

G_END_DECLS
