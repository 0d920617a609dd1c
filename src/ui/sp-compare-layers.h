/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that two points stand on: those that only one needs, and those that both do. */

#pragma once

#include "sp-stack.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_COMPARE_LAYERS (sp_compare_layers_get_type ())
G_DECLARE_FINAL_TYPE (SpCompareLayers, sp_compare_layers, SP, COMPARE_LAYERS, AdwBin)

GtkWidget *sp_compare_layers_new  (void);
void       sp_compare_layers_show (SpCompareLayers *self, SpStack *stack, SpSnapshot *from, SpSnapshot *to); /* NULL snapshot: Now */
void       sp_compare_layers_say  (SpCompareLayers *self, const char *text); /* why there is nothing to show */

G_END_DECLS
