/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What could stand where the cursor is, for the completions of shells; those have no list of their own. The options come
 * from the commands themselves, the names from the hosts, which have a second each. Nobody is asked anything. */

#include "config.h"

#include "sp-cli.h"
#include "sp-cli-bash.h"
#include "sp-host-list.h"
#include "sp-join.h"
#include "sp-plain.h"
#include "sp-when.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define PATIENCE_SECONDS 1

/* What was typed, as far as it is behind us. */
typedef struct
{
  SpCli              *cli;
  SpCliBash          *bash;    /* NULL: another shell, which quotes by itself */
  const SpCliCommand *command; /* NULL: it is still to come */
  const char         *word;    /* what is there of the one that is wanted */
  const char         *fixed;   /* what stands before it in the same word: "--kind=", or nothing */
  GArray             *options; /* of GOptionEntry */
  const GOptionEntry *waiting; /* whose value is wanted, or NULL */
  GPtrArray          *given;   /* borrowed, the command's arguments */
  gboolean            ended;   /* "--" was there */
} Place;

/* A name that a terminal would obey cannot be typed, and one that looks like an option would be one. */
static gboolean
is_harmless (const Place *place,
             const char  *value)
{
  g_autofree char *plain = sp_plain_line (value);

  return *value != '\0' && g_str_equal (plain, value) && (*value != '-' || place->ended || place->waiting != NULL);
}

/* One line: what could stand there and, behind a tab, what it is. */
static void
print_choice (const Place *place,
              const char  *value,
              const char  *description)
{
  g_autofree char *word = g_strconcat (place->fixed, value, NULL);
  g_autofree char *about = sp_plain_line (description != NULL ? description : "");
  g_autofree char *written = NULL;

  if (place->bash == NULL)
    g_print ("%s\t%s\n", word, about);
  else if ((written = sp_cli_bash_write (place->bash, word)) != NULL)
    g_print ("%s\n", written);
}

static void
offer (const Place *place,
       const char  *value,
       const char  *description)
{
  if (is_harmless (place, value))
    print_choice (place, value, description);
}

static void
offer_commands (const Place *place)
{
  const SpCliCommand *command = NULL;

  for (guint i = 0; (command = sp_cli_get_command (i)) != NULL; i++)
    if (command->summary != NULL)
      offer (place, command->name, _ (command->summary));
}

static void
offer_options (const Place *place)
{
  for (guint i = 0; i < place->options->len; i++)
    {
      const GOptionEntry *option = &g_array_index (place->options, GOptionEntry, i);
      g_autofree char *word = g_strconcat ("--", option->long_name, NULL);

      print_choice (place, word, _ (option->description));
    }
}

static void
offer_uris (const Place *place)
{
  const char *const *uris = sp_backend_default_uris ();
  g_autoptr (GSettings) settings = sp_host_list_get_settings ();
  g_autoptr (GPtrArray) kept = sp_host_list_load (settings);

  for (guint i = 0; uris[i] != NULL; i++)
    offer (place, uris[i], _ ("This computer"));
  for (guint i = 0; i < kept->len; i++)
    {
      const SpHostEntry *entry = kept->pdata[i];

      offer (place, entry->uri, entry->title);
    }
}

/* By name, or by UUID where the name alone would not do. */
static void
offer_machine (const Place *place,
               SpHost      *host,
               SpMachine   *machine)
{
  const char *name = sp_machine_get_name (machine);
  g_autofree char *about = sp_join (SP_JOIN_LIST, name, sp_host_get_title (host));
  SpHost *found = NULL;

  if (sp_cli_find_machine (place->cli, name, &found, NULL) != NULL)
    offer (place, name, sp_host_get_title (host));
  else
    offer (place, sp_machine_get_uuid (machine), about);
}

static void
offer_machines (const Place *place)
{
  for (guint h = 0; sp_cli_open (place->cli, NULL) && h < place->cli->hosts->len; h++)
    {
      SpHost *host = place->cli->hosts->pdata[h];
      GListModel *machines = sp_host_get_machines (host);

      for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
        {
          g_autoptr (SpMachine) machine = g_list_model_get_item (machines, i);

          offer_machine (place, host, machine);
        }
    }
}

static SpHistory *
load_history (const Place *place)
{
  SpHost *host = NULL;
  SpMachine *machine = NULL;

  if (place->given->len == 0 || !sp_cli_open (place->cli, NULL) ||
      (machine = sp_cli_find_machine (place->cli, place->given->pdata[0], &host, NULL)) == NULL)
    return NULL;
  return sp_cli_load_history (place->cli, host, machine, NULL);
}

/* Among the snapshots; the first argument is the machine. */
static gboolean
is_given (const Place *place,
          const char  *name)
{
  for (guint i = 1; i < place->given->len; i++)
    if (g_str_equal (place->given->pdata[i], name))
      return TRUE;
  return FALSE;
}

static void
offer_snapshots (const Place *place)
{
  g_autoptr (SpHistory) history = load_history (place);

  for (int i = 0; history != NULL && i < sp_history_get_n (history); i++)
    {
      SpSnapshot *snapshot = sp_history_get (history, i);
      const char *name = sp_snapshot_get_name (snapshot);
      const char *title = sp_snapshot_peek (snapshot)->title;
      g_autofree char *when = sp_when_iso (sp_snapshot_get_created (snapshot));
      g_autofree char *about = sp_join (SP_JOIN_LIST, title, when);

      if (!is_given (place, name))
        offer (place, name, about);
    }
}

/* @usage: the word of the help that stands for it: MACHINE, or its choices, yes|no. */
static void
offer_for (const Place *place,
           const char  *usage)
{
  if (strstr (usage, "MACHINE") != NULL)
    offer_machines (place);
  else if (strstr (usage, "SNAPSHOT") != NULL)
    offer_snapshots (place);
  else if (strstr (usage, "URI") != NULL)
    offer_uris (place);
  else if (strchr (usage, '|') != NULL && strchr (usage, '=') == NULL)
    {
      g_auto (GStrv) choices = g_strsplit (usage, "|", -1);

      for (guint i = 0; choices[i] != NULL; i++)
        offer (place, choices[i], NULL);
    }
}

/* The first words of "list | add URI | test URI", and what comes behind the one that was given. */
static void
offer_deeds (const Place *place)
{
  g_auto (GStrv) deeds = g_strsplit (place->command->arguments, " | ", -1);

  for (guint i = 0; deeds[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (deeds[i], " ", -1);

      if (place->given->len == 0)
        offer (place, words[0], NULL);
      else if (g_str_equal (place->given->pdata[0], words[0]) && place->given->len < g_strv_length (words))
        offer_for (place, words[place->given->len]);
    }
}

static void
offer_argument (const Place *place)
{
  g_auto (GStrv) words = g_strsplit (place->command->arguments, " ", -1);
  guint n = g_strv_length (words);

  if (strstr (place->command->arguments, " | ") != NULL)
    offer_deeds (place);
  else if (place->given->len < n)
    offer_for (place, words[place->given->len]);
  else if (n > 0 && g_str_has_suffix (words[n - 1], "…"))
    offer_for (place, words[n - 1]);
}

static const GOptionEntry *
find_option (const Place *place,
             const char  *word)
{
  for (guint i = 0; i < place->options->len; i++)
    {
      const GOptionEntry *option = &g_array_index (place->options, GOptionEntry, i);

      if (g_str_has_prefix (word, "--") && g_str_equal (word + 2, option->long_name))
        return option;
      if (option->short_name != 0 && word[1] == option->short_name && word[2] == '\0')
        return option;
    }
  return NULL;
}

/* Each command hands its options to sp_cli_parse(), which ends it there. */
static void
learn_command (Place      *place,
               const char *name)
{
  char *argv[] = { (char *) name, NULL };

  place->command = sp_cli_find_command (name);
  if (place->command == NULL || place->command->summary == NULL)
    return;
  /* Behind a command nobody asks for the version. */
  g_array_remove_index (place->options, 0);
  place->cli->options = place->options;
  place->command->run (place->cli, 1, argv);
  place->cli->options = NULL;
}

static void
take_value (Place      *place,
            const char *value)
{
  if (g_str_equal (place->waiting->long_name, "connect"))
    {
      g_autoptr (GStrvBuilder) uris = g_strv_builder_new ();

      if (place->cli->uris != NULL)
        g_strv_builder_addv (uris, (const char **) place->cli->uris);
      g_strv_builder_add (uris, value);
      g_strfreev (place->cli->uris);
      place->cli->uris = g_strv_builder_end (uris);
    }
  place->waiting = NULL;
}

/* Its value is still to come, or stands behind its "=". */
static void
take_option (Place      *place,
             const char *word)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name = equals != NULL ? g_strndup (word, (gsize) (equals - word)) : g_strdup (word);
  const GOptionEntry *option = find_option (place, name);

  place->waiting = option != NULL && option->arg != G_OPTION_ARG_NONE ? option : NULL;
  if (place->waiting != NULL && equals != NULL)
    take_value (place, equals + 1);
}

static void
take_word (Place      *place,
           const char *word)
{
  if (place->waiting != NULL)
    take_value (place, word);
  else if (!place->ended && g_str_equal (word, "--"))
    place->ended = TRUE;
  else if (!place->ended && *word == '-')
    take_option (place, word);
  else if (place->command == NULL)
    learn_command (place, word);
  else
    g_ptr_array_add (place->given, (char *) word);
}

/* "--kind=int": a value is wanted, and what stands before it stays. */
static char *
split_value (Place      *place,
             const char *word)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name = equals != NULL ? g_strndup (word, (gsize) (equals - word)) : NULL;
  const GOptionEntry *option = NULL;

  if (place->ended || place->waiting != NULL || name == NULL || !g_str_has_prefix (word, "--") || (option = find_option (place, name)) == NULL)
    return g_strdup ("");
  place->waiting = option;
  place->word = equals + 1;
  return g_strdup_printf ("%s=", name);
}

static void
offer_here (Place *place)
{
  g_autofree char *fixed = split_value (place, place->word);

  place->fixed = fixed;
  if (place->waiting != NULL)
    offer_for (place, place->waiting->arg_description != NULL ? place->waiting->arg_description : "");
  else if (!place->ended && *place->word == '-')
    offer_options (place);
  else if (place->command == NULL)
    offer_commands (place);
  else if (place->command->summary != NULL)
    offer_argument (place);
}

static void
complete (SpCli       *cli,
          SpCliBash   *bash,
          const char **words,
          guint        n)
{
  g_autoptr (GArray) options = g_array_new (FALSE, FALSE, sizeof (GOptionEntry));
  g_autoptr (GPtrArray) given = g_ptr_array_new ();
  Place place = { .cli = cli, .bash = bash, .options = options, .given = given };
  /* That of the program itself, and that of GLib. */
  const GOptionEntry others[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, NULL, N_ ("Show help options"), NULL },
  };

  g_array_append_vals (options, others, G_N_ELEMENTS (others));
  for (const GOptionEntry *entry = sp_cli_get_common_entries (cli); entry->long_name != NULL; entry++)
    g_array_append_val (options, *entry);
  for (guint i = 0; i + 1 < n; i++)
    take_word (&place, words[i]);
  place.word = n > 0 ? words[n - 1] : "";
  offer_here (&place);
}

/**
 * sp_cli_complete:
 *
 * savepointctl complete bash BREAKS LINE | words WORD…, for the shells' completions, not for people. BREAKS is bash's
 * COMP_WORDBREAKS, LINE the command up to the cursor; the last WORD is the one under the cursor.
 */
SpExit
sp_cli_complete (SpCli *cli,
                 int    argc,
                 char **argv)
{
  /* Whatever goes wrong would stand amidst what is being typed. */
  if (freopen ("/dev/null", "w", stderr) == NULL)
    return SP_EXIT_FAILED;
  g_setenv ("SSH_ASKPASS", "false", TRUE);
  g_setenv ("SSH_ASKPASS_REQUIRE", "force", TRUE);
  cli->timeout = PATIENCE_SECONDS;

  if (argc == 4 && g_str_equal (argv[1], "bash"))
    {
      g_autoptr (SpCliBash) bash = sp_cli_bash_new (argv[3], argv[2]);

      complete (cli, bash, (const char **) bash->words->pdata + 1, bash->words->len - 1);
      return SP_EXIT_DONE;
    }
  if (argc >= 3 && g_str_equal (argv[1], "words"))
    {
      complete (cli, NULL, (const char **) argv + 2, (guint) argc - 2);
      return SP_EXIT_DONE;
    }
  return SP_EXIT_USAGE;
}
