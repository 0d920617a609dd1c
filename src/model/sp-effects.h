/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libvirt really does to files: step + picture -> picture after. The model that the law of layers is judged by. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

/* The files and the metadata that say what libvirt will do with them; changed step by step. */
typedef struct _SpPicture SpPicture;

SpPicture *sp_picture_new     (SpFacts *facts);
void       sp_picture_free    (SpPicture *self);
gboolean   sp_effects_apply   (SpPicture *self, SpStep *step, GError **error); /* fills step->touches, ->after */
/* Rule 1: what stays and would lose a file by the step's touches: NULL if nothing, else a snapshot's name, "Now", or a machine. */
char      *sp_effects_find_victim (SpPicture *before, const SpStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpPicture, sp_picture_free)

G_END_DECLS
