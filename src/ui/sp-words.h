/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States and kinds in plain words, with their icons. */

#pragma once

#include "sp-host.h"
#include "sp-machine.h"
#include "sp-snapshot.h"

G_BEGIN_DECLS

const char *sp_words_machine_state      (SpMachineState state);
const char *sp_words_machine_icon       (SpMachineState state);
const char *sp_words_machine_css        (SpMachineState state);
const char *sp_words_link               (SpLink link); /* NULL: there is none yet */
const char *sp_words_snapshot_state     (SpSnapshotState state);
const char *sp_words_snapshot_kind      (SpKind kind);
const char *sp_words_snapshot_memory    (SpMemory memory);
char       *sp_words_machine_snapshots  (SpMachine *machine, gint64 now); /* "3 snapshots, the last 2 hours ago" */

G_END_DECLS
