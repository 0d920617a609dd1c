/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person chose and typed in the dialog of a deed, kept: where the machine changed meanwhile, it is asked again. */

#pragma once

#include "sp-plan.h"

#include <libdex.h>

G_BEGIN_DECLS

/* Refcounted. Zero is what a dialog begins with, where nothing else is said. */
typedef struct
{
  gboolean made; /* FALSE: nothing was asked yet */
  gboolean unasked; /* a revert that can be undone and loses nothing needs no second word */
  /* take */
  gboolean named; /* the person typed the name: the title no longer makes it */
  char    *name;
  char    *name_pattern; /* see sp_name_from_pattern() */
  char    *title;
  char    *description;
  char    *memory_file; /* NULL: the plan's own */
  gboolean disks_only;
  SpKind   kind;
  gboolean live, quiesce, power_off;
  char    *layer_folder; /* NULL: beside the disks */
  char    *usual_folder; /* where they go unless it is said otherwise; NULL: beside the disks */
  gboolean keep_folder;  /* for the next ones on this host, too */
  char   **left_out;     /* targets of disks; NULL: none */
  /* revert */
  gboolean no_safety;
  gboolean safety_disks_only;
  SpThen   then;
  /* delete */
  gboolean with_descendants;
  int      keep_newest; /* of all that are there; 5 to begin with */
} SpChoices;

/* How a dialog ended: takes @promise, and gives it the plan that was agreed to; NULL: it was cancelled. */
void       sp_choices_answer (DexPromise *promise, SpPlan *agreed);

SpChoices *sp_choices_new   (void);
SpChoices *sp_choices_ref   (SpChoices *self);
void       sp_choices_unref (SpChoices *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpChoices, sp_choices_unref)

G_END_DECLS
