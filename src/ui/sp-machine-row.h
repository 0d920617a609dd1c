/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine in the sidebar: name, state, number of snapshots, age of the last. */

#pragma once

#include "sp-machine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SP_TYPE_MACHINE_ROW (sp_machine_row_get_type ())
G_DECLARE_FINAL_TYPE (SpMachineRow, sp_machine_row, SP, MACHINE_ROW, GtkBox)

GtkWidget *sp_machine_row_new         (void);
void       sp_machine_row_set_machine (SpMachineRow *self, SpMachine *machine); /* or NULL */
char      *sp_machine_row_dup_spoken  (SpMachine *machine); /* the row as one sentence */

G_END_DECLS
