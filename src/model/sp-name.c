/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for snapshots: what libvirt and QEMU accept everywhere (A-Za-z0-9._-, at most 64, mine 9). */

#include "config.h"

#include "sp-name.h"

#include "sp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ALLOWED G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-"
#define MAX_LENGTH 64

static char *
make_unique (const char *base,
             SpHistory  *history)
{
  g_autofree char *name = g_strndup (base, MAX_LENGTH);

  for (guint i = 2; history != NULL && sp_history_find (history, name) >= 0; i++)
    {
      g_autofree char *end = g_strdup_printf ("-%u", i);

      g_free (name);
      name = g_strdup_printf ("%.*s%s", (int) (MAX_LENGTH - strlen (end)), base, end);
    }

  return g_steal_pointer (&name);
}

/**
 * sp_name_check:
 * @name: what a person typed
 * @history: (nullable): whose names are taken
 * @error: why not: %SP_ERROR_BAD_NAME or %SP_ERROR_EXISTS
 *
 * Returns: whether a new snapshot may have it
 */
gboolean
sp_name_check (const char *name,
               SpHistory  *history,
               GError    **error)
{
  gsize length;

  g_return_val_if_fail (name != NULL, FALSE);

  length = strlen (name);
  if (length == 0)
    g_set_error_literal (error, SP_ERROR, SP_ERROR_BAD_NAME, _ ("A snapshot needs a name."));
  else if (length > MAX_LENGTH)
    g_set_error (error, SP_ERROR, SP_ERROR_BAD_NAME, ngettext ("A name has at most %d character.", "A name has at most %d characters.", MAX_LENGTH), MAX_LENGTH);
  else if (strspn (name, ALLOWED) != length)
    g_set_error_literal (error, SP_ERROR, SP_ERROR_BAD_NAME,
                         _ ("A name has only the letters A to Z, digits, dots, hyphens and underscores. The title may have any."));
  else if (name[0] == '.' || name[0] == '-')
    g_set_error_literal (error, SP_ERROR, SP_ERROR_BAD_NAME, _ ("A name begins with a letter or a digit."));
  else if (history != NULL && sp_history_find (history, name) >= 0)
    g_set_error (error, SP_ERROR, SP_ERROR_EXISTS, _ ("There is a snapshot named “%s” already."), name);
  else
    return TRUE;

  return FALSE;
}

/**
 * sp_name_from_time:
 * @seconds: since 1970
 * @history: (nullable): whose names are taken
 *
 * Returns: (transfer full): a name that nobody has, from the local time
 */
char *
sp_name_from_time (gint64     seconds,
                   SpHistory *history)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autofree char *name = time != NULL ? g_date_time_format (time, "%Y-%m-%d-%H%M") : g_strdup ("snapshot");

  return make_unique (name, history);
}

/**
 * sp_name_from_title:
 * @title: free text in any script
 * @history: (nullable): whose names are taken
 *
 * Returns: (transfer full): a name as near to @title as a name can be
 */
char *
sp_name_from_title (const char *title,
                    SpHistory  *history)
{
  g_autofree char *valid = NULL;
  g_autofree char *ascii = NULL;
  g_autoptr (GString) name = g_string_new (NULL);

  g_return_val_if_fail (title != NULL, NULL);

  valid = g_utf8_make_valid (title, -1);
  ascii = g_str_to_ascii (valid, "C");
  for (const char *c = ascii; *c != '\0' && name->len < MAX_LENGTH; c++)
    {
      gboolean allowed = strchr (ALLOWED, *c) != NULL;

      if (allowed && (name->len > 0 || g_ascii_isalnum (*c)))
        g_string_append_c (name, *c);
      else if (!allowed && *c != '?' && name->len > 0 && name->str[name->len - 1] != '-')
        g_string_append_c (name, '-');
    }
  while (name->len > 0 && !g_ascii_isalnum (name->str[name->len - 1]))
    g_string_truncate (name, name->len - 1);

  return make_unique (name->len > 0 ? name->str : "snapshot", history);
}

static void
append_word (GString    *text,
             const char *word,
             const char *machine,
             GDateTime  *time)
{
  g_autofree char *made = NULL;

  if (g_str_equal (word, "{machine}"))
    made = g_strdup (machine);
  else
    made = g_date_time_format (time, g_str_equal (word, "{date}") ? "%Y-%m-%d" : "%H%M");
  g_string_append (text, made != NULL ? made : "");
}

/**
 * sp_name_from_pattern:
 * @pattern: (nullable): a name with the words {date}, {time} and {machine} in it; %NULL or "": the time alone
 * @machine: (nullable): the machine's name
 * @seconds: since 1970
 * @history: (nullable): whose names are taken
 *
 * Returns: (transfer full): a name that nobody has
 */
char *
sp_name_from_pattern (const char *pattern,
                      const char *machine,
                      gint64      seconds,
                      SpHistory  *history)
{
  static const char *const words[] = { "{date}", "{time}", "{machine}" };
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autoptr (GString) text = g_string_new (NULL);

  if (pattern == NULL || *pattern == '\0' || time == NULL)
    return sp_name_from_time (seconds, history);

  while (*pattern != '\0')
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (words) && !g_str_has_prefix (pattern, words[i]))
        i++;
      if (i < G_N_ELEMENTS (words))
        append_word (text, words[i], machine, time);
      else
        g_string_append_c (text, *pattern);
      pattern += i < G_N_ELEMENTS (words) ? strlen (words[i]) : 1;
    }
  return sp_name_from_title (text->str, history);
}

/**
 * sp_name_guard:
 * @history: (nullable): whose names are taken
 *
 * Returns: (transfer full): a name for a guard
 */
char *
sp_name_guard (SpHistory *history)
{
  return make_unique ("savepoint-guard", history);
}
