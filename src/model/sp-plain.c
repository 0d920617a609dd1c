/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text from a host made harmless for a terminal or a log: it cannot move the cursor, turn the writing direction, or add
 * lines that look like ours. */

#include "config.h"

#include "sp-plain.h"

static gboolean
is_harmless (gunichar c)
{
  gboolean turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);

  return !turns && (g_unichar_isprint (c) || g_unichar_type (c) == G_UNICODE_FORMAT);
}

static char *
disarm (const char *text,
        const char *kept)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_harmless (c) || (c < 0x80 && strchr (kept, (int) c) != NULL))
        g_string_append_unichar (plain, c);
      else
        g_string_append_printf (plain, "\\x{%x}", c);
    }

  return g_string_free_and_steal (g_steal_pointer (&plain));
}

/**
 * sp_plain_line:
 * @text: what a host sent
 *
 * Characters that a terminal would obey, line ends among them, become `\x{code}`.
 *
 * Returns: (transfer full): valid UTF-8, one line
 */
char *
sp_plain_line (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return disarm (text, "");
}

/**
 * sp_plain_text:
 * @text: sentences of ours that may hold a host's words
 *
 * As sp_plain_line(), but line ends stay.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
sp_plain_text (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return disarm (text, "\n");
}
