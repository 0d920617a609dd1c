/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This computer's own libvirt: what of it is there, and what opens it where it is closed. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SP_LOCAL_SYSTEM,
  SP_LOCAL_SESSION,
  SP_LOCAL_N,
} SpLocal;

/* What can be seen without asking anybody. */
typedef struct
{
  gboolean    sandboxed;           /* in a Flatpak: programs of the computer are out of sight */
  const char *daemon;              /* "virtqemud", "libvirtd", NULL: none is installed, or none can be seen */
  gboolean    socket[SP_LOCAL_N];
  const char *distributions;       /* " debian ", " rhel fedora ", of os-release; NULL: unknown */
} SpLocalSigns;

const char         *sp_local_get_uri (SpLocal which);
const char         *sp_local_get_title (SpLocal which);
const SpLocalSigns *sp_local_look    (void); /* (transfer none), until the next one; blocks on small files */
gboolean            sp_local_is_there (const SpLocalSigns *signs, SpLocal which);
/* Why it is closed, and by what command it is opened; @error: of the attempt, or NULL: none was made. */
char               *sp_local_explain (const SpLocalSigns *signs, SpLocal which, const GError *error, char **command);

G_END_DECLS
