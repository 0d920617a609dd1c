/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries out plans and other deeds on a real host. Main thread only. */

#pragma once

#include "sp-virt-host.h"

G_BEGIN_DECLS

SpOperation *sp_executor_run      (SpVirtHost *host, SpPlan *plan);
SpOperation *sp_executor_power    (SpVirtHost *host, const char *uuid, SpPower power);
SpOperation *sp_executor_edit (SpVirtHost *host, const char *uuid, SpSnapshot *snapshot, SpSnapshot *wanted);
void         sp_executor_write_pending (SpVirtHost *host, const char *uuid); /* on the next listing */

G_END_DECLS
