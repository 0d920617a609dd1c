/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning a deletion: from the leaves to the root, so that nothing is merged that would be deleted next. */

#include "config.h"

#include "sp-planner-private.h"

#include "sp-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Since then snapshots inside a running machine's disk are deleted by QEMU's jobs, whose names allow few characters. */
#define INTERNAL_JOBS 10009000
#define EXTERNAL_DELETE 9000000

typedef struct
{
  int      index;
  int      depth;
  gboolean current;
} Going;

static int
compare_going (gconstpointer a,
               gconstpointer b)
{
  const Going *p = a;
  const Going *q = b;

  if (p->depth != q->depth)
    return q->depth - p->depth;
  /* While another is current, a leaf's layers are freed and need no merge. */
  if (p->current != q->current)
    return p->current - q->current;
  return q->index - p->index;
}

static int
depth_of (SpHistory *history,
          int        i)
{
  int depth = 0;

  while ((i = sp_history_get_parent (history, i)) >= 0 && depth <= sp_history_get_n (history))
    depth++;
  return depth;
}

static void
add_one (SpHistory  *history,
         GHashTable *seen,
         GArray     *going,
         int         i)
{
  Going one = { i, depth_of (history, i), i == sp_history_get_current (history) };

  if (g_hash_table_add (seen, GINT_TO_POINTER (i)))
    g_array_append_val (going, one);
}

static GArray *
collect (SpPlanning *p)
{
  g_autoptr (GArray) going = g_array_new (FALSE, FALSE, sizeof (Going));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; p->wish->targets != NULL && p->wish->targets[i] != NULL; i++)
    {
      int index = sp_history_find (p->f->history, p->wish->targets[i]);

      if (index < 0)
        {
          sp_planning_refuse (p, "no-such-snapshot", p->wish->targets[i]);
          return NULL;
        }
      if (p->wish->with_descendants)
        {
          g_autoptr (GArray) branch = sp_history_dup_branch (p->f->history, index);

          for (guint j = 0; j < branch->len; j++)
            add_one (p->f->history, seen, going, g_array_index (branch, int, j));
        }
      else
        add_one (p->f->history, seen, going, index);
    }
  if (going->len == 0)
    {
      sp_planning_refuse (p, p->wish->all_but ? "nothing-older" : "nothing-asked", NULL);
      return NULL;
    }
  g_array_sort (going, compare_going);
  return g_steal_pointer (&going);
}

static gboolean
has_strange_letters (const char *name)
{
  return strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") != strlen (name) || strlen (name) > 200;
}

static gboolean
check_one (SpPlanning    *p,
           SpPicSnapshot *s)
{
  gboolean external = sp_pic_snapshot_is_external (s);
  const char *title = sp_planning_title (p, s->name);

  if (sp_pic_snapshot_is_mixed (s))
    return sp_planning_refuse (p, "snapshot-mixed", title);
  if (s->in_progress)
    return sp_planning_refuse (p, "delete-in-progress", title);
  if (external && p->f->libvirt_version != 0 && p->f->libvirt_version < EXTERNAL_DELETE)
    return sp_planning_refuse (p, "delete-external-unsupported", NULL);
  if (!external && p->picture->active && has_strange_letters (s->name) &&
      (p->f->libvirt_version == 0 || p->f->libvirt_version >= INTERNAL_JOBS) && !sp_planning_is_test_driver (p->facts))
    return sp_planning_refuse (p, "mine-9", s->name);
  return TRUE;
}

/* Where the machine is off, libvirt looks for it in the files that the machine uses now, and in no other. */
static void
note_other_files (SpPlanning    *p,
                  SpPicSnapshot *s,
                  const char    *title)
{
  for (guint i = 0; i < s->drives->len && !p->picture->active; i++)
    {
      SpPicDrive *then = s->drives->pdata[i];
      SpPicDisk *disk = sp_picture_find_disk (s->disks, then->target);
      SpPicDrive *now = sp_picture_find_drive (p->picture->drives, then->target);

      if (disk != NULL && disk->kind == SP_KIND_INTERNAL && (now == NULL || g_strcmp0 (now->source, then->source) != 0))
        sp_planning_note (p, SP_NOTE_WARNING,
                          _ ("What “%s” kept stays in %s, since the machine does not use that file at present. Check Files finds it once "
                             "nobody needs it."),
                          title, then->source);
    }
}

static gboolean
is_to_go (SpPlanning *p,
          GArray     *going,
          const char *name)
{
  for (guint i = 0; i < going->len; i++)
    if (g_strcmp0 (sp_snapshot_get_name (sp_history_get (p->f->history, g_array_index (going, Going, i).index)), name) == 0)
      return sp_picture_find (p->picture, name) != NULL;
  return FALSE;
}

/* libvirt 9.0 refuses where the record names a layer that is no longer under the machine (code 8); 11.3 merges one that the
 * record does not name. A record without its files harms nobody. */
static gboolean
forget_stale (SpPlanning *p,
              const char *name)
{
  g_autofree char *title = g_strdup (sp_planning_title (p, name));

  if (!sp_planning_forget (p, name))
    return FALSE;
  sp_planning_note (p, SP_NOTE_INFO,
                    _ ("The host cannot tell the layers of “%s” from those of others, so it is only taken off the list, and no file goes with it."),
                    title);
  return TRUE;
}

/* Who would lose by a deletion, and is to go as well, needs no file once it is off the list. */
static gboolean
forget_victim (SpPlanning *p,
               const char *victim,
               const char *name)
{
  g_autofree char *title = g_strdup (sp_planning_title (p, victim));

  if (!sp_planning_forget (p, victim))
    return FALSE;
  /* Translators: both are titles of snapshots that are being deleted */
  sp_planning_note (p, SP_NOTE_INFO, _ ("“%s” needs a file that goes with “%s”, so it is taken off the list first."), title,
                    sp_planning_title (p, name));
  sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("Its layer stays where it is, since later states may stand on it."));
  return TRUE;
}

static void
add_step (SpPlanning *p,
          SpStep     *step,
          gboolean    external,
          const char *title)
{
  if (!external)
    step->sentence = g_strdup_printf (_ ("Delete “%s” inside the disk file"), title);
  else if (p->picture->merges)
    step->sentence = g_strdup_printf (_ ("Delete “%s”; what later states need of it is merged into the layer below"), title);
  else
    step->sentence = g_strdup_printf (_ ("Delete “%s” and free its layers"), title);
  sp_plan_add_going (p->plan, step->snapshot);
  sp_plan_take_step (p->plan, step);
}

static gboolean
add_delete (SpPlanning *p,
            GArray     *going,
            const char *name)
{
  SpPicSnapshot *s = sp_picture_find (p->picture, name);
  gboolean external = sp_pic_snapshot_is_external (s);
  g_autofree char *title = g_strdup (sp_planning_title (p, name));
  g_autoptr (SpStep) step = sp_step_new (SP_STEP_DELETE);

  if (!check_one (p, s))
    return FALSE;
  if (!external)
    note_other_files (p, s, title);
  step->snapshot = g_strdup (name);
  for (;;)
    {
      g_autofree char *victim = NULL;
      const char *rule = sp_planning_try (p, step, &victim);

      if (rule == NULL)
        break;
      if (g_str_equal (rule, "delete-record-stale"))
        return forget_stale (p, name);
      if (!g_str_equal (rule, "law-1") || !is_to_go (p, going, victim))
        return sp_planning_refuse_step (p, rule, name, victim);
      if (!forget_victim (p, victim, name))
        return FALSE;
    }
  add_step (p, g_steal_pointer (&step), external, title);
  return TRUE;
}

static void
note_lost (SpPlanning *p,
           guint       n,
           gboolean    merges)
{
  int first = sp_history_find (p->f->history, sp_plan_get_going (p->plan)[0]);

  if (n == 1)
    sp_planning_note (p, SP_NOTE_LOSS, _ ("You can no longer go back to “%s”."),
                      sp_snapshot_get_title (sp_history_get (p->f->history, first)));
  else
    sp_planning_note (p, SP_NOTE_LOSS,
                      ngettext ("You can no longer go back to %u snapshot.", "You can no longer go back to %u snapshots.", n), n);
  sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The machine’s present state stays as it is."));
  if (merges && !sp_facts_is_active (p->facts))
    sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("The host starts the machine paused for the merge, and ends it afterwards."));
}

/* Where all but a few are to go, what stays besides those is no oversight. */
static void
note_kept (SpPlanning *p)
{
  SpSnapshot *baseline = sp_baseline_find (p->f->history);
  guint n = 0;

  if (baseline != NULL)
    sp_planning_note (p, SP_NOTE_INFO, _ ("The baseline “%s” stays."), sp_snapshot_get_title (baseline));
  for (int i = 0; i < sp_history_get_n (p->f->history) && !p->wish->pinned_too; i++)
    n += sp_history_get (p->f->history, i) != baseline && sp_snapshot_peek (sp_history_get (p->f->history, i))->pinned;
  if (n > 0)
    sp_planning_note (p, SP_NOTE_INFO, ngettext ("%u pinned snapshot stays.", "%u pinned snapshots stay.", n), n);
}

static void
note_space (SpPlanning *p)
{
  g_autofree char *text = sp_plan_say_freed (p->plan);

  if (text != NULL)
    sp_planning_note (p, SP_NOTE_INFO, "%s", text);
}

static gint64
find_room (SpPlanning *p,
           const char *folder)
{
  for (gsize i = 0; i < p->f->n_rooms; i++)
    if (strcmp (p->f->rooms[i].folder, folder) == 0)
      return p->f->rooms[i].free;
  return -1;
}

/* A layer is there twice until its merge is done: in itself, and in the one below. One merge follows the other. */
static void
note_room (SpPlanning *p)
{
  gint64 most = 0;

  for (guint i = 0; i < sp_plan_get_n_steps (p->plan); i++)
    {
      const SpStep *step = sp_plan_get_step (p->plan, i);
      g_autofree char *folder = NULL;
      gint64 room;

      if (step->kind != SP_STEP_DELETE || step->touches.written->len == 0)
        continue;
      most = most < 0 || step->space_needed < 0 ? -1 : MAX (most, step->space_needed);
      folder = g_path_get_dirname (step->touches.written->pdata[0]);
      room = find_room (p, folder);
      if (room >= 0 && step->space_needed > room)
        sp_planning_note (p, SP_NOTE_WARNING, _ ("There may not be enough room in %s."), folder);
    }
  if (most > 0)
    {
      g_autofree char *size = g_format_size ((guint64) most);

      sp_planning_note (p, SP_NOTE_INFO, _ ("The merge needs up to %s of room meanwhile."), size);
    }
  else if (most < 0)
    sp_planning_note (p, SP_NOTE_INFO, "%s", _ ("How much room the merge needs meanwhile is unknown."));
}

gboolean
sp_planning_delete (SpPlanning *p)
{
  g_autoptr (GArray) going = collect (p);
  gboolean merges = FALSE;

  if (going == NULL)
    return FALSE;
  for (guint i = 0; i < going->len; i++)
    {
      SpSnapshot *snapshot = sp_history_get (p->f->history, g_array_index (going, Going, i).index);

      if (sp_snapshot_peek (snapshot)->pinned && !p->wish->pinned_too)
        return sp_planning_refuse (p, "delete-pinned", sp_snapshot_get_title (snapshot));
      if (sp_snapshot_peek (snapshot)->pinned)
        sp_planning_note (p, SP_NOTE_LOSS, _ ("“%s” is pinned: it was to be kept."), sp_snapshot_get_title (snapshot));
      /* It may have been taken off the list already. */
      if (sp_picture_find (p->picture, sp_snapshot_get_name (snapshot)) == NULL)
        continue;
      if (!add_delete (p, going, sp_snapshot_get_name (snapshot)))
        return FALSE;
      merges |= p->picture->merges;
    }
  note_lost (p, going->len, merges);
  if (p->wish->all_but)
    note_kept (p);
  if (merges && sp_planning_is_barred_by_apparmor (p, SP_WORKED_MERGE))
    sp_planning_note (p, SP_NOTE_WARNING, "%s",
                      _ ("AppArmor on this host keeps libvirt before 12.1 from merging layers, unless the distribution mended it. If it fails, "
                         "the snapshot stays, half deleted; Check Files finishes that once the host lets it."));
  note_space (p);
  note_room (p);
  return TRUE;
}
