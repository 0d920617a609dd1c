/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture that effects are worked out on: what libvirt has on record, and the files; changed step by step. */

#pragma once

#include "sp-effects.h"
#include "sp-plan-private.h"

G_BEGIN_DECLS

/* A disk on a snapshot's record: the layer that it put on top. */
typedef struct
{
  char  *target;
  SpKind kind;
  char  *source;
} SpPicDisk;

/* A drive of a machine, as it is now or as a snapshot remembers it. */
typedef struct
{
  char    *target;
  char    *source;
  char    *format;
  gboolean is_file, is_disk, read_only, empty, has_chain;
} SpPicDrive;

typedef struct
{
  SpSnapshot     *from; /* what it was made from, for the fields that no deed changes; NULL: taken in the picture */
  char           *name, *parent, *title, *before, *memory_file;
  gint64          created;
  SpSnapshotState state;
  SpMemory        memory;
  gboolean        has_domain, safety, guard, in_progress;
  GPtrArray      *disks;        /* of SpPicDisk */
  GPtrArray      *revert_disks; /* of SpPicDisk, or NULL */
  GPtrArray      *drives;       /* of SpPicDrive */
} SpPicSnapshot;

struct _SpPicture
{
  SpFacts    *facts; /* of the beginning */
  SpLayers   *layers;
  GPtrArray  *snapshots; /* of SpPicSnapshot, in order of creation */
  GHashTable *by_name;   /* their names, borrowed, to them */
  char       *current;
  GPtrArray  *drives; /* Now's */
  gboolean    active, paused;
  gboolean    saved; /* a running state waits for the next start */
  gboolean    merges;              /* the last step merged a layer */
  gboolean    rebase_without_chain; /* the last step met mine 5 */
  gint64      clock;
};

SpPicture     *sp_picture_copy           (SpPicture *self);
SpPicSnapshot *sp_picture_find           (SpPicture *self, const char *name);
guint          sp_picture_n_children     (SpPicture *self, const char *name);
gboolean       sp_picture_is_ancestor    (SpPicture *self, SpPicSnapshot *ancestor, SpPicSnapshot *snapshot); /* or the same */
SpPicDrive    *sp_picture_find_drive     (GPtrArray *drives, const char *target);
SpPicDisk     *sp_picture_find_disk      (GPtrArray *disks, const char *target);
gboolean       sp_pic_snapshot_is_external (SpPicSnapshot *self);
gboolean       sp_pic_snapshot_is_mixed  (SpPicSnapshot *self);
GPtrArray     *sp_picture_new_disks      (void);
void           sp_picture_add_disk       (GPtrArray *disks, const char *target, SpKind kind, const char *source);
GPtrArray     *sp_picture_copy_drives    (GPtrArray *drives);
SpPicSnapshot *sp_picture_add_snapshot   (SpPicture *self, const char *name);
void           sp_picture_remove_snapshot (SpPicture *self, SpPicSnapshot *snapshot);
void           sp_picture_mark_written   (SpPicture *self);
char          *sp_picture_revert_path    (const char *frozen, gint64 second);
char          *sp_picture_stem           (const char *path);
gboolean       sp_picture_ends_in_second (const char *path);

/* As sp_effects_apply(), with the id of the rule by which libvirt refuses, or NULL. */
const char    *sp_effects_run            (SpPicture *self, SpStep *step);
const char    *sp_effects_delete         (SpPicture *self, SpStep *step);
const char    *sp_effects_forget         (SpPicture *self, SpStep *step);
void           sp_effects_unlink         (SpPicture *self, SpStep *step, const char *path);

char          *sp_law_find_victim       (SpPicture *before, SpPicture *after, const SpStep *step);
char          *sp_law_find_doubtful     (SpPicture *before, SpPicture *after, const SpStep *step);

G_END_DECLS
