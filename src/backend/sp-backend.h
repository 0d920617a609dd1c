/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts libvirt, its event loop and its error hook. Nobody above the back end calls libvirt. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

void  sp_backend_init    (int *argc, char ***argv); /* once, on the main thread, before anything else here */
void  sp_backend_set_patience (guint seconds);      /* that a host has to let one in, while nobody is asked anything; 30 */
gboolean sp_backend_finish (void);                  /* at the end, hosts are closed: FALSE: one still is at it, see there */
char *sp_backend_version (void);                    /* of libvirt's client library: "11.3.0" */

/* URIs to try when none was given: the session's and the system's, that answer. */
const char *const *sp_backend_default_uris (void);

G_END_DECLS
