/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who grew from whom: the forest that a flat list of snapshots makes. */

#pragma once

#include "sp-snapshot.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SP_PROBLEM_ORPHAN,      /* its parent is not in the list; shown as a root */
  SP_PROBLEM_CYCLE,       /* its ancestors come back to it; the link is cut at the oldest */
  SP_PROBLEM_DUPLICATE,   /* a second one of the same name; left out */
  SP_PROBLEM_TWO_CURRENT, /* more than one says it is current; the newest is believed */
  SP_PROBLEM_BACKWARDS,   /* older than its parent: a clock ran backwards */
} SpProblemKind;

typedef struct
{
  SpProblemKind kind;
  SpSnapshot   *snapshot;
} SpProblem;

#define SP_TYPE_HISTORY (sp_history_get_type ())
G_DECLARE_FINAL_TYPE (SpHistory, sp_history, SP, HISTORY, GObject)

/* Snapshots are numbered 0..n-1 by (creation time, name): a stable index inside one history. -1 means none. */
SpHistory   *sp_history_new          (GPtrArray *snapshots); /* of SpSnapshot, in any order */
int          sp_history_get_n        (SpHistory *self);
SpSnapshot  *sp_history_get          (SpHistory *self, int i);           /* (transfer none) */
int          sp_history_find         (SpHistory *self, const char *name); /* index or -1; O(1) */
int          sp_history_find_same    (SpHistory *self, SpSnapshot *snapshot); /* of another history: index or -1 */
int          sp_history_get_parent   (SpHistory *self, int i);
const int   *sp_history_get_children (SpHistory *self, int i, int *n); /* by creation; i = -1: the roots */
int          sp_history_get_current  (SpHistory *self);
gboolean     sp_history_is_ancestor  (SpHistory *self, int ancestor, int i); /* or the same */
GArray      *sp_history_dup_branch   (SpHistory *self, int i); /* of int: i and all descendants, children after parents */
SpKind       sp_history_get_kind     (SpHistory *self); /* the kind that this history has; NONE: empty; MIXED */
gboolean     sp_history_get_broken_off (SpHistory *self); /* whether libvirt has marked any, since a deletion broke off */
const int   *sp_history_get_marked   (SpHistory *self, int *n); /* by creation: safety snapshots, and the baseline */
const SpProblem *sp_history_get_problems (SpHistory *self, int *n);

G_END_DECLS
