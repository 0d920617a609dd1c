/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The GTK program. */

#include "config.h"

#include "sp-application.h"
#include "sp-backend.h"
#include "sp-language.h"

#include <libdex.h>
#include <stdio.h>
#include <unistd.h>

int
main (int    argc,
      char **argv)
{
  g_autoptr (SpApplication) application = NULL;
  int status;

  sp_language_start ();

  dex_init ();
  sp_backend_init (&argc, &argv);

  application = sp_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  if (status == 0)
    status = sp_application_get_status (application);
  if (!sp_backend_finish ())
    {
      fflush (NULL);
      _exit (status);
    }
  return status;
}
