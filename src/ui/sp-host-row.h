/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host in the sidebar, above its machines: its name, an icon in its colour, how its link is and how old what is known of it. */

#pragma once

#include "sp-host-group.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TYPE_HOST_ROW (sp_host_row_get_type ())
G_DECLARE_FINAL_TYPE (SpHostRow, sp_host_row, SP, HOST_ROW, GtkBox)

/* Signal: changed: it says something else now. */
GtkWidget   *sp_host_row_new        (void);
void         sp_host_row_set_group  (SpHostRow *self, SpHostGroup *group); /* NULL: none */
SpHostGroup *sp_host_row_get_group  (SpHostRow *self);
char        *sp_host_row_dup_spoken (SpHostRow *self);

G_END_DECLS
