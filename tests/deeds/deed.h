/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of deeds share: wishes carried out through the public face of the back end, awaited. */

#pragma once

#include "sp-backend.h"
#include "sp-planner.h"

G_BEGIN_DECLS

/* Runs the main loop until it is done. */
gboolean    deed_await     (DexFuture *future, GError **error);
void        deed_settle    (guint msec); /* runs the main loop for so long */
SpHost     *deed_open      (const char *uri);
void        deed_close     (SpHost *host);
SpHistory  *deed_history   (SpHost *host, const char *name); /* all of it read now, whatever was read before */
SpHistory  *deed_look      (SpHost *host, const char *name); /* as the window looks again: only what may have changed is read */
SpFacts    *deed_facts     (SpHost *host, const char *name);
SpFacts    *deed_examine   (SpHost *host, const char *name);
SpPlan     *deed_plan      (SpHost *host, const char *name, const SpWish *wish);
/* Carries a plan out: the operation, done. */
SpOperation *deed_run      (SpHost *host, SpPlan *plan);
/* Plans and carries out; aborts the test where it fails, or where the files are not exactly as planned. */
void        deed_must      (SpHost *host, const char *name, const SpWish *wish);
void        deed_must_power (SpHost *host, const char *name, SpPower power);
SpMachineState deed_state  (SpHost *host, const char *name);

void        deed_take      (SpHost *host, const char *name, const char *snapshot, SpKind kind, gboolean disks_only);
void        deed_revert    (SpHost *host, const char *name, const char *snapshot, SpThen then);
void        deed_delete    (SpHost *host, const char *name, const char *snapshot);

G_END_DECLS
