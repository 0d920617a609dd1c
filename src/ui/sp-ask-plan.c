/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A widget asks for a plan. With thousands of snapshots it takes longer to make than a frame may: a thread makes it. */

#include "config.h"

#include "sp-ask-plan.h"

#define SERIAL "sp-ask-plan-serial"

/* Planned on the spot, as that is done before anybody sees a button wait. */
#define FEW 200

typedef struct
{
  SpFacts    *facts;
  SpWish     *wish;
  guint       serial; /* of the question: a late answer to an earlier one is dropped */
  SpPlanFunc  answered;
  SpPlan     *plan;
  SpStack    *after;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->after, sp_stack_free);
  g_clear_object (&question->plan);
  g_object_unref (question->facts);
  sp_wish_free (question->wish);
  g_free (question);
}

static guint
get_serial (gpointer asker)
{
  return GPOINTER_TO_UINT (g_object_get_data (asker, SERIAL));
}

static void
plan_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Question *question = data;

  question->plan = sp_planner_plan (question->facts, question->wish);
  question->after = sp_stack_new_after (question->plan);
  g_task_return_boolean (task, TRUE);
}

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autofree GWeakRef *asked = data;
  g_autoptr (GObject) asker = g_weak_ref_get (asked);
  Question *question = g_task_get_task_data (G_TASK (result));

  if (asker != NULL && get_serial (asker) == question->serial)
    question->answered (asker, question->plan, question->after);
  g_weak_ref_clear (asked);
}

/**
 * sp_ask_no_plan:
 * @asker: who asked
 */
void
sp_ask_no_plan (GObject *asker)
{
  g_return_if_fail (G_IS_OBJECT (asker));

  g_object_set_data (asker, SERIAL, GUINT_TO_POINTER (get_serial (asker) + 1));
}

/**
 * sp_ask_plan:
 * @asker: who asks; not kept alive
 * @facts: the facts
 * @wish: what is asked for
 * @answered: called with @asker, once, unless something else is asked before the answer
 *
 * Where there are few snapshots @answered is called before this returns.
 */
void
sp_ask_plan (GObject      *asker,
             SpFacts      *facts,
             const SpWish *wish,
             SpPlanFunc    answered)
{
  g_autoptr (GTask) task = NULL;
  Question *question = NULL;
  GWeakRef *asked = NULL;

  g_return_if_fail (G_IS_OBJECT (asker));
  g_return_if_fail (SP_IS_FACTS (facts));
  g_return_if_fail (wish != NULL && answered != NULL);

  sp_ask_no_plan (asker);
  if (sp_history_get_n (sp_facts_get_history (facts)) <= FEW)
    {
      g_autoptr (SpPlan) plan = sp_planner_plan (facts, wish);
      g_autoptr (SpStack) after = sp_stack_new_after (plan);

      answered (asker, plan, after);
      return;
    }

  question = g_new0 (Question, 1);
  question->facts = g_object_ref (facts);
  question->wish = sp_wish_copy (wish);
  question->serial = get_serial (asker);
  question->answered = answered;
  asked = g_new0 (GWeakRef, 1);
  g_weak_ref_init (asked, asker);
  task = g_task_new (NULL, NULL, planned_cb, asked);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, plan_in_thread);
}
