/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libsecret's calls as futures. Attributes are seen by every program of the person, also while the keyring is locked: whose
 * secret it is stands in them, never what it is. */

#include "config.h"

#include "sp-keyring.h"

#include "sp-address.h"
#include "sp-question.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

static const SecretSchema schema = {
  SP_SCHEMA_ID, SECRET_SCHEMA_NONE,
  {
    { "subject", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

/* The server in "user@server", or in "URI what it asks"; the whole of a key's path, which has none. */
static char *
find_server (const char *subject)
{
  g_auto (GStrv) words = g_strsplit (subject, " ", 2);
  char *server = sp_address_find_server (words[0]);

  if (server == NULL && *subject != '/' && strchr (words[0], '@') != NULL)
    server = g_strdup (strchr (words[0], '@') + 1);
  return server != NULL ? server : g_strdup (subject);
}

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

DexFuture *
sp_keyring_find (const char *subject)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_lookup (&schema, NULL, found_cb, dex_ref (promise), "subject", subject, NULL);
  return DEX_FUTURE (promise);
}

DexFuture *
sp_keyring_keep (const char *subject,
                 const char *secret)
{
  DexPromise *promise = dex_promise_new ();
  g_autofree char *server = find_server (subject);
  /* Translators: how the keyring calls what it keeps; %s is a host, or the file of a key */
  g_autofree char *label = g_strdup_printf (_ ("Savepoint: %s"), subject);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, kept_cb, dex_ref (promise), "subject", subject, "server", server,
                         NULL);
  return DEX_FUTURE (promise);
}

DexFuture *
sp_keyring_forget (const char *subject)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_clear (&schema, NULL, forgotten_cb, dex_ref (promise), "subject", subject, NULL);
  return DEX_FUTURE (promise);
}

DexFuture *
sp_keyring_forget_host (const char *uri)
{
  DexPromise *promise = dex_promise_new ();
  g_autofree char *server = find_server (uri);
  g_autofree char *key_file = sp_address_find_key_file (uri);

  secret_password_clear (&schema, NULL, forgotten_cb, dex_ref (promise), "server", server, NULL);
  if (key_file == NULL)
    return DEX_FUTURE (promise);
  return dex_future_all (DEX_FUTURE (promise), sp_keyring_forget (key_file), NULL);
}
