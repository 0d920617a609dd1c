/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the snapshots that are selected: the actions called snapshot.*, and their keys. */

#pragma once

#include "sp-window.h"

G_BEGIN_DECLS

void sp_snapshot_actions_install (GtkWidgetClass *klass); /* of SpWindow */
void sp_snapshot_actions_update  (SpWindow *window, gboolean usable);

G_END_DECLS
