/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An oracle: what libvirtd and QEMU do to files and records, block by block. Written after libvirt's qemu_snapshot.c and what
 * was seen on real machines, and shares nothing with the planner: it neither asks for effects nor for victims. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

#define DAEMON_BLOCKS 3

typedef struct
{
  char       *path;
  char       *backing; /* or NULL */
  gboolean    own;     /* a person made it */
  gboolean    memory;
  int         blocks[DAEMON_BLOCKS]; /* 0: not here, ask the file below */
  GHashTable *inside;  /* name of an internal snapshot -> its blocks */
} DaemonFile;

typedef struct
{
  char    *target;
  char    *source;
  gboolean qcow2;
  gboolean has_chain; /* only on a snapshot's record */
  int      blocks[DAEMON_BLOCKS]; /* what the guest sees, or saw when the snapshot was taken */
  gboolean promised;  /* only on a snapshot's record: going back to it gives that */
} DaemonDrive;

typedef struct
{
  char  *target;
  SpKind kind;
  char  *source;
} DaemonRecord;

typedef struct
{
  char           *name, *parent, *title, *memory_file;
  gint64          created;
  SpSnapshotState state;
  SpMemory        memory;
  int             memory_serial;
  gboolean        safety, guard, pinned;
  GPtrArray      *drives;  /* of DaemonDrive */
  GPtrArray      *records; /* of DaemonRecord */
  GPtrArray      *revert_records; /* or NULL */
} DaemonSnapshot;

/* Another machine of the host. */
typedef struct
{
  char *name;
  char *top;
  int   blocks[DAEMON_BLOCKS];
} DaemonClone;

typedef struct
{
  guint64     version;
  gboolean    pools;   /* the host has storage pools, so that every file is known */
  gboolean    active, paused, paused_since_revert;
  gint64      clock;
  int         serial;
  char       *current;
  GHashTable *files;     /* path -> DaemonFile */
  GPtrArray  *drives;    /* of DaemonDrive */
  GPtrArray  *snapshots; /* of DaemonSnapshot */
  GPtrArray  *clones;    /* of DaemonClone */
  GPtrArray  *own;       /* paths of files that a person made: nobody may unlink them */
} Daemon;

Daemon     *daemon_new          (guint64 version, gboolean qcow2, gboolean pools);
void        daemon_free         (Daemon *self);
SpFacts    *daemon_gather       (Daemon *self); /* (transfer full) */
SpFacts    *daemon_gather_chain (int n, SpKind kind); /* (transfer full): that many in a row, with memory, of two disks */
void        daemon_write        (Daemon *self); /* the guest and the other machines write, where they run */
void        daemon_power        (Daemon *self, gboolean active, gboolean paused);

/* NULL, or why it fails; a failure may have done harm. */
const char *daemon_step         (Daemon *self, const SpStep *step);
/* A revert that fails midway. */
void        daemon_fail_revert  (Daemon *self, const SpStep *step, gboolean unlinks);
/* As virsh would, without us. */
const char *daemon_take         (Daemon *self, const char *name, SpKind kind, gboolean memory);
const char *daemon_revert       (Daemon *self, const char *name, SpThen then);
const char *daemon_delete       (Daemon *self, const char *name);
void        daemon_forget       (Daemon *self, const char *name); /* its record only */
void        daemon_rename       (Daemon *self, const char *name, const char *to);
void        daemon_redefine     (Daemon *self, const char *name);
void        daemon_swap_disk    (Daemon *self, const char *target, const char *path); /* NULL: takes it off */
void        daemon_clone        (Daemon *self, const char *name, const char *below);

DaemonSnapshot *daemon_find     (Daemon *self, const char *name);
DaemonFile *daemon_find_file    (Daemon *self, const char *path);
DaemonFile *daemon_add_file     (Daemon *self, const char *path, const char *backing, gboolean own);
gboolean    daemon_stands_on    (Daemon *self, const char *top, const char *below); /* or the same */
/* What the guest sees; FALSE: a file is missing. */
gboolean    daemon_read         (Daemon *self, const char *path, int blocks[DAEMON_BLOCKS]);
/* What was lost, or NULL. With @strike it is no longer asked for. */
char       *daemon_find_loss    (Daemon *self, gboolean strike);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Daemon, daemon_free)

G_END_DECLS
