/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of mines share: a daemon of one's own, asked as any client asks it, and the table to answer to. */

#pragma once

#include "deed.h"
#include "sp-rig.h"

G_BEGIN_DECLS

typedef struct
{
  SpRig      *rig;
  SpHost     *host; /* open where Savepoint walks; NULL where the bare daemon is asked */
  const char *name; /* of the machine */
} Mine;

/* Two tests of a mine: /mines/N-what/bare and /mines/N-what/avoided; @bare may be NULL. */
void     mine_add          (int number, const char *what, SpRigFlags flags, void (*bare) (Mine *mine), void (*avoided) (Mine *mine));
void     mine_told         (Mine *mine, int number, gboolean seen);
gboolean mine_daemon_lives (Mine *mine);

gboolean mine_try          (Mine *mine, const char *command, ...) G_GNUC_NULL_TERMINATED; /* virsh COMMAND NAME ... */
void     mine_must         (Mine *mine, const char *command, ...) G_GNUC_NULL_TERMINATED;
void     mine_take         (Mine *mine, const char *snapshot, gboolean memory); /* external, as a client does it */
char    *mine_path         (Mine *mine, const char *format, ...) G_GNUC_PRINTF (2, 3); /* in the rig's folder */
gboolean mine_exists       (Mine *mine, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     mine_off          (Mine *mine);
void     mine_listen       (Mine *mine); /* Savepoint looks at what others did */
void     mine_check_now    (Mine *mine, guint at_least, guint at_most);
void     mine_check_refused (SpPlan *plan);

G_END_DECLS
