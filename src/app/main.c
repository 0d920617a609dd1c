/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The GTK program. */

#include "config.h"

#include "sp-application.h"
#include "sp-backend.h"

#include <glib/gi18n.h>
#include <libdex.h>
#include <locale.h>

int
main (int    argc,
      char **argv)
{
  g_autoptr (SpApplication) application = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  dex_init ();
  sp_backend_init (&argc, &argv);

  application = sp_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : sp_application_get_status (application);
}
