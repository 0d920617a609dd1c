/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ssh_config(5), as far as names of hosts are in it. What else stands there, ssh itself will read. */

#include "config.h"

#include "sp-ssh-config.h"

#include "sp-address.h"

#include <string.h>

/* The words of a line; NULL: none. "Keyword word word", "Keyword=word", "Keyword "a word"". */
static GStrv
split (const char *line)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  const char *p = line;

  while (*(p += strspn (p, words->len == 1 ? " \t\r=" : " \t\r")) != '\0' && *p != '#')
    {
      gboolean quoted = *p == '"';
      const char *begin = quoted ? p + 1 : p;
      gsize length = strcspn (begin, quoted ? "\"" : words->len == 0 ? " \t\r=" : " \t\r");

      g_ptr_array_add (words, g_strndup (begin, length));
      p = begin + length + (quoted && begin[length] == '"' ? 1 : 0);
    }
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return (GStrv) g_ptr_array_steal (words, NULL);
}

/* A pattern stands for many hosts, and names none. */
static gboolean
is_host (const char *word)
{
  const SpAddress address = { .server = (char *) word };
  g_autofree char *uri = strpbrk (word, "*?!,") == NULL ? sp_address_to_uri (&address, NULL) : NULL;

  return uri != NULL;
}

static void
add (GPtrArray  *array,
     const char *word)
{
  if (array->len < SP_SSH_CONFIG_MOST_HOSTS && !g_ptr_array_find_with_equal_func (array, word, g_str_equal, NULL))
    g_ptr_array_add (array, g_strdup (word));
}

/**
 * sp_ssh_config_read:
 * @text: a configuration, which may hold anything
 * @hosts: (element-type utf8): the hosts so far
 * @includes: (nullable) (element-type utf8): the files that are to be read, too, so far
 *
 * Adds what is new, in the order of the text, up to %SP_SSH_CONFIG_MOST_HOSTS.
 */
void
sp_ssh_config_read (const char *text,
                    GPtrArray  *hosts,
                    GPtrArray  *includes)
{
  g_auto (GStrv) lines = NULL;

  g_return_if_fail (text != NULL && hosts != NULL);

  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = split (lines[i]);

      if (words == NULL)
        continue;
      if (g_ascii_strcasecmp (words[0], "host") == 0)
        {
          for (gsize j = 1; words[j] != NULL; j++)
            if (is_host (words[j]))
              add (hosts, words[j]);
        }
      else if (includes != NULL && g_ascii_strcasecmp (words[0], "include") == 0)
        for (gsize j = 1; words[j] != NULL; j++)
          add (includes, words[j]);
    }
}
