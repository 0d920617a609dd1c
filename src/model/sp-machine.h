/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One machine of a host, as it was last seen: an immutable value. */

#pragma once

#include "sp-snapshot.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SP_MACHINE_STATE_UNKNOWN,
  SP_MACHINE_STATE_RUNNING,
  SP_MACHINE_STATE_PAUSED,
  SP_MACHINE_STATE_SHUTTING_DOWN,
  SP_MACHINE_STATE_OFF,
  SP_MACHINE_STATE_CRASHED,
  SP_MACHINE_STATE_SUSPENDED, /* asleep by its own power management */
} SpMachineState;
#define SP_TYPE_MACHINE_STATE (sp_machine_state_get_type ())
GType sp_machine_state_get_type (void);

typedef struct
{
  const char    *host; /* the host's identity: host UUID + session or system + user, or a test host's URI */
  const char    *uuid;
  const char    *name;
  const char    *title; /* libvirt's <title>, or NULL */
  SpMachineState state;
  gboolean       persistent;
  int            n_snapshots;   /* -1: not known yet */
  gint64         last_snapshot; /* creation time of the newest, 0: none or not known */
} SpMachineInit;

#define SP_TYPE_MACHINE (sp_machine_get_type ())
G_DECLARE_FINAL_TYPE (SpMachine, sp_machine, SP, MACHINE, GObject)

SpMachine     *sp_machine_new               (const SpMachineInit *init);
const SpMachineInit *sp_machine_peek        (SpMachine *self);
const char    *sp_machine_get_host          (SpMachine *self);
const char    *sp_machine_get_uuid          (SpMachine *self);
const char    *sp_machine_get_name          (SpMachine *self);
const char    *sp_machine_get_title         (SpMachine *self); /* else its name */
SpMachineState sp_machine_get_state         (SpMachine *self);
int            sp_machine_get_n_snapshots   (SpMachine *self);
gint64         sp_machine_get_last_snapshot (SpMachine *self);
gboolean       sp_machine_is_active         (SpMachine *self); /* has a QEMU process: running, paused... */
gboolean       sp_machine_equal             (SpMachine *a, SpMachine *b); /* every field */
gboolean       sp_machine_same              (SpMachine *a, SpMachine *b); /* identity: host and UUID */

G_END_DECLS
