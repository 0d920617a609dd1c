/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of deeds on real machines share. */

#pragma once

#include "deed.h"
#include "sp-rig.h"

G_BEGIN_DECLS

/* A snapshot lies between two looks at the guest. */
typedef struct
{
  guint before;
  guint after;
} RealMoment;

/* One daemon for all: each test has a machine of its own. */
extern SpRig  *real_rig;
extern SpHost *real_host;

void       real_start            (void);
void       real_stop             (void);
void       real_come_back        (void); /* after the daemon was killed */
void       real_add              (const char *name, SpRigFlags flags);
void       real_remove           (const char *name);
void       real_add_pool         (void); /* of the folder of all their files: it tells what stands on what */
void       real_remove_pool      (void);
void       real_check_disks      (const char *name, guint at_least, guint at_most);
void       real_check_files      (const char *name, const char *expected);
void       real_check_findings   (const char *name, const char *expected); /* Doctor's, without the folder */
char      *real_run              (const char *const *argv);
void       real_make_nvram_qcow2 (const char *name, gboolean template_too);
RealMoment real_take             (const char *name, const char *snapshot, SpKind kind, gboolean disks_only);
void       real_check_memory     (const char *name, const char *snapshot, RealMoment moment);

G_END_DECLS
