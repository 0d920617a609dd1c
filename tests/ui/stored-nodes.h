/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn, against what somebody has looked at and found right. SP_PAINTER_ACCEPT=1 stores what is drawn now. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *stored_nodes_write   (GskRenderNode *node);
void  stored_nodes_compare (const char *name, GskRenderNode *node);

G_END_DECLS
