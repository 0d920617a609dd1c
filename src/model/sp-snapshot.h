/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One snapshot, as its host tells it: an immutable value. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SP_KIND_NONE,     /* keeps no disk at all */
  SP_KIND_INTERNAL, /* inside the disk file */
  SP_KIND_EXTERNAL, /* separate files: layers */
  SP_KIND_MIXED,    /* disks of both kinds */
} SpKind;
#define SP_TYPE_KIND (sp_kind_get_type ())
GType sp_kind_get_type (void);

typedef enum
{
  SP_MEMORY_NONE,
  SP_MEMORY_INTERNAL,
  SP_MEMORY_EXTERNAL, /* in a memory file of its own */
} SpMemory;
#define SP_TYPE_MEMORY (sp_memory_get_type ())
GType sp_memory_get_type (void);

typedef enum
{
  SP_SNAPSHOT_STATE_UNKNOWN,
  SP_SNAPSHOT_STATE_RUNNING,
  SP_SNAPSHOT_STATE_PAUSED,
  SP_SNAPSHOT_STATE_OFF,
  SP_SNAPSHOT_STATE_DISKS_ONLY, /* of a running machine, without its memory */
  SP_SNAPSHOT_STATE_CRASHED,
  SP_SNAPSHOT_STATE_SUSPENDED, /* asleep by its own power management */
} SpSnapshotState;
#define SP_TYPE_SNAPSHOT_STATE (sp_snapshot_state_get_type ())
GType sp_snapshot_state_get_type (void);

/* What a snapshot does with one disk. Strings are borrowed in an SpSnapshotInit, owned in an SpSnapshot. */
typedef struct
{
  const char *target; /* "vda" */
  SpKind      kind;   /* NONE: left out; never MIXED */
  const char *source; /* external: the layer put on top, else NULL */
  const char *format; /* "qcow2", or NULL */
  gboolean    is_file; /* the source is a file path on the host */
} SpSnapshotDisk;

/* A disk of the machine as it was when the snapshot was taken; for an external snapshot its source is the frozen layer. */
typedef struct
{
  const char *target;
  const char *source; /* path on the host, or NULL where it is not a file or block device */
  const char *format;
  gboolean    is_file;
  gboolean    is_disk;   /* device='disk' or 'lun', not a cdrom or floppy */
  gboolean    read_only; /* <readonly/> */
  gboolean    has_chain; /* <backingStore> was recorded (mine 5: a machine that was off records none) */
} SpSnapshotDomainDisk;

/* Everything a snapshot is made of; zero is the right default of each field. All is copied. */
typedef struct
{
  const char     *name;
  const char     *title;       /* our own, or NULL */
  const char     *description; /* or NULL */
  const char     *parent;      /* name, or NULL for a root */
  gint64          created;     /* seconds since 1970, UTC */
  SpSnapshotState state;
  SpMemory        memory;
  const char     *memory_file; /* path on the host, or NULL */
  gboolean        current;
  gboolean        pinned;      /* never cleaned up */
  gint64          baseline;    /* when it was made what the machine goes back to day by day, in seconds since 1970; 0: it is not */
  gboolean        safety;      /* kept so that a revert can be undone */
  const char     *before;      /* safety: name of the snapshot that was reverted to after it, or NULL */
  gboolean        guard;       /* lives only during a revert */
  gboolean        quiesced;
  gboolean        has_domain;  /* the machine's description is embedded */
  gboolean        delete_in_progress;
  gboolean        half_merged; /* our mark, where libvirt has none: what it kept may be half written over */
  gboolean        damaged;     /* its host tells its name, and nothing else that makes sense */
  const SpSnapshotDisk *disks;
  gsize           n_disks;
  const SpSnapshotDisk *revert_disks; /* <revertDisks>: Now's layers after a revert to it */
  gsize           n_revert_disks;
  const SpSnapshotDomainDisk *domain_disks;
  gsize           n_domain_disks;
  const char     *nvram;        /* path, or NULL */
  const char     *nvram_format; /* or NULL */
} SpSnapshotInit;

#define SP_TYPE_SNAPSHOT (sp_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (SpSnapshot, sp_snapshot, SP, SNAPSHOT, GObject)

SpSnapshot     *sp_snapshot_new             (const SpSnapshotInit *init);
const SpSnapshotInit *sp_snapshot_peek      (SpSnapshot *self); /* all fields, owned by self */
const char     *sp_snapshot_get_name        (SpSnapshot *self);
const char     *sp_snapshot_get_title       (SpSnapshot *self); /* the name where it has none */
const char     *sp_snapshot_get_description (SpSnapshot *self);
const char     *sp_snapshot_get_parent      (SpSnapshot *self);
gint64          sp_snapshot_get_created     (SpSnapshot *self);
SpSnapshotState sp_snapshot_get_state       (SpSnapshot *self);
SpMemory        sp_snapshot_get_memory      (SpSnapshot *self);
SpKind          sp_snapshot_get_kind        (SpSnapshot *self); /* from the disks and the memory */
gboolean        sp_snapshot_get_current     (SpSnapshot *self);
gboolean        sp_snapshot_equal           (SpSnapshot *a, SpSnapshot *b); /* every field */
gboolean        sp_snapshot_same            (SpSnapshot *a, SpSnapshot *b); /* identity: name and creation time */

G_END_DECLS
