/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the machine as a whole: the actions called machine.*. */

#pragma once

#include "sp-window.h"

G_BEGIN_DECLS

void sp_machine_actions_install (GtkWidgetClass *klass); /* of SpWindow */
void sp_machine_actions_update  (SpWindow *window, gboolean usable);

G_END_DECLS
