/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rooms of the planner share. */

#pragma once

#include "sp-picture-private.h"
#include "sp-planner.h"

G_BEGIN_DECLS

/* For the tests only, to show that what is switched off was needed. */
typedef enum
{
  SP_PLANNER_NO_HOOKS,
  SP_PLANNER_NO_GUARD = 1 << 0, /* neither safety nor guard before a revert */
  SP_PLANNER_NO_LAW = 1 << 1,   /* victims are not looked for */
} SpPlannerHooks;

typedef struct
{
  SpFacts           *facts;
  const SpFactsInit *f;
  const SpWish      *wish;
  SpPlan            *plan;
  SpPicture         *picture;
  SpPlannerHooks     hooks;
} SpPlanning;

/* A snapshot to be taken. */
typedef struct
{
  const char *name, *title, *description, *before, *memory_file, *layer_folder;
  const char *const *left_out; /* NULL: none */
  SpKind      kind;
  gboolean    memory, safety, guard, live, quiesce;
} SpPlanningTake;

SpPlan     *sp_planner_plan_with_hooks (SpFacts *facts, const SpWish *wish, SpPlannerHooks hooks);

/* All return FALSE where the plan is refused. */
gboolean    sp_planning_refuse         (SpPlanning *p, const char *rule, const char *name);
gboolean    sp_planning_check_machine  (SpPlanning *p);
gboolean    sp_planning_check_take     (SpPlanning *p, const SpPlanningTake *what);
gboolean    sp_planning_add_take       (SpPlanning *p, const SpPlanningTake *what, const char *sentence);
gboolean    sp_planning_run            (SpPlanning *p, SpStep *step);
gboolean    sp_planning_refuse_step    (SpPlanning *p, const char *rule, const char *snapshot, const char *victim);
gboolean    sp_planning_forget         (SpPlanning *p, const char *name); /* takes it off the list, and touches no file */
const char *sp_planning_try            (SpPlanning *p, SpStep *step, char **victim);
void        sp_planning_note_left      (SpPlanning *p); /* files that nobody needs afterwards */

/* Where files go: (transfer full), or NULL where there is no place for the memory. */
char       *sp_planning_make_layer_path  (SpPlanning *p, SpStep *step, const char *source, const char *folder);
char       *sp_planning_make_memory_path (SpPlanning *p, SpStep *step, const char *folder);
gboolean    sp_planning_is_memory_place  (SpPlanning *p, SpStep *step, const char *path);
gboolean    sp_planning_is_folder        (const char *path);

gboolean    sp_planning_takes_part     (const SpPicDrive *drive); /* a snapshot could keep it */

/* The settings of a UEFI firmware. */
gboolean    sp_planning_uefi_keeps_out       (SpFacts *facts); /* of the disk files */
gboolean    sp_planning_check_firmware_reset (SpPlanning *p, gboolean memory);
void        sp_planning_note_firmware_take   (SpPlanning *p, const SpPlanningTake *what);
void        sp_planning_note_firmware_revert (SpPlanning *p, gboolean memory, gboolean inside, gboolean saved, gboolean saved_memory);

gboolean    sp_planning_take           (SpPlanning *p);
gboolean    sp_planning_revert         (SpPlanning *p);
gboolean    sp_planning_delete         (SpPlanning *p);
gboolean    sp_planning_repair         (SpPlanning *p);

void        sp_planning_note           (SpPlanning *p, SpNoteKind kind, const char *format, ...) G_GNUC_PRINTF (3, 4);
gboolean    sp_planning_is_test_driver (SpFacts *facts);
gboolean    sp_planning_is_barred_by_apparmor (SpPlanning *p, SpWorked deed);
gboolean    sp_planning_doubts_internal_revert (SpPlanning *p);
char       *sp_planning_explain        (const char *rule, const char *name); /* the reason, translated */
const char *sp_planning_title          (SpPlanning *p, const char *name);

G_END_DECLS
