/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as a value: steps, notes, or a refusal, and its text. */

#include "config.h"

#include "sp-plan-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SpPlan
{
  GObject    parent_instance;
  SpWishKind wish;
  SpFacts   *facts;
  char      *title;
  GPtrArray *steps; /* of SpStep */
  SpStep    *rescue;
  char      *undo; /* of a revert: what takes it back */
  GPtrArray *notes; /* of SpNote, by kind: losses first */
  GPtrArray *going; /* of char *, NULL-terminated */
  char      *rule;
  char      *reason;
  char      *way_out;
};

G_DEFINE_FINAL_TYPE (SpPlan, sp_plan, G_TYPE_OBJECT)
G_DEFINE_ENUM_TYPE (SpThen, sp_then,
                    G_DEFINE_ENUM_VALUE (SP_THEN_AS_TAKEN, "as-taken"),
                    G_DEFINE_ENUM_VALUE (SP_THEN_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (SP_THEN_PAUSED, "paused"))
G_DEFINE_ENUM_TYPE (SpStepKind, sp_step_kind,
                    G_DEFINE_ENUM_VALUE (SP_STEP_TAKE, "take"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_REVERT, "revert"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_DELETE, "delete"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_WAIT, "wait"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_START, "start"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_PAUSE, "pause"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_RESUME, "resume"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_POWER_OFF, "power-off"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_DISCARD_SAVED, "discard-saved"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_FORGET, "forget"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_MAKE_CURRENT, "make-current"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_REMOVE, "remove"),
                    G_DEFINE_ENUM_VALUE (SP_STEP_SET_CLOCK, "set-clock"))
G_DEFINE_ENUM_TYPE (SpNoteKind, sp_note_kind,
                    G_DEFINE_ENUM_VALUE (SP_NOTE_LOSS, "loss"),
                    G_DEFINE_ENUM_VALUE (SP_NOTE_WARNING, "warning"),
                    G_DEFINE_ENUM_VALUE (SP_NOTE_INFO, "info"),
                    G_DEFINE_ENUM_VALUE (SP_NOTE_UNDO, "undo"))

static void
note_free (gpointer data)
{
  SpNote *note = data;

  g_free (note->text);
  g_free (note);
}

static void
step_disk_free (gpointer data)
{
  SpStepDisk *disk = data;

  g_free (disk->target);
  g_free (disk->layer);
  g_free (disk);
}

static void
sp_plan_finalize (GObject *object)
{
  SpPlan *self = SP_PLAN (object);

  g_clear_object (&self->facts);
  g_free (self->title);
  g_ptr_array_unref (self->steps);
  g_clear_pointer (&self->rescue, sp_step_free);
  g_free (self->undo);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->going);
  g_free (self->rule);
  g_free (self->reason);
  g_free (self->way_out);

  G_OBJECT_CLASS (sp_plan_parent_class)->finalize (object);
}

static void
sp_plan_class_init (SpPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_plan_finalize;
}

static void
sp_plan_init (SpPlan *self)
{
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_step_free);
  self->notes = g_ptr_array_new_with_free_func (note_free);
  self->going = g_ptr_array_new_null_terminated (0, g_free, TRUE);
}

/* Building: sp-plan-private.h. */

SpStep *
sp_step_new (SpStepKind kind)
{
  SpStep *step = g_new0 (SpStep, 1);

  step->kind = kind;
  step->touches.created = g_ptr_array_new_with_free_func (g_free);
  step->touches.written = g_ptr_array_new_with_free_func (g_free);
  step->touches.unlinked = g_ptr_array_new_with_free_func (g_free);
  step->touches.rebased = g_ptr_array_new_with_free_func (g_free);
  if (kind == SP_STEP_TAKE)
    step->disks = g_ptr_array_new_with_free_func (step_disk_free);
  return step;
}

SpStep *
sp_step_copy (const SpStep *step)
{
  SpStep *copy = sp_step_new (step->kind);

  copy->sentence = g_strdup (step->sentence);
  copy->snapshot = g_strdup (step->snapshot);
  copy->title = g_strdup (step->title);
  copy->description = g_strdup (step->description);
  copy->memory = step->memory;
  copy->file = g_strdup (step->file);
  copy->memory_file = g_strdup (step->memory_file);
  copy->live = step->live;
  copy->quiesce = step->quiesce;
  copy->snapshot_kind = step->snapshot_kind;
  for (guint i = 0; step->disks != NULL && i < step->disks->len; i++)
    {
      SpStepDisk *disk = step->disks->pdata[i];

      sp_step_add_disk (copy, disk->target, disk->kind, disk->layer);
    }
  copy->safety = step->safety;
  copy->guard = step->guard;
  copy->before = g_strdup (step->before);
  copy->then = step->then;
  copy->reset_firmware = step->reset_firmware;
  copy->cleanup = step->cleanup;
  copy->space_needed = step->space_needed;
  copy->space_freed_min = step->space_freed_min;
  copy->space_freed_max = step->space_freed_max;
  return copy;
}

void
sp_step_free (SpStep *step)
{
  if (step == NULL)
    return;
  g_free (step->sentence);
  g_free (step->snapshot);
  g_free (step->title);
  g_free (step->description);
  g_free (step->before);
  g_free (step->file);
  g_free (step->memory_file);
  g_clear_pointer (&step->disks, g_ptr_array_unref);
  g_ptr_array_unref (step->touches.created);
  g_ptr_array_unref (step->touches.written);
  g_ptr_array_unref (step->touches.unlinked);
  g_ptr_array_unref (step->touches.rebased);
  g_clear_pointer (&step->after, sp_layers_unref);
  g_free (step);
}

SpStepDisk *
sp_step_add_disk (SpStep     *step,
                  const char *target,
                  SpKind      kind,
                  const char *layer)
{
  SpStepDisk *disk = g_new0 (SpStepDisk, 1);

  disk->target = g_strdup (target);
  disk->kind = kind;
  disk->layer = g_strdup (layer);
  g_ptr_array_add (step->disks, disk);
  return disk;
}

void
sp_step_touch (GPtrArray  *paths,
               const char *path)
{
  if (path != NULL && !g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL))
    g_ptr_array_add (paths, g_strdup (path));
}

static const char *const *
copy_names (const char *const *names)
{
  return (const char *const *) g_strdupv ((char **) names);
}

/**
 * sp_wish_copy:
 * @self: a wish
 *
 * Returns: (transfer full): the same, with strings of its own; free it with sp_wish_free()
 */
SpWish *
sp_wish_copy (const SpWish *self)
{
  SpWish *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->name_pattern = g_strdup (self->name_pattern);
  copy->title = g_strdup (self->title);
  copy->description = g_strdup (self->description);
  copy->memory_file = g_strdup (self->memory_file);
  copy->layer_folder = g_strdup (self->layer_folder);
  copy->left_out = copy_names (self->left_out);
  copy->target = g_strdup (self->target);
  copy->targets = copy_names (self->targets);
  copy->finding = g_strdup (self->finding);
  return copy;
}

/**
 * sp_wish_free:
 * @self: (transfer full) (nullable): what sp_wish_copy() made
 */
void
sp_wish_free (SpWish *self)
{
  if (self == NULL)
    return;

  g_free ((char *) self->name);
  g_free ((char *) self->name_pattern);
  g_free ((char *) self->title);
  g_free ((char *) self->description);
  g_free ((char *) self->memory_file);
  g_free ((char *) self->layer_folder);
  g_strfreev ((char **) self->left_out);
  g_free ((char *) self->target);
  g_strfreev ((char **) self->targets);
  g_free ((char *) self->finding);
  g_free (self);
}

SpPlan *
sp_plan_new (SpWishKind  wish,
             SpFacts    *facts,
             const char *title)
{
  SpPlan *self = g_object_new (SP_TYPE_PLAN, NULL);

  self->wish = wish;
  self->facts = g_object_ref (facts);
  self->title = g_strdup (title);
  return self;
}

SpStep *
sp_plan_add_step (SpPlan    *self,
                  SpStepKind kind)
{
  SpStep *step = sp_step_new (kind);

  sp_plan_take_step (self, step);
  return step;
}

void
sp_plan_take_step (SpPlan *self,
                   SpStep *step)
{
  g_ptr_array_add (self->steps, step);
}

SpStep *
sp_plan_set_rescue (SpPlan *self)
{
  g_clear_pointer (&self->rescue, sp_step_free);
  self->rescue = sp_step_new (SP_STEP_REVERT);
  return self->rescue;
}

void
sp_plan_set_undo (SpPlan     *self,
                  const char *name)
{
  g_set_str (&self->undo, name);
}

void
sp_plan_add_note (SpPlan     *self,
                  SpNoteKind  kind,
                  const char *text)
{
  SpNote *note = g_new0 (SpNote, 1);
  guint place = 0;

  note->kind = kind;
  note->text = g_strdup (text);
  /* Losses first, whatever the order in which the planner finds them. */
  while (place < self->notes->len && ((SpNote *) self->notes->pdata[place])->kind <= kind)
    place++;
  g_ptr_array_insert (self->notes, (int) place, note);
}

void
sp_plan_add_going (SpPlan     *self,
                   const char *name)
{
  g_ptr_array_add (self->going, g_strdup (name));
}

/* A refusal takes everything back: there is nothing that could be done by mistake. */
void
sp_plan_refuse (SpPlan     *self,
                const char *rule,
                const char *reason,
                const char *way_out)
{
  g_ptr_array_set_size (self->steps, 0);
  g_ptr_array_set_size (self->notes, 0);
  g_ptr_array_set_size (self->going, 0);
  g_clear_pointer (&self->rescue, sp_step_free);
  g_clear_pointer (&self->undo, g_free);
  g_set_str (&self->rule, rule);
  g_set_str (&self->reason, reason);
  g_set_str (&self->way_out, way_out);
}

/**
 * sp_plan_get_wish_kind:
 * @self: a plan
 *
 * Returns: what was asked for
 */
SpWishKind
sp_plan_get_wish_kind (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), SP_WISH_TAKE);

  return self->wish;
}

/**
 * sp_plan_get_facts:
 * @self: a plan
 *
 * Returns: (transfer none): the facts that it was made from
 */
SpFacts *
sp_plan_get_facts (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  return self->facts;
}

/**
 * sp_plan_get_title:
 * @self: a plan
 *
 * Returns: (transfer none): a heading, such as “Revert to “Clean install”?”
 */
const char *
sp_plan_get_title (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  return self->title;
}

/**
 * sp_plan_is_refused:
 * @self: a plan
 *
 * Returns: whether it is a refusal, and has no steps
 */
gboolean
sp_plan_is_refused (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), TRUE);

  return self->reason != NULL;
}

/**
 * sp_plan_get_rule:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): the id of the rule or the mine that refuses
 */
const char *
sp_plan_get_rule (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  return self->rule;
}

/**
 * sp_plan_get_reason:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): why it is refused, in plain words
 */
const char *
sp_plan_get_reason (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  return self->reason;
}

/**
 * sp_plan_get_way_out:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): what would work instead
 */
const char *
sp_plan_get_way_out (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  return self->way_out;
}

/**
 * sp_plan_get_n_steps:
 * @self: a plan
 *
 * Returns: how many steps it has; 0 where it is refused
 */
guint
sp_plan_get_n_steps (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), 0);

  return self->steps->len;
}

/**
 * sp_plan_get_step:
 * @self: a plan
 * @i: number of the step, from 0
 *
 * Returns: (transfer none): the step
 */
const SpStep *
sp_plan_get_step (SpPlan *self,
                  guint   i)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);
  g_return_val_if_fail (i < self->steps->len, NULL);

  return self->steps->pdata[i];
}

/**
 * sp_plan_get_undo:
 * @self: a plan
 *
 * The state before a revert is kept by its safety snapshot, or by the one that the machine has not run since.
 *
 * Returns: (transfer none) (nullable): the name of the snapshot that takes the revert back, or %NULL where nothing does
 */
const char *
sp_plan_get_undo (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  return self->undo;
}

/**
 * sp_plan_get_rescue:
 * @self: a plan
 *
 * A revert kills the machine before it can fail; this brings Now back.
 *
 * Returns: (transfer none) (nullable): the revert to the guard or safety snapshot, to be run if the main revert fails
 */
const SpStep *
sp_plan_get_rescue (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  return self->rescue;
}

/**
 * sp_plan_get_n_notes:
 * @self: a plan
 *
 * Returns: how many notes it has
 */
guint
sp_plan_get_n_notes (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), 0);

  return self->notes->len;
}

/**
 * sp_plan_get_note:
 * @self: a plan
 * @i: number of the note, from 0
 *
 * Returns: (transfer none): the note; losses come first
 */
const SpNote *
sp_plan_get_note (SpPlan *self,
                  guint   i)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);
  g_return_val_if_fail (i < self->notes->len, NULL);

  return self->notes->pdata[i];
}

/**
 * sp_plan_get_going:
 * @self: a plan
 *
 * Returns: (transfer none) (array zero-terminated=1): names of the snapshots that will be gone
 */
const char *const *
sp_plan_get_going (SpPlan *self)
{
  g_return_val_if_fail (SP_IS_PLAN (self), NULL);

  return (const char *const *) self->going->pdata;
}
