/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One walk over a machine: what was done so far, and the deeds that check themselves. */

#pragma once

#include "deed.h"
#include "oracle.h"

G_BEGIN_DECLS

extern SpRig *rig;
extern SpHost *host;

typedef struct
{
  const char *name;
  SpKind      kind;
  SpRigFlags  flags;
  gboolean    foreign; /* other clients meddle */
} Sort;

typedef struct
{
  const Sort *sort;
  guint       seed;
  GRand      *dice;
  int         deed;
  guint       fresh;
  char       *machine;
  char       *doing;
  Oracle     *oracle;
  GHashTable *rules; /* id -> how often it refused */
  guint       done, refused, foreign, spoilt, must_run;
  gboolean    broken; /* another client has destroyed Now */
} Walk;

void        lost          (Walk *w, const char *format, ...) G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN; /* ends the test */
void        say           (Walk *w, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean    chance        (Walk *w, int percent);
const char *uuid_of       (Walk *w);
char       *any_snapshot  (Walk *w);
void        come_back     (Walk *w); /* the daemon was killed */
void        check_all     (Walk *w); /* the list is whole, and all that is in it; no file is left over */
void        check_present (Walk *w, const Now *before, gboolean same_state, gint64 usec);
gboolean    carry_out     (Walk *w, const SpWish *wish); /* TRUE: done */

/* Other clients. */
void        do_foreign    (Walk *w);

G_END_DECLS
