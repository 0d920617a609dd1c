/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of the person, for every program of ours. */

#include "config.h"

#include "sp-language.h"

#include <libintl.h>
#include <locale.h>

/**
 * sp_language_start:
 *
 * From here on all is said in the language of the environment, as far as it is translated. Translations that are not
 * installed are found where `SAVEPOINT_LOCALEDIR` says. To be called first in main(), before any other thread is there.
 */
void
sp_language_start (void)
{
  const char *built = g_getenv ("SAVEPOINT_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, built != NULL ? built : SP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
