/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a deed whose program ended in the middle, and the ways on: from the journal, and from facts gathered anew. */

#include "config.h"

#include "sp-join.h"
#include "sp-journal.h"
#include "sp-outcome.h"

#include <glib/gi18n-lib.h>

G_GNUC_PRINTF (2, 3)
static void
say (GString    *text,
     const char *format,
     ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  sp_join_append (text, SP_JOIN_SENTENCES, sentence);
}

static gboolean
has (SpFacts    *facts,
     const char *name)
{
  return name != NULL && sp_history_find (sp_facts_get_history (facts), name) >= 0;
}

static gboolean
is_whole (const SpUnfinished *self)
{
  return self->n_done == g_strv_length (self->sentences);
}

/**
 * sp_unfinished_tell:
 * @self: what the journal says
 * @facts: (nullable): what is so now
 *
 * Returns: (transfer full): what was done, what was not, and how the machine is
 */
char *
sp_unfinished_tell (const SpUnfinished *self,
                    SpFacts            *facts)
{
  GString *text = g_string_new (NULL);
  g_autofree char *state = NULL;
  guint n = 0;

  g_return_val_if_fail (self != NULL, NULL);

  n = g_strv_length (self->sentences);
  for (guint i = 0; i < n; i++)
    {
      if (*self->sentences[i] == '\0')
        continue;
      if (i < self->n_done)
        say (text, _ ("Done: %s."), self->sentences[i]);
      else if (i < self->n_begun)
        say (text, _ ("Begun, and interrupted: %s."), self->sentences[i]);
      else
        say (text, _ ("Not done: %s."), self->sentences[i]);
    }
  if (facts == NULL)
    {
      say (text, "%s", _ ("How the machine is now is not known."));
      return g_string_free_and_steal (text);
    }
  if (self->kind == SP_WISH_TAKE)
    say (text, has (facts, self->target) ? _ ("The snapshot “%s” is there.") : _ ("The snapshot “%s” is not there."), self->target);
  for (guint i = 0; self->kind == SP_WISH_DELETE && self->going != NULL && self->going[i] != NULL; i++)
    say (text, has (facts, self->going[i]) ? _ ("The snapshot “%s” is still there.") : _ ("The snapshot “%s” is gone."), self->going[i]);
  if (has (facts, self->safety))
    say (text, _ ("The snapshot “%s” keeps the state before."), self->safety);
  state = sp_outcome_of_machine (sp_machine_get_state (sp_facts_get_machine (facts)));
  say (text, "%s", state);
  return g_string_free_and_steal (text);
}

/**
 * sp_unfinished_finish:
 * @self: what the journal says; the wish borrows from it
 * @facts: what is so now
 * @wish: (out caller-allocates): what is left to wish for
 *
 * A take that did not come about is not made good: its moment is over.
 *
 * Returns: whether there is anything left
 */
gboolean
sp_unfinished_finish (const SpUnfinished *self,
                      SpFacts            *facts,
                      SpWish             *wish)
{
  guint n_left = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (SP_IS_FACTS (facts), FALSE);
  g_return_val_if_fail (wish != NULL, FALSE);

  *wish = (SpWish){ .kind = self->kind };
  if (self->kind == SP_WISH_REVERT)
    {
      /* Not a second time, which would lose what was written since: only the guard is left to be removed. */
      if (self->n_main > 0 && self->n_done >= self->n_main)
        {
          *wish = (SpWish){ .kind = SP_WISH_DELETE, .targets = self->left };
          return !is_whole (self) && has (facts, self->safety);
        }
      *wish = self->options;
      wish->target = self->target;
      wish->aside = self->safety;
      return !is_whole (self) && has (facts, self->target);
    }
  /* What is still to be repaired, Doctor finds again. */
  if (self->kind == SP_WISH_TAKE || self->kind == SP_WISH_REPAIR)
    return FALSE;
  /* What is gone already leaves its place to those behind it. */
  for (guint i = 0; self->going != NULL && self->going[i] != NULL; i++)
    if (has (facts, self->going[i]))
      {
        char *kept = self->going[n_left];

        self->going[n_left++] = self->going[i];
        self->going[i] = kept;
      }
  if (n_left == 0)
    return FALSE;
  for (guint i = n_left; self->going[i] != NULL; i++)
    g_clear_pointer (&self->going[i], g_free);
  wish->targets = (const char *const *) self->going;
  wish->pinned_too = TRUE; /* it was asked for twice already */
  return TRUE;
}

/* Now grew from it: the revert behind it never came about, or was taken back already. */
static gboolean
is_where_it_was (const SpUnfinished *self,
                 SpFacts            *facts)
{
  SpHistory *history = sp_facts_get_history (facts);
  int current = sp_history_get_current (history);

  return current >= 0 && self->n_done < self->n_main && current == sp_history_find (history, self->safety);
}

/**
 * sp_unfinished_back:
 * @self: what the journal says; the wish borrows from it
 * @facts: what is so now
 * @wish: (out caller-allocates): what leads back
 *
 * Where the machine never left, nothing is reverted, which would lose what was written since: what was put aside is removed.
 *
 * Returns: whether anything does
 */
gboolean
sp_unfinished_back (const SpUnfinished *self,
                    SpFacts            *facts,
                    SpWish             *wish)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (SP_IS_FACTS (facts), FALSE);
  g_return_val_if_fail (wish != NULL, FALSE);

  *wish = (SpWish){ .kind = SP_WISH_REVERT, .target = self->safety, .then = self->then };
  if (self->kind != SP_WISH_REVERT || !has (facts, self->safety))
    return FALSE;
  if (is_where_it_was (self, facts))
    *wish = (SpWish){ .kind = SP_WISH_DELETE, .targets = self->left };
  return TRUE;
}
