/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every refusal, libvirt's and ours, in one table. */

#include "config.h"

#include "sp-rules.h"

#include <glib/gi18n-lib.h>

/* Line numbers are of libvirt 11.3. A "%s" stands for a name; it is put in by the planner, never by printf. The detours
 * that have no refusal (mines 2 and 8) are in sp-mines.c. */
static const SpRule rules[] = {
  { "read-only-connection", "libvirt-domain-snapshot.c, code 29", 29,
    N_ ("The connection to the host is read-only."),
    N_ ("Connect to the host as someone who may change machines.") },
  { "job-active", "qemu_snapshot.c: one job a machine, code 68 after 30 s", 68,
    N_ ("The host is already busy with this machine."),
    N_ ("Wait until that is done, then try again.") },
  { "block-job", "qemu_snapshot.c:2867 (revert), 3156 (delete); 83 when taken", 55,
    N_ ("A copy or merge of the disk “%s” is under way."),
    N_ ("Wait until it is done, then try again.") },
  { "machine-suspended", "qemu_snapshot.c: PMSUSPENDED, code 84", 84,
    N_ ("The machine is asleep."),
    N_ ("Wake it up, then try again.") },
  { "no-such-snapshot", "code 72", 72,
    N_ ("There is no snapshot “%s” any more."),
    N_ ("Look at the list again; somebody else may have deleted it.") },
  { "nothing-asked", "ours", 0,
    N_ ("No snapshot is chosen."),
    N_ ("Choose at least one.") },
  { "other-machine", "law of layers 1", 0,
    N_ ("The machine “%s” of this host stands on a file that this would change."),
    N_ ("Copy that machine's disk, so that it stands alone, or delete that machine first.") },
  { "law-1", "law of layers 1, proven 11.3 and 12.8", 0,
    N_ ("“%s” would lose a file that it needs."),
    N_ ("Delete from the latest snapshots to the oldest, or keep this one.") },
  { "law-unknown", "law of layers 1: the host does not tell what a file stands on", 0,
    N_ ("The host does not tell which files “%s” stands on, so it might lose one by this."),
    N_ ("Add the folder of the disks to the host as a storage pool, so that it tells; then try again.") },
  { "mine-1", "proven 11.3 and 12.8", 0,
    N_ ("The host would remove the layers of “%s” instead of the present ones."),
    N_ ("Take a snapshot first.") },
  { "mine-3", "law of layers 3, proven 11.3", 0,
    N_ ("Layers of “%s” stand on the file that this would make writable; they would be spoilt."),
    N_ ("Delete the snapshots in separate files above it first, or copy the machine.") },
  { "mine-4", "qemu_snapshot.c:2534, proven 11.3", 0,
    N_ ("No snapshot is marked as current, and the host's service would crash."),
    N_ ("Take a snapshot first: it becomes the current one.") },
  { "mine-5", "proven 11.3, mended in 12.8", 0,
    N_ ("Another branch stands on “%s”, and this version of libvirt crashes when it has to move a branch that was saved while the machine was off."),
    N_ ("Delete the snapshots of the other branch first, from the latest to the oldest; or update libvirt to 12.8.") },
  { "mine-6", "proven 11.3 and 12.8", 0,
    N_ ("Two reverts in the same second would want a file of the same name."),
    N_ ("Try again in a second.") },
  { "mine-7", "proven 11.3, mended in 12.8", 0,
    N_ ("The machine was left paused by a revert and has not run since; this version of libvirt can neither merge layers nor save its memory then."),
    N_ ("Let the machine run for a moment, then try again.") },
  { "mine-9", "proven 11.3 and 12.8", 9,
    N_ ("The name “%s” has characters that the host cannot handle while the machine runs."),
    N_ ("Shut the machine down, then try again.") },
  { "mine-10", "proven 11.3", 0,
    N_ ("The host would delete %s, a disk that no snapshot made."),
    N_ ("Keep this snapshot for as long as that disk is wanted; or take the disk off the machine and copy it first.") },
  { "name-bad", "law of names, mine 9", 35,
    N_ ("The name “%s” will not do: only letters from A to Z, digits, dots, dashes and underscores, at most 64, and no dot in front."),
    N_ ("Choose another name; a title may say anything.") },
  { "name-taken", "code 9: domain moment already exists", 9,
    N_ ("There is a snapshot “%s” already."),
    N_ ("Choose another name.") },
  { "take-checkpoints", "qemu_snapshot.c:1070, code 84", 84,
    N_ ("The machine has checkpoints of a backup program, and libvirt keeps no snapshots beside them."),
    N_ ("Delete the checkpoints with the backup program first.") },
  { "take-no-disk", "code 67: nothing selected for snapshot", 67,
    N_ ("The machine has no disk that could be kept."),
    N_ ("Add a disk that can be written.") },
  { "take-file-exists", "qemu_snapshot.c:854", 67,
    N_ ("A file of the name that the new layer would get is there already."),
    N_ ("Choose another name for the snapshot.") },
  { "take-internal-raw", "qemu_snapshot.c:965", 67,
    N_ ("The disk “%s” is not a qcow2 file, so it cannot keep a snapshot inside."),
    N_ ("Keep the snapshot in separate files.") },
  { "take-internal-disks-only", "qemu_snapshot.c:1928, code 84", 84,
    N_ ("While the machine runs, a snapshot inside the disk file always has the memory in it."),
    N_ ("Keep the memory too, or shut the machine down first.") },
  { "take-internal-uefi", "qemu_snapshot.c, NEWS 10.9 and 10.10, code 84", 84,
    N_ ("The machine's firmware keeps its settings in a file that cannot hold a snapshot."),
    N_ ("Keep the snapshot in separate files, or convert the firmware's settings to qcow2.") },
  { "take-external-no-file", "qemu_snapshot.c: layers need a regular file, code 67", 67,
    N_ ("The disk “%s” is not a file, so there is no folder to put a layer in."),
    N_ ("Keep the snapshot inside the disk, if it is qcow2; or move the disk to a file.") },
  { "take-memory-device", "QEMU: passed-through devices cannot be saved", 84,
    N_ ("The memory cannot be saved while devices of the host are passed through to the machine."),
    N_ ("Keep the disks only, or shut the machine down first.") },
  { "take-memory-nowhere", "snapshot_conf.c:350: no default", 27,
    N_ ("No disk of the machine is a file, so there is no folder to put the memory in."),
    N_ ("Keep the disks only.") },
  { "take-memory-place", "ours: a file that is there would be written over", 0,
    N_ ("“%s” is no place for the memory."),
    N_ ("Give the whole path, on the host, of a file that is not there yet.") },
  { "take-test-disks-only", "test_driver.c: unsupported flags 0x10", 8,
    N_ ("The test host cannot keep the disks alone."),
    N_ ("Keep the memory too.") },
  { "kinds-mixed", "law of layers 3, proven 11.3", 0,
    N_ ("This machine's snapshots are of the other kind, and the two spoil each other."),
    N_ ("Choose the kind that the machine has, or delete its snapshots first.") },
  { "safety-not-possible", "ours", 0,
    N_ ("The present state cannot be saved first: %s"),
    N_ ("Revert without saving it, or change what stands in the way.") },
  { "guard-empty", "mine 10", 0,
    N_ ("None of the present disks stands on a snapshot, so they cannot be put aside while the host reverts."),
    N_ ("Revert with a safety snapshot.") },
  { "history-damaged", "the law of layers: which files it stands on is unknown", 0,
    N_ ("The host's description of “%s” makes no sense, so which files it needs is unknown: any of them could be lost."),
    N_ ("Mend or remove its description with the host's own tools.") },
  { "revert-no-domain", "qemu_snapshot.c:2199, code 77; force does not help", 77,
    N_ ("“%s” does not remember the machine's hardware, so the host cannot go back to it."),
    N_ ("Its disks can still be copied with the host's own tools.") },
  { "revert-managed-save", "qemu_snapshot.c:2205, code 77", 77,
    N_ ("The machine's running state was saved when it was stopped, and this snapshot has no memory to put in its place."),
    N_ ("Start the machine, so that the saved state is used, or discard that state; then revert.") },
  { "revert-external-unsupported", "qemu_snapshot.c 9.0: not supported yet, code 67", 67,
    N_ ("This version of libvirt cannot go back to a snapshot in separate files."),
    N_ ("Update libvirt on the host to 9.9 or later.") },
  { "revert-not-file", "qemu_snapshot.c:2223, code 84", 84,
    N_ ("The disk “%s” was not a file when the snapshot was taken, and libvirt goes back only to files."),
    N_ ("Copy the disk with the host's own tools.") },
  { "revert-suspended", "code 84", 84,
    N_ ("“%s” was taken while the machine was asleep, and libvirt cannot go back to that."),
    N_ ("Choose another snapshot.") },
  { "revert-transient", "qemu_snapshot.c:2193, code 55", 55,
    N_ ("The machine exists only while it runs, and this snapshot would leave it off."),
    N_ ("Choose to start it, or to leave it paused.") },
  { "revert-file-missing", "mine 2, proven 11.3", 0,
    N_ ("The file %s, which this snapshot stands on, is missing."),
    N_ ("Put the file back, or choose another snapshot.") },
  { "snapshot-mixed", "qemu_snapshot.c:1029, law of layers 3", 67,
    N_ ("“%s” keeps some disks inside their files and some in separate ones."),
    N_ ("Choose another snapshot.") },
  { "delete-in-progress", "qemu_snapshot.c:3156, code 55", 55,
    N_ ("A deletion that touched “%s” was interrupted, and its disk may be half merged."),
    N_ ("Finish the deletion that was interrupted first.") },
  { "delete-external-unsupported", "NEWS 9.0", 67,
    N_ ("This version of libvirt cannot delete snapshots in separate files."),
    N_ ("Update libvirt on the host to 9.0 or later.") },
  { "delete-current-children", "qemu_snapshot.c:4248, code 67", 67,
    N_ ("“%s” is the current snapshot and others stand on it."),
    N_ ("Delete the later ones first, or revert to one of them.") },
  { "delete-outside-chain", "qemu_snapshot.c:4248, code 67", 67,
    N_ ("Others stand on “%s”, on a branch where the machine is not now."),
    N_ ("Revert to a snapshot of that branch first, or delete the later ones with it.") },
  { "delete-many-children", "qemu_snapshot.c:4248, code 67", 67,
    N_ ("More than one branch stands on “%s”."),
    N_ ("Delete all but one of the branches first.") },
  { "delete-internal-parent", "qemu_snapshot.c:3219, code 84", 84,
    N_ ("“%s” keeps its disks in separate files, but stands on a snapshot inside the disk file."),
    N_ ("Delete the snapshot inside the disk file first.") },
  { "delete-internal-other-file", "qemu_snapshot.c:4278, code 84", 84,
    N_ ("“%s” is inside a disk file that the machine does not use at present."),
    N_ ("Shut the machine down, then try again.") },
  { "delete-disk-gone", "qemu_snapshot.c: qemuDomainDiskByName", 9,
    N_ ("A disk that “%s” keeps is no longer part of the machine."),
    N_ ("Add the disk again first.") },
  { "delete-record-stale", "qemu_snapshot.c: chain look-up, code 8", 8,
    N_ ("The host's record of “%s” names a layer that is no longer under the machine, so it cannot be merged."),
    N_ ("Revert to it first; the record is mended by that, and it can be deleted then.") },
};

/**
 * sp_rules_find:
 * @id: id of the rule
 *
 * Returns: (transfer none) (nullable): the rule
 */
const SpRule *
sp_rules_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_strcmp0 (rules[i].id, id) == 0)
      return &rules[i];
  return NULL;
}

/**
 * sp_rules_get_all:
 * @n: (out) (optional): how many
 *
 * Returns: (transfer none) (array length=n): the table
 */
const SpRule *
sp_rules_get_all (guint *n)
{
  if (n != NULL)
    *n = G_N_ELEMENTS (rules);
  return rules;
}
