/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine's files as blocks that stand on each other, to be drawn: as they are, and as a plan leaves them. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

typedef enum
{
  SP_BLOCK_STAYS,
  SP_BLOCK_NEW,
  SP_BLOCK_CHANGED, /* merged into, or rewritten */
  SP_BLOCK_GONE,
} SpBlockMark;
#define SP_TYPE_BLOCK_MARK (sp_block_mark_get_type ())
GType sp_block_mark_get_type (void);

/* A snapshot that needs a block. */
typedef struct
{
  const char *name;
  const char *title; /* the name, where it has none */
  gboolean    inside; /* kept inside the file; FALSE: the file was frozen for it */
  gboolean    gone;    /* no longer needs it, after the plan */
  gboolean    deleted; /* by the plan */
} SpBlockSnapshot;

/* One file; owned by its stack, all strings too. */
typedef struct
{
  const char *path;
  const char *file;       /* the last part of the path */
  const char *target;     /* the disk, "vda"; NULL: a memory file, or of no disk that is known */
  const char *used_by;    /* another machine that uses it, or NULL */
  SpLayerRole role;
  SpBlockMark mark;
  gboolean    written;    /* Now writes it (after the plan, where there is one) */
  gboolean    missing;    /* the host says that it is not there */
  gboolean    below_known; /* whether it is known that @below is all */
  gboolean    any_second; /* libvirt will name it after the second in which it makes it */
  gint64      size;       /* bytes on the host, -1: unknown */
  int         below;      /* number of the block that it stands on, -1: none */
  guint       indent;     /* how many branches it is off the trunk */
  const SpBlockSnapshot *snapshots;
  gsize       n_snapshots;
} SpBlock;

/* Disks in order; of each, the topmost block first and the base last; then what is of no disk; memory files at the end.
 * Immutable; owned by who made it. */
typedef struct _SpStack SpStack;

SpStack       *sp_stack_new       (SpFacts *facts);
SpStack       *sp_stack_new_after (SpPlan *plan); /* with marks; NULL where the plan is refused */
void           sp_stack_free      (SpStack *self);
guint          sp_stack_get_n     (SpStack *self);
const SpBlock *sp_stack_get       (SpStack *self, guint i);
const SpBlock *sp_stack_find      (SpStack *self, const char *path);
GArray        *sp_stack_find_under (SpStack *self, const char *snapshot); /* of guint: numbers of what a snapshot stands on; NULL: Now */
gint64         sp_stack_get_total (SpStack *self, gboolean *whole); /* bytes of all blocks that are not gone, each once */
char          *sp_stack_say_total (SpStack *self); /* "All files of the machine take 3.1 GB." */
char          *sp_stack_say_own   (SpStack *self, const char *snapshot); /* what the files take that were frozen for it, and its memory */
char          *sp_block_dup_name  (const SpBlock *block);
char          *sp_block_describe  (const SpBlock *block); /* all that is said of it in words: for a screen reader, too */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpStack, sp_stack_free)

G_END_DECLS
