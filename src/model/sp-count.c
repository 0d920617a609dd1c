/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many, as this place writes it: 1,234 or 1.234. */

#include "config.h"

#include "sp-count.h"

#include <string.h>

/* What may stand in a directive before the letter that tells what is printed. */
#define BETWEEN "-+ #0'I123456789.hljzt"

/* Whole numbers get the flag that groups their digits. Translators need not know of it. */
static char *
group (const char *format)
{
  g_autoptr (GString) grouped = g_string_new (NULL);
  const char *p = format;

  while (*p != '\0')
    {
      gsize begin, end;

      if (*p != '%')
        {
          g_string_append_c (grouped, *p++);
          continue;
        }
      /* "%2$u" tells first which of the arguments it is. */
      begin = 1 + strspn (p + 1, "0123456789");
      begin = begin > 1 && p[begin] == '$' ? begin + 1 : 1;
      end = begin + strspn (p + begin, BETWEEN);
      g_string_append_len (grouped, p, (gssize) begin);
      if (p[end] != '\0' && strchr ("diu", p[end]) != NULL)
        g_string_append_c (grouped, '\'');
      end += p[end] != '\0' ? 1 : 0;
      g_string_append_len (grouped, p + begin, (gssize) (end - begin));
      p += end;
    }
  return g_string_free_and_steal (g_steal_pointer (&grouped));
}

/**
 * sp_count_vprintf:
 * @format: as for printf(), translated
 * @args: what is printed
 *
 * Returns: (transfer full): the text, see sp_count_printf()
 */
char *
sp_count_vprintf (const char *format,
                  va_list     args)
{
  g_autofree char *grouped = NULL;

  g_return_val_if_fail (format != NULL, NULL);

  grouped = group (format);
  return g_strdup_vprintf (grouped, args);
}

/**
 * sp_count_printf:
 * @format: as for printf(), translated: of a plural, that form which the count asks for
 * @...: what is printed
 *
 * For all that counts things, of which there may be thousands. What is a name and not a count, like a port, is not for it.
 *
 * Returns: (transfer full): the text, with the digits of its whole numbers in groups where the locale has them so
 */
char *
sp_count_printf (const char *format,
                 ...)
{
  char *text = NULL;
  va_list args;

  va_start (args, format);
  text = sp_count_vprintf (format, args);
  va_end (args);
  return text;
}
