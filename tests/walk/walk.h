/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One walk over a machine: what was done so far, and the deeds that check themselves. */

#pragma once

#include "deed.h"
#include "oracle.h"

#include "sp-planner-private.h"

G_BEGIN_DECLS

extern SpRig *rig;
extern SpHost *host;

typedef struct
{
  const char *name;
  SpKind      kind;
  SpRigFlags  flags;
  gboolean    foreign; /* other clients meddle */
  gboolean    mixed;   /* either kind is asked for */
  SpPlannerHooks hooks; /* what of the planner's law is switched off: then losses are told, and end the walk, not the test */
} Sort;

typedef struct
{
  const Sort *sort;
  guint       seed;
  gint64      begin; /* in µs, by the monotonic clock */
  GRand      *dice;
  int         deed;
  guint       fresh;
  char       *machine;
  char       *doing;
  Oracle     *oracle;
  GHashTable *rules; /* id -> how often it refused */
  guint       told; /* deletions that said what they free */
  guint       done, refused, foreign, spoilt, must_run;
  gboolean    said;   /* in this deed */
  gboolean    nameless; /* a snapshot left a disk out, or was only taken off the list: a layer may be on nobody's record */
  gboolean    broken; /* another client has destroyed Now, or the law is off and something is wrong */
  char       *loss;   /* with the law off: what of a snapshot or of Now the oracle has seen to be lost */
} Walk;

/* Both end the test; with the law off they end the walk. */
void        lost          (Walk *w, const char *format, ...) G_GNUC_PRINTF (2, 3); /* what a snapshot or Now held */
void        failed        (Walk *w, const char *format, ...) G_GNUC_PRINTF (2, 3); /* anything else */
void        say           (Walk *w, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean    chance        (Walk *w, int percent);
const char *uuid_of       (Walk *w);
char       *any_snapshot  (Walk *w);
void        come_back     (Walk *w); /* the daemon was killed */
void        check_all     (Walk *w); /* the list is whole, and all that is in it; no file is left over */
void        check_present (Walk *w, const Now *before, gboolean same_state, gint64 usec);
gboolean    carry_out     (Walk *w, const SpWish *wish); /* TRUE: done */

void        walk_begin    (Walk *w, const Sort *sort, guint seed); /* a machine that runs */
void        walk_on       (Walk *w, guint deeds);
void        walk_end      (Walk *w);
void        do_scribble   (Walk *w); /* on a disk, where the guest does not */
void        do_mark       (Walk *w);
void        do_baseline   (Walk *w);
void        do_undo_twice (Walk *w);
void        delete_all    (Walk *w);
void        do_disk       (Walk *w);
void        disks_allow_strays (Walk *w, SpPlan *plan); /* those that it has told to stay; NULL: all that are there */
void        disks_check   (Walk *w, const Now *before, SpPlan *plan); /* after a revert */
GHashTable *space_look    (Walk *w);
void        space_check   (Walk *w, GHashTable *was, SpPlan *plan); /* it freed what it said */
void        test_lawless  (void);

/* Other clients. */
void        do_foreign    (Walk *w);
gboolean    foreign_is_found (Walk *w, SpHistory *history, const char *file); /* one that nothing uses */
void        look_anew     (Walk *w, gboolean edited); /* what is whole after another client has been there, and has edited or not */

G_END_DECLS
