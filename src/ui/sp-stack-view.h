/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a machine, drawn as blocks that stand on each other. */

#pragma once

#include "sp-stack.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_STACK_VIEW (sp_stack_view_get_type ())
G_DECLARE_FINAL_TYPE (SpStackView, sp_stack_view, SP, STACK_VIEW, AdwBin)

GtkWidget *sp_stack_view_new       (void);
void       sp_stack_view_set_stack (SpStackView *self, SpStack *stack); /* nothing of it is kept */
void       sp_stack_view_set_some  (SpStackView *self, SpStack *stack, GArray *numbers); /* of guint */

G_END_DECLS
