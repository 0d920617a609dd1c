/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wish and the facts make a plan, or a refusal: what all wishes have in common. */

#include "config.h"

#include "sp-planner-private.h"

#include "sp-count.h"
#include "sp-edit.h"
#include "sp-mines.h"
#include "sp-retention.h"
#include "sp-rules.h"
#include "sp-undo.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define APPARMOR_MENDED 12001000
#define INTERNAL_REVERT_BROKEN 11002000
#define INTERNAL_REVERT_MENDED 11004000

/* The table's words are no printf formats: what is put in comes from the host. */
static char *
put_in (const char *text,
        const char *name)
{
  const char *place = text ? strstr (text, "%s") : NULL;

  if (place == NULL)
    return g_strdup (text);
  return g_strdup_printf ("%.*s%s%s", (int) (place - text), text, name ? name : "", place + 2);
}

char *
sp_planning_explain (const char *rule,
                     const char *name)
{
  const SpRule *found = sp_rules_find (rule);

  g_return_val_if_fail (found != NULL, g_strdup (rule));

  return put_in (_ (found->reason), name);
}

gboolean
sp_planning_refuse (SpPlanning *p,
                    const char *rule,
                    const char *name)
{
  const SpRule *found = sp_rules_find (rule);
  g_autofree char *reason = sp_planning_explain (rule, name);
  g_autofree char *way_out = put_in (found && found->way_out ? _ (found->way_out) : NULL, name);

  sp_plan_refuse (p->plan, rule, reason, way_out);
  return FALSE;
}

void
sp_planning_note (SpPlanning *p,
                  SpNoteKind  kind,
                  const char *format,
                  ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = sp_count_vprintf (format, args);
  va_end (args);
  sp_plan_add_note (p->plan, kind, text);
}

gboolean
sp_planning_is_test_driver (SpFacts *facts)
{
  const char *driver = sp_facts_peek (facts)->driver;

  return driver != NULL && g_ascii_strcasecmp (driver, "test") == 0;
}

/* What people call a snapshot. */
const char *
sp_planning_title (SpPlanning *p,
                   const char *name)
{
  SpPicSnapshot *s = sp_picture_find (p->picture, name);

  return s != NULL && s->title != NULL && *s->title != '\0' ? s->title : name;
}

/* virt-aa-helper forbids writing what was below a disk when the machine started (libvirt issue 806). Distributions mend it on
 * their own, so that the version alone does not decide: it is warned of until it was seen to work, never refused. */
gboolean
sp_planning_is_barred_by_apparmor (SpPlanning *p,
                                   SpWorked    deed)
{
  return g_strcmp0 (p->f->security_model, "apparmor") == 0 && !p->f->session && p->f->libvirt_version != 0 &&
         p->f->libvirt_version < APPARMOR_MENDED && (p->f->worked & deed) != deed;
}

/* "Device … does not support snapshots": NEWS 11.4. Debian has mended its 11.3, so that it is only warned of. */
gboolean
sp_planning_doubts_internal_revert (SpPlanning *p)
{
  return !sp_planning_is_test_driver (p->facts) && p->f->libvirt_version >= INTERNAL_REVERT_BROKEN &&
         p->f->libvirt_version < INTERNAL_REVERT_MENDED && (p->f->worked & SP_WORKED_INTERNAL_REVERT) == 0;
}

gboolean
sp_planning_check_machine (SpPlanning *p)
{
  if (p->f->can_write == SP_NO)
    return sp_planning_refuse (p, "read-only-connection", NULL);
  if (p->f->job_active == SP_YES)
    return sp_planning_refuse (p, "job-active", NULL);
  if (sp_machine_get_state (p->f->machine) == SP_MACHINE_STATE_SUSPENDED)
    return sp_planning_refuse (p, "machine-suspended", NULL);
  for (gsize i = 0; i < p->f->n_disks; i++)
    if (p->f->disks[i].job_active == SP_YES)
      return sp_planning_refuse (p, p->f->disks[i].job_waits == SP_YES ? "job-waits" : "block-job", p->f->disks[i].target);
  return TRUE;
}

static gint64
size_of (SpLayers   *layers,
         const char *path)
{
  const SpLayer *layer = sp_layers_find (layers, path);

  return layer != NULL && layer->size >= 0 ? layer->size : -1;
}

static gboolean
add_size (gint64 *sum,
          gint64  size)
{
  if (*sum < 0 || size < 0)
    {
      *sum = -1;
      return FALSE;
    }
  *sum += size;
  return TRUE;
}

/* What a merged layer frees lies between nothing (all of it is new below) and all of it. */
static void
measure (SpPicture *before,
         SpStep    *step)
{
  step->space_needed = step->space_freed_min = step->space_freed_max = 0;
  if (step->kind == SP_STEP_TAKE && step->memory)
    {
      gint64 memory = sp_facts_peek (before->facts)->memory_bytes;

      step->space_needed = memory > 0 ? memory : -1;
    }
  for (guint i = 0; i < step->touches.unlinked->len; i++)
    {
      const char *path = step->touches.unlinked->pdata[i];
      const SpLayer *layer = sp_layers_find (before->layers, path);
      gint64 size = size_of (before->layers, path);
      gboolean merged = layer != NULL && layer->backing != NULL &&
                        g_ptr_array_find_with_equal_func (step->touches.written, layer->backing, g_str_equal, NULL);

      add_size (&step->space_freed_max, size);
      if (merged)
        add_size (&step->space_needed, size);
      else
        add_size (&step->space_freed_min, size);
    }
}

static const char *
find_rule_of_victim (SpPicture    *before,
                     const SpStep *step,
                     const char   *victim)
{
  if (*victim == '/')
    return "mine-10";
  if (sp_picture_find (before, victim) == NULL && strcmp (victim, "Now") != 0)
    return "other-machine";
  if (step->kind == SP_STEP_REVERT)
    return step->touches.written->len > 0 ? "mine-3" : "mine-1";
  return "law-1";
}

/* What libvirt refuses, and what the law forbids. */
static const char *
find_refusal (SpPlanning *p,
              SpPicture  *after,
              SpStep     *step,
              char      **victim)
{
  SpPicture *before = p->picture;
  const char *rule = sp_effects_run (after, step);

  if (rule != NULL)
    return rule;
  /* The test driver touches no file. */
  if (!(p->hooks & SP_PLANNER_NO_LAW) && !sp_planning_is_test_driver (p->facts))
    {
      *victim = sp_law_find_victim (before, after, step);
      if (*victim != NULL)
        return find_rule_of_victim (before, step, *victim);
      *victim = sp_law_find_doubtful (before, after, step);
      if (*victim != NULL)
        return "law-unknown";
    }
  if (after->merges && after->rebase_without_chain && sp_mines_applies (5, p->facts))
    return "mine-5";
  if (after->merges && p->f->paused_since_revert == SP_YES && sp_mines_applies (7, p->facts))
    return "mine-7";
  return NULL;
}

/* The rule that forbids a step, and then the picture is untouched; @victim: who would lose by it, if anybody does. */
const char *
sp_planning_try (SpPlanning *p,
                 SpStep     *step,
                 char      **victim)
{
  g_autoptr (SpPicture) after = sp_picture_copy (p->picture);
  const char *rule = find_refusal (p, after, step, victim);

  if (rule != NULL)
    return rule;
  measure (p->picture, step);
  return sp_effects_run (p->picture, step);
}

gboolean
sp_planning_refuse_step (SpPlanning *p,
                         const char *rule,
                         const char *snapshot,
                         const char *victim)
{
  if (g_strcmp0 (victim, "Now") == 0)
    return sp_planning_refuse (p, rule, C_ ("timeline", "Now"));
  return sp_planning_refuse (p, rule, sp_planning_title (p, victim != NULL ? victim : snapshot));
}

/* Every step goes through here or through sp_planning_try(): what may not be done refuses the whole plan. */
gboolean
sp_planning_run (SpPlanning *p,
                 SpStep     *step)
{
  g_autofree char *victim = NULL;
  const char *rule = sp_planning_try (p, step, &victim);

  return rule == NULL || sp_planning_refuse_step (p, rule, step->snapshot, victim);
}

/* Nobody can stand on a file that is only made by this plan, nor on one that a running machine writes all the while. */
static gboolean
touches_shareable (SpPlanning *p,
                   GPtrArray  *paths)
{
  for (guint i = 0; i < paths->len; i++)
    {
      const SpLayer *layer = sp_layers_find (p->f->layers, paths->pdata[i]);

      if (layer != NULL && layer->role != SP_LAYER_MEMORY && !(layer->written && sp_facts_is_active (p->facts)))
        return TRUE;
    }
  return FALSE;
}

static void
warn_of_strangers (SpPlanning *p)
{
  guint n = p->f->unseen != NULL ? g_strv_length ((char **) p->f->unseen) : 0;
  gboolean touches = FALSE;

  for (guint i = 0; i < sp_plan_get_n_steps (p->plan); i++)
    {
      const SpStep *step = sp_plan_get_step (p->plan, i);

      touches |= touches_shareable (p, step->touches.unlinked) || touches_shareable (p, step->touches.written);
    }
  if (!touches || p->f->uses_known == SP_YES || sp_planning_is_test_driver (p->facts))
    return;
  if (n == 0)
    sp_planning_note (p, SP_NOTE_WARNING, "%s",
                      _ ("It is unknown whether another machine of this host uses these files; one that does would lose them."));
  else if (n == 1)
    sp_planning_note (p, SP_NOTE_WARNING,
                      _ ("It is unknown what the disks of the machine “%s” stand on; if it is one of these files, it would lose them."),
                      p->f->unseen[0]);
  else
    sp_planning_note (p, SP_NOTE_WARNING,
                      ngettext ("It is unknown what the disks of “%s” and %u other machine stand on; one that uses these files would lose them.",
                                "It is unknown what the disks of “%s” and %u other machines stand on; one that uses these files would lose them.",
                                n - 1),
                      p->f->unseen[0], n - 1);
}

/* A take that was interrupted (the daemon died): told, since nobody would look for it. */
static void
warn_of_nameless (SpPlanning *p)
{
  for (gsize i = 0; i < p->f->n_disks; i++)
    if (p->f->disks[i].nameless)
      sp_planning_note (p, SP_NOTE_WARNING,
                        _ ("The disk “%s” is on the layer %s, which no snapshot names: taking one was interrupted, or its record was "
                           "removed. The data is whole, and the next snapshot keeps it."),
                        p->f->disks[i].target, p->f->disks[i].source);
}

static char *
make_title (SpFacts      *facts,
            const SpWish *wish)
{
  SpHistory *history = sp_facts_get_history (facts);
  const char *name = wish->kind == SP_WISH_DELETE && wish->targets ? wish->targets[0] : wish->target;
  int i = name ? sp_history_find (history, name) : -1;
  const char *title = i >= 0 ? sp_snapshot_get_title (sp_history_get (history, i)) : name;
  guint n = wish->targets ? g_strv_length ((char **) wish->targets) : 0;

  switch (wish->kind)
    {
    case SP_WISH_TAKE:
      return g_strdup_printf (_ ("Take a Snapshot of “%s”"), sp_machine_get_title (sp_facts_get_machine (facts)));
    case SP_WISH_REVERT:
      if (wish->undo)
        return g_strdup (_ ("Undo the Revert?"));
      if (wish->baseline)
        return g_strdup (_ ("Back to the Baseline?"));
      return g_strdup_printf (_ ("Revert to “%s”?"), title ? title : "");
    case SP_WISH_DELETE:
      if (wish->all_but && wish->keep_newest == 0)
        return g_strdup (_ ("Delete All Snapshots?"));
      if (wish->all_but)
        return sp_count_printf (ngettext ("Delete All but the Newest Snapshot?", "Delete All but the Newest %u Snapshots?", wish->keep_newest),
                                wish->keep_newest);
      if (n > 1)
        return sp_count_printf (ngettext ("Delete %u Snapshot?", "Delete %u Snapshots?", n), n);
      return g_strdup_printf (wish->with_descendants ? _ ("Delete “%s” and All After It?") : _ ("Delete “%s”?"), title ? title : "");
    case SP_WISH_REPAIR:
      return g_strdup (_ ("Repair This?"));
    default:
      g_assert_not_reached ();
    }
}

/* Whatever goes could be what a snapshot of which nothing is known stands on. */
static gboolean
check_whole (SpPlanning *p)
{
  SpHistory *history = sp_facts_get_history (p->facts);

  for (int i = 0; p->wish->kind != SP_WISH_TAKE && p->wish->kind != SP_WISH_REPAIR && i < sp_history_get_n (history); i++)
    if (sp_snapshot_peek (sp_history_get (history, i))->damaged)
      return sp_planning_refuse (p, "history-damaged", sp_snapshot_get_name (sp_history_get (history, i)));
  return TRUE;
}

static SpPlan *
plan_once (SpFacts       *facts,
           const SpWish  *wish,
           const char    *title,
           SpPlannerHooks hooks)
{
  SpPlanning p = { 0 };
  SpWish resolved = *wish;
  SpSnapshot *found = NULL;
  g_autoptr (SpPicture) picture = sp_picture_new (facts);
  gboolean ok = FALSE;

  p.facts = facts;
  p.f = sp_facts_peek (facts);
  if (wish->undo)
    found = sp_undo_find (p.f->history);
  else if (wish->baseline)
    found = sp_baseline_find (p.f->history);
  if (wish->undo || wish->baseline)
    resolved.target = found != NULL ? sp_snapshot_get_name (found) : NULL;
  p.wish = &resolved;
  p.plan = sp_plan_new (wish->kind, facts, title);
  p.picture = picture;
  p.hooks = hooks;
  if (!sp_planning_check_machine (&p) || !check_whole (&p))
    return p.plan;
  switch (wish->kind)
    {
    case SP_WISH_TAKE:
      ok = sp_planning_take (&p);
      break;
    case SP_WISH_REVERT:
      ok = sp_planning_revert (&p);
      break;
    case SP_WISH_DELETE:
      ok = sp_planning_delete (&p);
      break;
    case SP_WISH_REPAIR:
      ok = sp_planning_repair (&p);
      break;
    default:
      g_assert_not_reached ();
    }
  if (ok)
    {
      warn_of_nameless (&p);
      warn_of_strangers (&p);
      if (!sp_planning_is_test_driver (facts)) /* it makes no files */
        sp_planning_note_left (&p);
    }
  return p.plan;
}

/* A safety snapshot goes first where the host could not delete with it there; it is told. */
static SpPlan *
plan_around_safety (SpFacts       *facts,
                    const SpWish  *wish,
                    const char    *title,
                    SpPlannerHooks hooks)
{
  SpHistory *history = sp_facts_get_history (facts);
  g_auto (GStrv) in_way = sp_retention_in_way (history, wish->targets);
  g_autoptr (GPtrArray) targets = g_ptr_array_new ();
  SpWish more = *wish;
  g_autoptr (SpPlan) plan = NULL;

  if (in_way[0] == NULL)
    return NULL;
  for (guint i = 0; wish->targets[i] != NULL; i++)
    g_ptr_array_add (targets, (gpointer) wish->targets[i]);
  for (guint i = 0; in_way[i] != NULL; i++)
    g_ptr_array_add (targets, in_way[i]);
  g_ptr_array_add (targets, NULL);
  more.targets = (const char *const *) targets->pdata;
  plan = plan_once (facts, &more, title, hooks);
  if (sp_plan_is_refused (plan))
    return NULL;
  for (guint i = 0; in_way[i] != NULL; i++)
    {
      g_autofree char *text = g_strdup_printf (_ ("The safety snapshot “%s” stands in the way, and is deleted first."),
                                               sp_snapshot_get_title (sp_history_get (history, sp_history_find (history, in_way[i]))));

      sp_plan_add_note (plan, SP_NOTE_LOSS, text);
    }
  return g_steal_pointer (&plan);
}

SpPlan *
sp_planner_plan_with_hooks (SpFacts       *facts,
                            const SpWish  *wish,
                            SpPlannerHooks hooks)
{
  g_autofree char *title = make_title (facts, wish);
  g_auto (GStrv) all = NULL;
  g_autoptr (SpPlan) plan = NULL;
  SpWish resolved = *wish;
  SpPlan *around = NULL;

  if (wish->kind == SP_WISH_DELETE && wish->all_but)
    all = sp_retention_all_but (sp_facts_get_history (facts), wish->keep_newest, wish->pinned_too);
  if (all != NULL)
    resolved.targets = (const char *const *) all;
  plan = plan_once (facts, &resolved, title, hooks);
  if (wish->kind == SP_WISH_DELETE && resolved.targets != NULL && sp_plan_is_refused (plan))
    around = plan_around_safety (facts, &resolved, title, hooks);
  return around != NULL ? around : g_steal_pointer (&plan);
}

/**
 * sp_planner_plan:
 * @facts: all that is known
 * @wish: what is asked for
 *
 * Works out what would happen. Touches nothing, and gives the same answer to the same question.
 *
 * Returns: (transfer full): a plan, or a refusal: see sp_plan_is_refused()
 */
SpPlan *
sp_planner_plan (SpFacts      *facts,
                 const SpWish *wish)
{
  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);
  g_return_val_if_fail (wish != NULL, NULL);

  return sp_planner_plan_with_hooks (facts, wish, SP_PLANNER_NO_HOOKS);
}
