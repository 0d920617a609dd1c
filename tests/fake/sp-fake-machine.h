/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine as the fake host knows it, and what each step of a plan makes of it. */

#pragma once

#include "sp-facts.h"
#include "sp-plan.h"

G_BEGIN_DECLS

typedef struct
{
  char          *name; /* its UUID too */
  SpMachineState state;
  GPtrArray     *snapshots;
  GPtrArray     *layers; /* path, backing ("" for none), path... */
  gint64         room;   /* for its files, in bytes; 0: unknown */
} SpFakeMachine;

SpFakeMachine *sp_fake_machine_new      (const char *name, SpMachineState state);
void           sp_fake_machine_free     (SpFakeMachine *self);
SpFacts       *sp_fake_machine_gather   (SpFakeMachine *self, SpMachine *machine);
void           sp_fake_machine_delete   (SpFakeMachine *self, const char *name);
void           sp_fake_machine_edit (SpFakeMachine *self, SpSnapshot *wanted);
void           sp_fake_machine_do_step  (SpFakeMachine *self, const SpStep *step);

G_END_DECLS
