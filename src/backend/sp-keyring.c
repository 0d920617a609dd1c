/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libsecret's calls as futures. Attributes are seen by every program of the person, also while the keyring is locked: whose
 * secret it is stands in them, never what it is. */

#include "config.h"

#include "sp-keyring.h"

#include "sp-question.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

static const SecretSchema schema = {
  SP_SCHEMA_ID, SECRET_SCHEMA_NONE,
  {
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "subject", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;
  char *secret = secret_password_lookup_nonpageable_finish (result, &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boxed (promise, SP_TYPE_ANSWER, g_strdup (secret));
  secret_password_free (secret);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    {
      g_info ("The keyring does not remember it: %s", error->message);
      dex_promise_reject (promise, error);
    }
}

/* Whether there was one is all the same. */
static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boolean (promise, TRUE);
}

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_int (promise, (int) g_list_length (found));
  g_list_free_full (found, g_object_unref);
}

static DexFuture *
count (const char       *account,
       SecretSearchFlags flags)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_search (&schema, flags | SECRET_SEARCH_ALL, NULL, searched_cb, dex_ref (promise), "account", account, NULL);
  return DEX_FUTURE (promise);
}

static DexFuture *
clear_all (const char *account)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_clear (&schema, NULL, forgotten_cb, dex_ref (promise), "account", account, NULL);
  return DEX_FUTURE (promise);
}

/* Only what is unlocked can be cleared, and nobody tells how much that was: it is counted before and afterwards. */
static DexFuture *
forget_fiber (gpointer account)
{
  GError *error = NULL;
  int before = dex_await_int (count (account, SECRET_SEARCH_UNLOCK), &error);
  int left = 0;

  if (error == NULL && before > 0 && dex_await (clear_all (account), &error))
    left = dex_await_int (count (account, SECRET_SEARCH_NONE), &error);
  if (error != NULL)
    return dex_future_new_for_error (error);
  if (left > 0)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The keyring stays locked");
  return dex_future_new_for_int (before);
}

DexFuture *
sp_keyring_find (const char *account,
                 const char *subject)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_lookup (&schema, NULL, found_cb, dex_ref (promise), "account", account, "subject", subject, NULL);
  return DEX_FUTURE (promise);
}

DexFuture *
sp_keyring_keep (const char *account,
                 const char *subject,
                 const char *secret)
{
  DexPromise *promise = dex_promise_new ();
  g_autofree char *whose = g_strdup_printf ("%s %s", account, subject);
  /* Translators: how the keyring calls what it keeps; %s is a host, or the file of a key */
  g_autofree char *label = g_strdup_printf (_ ("Savepoint: %s"), whose);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, kept_cb, dex_ref (promise), "account", account,
                         "subject", subject, NULL);
  return DEX_FUTURE (promise);
}

DexFuture *
sp_keyring_forget (const char *account,
                   const char *subject)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_clear (&schema, NULL, forgotten_cb, dex_ref (promise), "account", account, "subject", subject, NULL);
  return DEX_FUTURE (promise);
}

DexFuture *
sp_keyring_forget_all (const char *account)
{
  return dex_scheduler_spawn (NULL, 0, forget_fiber, g_strdup (account), g_free);
}
