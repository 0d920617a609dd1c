/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A private libvirtd with real QEMU machines that count, in a folder that is thrown away. For tests. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SpRig SpRig;

typedef enum
{
  SP_RIG_QCOW2 = 0,
  SP_RIG_RAW   = 1 << 0, /* raw disks */
  SP_RIG_OFF   = 1 << 1, /* defined, not started */
  SP_RIG_SCREEN = 1 << 2, /* with a screen, where it counts too */
  SP_RIG_UEFI  = 1 << 3, /* with firmware whose settings are in NAME-nvram.fd: it finds nothing to start, and is defined only */
  SP_RIG_CHANNEL = 1 << 4, /* with a channel for a guest agent, where nobody answers */
  SP_RIG_BUTTON = 1 << 6, /* its guest turns itself off when it is asked to; else it does not hear */
  SP_RIG_AGENT = SP_RIG_CHANNEL | 1 << 5, /* with an agent that answers: the guest counts in memory only */
} SpRigFlags;

SpRig      *sp_rig_new         (void); /* aborts the test where it cannot */
void        sp_rig_free        (SpRig *self);
const char *sp_rig_get_uri     (SpRig *self);
const char *sp_rig_get_folder  (SpRig *self); /* the disks are NAME-vda.qcow2, NAME-vdb.qcow2 */
void        sp_rig_start       (SpRig *self); /* the daemon, again */
void        sp_rig_revive      (SpRig *self); /* the daemon, where it died by itself */
void        sp_rig_kill        (SpRig *self); /* the daemon, by SIGKILL; the machines run on */
void        sp_rig_freeze      (SpRig *self, gboolean frozen); /* SIGSTOP, SIGCONT */
int         sp_rig_get_qemu    (SpRig *self, const char *name); /* the process that is the machine; 0: it does not run */

void        sp_rig_add_machine (SpRig *self, const char *name, SpRigFlags flags); /* waits until it counts */
char       *sp_rig_virsh       (SpRig *self, gboolean must_work, ...) G_GNUC_NULL_TERMINATED; /* arguments; its output, NULL: it failed */

/* From the guest's own mouth: its serial line. */
guint       sp_rig_last_count  (SpRig *self, const char *name); /* the last number printed so far, 0: none */
guint       sp_rig_wait_count  (SpRig *self, const char *name, guint more); /* waits for that many more numbers; the last */
void        sp_rig_forget      (SpRig *self, const char *name);  /* what it printed so far */
guint       sp_rig_first_count (SpRig *self, const char *name);  /* waits; the first number printed since */
/* From a disk's image, through qemu-img. */
guint       sp_rig_disk_count  (SpRig *self, const char *path);
GStrv       sp_rig_list_files  (SpRig *self, const char *name); /* sorted names of all files of a machine */
gboolean    sp_rig_check_image (SpRig *self, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpRig, sp_rig_free)

G_END_DECLS
