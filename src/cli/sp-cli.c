/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of savepointctl share: the options, the hosts, the exit status. */

#include "config.h"

#include "sp-cli.h"

#include "sp-host-list.h"
#include "sp-known.h"
#include "sp-plain.h"

#include <glib/gi18n.h>

/* While a question is open, a timeout is looked at no more often. */
#define LEAST_MORE_USEC (100 * 1000)

/**
 * sp_cli_get_common_entries:
 * @cli: where the values go
 *
 * The options that every command takes, before it or behind it.
 *
 * Returns: (transfer none): the entries, valid until the next call
 */
GOptionEntry *
sp_cli_get_common_entries (SpCli *cli)
{
  static GOptionEntry entries[4];

  entries[0] = (GOptionEntry) { "connect", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &cli->uris, N_ ("Use this host (may be repeated)"), N_ ("URI") };
  entries[1] = (GOptionEntry) { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print JSON"), NULL };
  entries[2] = (GOptionEntry) { "timeout", 0, 0, G_OPTION_ARG_INT, &cli->timeout, N_ ("Give a host so many seconds to answer"), N_ ("SECONDS") };
  entries[3] = (GOptionEntry) { NULL };

  return entries;
}

/**
 * sp_cli_parse:
 * @entries: (nullable): the command's own options
 * @max_arguments: -1 for any number
 * @exit_status: (out): what to leave with when this returns %FALSE
 *
 * Parses the command's words; afterwards @argv holds the command and its arguments only.
 *
 * Returns: %TRUE to go on
 */
gboolean
sp_cli_parse (SpCli              *cli,
              const SpCliCommand *command,
              const GOptionEntry *entries,
              int                 min_arguments,
              int                 max_arguments,
              int                *argc,
              char             ***argv,
              SpExit             *exit_status)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *usage = g_strdup_printf ("%s %s", command->name, *command->arguments ? _ (command->arguments) : "");
  g_auto (GStrv) before = NULL;

  if (cli->options != NULL)
    {
      for (const GOptionEntry *entry = entries; entry != NULL && entry->long_name != NULL; entry++)
        g_array_append_val (cli->options, *entry);
      *exit_status = SP_EXIT_DONE;
      return FALSE;
    }
  before = g_steal_pointer (&cli->uris);
  /* The program's own name and the usage string make the first line; the command's word is not an argument. */
  context = g_option_context_new (usage);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (command->summary));
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, sp_cli_get_common_entries (cli), GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      sp_cli_say ("savepointctl: %s\n", error->message);
      *exit_status = SP_EXIT_USAGE;
      return FALSE;
    }
  if (cli->uris == NULL)
    cli->uris = g_steal_pointer (&before);
  if (cli->timeout > 0)
    sp_backend_set_patience ((guint) cli->timeout);

  if (*argc - 1 < min_arguments || (max_arguments >= 0 && *argc - 1 > max_arguments))
    {
      sp_cli_say (_ ("Usage: savepointctl %s\n"), usage);
      *exit_status = SP_EXIT_USAGE;
      return FALSE;
    }

  return TRUE;
}

/**
 * sp_cli_print:
 *
 * A result, on standard output. A host's words in it cannot lead the terminal astray.
 */
void
sp_cli_print (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *plain = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  plain = sp_plain_text (text);
  g_print ("%s", plain);
}

/**
 * sp_cli_say:
 *
 * A message, on standard error. A host's words in it cannot lead the terminal astray.
 */
void
sp_cli_say (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *plain = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  plain = sp_plain_text (text);
  g_printerr ("%s", plain);
}

/**
 * sp_cli_fail:
 * @error: what went wrong
 *
 * Says it on standard error, with what to do about it and libvirt's own words.
 *
 * Returns: the exit status that stands for it
 */
SpExit
sp_cli_fail (const GError *error)
{
  const char *advice = sp_error_get_advice (error);
  const char *details = sp_error_get_details (error);

  sp_cli_say ("savepointctl: %s\n", error->message);
  /* Advice is about what a host said; what was typed wrong is plain from the sentence. */
  if (advice != NULL && details != NULL)
    sp_cli_say ("%s\n", advice);
  if (details != NULL)
    sp_cli_say (_ ("libvirt says: %s\n"), details);

  if (g_error_matches (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT) || g_error_matches (error, SP_ERROR, SP_ERROR_UNTRUSTED) ||
      g_error_matches (error, SP_ERROR, SP_ERROR_CERTIFICATE) ||
      g_error_matches (error, SP_ERROR, SP_ERROR_LOST))
    return SP_EXIT_CANNOT_CONNECT;
  if (g_error_matches (error, SP_ERROR, SP_ERROR_NOT_ALLOWED) ||
      g_error_matches (error, SP_ERROR, SP_ERROR_AUTH) ||
      g_error_matches (error, SP_ERROR, SP_ERROR_READ_ONLY))
    return SP_EXIT_NOT_ALLOWED;
  if (g_error_matches (error, SP_ERROR, SP_ERROR_REFUSED) || g_error_matches (error, SP_ERROR, SP_ERROR_CHANGED))
    return SP_EXIT_REFUSED;

  return SP_EXIT_FAILED;
}

/* What was asked meanwhile was the person's time, and is waited for once more. */
static DexFuture *
late_cb (DexFuture *future,
         gpointer   data)
{
  gint64 *before = data;
  gint64 asked = sp_cli_login_get_asked ();
  gint64 more = asked - *before;

  *before = asked;
  return more > 0 ? dex_timeout_new_usec (MAX (more, LEAST_MORE_USEC)) : NULL;
}

/* No longer than --timeout lets a host take. */
static DexFuture *
limit (SpCli     *cli,
       DexFuture *answer)
{
  gint64 *before = NULL;

  if (cli->timeout <= 0)
    return answer;
  before = g_new (gint64, 1);
  *before = sp_cli_login_get_asked ();
  return dex_future_first (answer, dex_future_catch_loop (dex_timeout_new_seconds (cli->timeout), late_cb, before, g_free), NULL);
}

static void
add_host (SpCli      *cli,
          GPtrArray  *futures,
          const char *uri,
          const char *title,
          gboolean    passing)
{
  SpHost *host = sp_host_new (uri);
  DexFuture *opening = sp_host_open (host);

  if (title != NULL)
    sp_host_call (host, title);
  if (passing)
    sp_host_keep_nothing (host);
  g_ptr_array_add (cli->hosts, host);
  g_ptr_array_add (futures, limit (cli, opening));
}

/* Those that were asked for; without any, this computer's, and those that the person keeps. The number of the first kept. */
static guint
add_hosts (SpCli     *cli,
           GPtrArray *futures)
{
  const char *const *uris = cli->uris != NULL ? (const char *const *) cli->uris : sp_backend_default_uris ();
  g_autoptr (GSettings) settings = sp_host_list_get_settings ();
  g_autoptr (GPtrArray) kept = sp_host_list_load (cli->uris == NULL ? settings : NULL);
  guint first_kept = 0;

  for (gsize i = 0; uris[i] != NULL; i++)
    add_host (cli, futures, uris[i], NULL, !sp_host_list_has (settings, uris[i]));
  first_kept = futures->len;
  for (guint i = 0; i < kept->len; i++)
    {
      const SpHostEntry *entry = kept->pdata[i];

      if (!entry->disabled)
        add_host (cli, futures, entry->uri, entry->title, FALSE);
    }
  return first_kept;
}

/* A second way to a host that is open would tell of its machines twice. */
static gboolean
gives_way (SpCli *cli,
           guint  which)
{
  SpHost *host = cli->hosts->pdata[which];

  for (guint i = 0; i < which; i++)
    if (g_strcmp0 (sp_host_get_id (host), sp_host_get_id (cli->hosts->pdata[i])) == 0)
      {
        sp_host_give_way (host, cli->hosts->pdata[i]);
        sp_cli_say ("savepointctl: %s: %s\n", sp_host_get_title (host), sp_host_get_error (host)->message);
        return TRUE;
      }
  return FALSE;
}

/**
 * sp_cli_open:
 *
 * Opens the hosts, all at once, so that a slow one costs its own time only. A URI that was asked for must open;
 * of the others those that answer are taken, those that do not are told of, and it is an error if none does.
 *
 * Returns: %TRUE if @cli's hosts are open
 */
gboolean
sp_cli_open (SpCli   *cli,
             GError **error)
{
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr (GError) first = NULL;
  guint first_kept = 0;

  if (cli->hosts != NULL && cli->hosts->len > 0)
    return TRUE; /* opened already */
  g_clear_pointer (&cli->hosts, g_ptr_array_unref);
  cli->hosts = g_ptr_array_new_with_free_func (g_object_unref);
  first_kept = add_hosts (cli, futures);
  for (guint i = 0, n = 0; n < futures->len; n++)
    {
      SpHost *host = cli->hosts->pdata[i];
      GError *failure = NULL;

      if (dex_await (dex_ref (futures->pdata[n]), &failure))
        {
          if (gives_way (cli, i))
            g_ptr_array_remove_index (cli->hosts, i);
          else
            i++;
          continue;
        }
      if (g_error_matches (failure, DEX_ERROR, DEX_ERROR_TIMED_OUT))
        {
          g_clear_error (&failure);
          failure = sp_host_make_late (host);
        }
      if (cli->uris != NULL)
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
      /* On this computer there may well be no libvirt. */
      cli->missed = cli->missed || n >= first_kept;
      if (n >= first_kept)
        sp_cli_say ("savepointctl: %s: %s\n", sp_host_get_title (host), failure->message);
      g_clear_error (&first);
      first = failure;
      g_ptr_array_remove_index (cli->hosts, i);
    }

  if (cli->hosts->len == 0)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }

  return TRUE;
}

/**
 * sp_cli_find_machine:
 * @host: (out) (transfer none): the host that it is on
 *
 * Finds a machine by name or UUID on the open hosts. A name that two hosts have is an error that says so: a deed must
 * never land on a machine that was not meant. One that was not found may be on a host that did not answer.
 *
 * Returns: (transfer none) (nullable): the machine
 */
SpMachine *
sp_cli_find_machine (SpCli      *cli,
                     const char *name_or_uuid,
                     SpHost    **host,
                     GError    **error)
{
  SpMachine *found = NULL;

  for (guint i = 0; i < cli->hosts->len; i++)
    {
      SpHost *candidate = g_ptr_array_index (cli->hosts, i);
      SpMachine *machine = sp_host_find_machine (candidate, name_or_uuid);

      if (machine == NULL)
        continue;
      if (found != NULL && !sp_machine_same (found, machine))
        {
          g_set_error (error, SP_ERROR, SP_ERROR_NO_MACHINE,
                       _ ("More than one machine is called “%s”. Give its UUID, or its host with --connect."), name_or_uuid);
          return NULL;
        }
      found = machine;
      *host = candidate;
    }
  if (found == NULL && cli->missed)
    g_set_error (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT, _ ("There is no machine “%s” on the hosts that answered."), name_or_uuid);
  else if (found == NULL)
    g_set_error (error, SP_ERROR, SP_ERROR_NO_MACHINE, _ ("There is no machine “%s”."), name_or_uuid);

  return found;
}

/**
 * sp_cli_await:
 * @host: who was asked
 * @answer: (transfer full): a future object
 *
 * Waits for an answer, no longer than --timeout lets a host take.
 *
 * Returns: (transfer full) (nullable): the object
 */
gpointer
sp_cli_await (SpCli     *cli,
              SpHost    *host,
              DexFuture *answer,
              GError   **error)
{
  GError *failure = NULL;
  gpointer object = NULL;

  object = dex_await_object (limit (cli, answer), &failure);
  if (g_error_matches (failure, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    {
      g_error_free (failure);
      failure = sp_host_make_late (host);
    }
  if (failure != NULL)
    g_propagate_error (error, failure);
  return object;
}

/**
 * sp_cli_load_history:
 *
 * Returns: (transfer full) (nullable): the machine's history
 */
SpHistory *
sp_cli_load_history (SpCli     *cli,
                     SpHost    *host,
                     SpMachine *machine,
                     GError   **error)
{
  return sp_cli_await (cli, host, sp_host_load_history (host, sp_machine_get_uuid (machine)), error);
}

/**
 * sp_cli_nick:
 * @type: an enumeration of the model
 *
 * Returns: the value as one word, the same in every language, for tables and JSON
 */
const char *
sp_cli_nick (GType type,
             int   value)
{
  const GEnumValue *found = g_enum_get_value (g_type_class_get (type), value);

  return found != NULL ? found->value_nick : "unknown";
}

/**
 * sp_cli_padding:
 * @text: what stands in a column
 * @width: the column's
 *
 * A terminal counts cells, of which a Chinese character takes two and an accent that stands for itself none.
 *
 * Returns: how many blanks fill the column
 */
int
sp_cli_padding (const char *text,
                int         width)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width -= g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return MAX (0, width);
}
