/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings that a UEFI firmware keeps in a file of its own: which snapshots hold them, and what a revert does to them. */

#include "config.h"

#include "sp-planner-private.h"

#include <glib/gi18n-lib.h>

/* Since then QEMU's jobs, and qemu-img where the machine is off, keep the settings too, where they are qcow2. */
#define KEPT_INSIDE 10009000
#define RESET 8001000

static gboolean
is_qcow2 (const SpFactsInit *f)
{
  return g_strcmp0 (f->nvram_format, "qcow2") == 0;
}

static gboolean
is_older (const SpFactsInit *f,
          gulong             version)
{
  return f->libvirt_version != 0 && f->libvirt_version < version;
}

/**
 * sp_planning_uefi_keeps_out:
 * @facts: the facts
 *
 * Returns: whether a snapshot inside the disk files would not hold the firmware's settings
 */
gboolean
sp_planning_uefi_keeps_out (SpFacts *facts)
{
  const SpFactsInit *f = sp_facts_peek (facts);

  return f->nvram != NULL && (!is_qcow2 (f) || is_older (f, KEPT_INSIDE));
}

/* With the memory QEMU saves what the guest sees of the settings, and writes them back with it. */
static gboolean
are_kept (SpPlanning *p,
          gboolean    memory,
          gboolean    inside)
{
  return memory || (inside && !sp_planning_uefi_keeps_out (p->facts));
}

/* libvirt makes the file of the settings anew from its template when it starts the machine (RESET_NVRAM), says nothing where it
 * does not start it, and ends the machine before it finds that it cannot convert the template. All proven on 11.3. */
static const char *
find_reset_rule (const SpFactsInit *f,
                 gboolean           memory,
                 SpThen             then)
{
  if (f->nvram == NULL)
    return "firmware-none";
  if (is_older (f, RESET))
    return "firmware-reset-unsupported";
  if (memory)
    return "firmware-in-memory";
  if (then == SP_THEN_AS_TAKEN)
    return "firmware-reset-off";
  if (f->nvram_template_format != NULL && g_strcmp0 (f->nvram_template_format, f->nvram_format ? f->nvram_format : "raw") != 0)
    return "firmware-template";
  return NULL;
}

/**
 * sp_planning_check_firmware_reset:
 * @p: the plan to revert
 * @memory: the target has the memory
 *
 * Returns: FALSE where it is refused
 */
gboolean
sp_planning_check_firmware_reset (SpPlanning *p,
                                  gboolean    memory)
{
  const char *rule = p->wish->reset_firmware ? find_reset_rule (p->f, memory, p->wish->then) : NULL;

  return rule == NULL || sp_planning_refuse (p, rule, NULL);
}

/**
 * sp_planner_can_reset_firmware:
 * @facts: the facts
 * @target: (nullable): name of a snapshot
 * @then: what the machine is to do after the revert
 *
 * Returns: whether a revert to @target could set the firmware's settings back to those of a new machine
 */
gboolean
sp_planner_can_reset_firmware (SpFacts    *facts,
                               const char *target,
                               SpThen      then)
{
  const SpFactsInit *f = NULL;
  int index = -1;

  g_return_val_if_fail (SP_IS_FACTS (facts), FALSE);

  f = sp_facts_peek (facts);
  index = target != NULL ? sp_history_find (f->history, target) : -1;
  return index >= 0 &&
         find_reset_rule (f, sp_snapshot_get_memory (sp_history_get (f->history, index)) != SP_MEMORY_NONE, then) == NULL;
}

/**
 * sp_planning_note_firmware_take:
 * @p: the plan to take a snapshot
 * @what: the snapshot
 */
void
sp_planning_note_firmware_take (SpPlanning           *p,
                                const SpPlanningTake *what)
{
  if (p->f->nvram != NULL && !are_kept (p, what->memory, what->kind == SP_KIND_INTERNAL))
    sp_planning_note (p, SP_NOTE_INFO, "%s",
                      _ ("The settings of the machine’s firmware, such as its boot entries, are not part of the snapshot: a revert leaves them "
                         "as they are."));
}

/**
 * sp_planning_note_firmware_revert:
 * @p: the plan to revert
 * @memory: the target has the memory
 * @inside: the target is inside the disk files
 * @saved: something was taken of Now before
 * @saved_memory: with the memory
 */
void
sp_planning_note_firmware_revert (SpPlanning *p,
                                  gboolean    memory,
                                  gboolean    inside,
                                  gboolean    saved,
                                  gboolean    saved_memory)
{
  gboolean changes = p->wish->reset_firmware || are_kept (p, memory, inside);

  if (p->f->nvram == NULL || sp_planning_is_test_driver (p->facts))
    return;
  if (p->wish->reset_firmware)
    sp_planning_note (p, SP_NOTE_WARNING, "%s",
                      _ ("The firmware’s settings, such as its boot entries, become those of a new machine."));
  else if (!changes)
    sp_planning_note (p, SP_NOTE_INFO, "%s",
                      _ ("The firmware’s settings, such as its boot entries, stay as they are now: the snapshot does not hold them."));
  if (changes && !(saved && are_kept (p, saved_memory, inside)))
    sp_planning_note (p, SP_NOTE_LOSS, "%s", _ ("The present settings of the firmware are lost: what is saved of the present does not hold them."));
}
