/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a long deed, told to who looks elsewhere meanwhile. */

#pragma once

#include "sp-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* It ran so long, and has ended. A click leads to the machine: "app.show-machine". */
void sp_notify_ended (GtkWindow *window, SpOperation *operation, gint64 seconds);

G_END_DECLS
