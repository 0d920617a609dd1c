/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said one after the other, put together as the language does it. */

#include "config.h"

#include "sp-join.h"

#include <glib/gi18n-lib.h>

/**
 * sp_join:
 * @how: what they are
 * @one: (nullable): what is said first
 * @other: (nullable): what is said then
 *
 * What is not there, or empty, leaves the other one as it is.
 *
 * Returns: (transfer full): both
 */
char *
sp_join (SpJoin      how,
         const char *one,
         const char *other)
{
  if (one == NULL || *one == '\0')
    return g_strdup (other != NULL ? other : "");
  if (other == NULL || *other == '\0')
    return g_strdup (one);

  switch (how)
    {
    case SP_JOIN_LIST:
      /* Translators: things that are told one after the other: "This Computer, Running"; "Clean install, 3 days ago, current" */
      return g_strdup_printf (_ ("%s, %s"), one, other);
    case SP_JOIN_FACTS:
      /* Translators: things that are written one after the other: "3 snapshots · 2 hours ago"; "Written now · 12 MB" */
      return g_strdup_printf (_ ("%s · %s"), one, other);
    case SP_JOIN_SENTENCES:
    default:
      /* Translators: two whole sentences; where none stands between them in your language, leave out the blank */
      return g_strdup_printf (C_ ("two sentences", "%s %s"), one, other);
    }
}

/**
 * sp_join_append:
 * @text: what was said before, or nothing yet
 * @how: what they are
 * @other: (nullable): what is said then
 *
 * Puts @other behind @text, as sp_join() does.
 */
void
sp_join_append (GString    *text,
                SpJoin      how,
                const char *other)
{
  g_autofree char *both = NULL;

  g_return_if_fail (text != NULL);

  both = sp_join (how, text->str, other);
  g_string_assign (text, both);
}
