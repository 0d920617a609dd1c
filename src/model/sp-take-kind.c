/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the disk files or in separate ones: what a snapshot of this machine should be, and why. */

#include "config.h"

#include "sp-planner-private.h"

#include <glib/gi18n-lib.h>

static gboolean
is_given (const char *text)
{
  return text != NULL && *text != '\0';
}

/* The kind that a history without snapshots may have, and why not the other. */
static SpKind
choose_for_empty (SpFacts      *facts,
                  const SpWish *wish,
                  const char  **reason)
{
  const SpFactsInit *f = sp_facts_peek (facts);

  if (wish->left_out != NULL && wish->left_out[0] != NULL)
    {
      *reason = _ ("In separate files, because that is where a disk can be left out.");
      return SP_KIND_EXTERNAL;
    }
  if (wish->live && sp_facts_is_active (facts))
    {
      *reason = _ ("In separate files, because the machine cannot run while its memory is saved inside the disk file.");
      return SP_KIND_EXTERNAL;
    }
  if (is_given (wish->layer_folder) || is_given (wish->memory_file))
    {
      *reason = _ ("In separate files, because a place for them is chosen.");
      return SP_KIND_EXTERNAL;
    }
  if (wish->disks_only && sp_facts_is_active (facts))
    {
      *reason = _ ("In separate files, because a running machine’s disks cannot be kept inside without its memory.");
      return SP_KIND_EXTERNAL;
    }
  if (!sp_planning_is_test_driver (facts))
    {
      for (gsize i = 0; i < f->n_disks; i++)
        {
          const SpFactsDisk *d = &f->disks[i];

          if (d->is_disk && !d->read_only && !d->empty && (!d->is_file || g_strcmp0 (d->format, "qcow2") != 0))
            {
              *reason = _ ("In separate files, because not every disk is a qcow2 file.");
              return SP_KIND_EXTERNAL;
            }
        }
      if (sp_planning_uefi_keeps_out (facts))
        {
          *reason = _ ("In separate files, because the firmware’s settings cannot be kept inside.");
          return SP_KIND_EXTERNAL;
        }
    }
  *reason = _ ("Inside the disk file: the first snapshot decides, and that is the tidier kind.");
  return SP_KIND_INTERNAL;
}

/**
 * sp_planner_choose_kind:
 * @facts: the facts
 * @wish: what is asked for; its own kind is not looked at
 * @reason: (out) (optional) (transfer full): why, in a sentence
 *
 * The kind that automatic chooses: the one that the history has, since the two are never mixed.
 *
 * Returns: internal or external
 */
SpKind
sp_planner_choose_kind (SpFacts      *facts,
                        const SpWish *wish,
                        char        **reason)
{
  SpHistory *history = NULL;
  SpKind kind = SP_KIND_NONE;
  const char *why = NULL;
  int current = -1;

  g_return_val_if_fail (SP_IS_FACTS (facts), SP_KIND_NONE);
  g_return_val_if_fail (wish != NULL, SP_KIND_NONE);

  history = sp_facts_get_history (facts);
  kind = sp_history_get_kind (history);
  current = sp_history_get_current (history);
  if (kind == SP_KIND_MIXED)
    {
      kind = current >= 0 ? sp_snapshot_get_kind (sp_history_get (history, current)) : SP_KIND_EXTERNAL;
      if (kind != SP_KIND_INTERNAL)
        kind = SP_KIND_EXTERNAL;
      why = _ ("As the current snapshot: this machine’s snapshots are of both kinds.");
    }
  else if (kind == SP_KIND_INTERNAL)
    why = _ ("Inside the disk file, as this machine’s other snapshots.");
  else if (kind == SP_KIND_EXTERNAL)
    why = _ ("In separate files, as this machine’s other snapshots.");
  else
    kind = choose_for_empty (facts, wish, &why);

  if (reason != NULL)
    *reason = g_strdup (why);
  return kind;
}

/**
 * sp_planner_doubt_memory:
 * @facts: the facts
 *
 * Only passed-through devices are refused: of the others it depends on versions, and distributions patch.
 *
 * Returns: (transfer none) (nullable): why the disks alone are the better choice, translated
 */
const char *
sp_planner_doubt_memory (SpFacts *facts)
{
  const SpFactsInit *f = NULL;

  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);

  f = sp_facts_peek (facts);
  if (f->vfio == SP_YES)
    return _ ("Devices of the host are passed through to the machine: its memory cannot be saved.");
  if (f->accelerated == SP_YES)
    return _ ("The host’s graphics card draws for the machine (3D): QEMU cannot save its memory.");
  if (f->virtiofs == SP_YES)
    return _ ("The machine shares a folder with the host (virtiofs): many versions of libvirt cannot save its memory.");
  return NULL;
}

/**
 * sp_planner_add_usual:
 * @facts: the facts
 * @wish: a take; what it says itself stands
 * @kind: what new snapshots are of, or %SP_KIND_NONE
 * @folder: (nullable): where new files go; lent to @wish
 *
 * Adds what a person set once for all. Nobody meant it for this machine in particular: it makes no plan impossible, and
 * a folder does not decide the kind.
 */
void
sp_planner_add_usual (SpFacts    *facts,
                      SpWish     *wish,
                      SpKind      kind,
                      const char *folder)
{
  SpWish with;
  g_autoptr (SpPlan) plan = NULL;
  SpKind made = SP_KIND_NONE;

  g_return_if_fail (SP_IS_FACTS (facts));
  g_return_if_fail (wish != NULL && wish->kind == SP_WISH_TAKE);

  with = *wish;
  with.snapshot_kind = kind;
  if (wish->snapshot_kind == SP_KIND_NONE && kind != SP_KIND_NONE)
    {
      plan = sp_planner_plan (facts, &with);
      if (!sp_plan_is_refused (plan))
        wish->snapshot_kind = kind;
    }
  made = wish->snapshot_kind != SP_KIND_NONE ? wish->snapshot_kind : sp_planner_choose_kind (facts, wish, NULL);
  if (!is_given (wish->layer_folder) && is_given (folder) && made == SP_KIND_EXTERNAL)
    wish->layer_folder = folder;
}
