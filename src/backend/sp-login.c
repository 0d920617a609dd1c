/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom to ask, from any thread. */

#include "config.h"

#include "sp-address.h"
#include "sp-keyring.h"
#include "sp-login-private.h"

#include <gio/gio.h>
#include <sys/prctl.h>

static SpLoginFunc ask_func;
static SpLoginLostFunc lost_func;
static gpointer ask_data;
static GSList *asking; /* of SpQuestion: the person has not answered them yet */

/* A thread that waits for an answer of the main one. */
typedef struct
{
  GMutex      mutex;
  GCond       cond;
  SpQuestion *question;
  char       *answer;
  gboolean    answered;
} Wait;

/**
 * sp_login_start:
 * @func: who asks the person
 * @lost: (nullable): who tells the person that the keyring did not take what it should remember
 * @data: for both
 *
 * Until then, and without it, each question is answered with no.
 */
void
sp_login_start (SpLoginFunc     func,
                SpLoginLostFunc lost,
                gpointer        data)
{
  g_return_if_fail (func != NULL);
  g_return_if_fail (ask_func == NULL);

  ask_func = func;
  lost_func = lost;
  ask_data = data;
  sp_login_ssh_start ();
}

/**
 * sp_login_stop:
 *
 * Nobody is there any more to ask.
 */
void
sp_login_stop (void)
{
  ask_func = NULL;
  lost_func = NULL;
  ask_data = NULL;
  sp_login_ssh_stop ();
}

/**
 * sp_login_keep_secret:
 *
 * Called when a secret is about to pass through the process, which leaves no core dump from then on, and lets no debugger
 * of the same user in.
 */
void
sp_login_keep_secret (void)
{
  prctl (PR_SET_DUMPABLE, 0);
}

/**
 * sp_login_forget:
 * @uri: a host's
 *
 * Nothing that was remembered for it is, from then on: what it asked for, ssh on the way to it, and hosts on that way.
 *
 * Returns: (transfer full): a future int: how many passwords that were; rejected where there is no keyring, or with
 * %G_IO_ERROR_PERMISSION_DENIED where it stays locked
 */
DexFuture *
sp_login_forget (const char *uri)
{
  g_autofree char *account = NULL;

  g_return_val_if_fail (uri != NULL, NULL);

  account = sp_address_find_account (uri);
  return account != NULL ? sp_keyring_forget_all (account) : dex_future_new_for_int (0);
}

static DexFuture *
asked_cb (DexFuture *future,
          gpointer   data)
{
  asking = g_slist_remove (asking, data);
  return dex_ref (future);
}

/* What the keyring has; NULL: nothing. One that was wrong is not kept. */
static char *
find_kept (SpQuestion *question)
{
  g_autoptr (GError) error = NULL;
  char *kept = NULL;

  if (question->kind != SP_QUESTION_SECRET || question->subject == NULL || question->account == NULL)
    return NULL;
  if (question->again)
    dex_await (sp_keyring_forget (question->account, question->subject), &error);
  else
    kept = dex_await_boxed (sp_keyring_find (question->account, question->subject), &error);
  question->can_keep = error == NULL;
  return kept;
}

static DexFuture *
lost_cb (DexFuture *future,
         gpointer   data)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  if (lost_func != NULL)
    lost_func (error, ask_data);
  return dex_future_new_true ();
}

static DexFuture *
ask_fiber (gpointer data)
{
  SpQuestion *question = data;
  char *answer = find_kept (question);
  g_autoptr (GError) error = NULL;

  if (answer != NULL)
    return dex_future_new_take_boxed (SP_TYPE_ANSWER, answer);
  if (ask_func == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody is there to answer");
  answer = dex_await_boxed (ask_func (question, ask_data), &error);
  if (answer == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (question->can_keep && question->keep)
    dex_future_disown (dex_future_catch (sp_keyring_keep (question->account, question->subject, answer), lost_cb, NULL, NULL));
  return dex_future_new_take_boxed (SP_TYPE_ANSWER, answer);
}

/**
 * sp_login_ask:
 * @question: the question
 *
 * Returns: (transfer full): a future %SP_TYPE_ANSWER, rejected with %G_IO_ERROR_CANCELLED where there is nobody to ask
 */
DexFuture *
sp_login_ask (SpQuestion *question)
{
  g_return_val_if_fail (question != NULL, NULL);

  if (ask_func == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody is there to answer");
  if (question->kind == SP_QUESTION_SECRET)
    sp_login_keep_secret ();
  asking = g_slist_prepend (asking, question);
  return dex_future_finally (dex_scheduler_spawn (NULL, 0, ask_fiber, sp_question_ref (question), (GDestroyNotify) sp_question_unref),
                             asked_cb, sp_question_ref (question), (GDestroyNotify) sp_question_unref);
}

/* What ssh asks. */
static gboolean
may_be_for (const SpQuestion *question,
            const char       *account)
{
  return question->account != NULL ? g_str_equal (question->account, account) : g_str_has_prefix (account, "ssh://");
}

/**
 * sp_login_is_asking:
 * @uri: a host's
 *
 * Where it is not known for which host ssh asks, it may be any that ssh leads to.
 *
 * Returns: whether the person is being asked something on the way to the host: what waits for the answer does not hang
 */
gboolean
sp_login_is_asking (const char *uri)
{
  g_autofree char *account = NULL;

  g_return_val_if_fail (uri != NULL, FALSE);

  account = sp_address_find_account (uri);
  for (GSList *one = asking; one != NULL; one = one->next)
    {
      const SpQuestion *question = one->data;

      if (question->uri != NULL ? g_str_equal (question->uri, uri) : account != NULL && may_be_for (question, account))
        return TRUE;
    }
  return FALSE;
}

static DexFuture *
answered_cb (DexFuture *future,
             gpointer   user_data)
{
  Wait *wait = user_data;
  const GValue *value = dex_future_get_value (future, NULL);

  g_mutex_lock (&wait->mutex);
  wait->answer = value != NULL ? g_value_dup_boxed (value) : NULL;
  wait->answered = TRUE;
  g_cond_signal (&wait->cond);
  g_mutex_unlock (&wait->mutex);
  return dex_future_new_true ();
}

static gboolean
ask_cb (gpointer data)
{
  Wait *wait = data;

  dex_future_disown (dex_future_finally (sp_login_ask (wait->question), answered_cb, wait, NULL));
  return G_SOURCE_REMOVE;
}

/**
 * sp_login_ask_blocking:
 * @question: the question
 *
 * For a worker's thread, inside a call of libvirt's that cannot go on without an answer.
 *
 * Returns: (transfer full) (nullable): the answer, for sp_answer_free(); %NULL if the person does not want to
 */
char *
sp_login_ask_blocking (SpQuestion *question)
{
  Wait wait = { .question = question };

  g_return_val_if_fail (question != NULL, NULL);

  g_mutex_init (&wait.mutex);
  g_cond_init (&wait.cond);
  g_main_context_invoke (NULL, ask_cb, &wait);
  g_mutex_lock (&wait.mutex);
  while (!wait.answered)
    g_cond_wait (&wait.cond, &wait.mutex);
  g_mutex_unlock (&wait.mutex);
  g_cond_clear (&wait.cond);
  g_mutex_clear (&wait.mutex);
  return wait.answer;
}
