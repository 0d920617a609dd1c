/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that is being typed into bash: its words, and how one more is written there. bash hands its own split of the line
 * to a completion, but with the quotes, and cut at each colon; and it takes what it gets back as it is. Nothing of the line
 * is ever evaluated. */

#include "config.h"

#include "sp-cli-bash.h"

#include <string.h>

typedef struct
{
  SpCliBash *self;
  GString   *word;
  gsize      fixed;  /* bytes of @word */
  gsize      before; /* the same, before the quote that is open */
  gboolean   begun;
} Reading;

static void
end_word (Reading *reading)
{
  if (reading->begun)
    g_ptr_array_add (reading->self->words, g_strdup (reading->word->str));
  g_string_truncate (reading->word, 0);
  reading->fixed = 0;
  reading->begun = FALSE;
}

/* Inside double quotes a backslash is one, but before these. */
static gboolean
is_escaped (const char *p,
            char        quote)
{
  if (*p != '\\' || p[1] == '\0' || quote == '\'')
    return FALSE;
  return quote == 0 || strchr ("\"\\$`", p[1]) != NULL;
}

/* Of @p, one character of the line. */
static const char *
read_character (Reading    *reading,
                const char *p,
                const char *breaks)
{
  char *quote = &reading->self->quote;

  if (*quote == 0 && (*p == ' ' || *p == '\t' || *p == '\n'))
    {
      end_word (reading);
      return p + 1;
    }
  reading->begun = TRUE;
  if (*p == *quote)
    {
      *quote = 0;
      reading->fixed = reading->before;
    }
  else if (*quote == 0 && (*p == '"' || *p == '\''))
    {
      *quote = *p;
      reading->before = reading->fixed;
      reading->fixed = reading->word->len;
    }
  else
    {
      gboolean escaped = is_escaped (p, *quote);

      p += escaped ? 1 : 0;
      g_string_append_c (reading->word, *p);
      if (!escaped && *quote == 0 && strchr (breaks, *p) != NULL)
        reading->fixed = reading->word->len;
    }
  return p + 1;
}

/**
 * sp_cli_bash_new:
 * @line: the command up to the cursor
 * @breaks: the characters, unless quoted, behind which bash begins to replace: COMP_WORDBREAKS
 *
 * Returns: (transfer full): the line's words
 */
SpCliBash *
sp_cli_bash_new (const char *line,
                 const char *breaks)
{
  SpCliBash *self = g_new0 (SpCliBash, 1);
  g_autoptr (GString) word = g_string_new (NULL);
  Reading reading = { self, word };

  g_return_val_if_fail (line != NULL, NULL);
  g_return_val_if_fail (breaks != NULL, NULL);

  self->words = g_ptr_array_new_with_free_func (g_free);
  for (const char *p = line; *p != '\0';)
    p = read_character (&reading, p, breaks);
  self->fixed = g_strndup (word->str, reading.fixed);
  reading.begun = TRUE;
  end_word (&reading);
  return self;
}

static gboolean
is_plain (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80 || strchr ("_-+./:=@%,", c) != NULL;
}

/* An exclamation mark stands for an old command in double quotes, too: there it is taken out of them. */
static void
write_character (GString *text,
                 char     quote,
                 char     c)
{
  if (quote == '\'' && c == '\'')
    g_string_append (text, "'\\''");
  else if (quote == '"' && c == '!')
    g_string_append (text, "\"'!'\"");
  else
    {
      if ((quote == '"' && strchr ("\"\\$`", c) != NULL) || (quote == 0 && !is_plain (c)))
        g_string_append_c (text, '\\');
      g_string_append_c (text, c);
    }
}

/**
 * sp_cli_bash_write:
 * @word: what could stand in the place of the last word; without control characters
 *
 * Returns: (transfer full) (nullable): what bash puts there so that a program gets @word; %NULL if what is there already
 *   begins otherwise
 */
char *
sp_cli_bash_write (const SpCliBash *self,
                   const char      *word)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (word != NULL, NULL);

  if (!g_str_has_prefix (word, self->words->pdata[self->words->len - 1]))
    return NULL;
  for (const char *p = word + strlen (self->fixed); *p != '\0'; p++)
    write_character (text, self->quote, *p);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * sp_cli_bash_free:
 * @self: (transfer full): the line
 */
void
sp_cli_bash_free (SpCliBash *self)
{
  g_ptr_array_unref (self->words);
  g_free (self->fixed);
  g_free (self);
}
