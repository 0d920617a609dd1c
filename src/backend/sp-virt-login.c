/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt asks once and fails at the first wrong answer, or, by its built-in ssh, many times; ssh asks three times. So do
 * we, on all ways. */

#include "config.h"

#include "sp-virt-login.h"

#include "sp-address.h"
#include "sp-error.h"
#include "sp-login-private.h"
#include "sp-virt-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ROUNDS 3

typedef struct
{
  const char *uri;
  char       *server; /* NULL: this computer */
  GHashTable *asked;  /* question -> how often, over all rounds: one that comes again was answered wrongly */
  GHashTable *given;  /* question -> the last answer */
  gboolean    let_in; /* what was given last was right, and is given once more before anybody is asked */
  gboolean    answered; /* in this round, a secret */
  gboolean    declined;
  gboolean    distrusted; /* it was the host's key that nobody said yes to: not all ways tell */
} Asking;

/* Whatever is no plain yes is a no. */
static gboolean
is_yes (const char *text)
{
  return g_ascii_strcasecmp (text, "y") == 0 || g_ascii_strcasecmp (text, "yes") == 0;
}

/* libvirt frees the results. */
static gboolean
answer (virConnectCredentialPtr credential,
        const SpQuestion       *question,
        const char             *text)
{
  if (question->kind == SP_QUESTION_TRUST)
    text = is_yes (text) ? "y" : NULL;
  if (text == NULL)
    return FALSE;
  credential->result = strdup (text);
  credential->resultlen = (unsigned int) strlen (text);
  return TRUE;
}

static void
wipe (gpointer text)
{
  sp_answer_free (text);
}

/* What was right a moment ago; or the person's answer; NULL: none. */
static char *
find_answer (Asking     *asking,
             SpQuestion *question)
{
  gpointer key = NULL;
  gpointer text = NULL;
  guint before = 0;

  if (asking->let_in && g_hash_table_steal_extended (asking->given, question->text, &key, &text))
    {
      g_free (key);
      return text;
    }
  before = GPOINTER_TO_UINT (g_hash_table_lookup (asking->asked, question->text));
  question->again = before > 0 && question->kind == SP_QUESTION_SECRET;
  if (before < ROUNDS)
    text = sp_login_ask_blocking (question);
  g_hash_table_insert (asking->asked, g_strdup (question->text), GUINT_TO_POINTER (before + 1));
  if (text != NULL && !asking->let_in)
    g_hash_table_insert (asking->given, g_strdup (question->text), g_strdup (text));
  return text;
}

/* The host's questions, one after the other. Without an answer the log-in fails, and says so. */
static int
answer_cb (virConnectCredentialPtr credentials,
           unsigned int            n,
           void                   *data)
{
  Asking *asking = data;

  for (unsigned int i = 0; i < n; i++)
    {
      virConnectCredentialPtr one = &credentials[i];
      gboolean secret = one->type == VIR_CRED_PASSPHRASE || one->type == VIR_CRED_NOECHOPROMPT;
      g_autoptr (SpQuestion) question = sp_question_from_libvirt (secret, one->prompt, asking->server, asking->uri);
      char *text = find_answer (asking, question);

      if (text == NULL || !answer (one, question, text))
        {
          asking->declined = TRUE;
          asking->distrusted = question->kind == SP_QUESTION_TRUST;
        }
      asking->answered = asking->answered || secret;
      sp_answer_free (text);
      if (asking->declined)
        return -1;
    }
  return 0;
}

static virConnectPtr
open_once (Asking      *asking,
           unsigned int flags,
           GError     **error)
{
  int types[] = { VIR_CRED_AUTHNAME, VIR_CRED_PASSPHRASE, VIR_CRED_ECHOPROMPT, VIR_CRED_NOECHOPROMPT };
  virConnectAuth auth = { types, G_N_ELEMENTS (types), answer_cb, asking };
  virConnectPtr handle = virConnectOpenAuth (asking->uri, &auth, flags);
  GError *failure = NULL;

  if (handle != NULL)
    return handle;
  failure = sp_virt_error_take_opening ();
  if (asking->distrusted)
    {
      failure->code = SP_ERROR_UNTRUSTED;
      g_free (failure->message);
      failure->message = g_strdup (_ ("No connection to the host: nobody said that the host’s key is the right one."));
    }
  g_propagate_error (error, failure);
  return NULL;
}

/* Where a wrong answer was all that was wrong, the person is asked again. */
static virConnectPtr
open_patiently (Asking      *asking,
                unsigned int flags,
                GError     **error)
{
  for (guint round = 1;; round++)
    {
      g_autoptr (GError) failure = NULL;
      virConnectPtr handle = NULL;

      asking->answered = FALSE;
      handle = open_once (asking, flags, &failure);
      if (handle != NULL)
        return handle;
      if (round == ROUNDS || !asking->answered || asking->declined || !g_error_matches (failure, SP_ERROR, SP_ERROR_AUTH))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }
}

/* The host let the person in; that the machines may not be managed is no fault of the answers. */
static virConnectPtr
open_read_only (Asking *asking)
{
  g_hash_table_remove_all (asking->asked);
  asking->let_in = TRUE;
  return open_patiently (asking, VIR_CONNECT_RO, NULL);
}

/**
 * sp_virt_login:
 * @uri: any libvirt URI
 * @why_read_only: (out): why nothing can be changed on the host, %NULL where it can
 * @error: where to put an error
 *
 * Opens a connection. Who may not change anything may mostly still look on.
 *
 * Returns: (transfer full) (nullable): the handle
 */
virConnectPtr
sp_virt_login (const char *uri,
               GError    **why_read_only,
               GError    **error)
{
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
  g_autofree char *server = sp_address_find_server (uri);
  Asking asking = { .uri = uri, .server = server, .asked = asked, .given = given };
  g_autoptr (GError) failure = NULL;
  virConnectPtr handle = NULL;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (why_read_only != NULL && *why_read_only == NULL, NULL);

  handle = open_patiently (&asking, 0, &failure);
  if (handle == NULL && g_error_matches (failure, SP_ERROR, SP_ERROR_NOT_ALLOWED))
    handle = open_read_only (&asking);
  if (handle == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (failure != NULL)
    sp_virt_error_say_read_only (failure);
  *why_read_only = g_steal_pointer (&failure);
  return handle;
}
