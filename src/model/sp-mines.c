/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defects of the daemon that it does not refuse: silent losses, crashes and traps. Each was proven on a real QEMU. */

#include "config.h"

#include "sp-mines.h"

/* A version stands here only where that very daemon was tried and did well. */
static const SpMine mines[] = {
  { 1, "mine-1", "An external revert unlinks the layers that the current snapshot has on record, even where Now stands on others", 0,
    "Take a snapshot first, so that the current one's layers are Now's; delete it after the revert if nobody wants it" },
  { 2, "mine-2", "A revert that fails has already ended the machine and unlinked Now's layer", 0,
    "Take a snapshot first; if the revert fails, revert to it" },
  { 3, "mine-3", "An internal revert writes into a file that external layers stand on", 0,
    "Refuse whatever would make a frozen layer writable" },
  { 4, "mine-4", "An external revert while no snapshot is current crashes the daemon", 0,
    "Take a snapshot first: it becomes current" },
  { 5, "mine-5", "Deleting a snapshot that another branch stands on crashes the daemon if that branch has no chain on record: the machine was off when "
    "it was taken, or what it stood on has been merged since", 12008000,
    "Delete from the leaves to the root, or refuse" },
  { 6, "mine-6", "Two external reverts in the same second want a layer of the same name; the second fails and leaves the machine off", 0,
    "Wait for the next second" },
  { 7, "mine-7", "A machine that a revert left paused and that has not run since cannot merge layers or save its memory again", 12008000,
    "Let it run for a moment first" },
  { 8, "mine-8", "A session daemon refuses root and ends at start where the user's group has no name", 0,
    "Say so" },
  { 9, "mine-9", "Names of internal snapshots of a running machine allow only A-Z a-z 0-9 - . _", 0,
    "Give only such names" },
  { 10, "mine-10", "Deleting a snapshot unlinks a disk file that was put in since, though no snapshot made it", 0,
    "Leave such disks out of the guard, and refuse the deletion otherwise" },
  { 11, "mine-11", "Lists of more than 16,384 entries are refused by the client library", 0,
    "Say so" },
  { 12, "mine-12", "A running state that was saved when the machine was stopped goes on, at the next start, on the files that it had then: it "
    "writes into layers that were frozen since, and misses those that were merged", 0,
    "Neither freeze nor merge layers while there is one; start no such state" },
  { 13, "mine-13", "A revert leaves such a saved state in place, and a later start goes on from it, on disks of another time", 0,
    "Start the machine from it first, so that the safety snapshot keeps it; or discard it, when told to" },
};

/**
 * sp_mines_find:
 * @number: number of the mine
 *
 * Returns: (transfer none) (nullable): the mine
 */
const SpMine *
sp_mines_find (int number)
{
  for (guint i = 0; i < G_N_ELEMENTS (mines); i++)
    if (mines[i].number == number)
      return &mines[i];
  return NULL;
}

/**
 * sp_mines_get_all:
 * @n: (out) (optional): how many
 *
 * Returns: (transfer none) (array length=n): the table
 */
const SpMine *
sp_mines_get_all (guint *n)
{
  if (n != NULL)
    *n = G_N_ELEMENTS (mines);
  return mines;
}

/**
 * sp_mines_applies:
 * @number: number of the mine
 * @facts: the facts
 *
 * By the daemon's version alone; whether the facts arm the mine is for the planner. A version that is not known counts as
 * unmended. libvirt's test driver writes no files and starts no machine, so it has none of them.
 *
 * Returns: whether this daemon is not known to be mended
 */
gboolean
sp_mines_applies (int      number,
                  SpFacts *facts)
{
  const SpMine *mine = sp_mines_find (number);
  const SpFactsInit *f = NULL;

  g_return_val_if_fail (SP_IS_FACTS (facts), TRUE);

  f = sp_facts_peek (facts);
  if (mine == NULL)
    return FALSE;
  if (g_strcmp0 (f->driver, "TEST") == 0 || g_strcmp0 (f->driver, "Test") == 0)
    return FALSE;
  return mine->fixed_in == 0 || f->libvirt_version == 0 || f->libvirt_version < mine->fixed_in;
}
