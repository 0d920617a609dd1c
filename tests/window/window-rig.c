/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The private daemon with one machine, for the window's test: prints the URI, and lives until its input ends. "k" kills the daemon, "s"
 * starts it again. */

#include "sp-rig.h"

#include <stdio.h>

int
main (int    argc,
      char **argv)
{
  g_autoptr (SpRig) rig = sp_rig_new ();

  sp_rig_add_machine (rig, "counter", SP_RIG_SCREEN);
  printf ("%s\n", sp_rig_get_uri (rig));
  fflush (stdout);

  for (int c = getchar (); c != EOF; c = getchar ())
    if (c == 'k')
      sp_rig_kill (rig);
    else if (c == 's')
      {
        sp_rig_start (rig);
        printf ("started\n");
        fflush (stdout);
      }

  return 0;
}
