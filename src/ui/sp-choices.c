/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person chose and typed in the dialog of a deed. */

#include "config.h"

#include "sp-choices.h"

static void
choices_clear (gpointer data)
{
  SpChoices *self = data;

  g_free (self->name);
  g_free (self->title);
  g_free (self->description);
  g_free (self->memory_file);
  g_free (self->layer_folder);
  g_free (self->usual_folder);
  g_free (self->name_pattern);
  g_strfreev (self->left_out);
}

SpChoices *
sp_choices_new (void)
{
  SpChoices *self = g_rc_box_new0 (SpChoices);

  self->keep_newest = 5;
  return self;
}

SpChoices *
sp_choices_ref (SpChoices *self)
{
  return g_rc_box_acquire (self);
}

void
sp_choices_unref (SpChoices *self)
{
  g_rc_box_release_full (self, choices_clear);
}

void
sp_choices_answer (DexPromise *promise,
                   SpPlan     *agreed)
{
  if (agreed != NULL)
    dex_promise_resolve_object (promise, g_object_ref (agreed));
  else
    dex_promise_reject (promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  dex_unref (promise);
}
