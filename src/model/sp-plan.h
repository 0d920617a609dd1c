/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What will happen, before it happens: ordered steps with what each touches, or a refusal. Immutable. */

#pragma once

#include "sp-facts.h"

G_BEGIN_DECLS

typedef enum
{
  SP_THEN_AS_TAKEN,
  SP_THEN_RUNNING,
  SP_THEN_PAUSED,
} SpThen;
#define SP_TYPE_THEN (sp_then_get_type ())
GType sp_then_get_type (void);

typedef enum
{
  SP_WISH_TAKE,
  SP_WISH_REVERT,
  SP_WISH_DELETE,
  SP_WISH_REPAIR,
} SpWishKind;

/* What a person asks for. Zero is the default of each field; strings are borrowed. */
typedef struct
{
  SpWishKind  kind;
  /* take */
  const char *name;        /* NULL: made from the title or the pattern */
  const char *name_pattern; /* see sp_name_from_pattern(); NULL: the time */
  const char *title;
  const char *description;
  SpKind      snapshot_kind; /* NONE: automatic */
  gboolean    disks_only;    /* without the memory */
  const char *memory_file;   /* external memory: path on the host; NULL: beside the first disk */
  const char *layer_folder;  /* external: path on the host of a folder for what has no other place; NULL: beside the disks */
  const char *const *left_out; /* targets of disks that are not kept, NULL-terminated; NULL: none */
  gboolean    live;          /* the machine runs on while its memory is saved into a file of its own */
  gboolean    quiesce;       /* the guest's agent brings the file systems to rest first; disks only */
  gboolean    power_off;     /* the machine is turned off afterwards */
  /* revert */
  const char *target;        /* name of the snapshot */
  gboolean    undo;          /* instead of a target: to where Now was before the last revert */
  gboolean    baseline;      /* instead of a target: to the machine's baseline */
  SpThen      then;
  gboolean    no_safety;     /* no safety snapshot; a guard is taken all the same where the law asks for it */
  gboolean    safety_disks_only;
  gboolean    reset_firmware; /* the UEFI settings become those of a new machine */
  gboolean    force;         /* a running state that was saved when the machine was stopped may go */
  const char *aside;         /* what an earlier revert put aside that was interrupted: it goes afterwards; NULL: nothing */
  /* delete */
  const char *const *targets; /* names, NULL-terminated */
  gboolean    all_but;       /* instead of targets: all but the newest, and the baseline */
  guint       keep_newest;   /* how many of the newest stay */
  gboolean    with_descendants;
  gboolean    pinned_too;    /* asked for twice */
  /* repair */
  const char *finding;       /* see sp_doctor_examine() */
} SpWish;

SpWish *sp_wish_copy (const SpWish *self); /* one that owns its strings */
void    sp_wish_free (SpWish *self);       /* such a one */

typedef enum
{
  SP_STEP_TAKE,
  SP_STEP_REVERT,
  SP_STEP_DELETE,
  SP_STEP_WAIT,   /* for the next full second (mine 6) */
  SP_STEP_START,
  SP_STEP_PAUSE,
  SP_STEP_RESUME,
  SP_STEP_POWER_OFF, /* by force */
  SP_STEP_DISCARD_SAVED, /* the running state that was saved when the machine was stopped */
  SP_STEP_FORGET,       /* takes a snapshot off the list, and touches no file */
  SP_STEP_MAKE_CURRENT, /* notes which snapshot Now grew from */
  SP_STEP_REMOVE,       /* a file that nobody names */
  SP_STEP_SET_CLOCK,    /* the guest's, by its agent; where that fails, the deed is done all the same */
} SpStepKind;
#define SP_TYPE_STEP_KIND (sp_step_kind_get_type ())
GType sp_step_kind_get_type (void);

/* How one disk takes part in SP_STEP_TAKE. */
typedef struct
{
  char  *target;
  SpKind kind;  /* NONE: left out */
  char  *layer; /* external: path of the new layer, given explicitly */
} SpStepDisk;

/* What a step does to files, as sp-effects works it out. Arrays of char *, never NULL. */
typedef struct
{
  GPtrArray *created;
  GPtrArray *written;  /* merged into, or rewritten by an internal revert */
  GPtrArray *unlinked;
  GPtrArray *rebased;
} SpTouches;

/* Plain value, owned by its plan. */
typedef struct
{
  SpStepKind kind;
  char      *sentence;   /* "Save the present state as “before-revert-1402”", translated */
  char      *snapshot;   /* name taken, reverted to or deleted */
  char      *file;       /* remove: path on the host */
  char      *title;      /* take */
  char      *description;
  gboolean   memory;      /* take: with the memory */
  char      *memory_file; /* take: path on the host, NULL: inside the disk */
  gboolean   live, quiesce; /* take */
  SpKind     snapshot_kind;
  GPtrArray *disks;       /* take: of SpStepDisk; NULL otherwise */
  gboolean   safety, guard;
  char      *before;      /* take: the snapshot that is reverted to next, or NULL */
  SpThen     then;        /* revert */
  gboolean   reset_firmware; /* revert */
  gboolean   cleanup;     /* removes the guard; not run where the revert before it failed: then the rescue needs it */
  SpTouches  touches;
  gint64     space_needed; /* bytes, -1: unknown */
  gint64     space_freed_min, space_freed_max; /* bytes, -1: unknown */
  SpLayers  *after;        /* the picture after it, or NULL: not known */
} SpStep;

typedef enum
{
  SP_NOTE_LOSS,    /* "What was written in the last 2 hours is lost" */
  SP_NOTE_WARNING,
  SP_NOTE_INFO,    /* "Pauses the machine while 2 GiB of memory are saved" */
  SP_NOTE_UNDO,    /* how to undo it */
} SpNoteKind;
#define SP_TYPE_NOTE_KIND (sp_note_kind_get_type ())
GType sp_note_kind_get_type (void);

typedef struct
{
  SpNoteKind kind;
  char      *text; /* translated sentence */
} SpNote;

#define SP_TYPE_PLAN (sp_plan_get_type ())
G_DECLARE_FINAL_TYPE (SpPlan, sp_plan, SP, PLAN, GObject)

SpWishKind    sp_plan_get_wish_kind   (SpPlan *self);
SpFacts      *sp_plan_get_facts       (SpPlan *self);
const char   *sp_plan_get_title       (SpPlan *self); /* "Revert to “Clean install”?" */
gboolean      sp_plan_is_refused      (SpPlan *self);
const char   *sp_plan_get_rule        (SpPlan *self); /* id of the rule or mine that refuses: "kinds-mixed", "mine-5" */
const char   *sp_plan_get_reason      (SpPlan *self); /* why not, in plain words */
const char   *sp_plan_get_way_out     (SpPlan *self); /* what would work, or NULL */
guint         sp_plan_get_n_steps     (SpPlan *self);
const SpStep *sp_plan_get_step        (SpPlan *self, guint i);
const char   *sp_plan_get_undo        (SpPlan *self); /* the snapshot that takes a revert back, or NULL */
/* The revert to the guard or safety snapshot if the main revert fails, or NULL. Never in the same second as the revert that
 * failed (mine 6): wait for the next one. */
const SpStep *sp_plan_get_rescue      (SpPlan *self);
guint         sp_plan_get_n_notes     (SpPlan *self);
const SpNote *sp_plan_get_note        (SpPlan *self, guint i); /* losses first */
const char   *const *sp_plan_get_going (SpPlan *self); /* names of snapshots that will be gone, NULL-terminated */
char         *sp_plan_say_deleting    (SpPlan *self); /* of a deletion: what it frees, or why it cannot be now; or NULL */
char         *sp_plan_say_freed       (SpPlan *self); /* "Frees 3.1 GB.", or NULL: nothing is to be said of space */
char         *sp_plan_to_text         (SpPlan *self); /* as --dry-run prints it */

G_END_DECLS
