/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries a host, step by step. libvirt tells only at the end; the network is asked first, by ourselves. */

#include "config.h"

#include "sp-trial.h"

#include "sp-error.h"
#include "sp-host.h"
#include "sp-known-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_SECONDS 10
#define MOST_OF_CONFIG (1 << 20)

G_DEFINE_ENUM_TYPE (SpTrialStep, sp_trial_step,
                    G_DEFINE_ENUM_VALUE (SP_TRIAL_NAME, "name"),
                    G_DEFINE_ENUM_VALUE (SP_TRIAL_PORT, "port"),
                    G_DEFINE_ENUM_VALUE (SP_TRIAL_TRUST, "trust"),
                    G_DEFINE_ENUM_VALUE (SP_TRIAL_LOGIN, "login"),
                    G_DEFINE_ENUM_VALUE (SP_TRIAL_LIBVIRT, "libvirt"),
                    G_DEFINE_ENUM_VALUE (SP_TRIAL_MANAGE, "manage"))

typedef struct
{
  char       *uri;
  SpTrialFunc told;
  gpointer    data;
} Trial;

/* Where the network leads; server: NULL, there is nothing to ask the network for. */
typedef struct
{
  char   *server;
  guint16 port;
} Target;

static void
trial_free (gpointer data)
{
  Trial *trial = data;

  g_free (trial->uri);
  g_free (trial);
}

/**
 * sp_trial_step_tell:
 * @step: a step
 *
 * Returns: what it means when it worked
 */
const char *
sp_trial_step_tell (SpTrialStep step)
{
  static const char *const told[] = {
    N_ ("The network knows the name"), N_ ("The host answers there"),   N_ ("It is the host that it should be"),
    N_ ("You are let in"),             N_ ("libvirt answers"),           N_ ("You may take and delete snapshots"),
  };

  g_return_val_if_fail ((gsize) step < G_N_ELEMENTS (told), NULL);

  return _ (told[step]);
}

/* To its end: ssh writes in pieces. Bounded, though it is a program of this computer. */
static char *
read_all (GInputStream *stream)
{
  GString *text = g_string_new (NULL);

  while (text->len < MOST_OF_CONFIG)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (dex_input_stream_read_bytes (stream, 1 << 16, 0), NULL);

      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        break;
      g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    }
  return g_string_free (text, FALSE);
}

/* Who logs in, and where, may be what the configuration goes by. */
static GSubprocess *
start_ssh (const Target *target,
           const char   *user)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autofree char *port = g_strdup_printf ("%u", target->port);
  g_auto (GStrv) words = NULL;

  g_strv_builder_add_many (argv, "ssh", "-G", NULL);
  if (user != NULL && *user != '\0')
    g_strv_builder_add_many (argv, "-l", user, NULL);
  if (target->port != 0)
    g_strv_builder_add_many (argv, "-p", port, NULL);
  g_strv_builder_add_many (argv, "--", target->server, NULL);
  words = g_strv_builder_end (argv);
  return g_subprocess_newv ((const char *const *) words, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
}

/* ssh knows better: its configuration may call a host by another name, or lead to it through a third. */
static void
ask_ssh (Target     *target,
         const char *user)
{
  g_autoptr (GSubprocess) ssh = start_ssh (target, user);
  g_autofree char *text = ssh != NULL ? read_all (g_subprocess_get_stdout_pipe (ssh)) : g_strdup ("");
  g_auto (GStrv) lines = g_strsplit (text, "\n", 0);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "hostname "))
        g_set_str (&target->server, lines[i] + strlen ("hostname "));
      else if (g_str_has_prefix (lines[i], "port ") && target->port == 0)
        target->port = (guint16) atoi (lines[i] + strlen ("port "));
      else if (g_str_has_prefix (lines[i], "proxyjump ") || g_str_has_prefix (lines[i], "proxycommand "))
        {
          g_clear_pointer (&target->server, g_free);
          return;
        }
    }
}

static Target
find_target (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NON_DNS | G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_QUERY, NULL);
  const char *server = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  const char *scheme = parsed != NULL ? g_uri_get_scheme (parsed) : "";
  Target target = { NULL, 0 };

  if (server == NULL || *server == '\0')
    return target;
  target.server = g_strdup (server);
  target.port = g_uri_get_port (parsed) > 0 ? (guint16) g_uri_get_port (parsed) : 0;
  if (g_str_has_suffix (scheme, "+ssh"))
    ask_ssh (&target, g_uri_get_user (parsed));
  /* libvirt's own ports, by its manual. */
  if (target.port == 0)
    target.port = strstr (scheme, "ssh") != NULL ? 22 : g_str_has_suffix (scheme, "+tcp") ? 16509 : 16514;
  return target;
}

static gboolean
tell (Trial       *trial,
      SpTrialStep  step,
      GError      *error,
      GError     **out)
{
  trial->told (step, error, trial->data);
  if (error == NULL)
    return TRUE;
  g_propagate_error (out, error);
  return FALSE;
}

static gboolean
try_network (Trial   *trial,
             GError **error)
{
  Target target = find_target (trial->uri);
  g_autofree char *server = target.server;
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GSocketConnectable) connectable = NULL;
  g_autoptr (GObject) connection = NULL;
  GError *failure = NULL;

  if (server == NULL)
    return TRUE;
  if (!dex_await (dex_resolver_lookup_by_name (g_resolver_get_default (), server), NULL))
    failure = g_error_new (SP_ERROR, SP_ERROR_CANNOT_CONNECT, _ ("The network knows no host “%s”."), server);
  if (!tell (trial, SP_TRIAL_NAME, failure, error))
    return FALSE;
  client = g_socket_client_new ();
  g_socket_client_set_timeout (client, PATIENCE_SECONDS);
  /* Neither ssh nor libvirt goes by the desktop's proxy. */
  g_socket_client_set_enable_proxy (client, FALSE);
  connectable = g_network_address_new (server, target.port);
  connection = dex_await_object (dex_socket_client_connect (client, connectable), NULL);
  if (connection == NULL)
    failure = g_error_new (SP_ERROR, SP_ERROR_CANNOT_CONNECT, _ ("Nothing answers at port %u of “%s”."), target.port, server);
  else
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return tell (trial, SP_TRIAL_PORT, failure, error);
}

/* Where libvirt said nothing at all, only what the network told is known. */
static SpTrialStep
find_step (SpHost       *host,
           const GError *error)
{
  if (g_error_matches (error, SP_ERROR, SP_ERROR_UNTRUSTED) || g_error_matches (error, SP_ERROR, SP_ERROR_CERTIFICATE))
    return SP_TRIAL_TRUST;
  if (g_error_matches (error, SP_ERROR, SP_ERROR_AUTH))
    return SP_TRIAL_LOGIN;
  if (g_error_matches (error, SP_ERROR, SP_ERROR_NOT_ALLOWED))
    return SP_TRIAL_MANAGE;
  return sp_host_get_server (host) != NULL && sp_error_get_details (error) == NULL ? SP_TRIAL_TRUST : SP_TRIAL_LIBVIRT;
}

static gboolean
try_host (Trial   *trial,
          GError **error)
{
  g_autoptr (SpHost) host = sp_host_new (trial->uri);
  g_autoptr (GError) failure = NULL;
  const GError *why = NULL;
  SpTrialStep failed = SP_TRIAL_N_STEPS;
  gboolean opened = FALSE;

  sp_host_keep_nothing (host);
  opened = dex_await (sp_host_open (host), &failure);
  if (opened)
    why = sp_host_get_error (host);
  else
    failed = find_step (host, failure);
  if (opened && sp_host_get_read_only (host))
    {
      failed = SP_TRIAL_MANAGE;
      failure = why != NULL ? g_error_copy (why) : g_error_new_literal (SP_ERROR, SP_ERROR_READ_ONLY, _ ("You may only look on."));
    }
  sp_host_close (host);
  for (SpTrialStep step = sp_host_get_server (host) != NULL ? SP_TRIAL_TRUST : SP_TRIAL_LIBVIRT; step < SP_TRIAL_N_STEPS; step++)
    if (!tell (trial, step, step == failed ? g_steal_pointer (&failure) : NULL, error))
      return FALSE;
  return TRUE;
}

static DexFuture *
run_fiber (gpointer data)
{
  Trial *trial = data;
  GError *error = NULL;

  if (!try_network (trial, &error) || !try_host (trial, &error))
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

/**
 * sp_trial_run:
 * @uri: the host's
 * @told: called once for each step that was made, in their order, up to the first that failed
 * @data: for @told
 *
 * The connection is closed again. The person may be asked for a password on the way.
 *
 * Returns: (transfer full): a future: %TRUE, or the error of the step that failed
 */
DexFuture *
sp_trial_run (const char *uri,
              SpTrialFunc told,
              gpointer    data)
{
  Trial *trial = NULL;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (told != NULL, NULL);

  trial = g_new0 (Trial, 1);
  trial->uri = g_strdup (uri);
  trial->told = told;
  trial->data = data;
  return dex_scheduler_spawn (NULL, 0, run_fiber, trial, trial_free);
}
