/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that a decision needs to know, gathered in one go just before it; immutable. Each fact is known or unknown. */

#pragma once

#include "sp-history.h"
#include "sp-layer.h"
#include "sp-machine.h"

G_BEGIN_DECLS

typedef enum
{
  SP_UNKNOWN,
  SP_NO,
  SP_YES,
} SpKnown;

/* A disk of the machine as it is now. */
typedef struct
{
  const char *target;
  const char *source; /* Now's top layer: path on the host, or NULL where it is no file or block device */
  const char *format;
  gboolean    is_file;
  gboolean    is_disk;     /* device='disk' (or lun), not a cdrom or floppy */
  gboolean    read_only;
  gboolean    empty;       /* a drive without a medium */
  gboolean    nameless;    /* Now's layer, put on by a take that never ended: no snapshot names it */
  SpKnown     job_active;  /* a block job runs on it */
  SpKnown     job_waits;   /* it has come to its end, and waits for somebody to say so */
  const char *const *chain; /* paths, top first, NULL-terminated; NULL: unknown */
} SpFactsDisk;

/* A file that something else of the same host uses: another machine's disk or a layer under it. */
typedef struct
{
  const char *path;
  const char *machine; /* name */
} SpFactsUse;

/* Room in a folder of the host, where a storage pool tells. */
typedef struct
{
  const char *folder;
  gint64      free; /* bytes */
} SpFactsRoom;

/* A file beside the machine's own that belongs to it, but that neither the machine nor a snapshot names. */
typedef struct
{
  const char *path;
  const char *backing; /* path of what it stands on, or NULL: a saved memory */
  gint64      size;    /* bytes, -1: unknown */
} SpFactsStray;

/* A take of ours on this host, with the memory of a running machine. */
typedef struct
{
  SpKind kind;
  gint64 bytes; /* of memory */
  gint64 usec;  /* that it took */
} SpFactsPause;

/* Deeds that libvirt's version leaves in doubt, since distributions mend it, and that this very host has been seen to do. */
typedef enum
{
  SP_WORKED_NOTHING         = 0,
  SP_WORKED_INTERNAL_REVERT = 1 << 0, /* with the memory */
  SP_WORKED_EXTERNAL_REVERT = 1 << 1,
  SP_WORKED_MERGE           = 1 << 2,
  SP_WORKED_ALL             = SP_WORKED_INTERNAL_REVERT | SP_WORKED_EXTERNAL_REVERT | SP_WORKED_MERGE,
} SpWorked;

/* Everything gathered; zero is "unknown" or "none" of each field. All is copied, objects are referenced. */
typedef struct
{
  SpMachine  *machine;
  SpHistory  *history;
  gint64      now;      /* seconds since 1970, when gathered */

  const char *driver;          /* "QEMU", "TEST" */
  guint64     libvirt_version; /* of the daemon, 1000000*major + 1000*minor + micro; 0: unknown */
  gboolean    session;         /* a session daemon */
  SpKnown     external_revert; /* capability externalSnapshot: delete and revert of external ones work */
  const char *security_model;  /* "apparmor", "selinux", "none", or NULL: unknown */
  SpKnown     can_write;       /* not a read-only connection */

  const SpFactsDisk *disks;
  gsize       n_disks;
  SpLayers   *layers;          /* files of Now, of every snapshot, with sizes where known */
  SpKnown     layers_told;     /* storage pools tell what each stands on, whatever is on record and whether the machine runs or not */
  const SpFactsUse *uses;
  gsize       n_uses;
  SpKnown     uses_known;      /* every machine of the host was looked at; NO: but for @unseen */
  const char *const *unseen;   /* names of machines of whose disks not all layers could be seen, NULL-terminated; NULL: none */
  gint64      memory_bytes;    /* the guest's RAM, 0: unknown */
  const char *nvram;           /* path, or NULL: no UEFI */
  const char *nvram_format;    /* "raw", "qcow2", NULL: unknown */
  const char *nvram_template_format; /* of what it is made from, NULL: unknown */
  SpKnown     managed_save;    /* a running state was saved when the machine was stopped */
  SpKnown     saved_elsewhere; /* and its disks are other files than the machine has now (mine 12) */
  SpKnown     job_active;      /* a domain job runs */
  SpKnown     checkpoints;
  SpKnown     agent;           /* the guest agent answers */
  SpKnown     agent_channel;   /* there is a channel for one, whether anybody answers or not */
  SpKnown     paused_since_revert; /* paused by a revert and has not run since (mine 7) */
  SpKnown     unwritten;       /* off, and as its current snapshot keeps it: nobody wrote to its disks or edited it since */
  SpKnown     vfio;            /* passed-through devices: no memory state */
  SpKnown     accelerated;     /* 3D by the host's graphics card: QEMU has no memory state for it */
  SpKnown     virtiofs;        /* a shared folder: depends on the versions */
  const SpFactsRoom *rooms;
  gsize       n_rooms;
  const SpFactsStray *strays;  /* looked for only when asked to: see sp_host_examine() */
  gsize       n_strays;
  const SpFactsPause *pauses;  /* the last ones */
  gsize       n_pauses;
  SpWorked    worked;
  gint64      last_revert;     /* when a layer was last made by a revert, 0: none known (mine 6) */
} SpFactsInit;

#define SP_TYPE_FACTS (sp_facts_get_type ())
G_DECLARE_FINAL_TYPE (SpFacts, sp_facts, SP, FACTS, GObject)

SpFacts           *sp_facts_new         (const SpFactsInit *init);
const SpFactsInit *sp_facts_peek        (SpFacts *self);
SpHistory         *sp_facts_get_history (SpFacts *self);
SpMachine         *sp_facts_get_machine (SpFacts *self);
gboolean           sp_facts_is_active   (SpFacts *self);
gboolean           sp_facts_same_for_plan (SpFacts *a, SpFacts *b); /* nothing that a plan rests on differs (not: sizes, times) */

G_END_DECLS
