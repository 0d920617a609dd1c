/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a deed is, on the disk: what a crash or a power cut leaves is told at the next start. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

/* A deed under way. */
typedef struct _SpJournal SpJournal;

SpJournal *sp_journal_new        (const char *host_id, SpPlan *plan); /* touches nothing yet */
void       sp_journal_begin_step (SpJournal *self, const SpStep *step); /* on the disk when it returns; in a worker */
void       sp_journal_end_step   (SpJournal *self, const SpStep *step);
void       sp_journal_done       (SpJournal *self); /* it was told: the file goes */
void       sp_journal_free       (SpJournal *self); /* the file stays */

/* For tests only: called in the worker before a step, behind it, and once that is on the disk. */
typedef void (*SpJournalHook) (guint moment);
void       sp_journal_set_hook   (SpJournalHook hook);

/* What a process that is gone has left. */
typedef struct
{
  char      *id; /* of the file; one word */
  char      *path;
  char      *host, *uuid, *machine, *title;
  gint64     begun_at; /* seconds since 1970 */
  SpWishKind kind;
  char      *target; /* taken or reverted to */
  char      *safety; /* what the state before is kept as, or NULL */
  GStrv      going;
  GStrv      sentences; /* "" for a step that people need not know of */
  guint      n_begun, n_done;
  guint      n_main;  /* the number of the step that was wished for, from 1; 0: each is */
  SpWish     options; /* what was chosen for a revert, but for its target */
  SpThen     then;    /* what a machine that goes back to @safety shall do: one without its memory would stay off */
  const char *left[2]; /* borrows @safety: what is left to be removed, where nothing else is */
} SpUnfinished;

GPtrArray    *sp_journal_list     (void); /* (transfer container): of SpUnfinished, oldest first */
char         *sp_unfinished_tell  (const SpUnfinished *self, SpFacts *facts); /* @facts: as they are now, or NULL */
gboolean      sp_unfinished_finish (const SpUnfinished *self, SpFacts *facts, SpWish *wish); /* FALSE: nothing is left to do */
gboolean      sp_unfinished_back  (const SpUnfinished *self, SpFacts *facts, SpWish *wish); /* FALSE: there is no way back */
void          sp_unfinished_forget (const SpUnfinished *self); /* removes the file */
void          sp_unfinished_free  (SpUnfinished *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpJournal, sp_journal_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpUnfinished, sp_unfinished_free)

G_END_DECLS
