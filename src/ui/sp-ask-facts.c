/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A widget asks for the facts of a machine. */

#include "config.h"

#include "sp-ask-facts.h"

#include <libdex.h>

#define SERIAL "sp-ask-facts-serial"

typedef struct
{
  GWeakRef    asker;
  guint       serial; /* of the question: a late answer to an earlier one is dropped */
  SpFactsFunc answered;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_weak_ref_clear (&question->asker);
  g_free (question);
}

static DexFuture *
answered_cb (DexFuture *future,
             gpointer   data)
{
  Question *question = data;
  g_autoptr (GObject) asker = g_weak_ref_get (&question->asker);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (asker != NULL && GPOINTER_TO_UINT (g_object_get_data (asker, SERIAL)) == question->serial)
    question->answered (asker, value != NULL ? g_value_get_object (value) : NULL, error);
  return dex_future_new_true ();
}

void
sp_ask_nothing (GObject *asker)
{
  g_return_if_fail (G_IS_OBJECT (asker));

  g_object_set_data (asker, SERIAL, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_object_get_data (asker, SERIAL)) + 1));
}

/**
 * sp_ask_facts:
 * @asker: who asks; not kept alive
 * @host: the host
 * @machine: one of its machines
 * @answered: called with @asker, once, unless something else is asked before the answer
 */
void
sp_ask_facts (GObject    *asker,
              SpHost     *host,
              SpMachine  *machine,
              SpFactsFunc answered)
{
  Question *question = NULL;

  g_return_if_fail (G_IS_OBJECT (asker));
  g_return_if_fail (SP_IS_HOST (host));
  g_return_if_fail (SP_IS_MACHINE (machine));

  sp_ask_nothing (asker);
  question = g_new0 (Question, 1);
  g_weak_ref_init (&question->asker, asker);
  question->serial = GPOINTER_TO_UINT (g_object_get_data (asker, SERIAL));
  question->answered = answered;
  dex_future_disown (dex_future_finally (sp_host_gather (host, sp_machine_get_uuid (machine)), answered_cb, question, question_free));
}
