/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What few people choose when they take a snapshot, folded away: a row that opens. */

#include "config.h"

#include "sp-take-options.h"

#include "sp-forecast.h"
#include "sp-take-rows.h"

#include <glib/gi18n-lib.h>

struct _SpTakeOptions
{
  AdwExpanderRow parent_instance;

  SpFacts    *facts;
  SpChoices  *chosen; /* the options of it, as they are chosen now */
  SpWish     *wish;   /* what was shown last; NULL: nothing yet */
  SpPlan     *plan;   /* and what became of it; or NULL */
  SpTakeRows *rows; /* made when somebody opens it: most people never do, and the dialog is there sooner; NULL: not yet */
};

G_DEFINE_FINAL_TYPE (SpTakeOptions, sp_take_options, ADW_TYPE_EXPANDER_ROW)

static gboolean
could_be_external (SpTakeOptions *self)
{
  return self->chosen->kind != SP_KIND_INTERNAL && sp_history_get_kind (sp_facts_get_history (self->facts)) != SP_KIND_INTERNAL;
}

/* Before the first snapshot, what automatic chooses may need more room than there is: it is not the better kind then. */
static gboolean
is_automatic_cramped (SpTakeOptions *self,
                      const SpWish  *wish)
{
  SpWish automatic = *wish;
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpForecast) forecast = NULL;

  if (sp_history_get_kind (sp_facts_get_history (self->facts)) != SP_KIND_NONE)
    return FALSE;
  automatic.snapshot_kind = SP_KIND_NONE;
  plan = sp_planner_plan (self->facts, &automatic);
  forecast = sp_forecast_of (plan);
  return forecast != NULL && forecast->inside && sp_forecast_is_tight (forecast);
}

/* What the chosen kind means, and what can be chosen with it; and the kind that this machine should have, and why, where another is
 * chosen. */
static void
show (SpTakeOptions *self)
{
  const SpWish *wish = self->wish;
  g_autofree char *reason = NULL;
  g_autofree char *told = NULL;
  SpKind asked = self->chosen->kind;
  SpKind kind = sp_planner_choose_kind (self->facts, wish, &reason);
  const char *meaning = reason;

  if (asked == SP_KIND_INTERNAL)
    meaning = _ ("One tidy file, which can only grow; a running machine pauses while its memory is saved");
  else if (asked == SP_KIND_EXTERNAL)
    meaning = _ ("A chain of files, on any kind of disk; without the memory there is no pause");
  if (self->rows != NULL)
    sp_take_rows_show (self->rows, self->facts, wish, self->plan, could_be_external (self), meaning);

  if (asked != SP_KIND_NONE && asked != kind && reason != NULL && !is_automatic_cramped (self, wish))
    /* Translators: %s is a sentence, such as "Inside the disk file, as this machine’s other snapshots." */
    told = g_strdup_printf (_ ("Automatic would be better. %s"), reason);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), told != NULL ? told : "");
}

/* The memory has no place, and one is to be named. */
static gboolean
is_nowhere (SpPlan *plan)
{
  return plan != NULL && g_strcmp0 (sp_plan_get_rule (plan), "take-memory-nowhere") == 0;
}

static void
changed_cb (SpTakeOptions *self)
{
  g_signal_emit_by_name (self, "changed");
}

static void
expanded_cb (SpTakeOptions *self)
{
  if (self->rows != NULL || self->wish == NULL)
    return;

  self->rows = sp_take_rows_new (ADW_EXPANDER_ROW (self), self->chosen);
  sp_take_rows_fill (self->rows, self->facts);
  show (self);
  g_signal_connect_object (self->rows, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
forget_shown (SpTakeOptions *self)
{
  g_clear_pointer (&self->wish, sp_wish_free);
  g_clear_object (&self->plan);
}

static void
sp_take_options_dispose (GObject *object)
{
  SpTakeOptions *self = SP_TAKE_OPTIONS (object);

  g_clear_object (&self->rows);
  g_clear_object (&self->facts);
  forget_shown (self);

  G_OBJECT_CLASS (sp_take_options_parent_class)->dispose (object);
}

static void
sp_take_options_finalize (GObject *object)
{
  sp_choices_unref (SP_TAKE_OPTIONS (object)->chosen);

  G_OBJECT_CLASS (sp_take_options_parent_class)->finalize (object);
}

static void
sp_take_options_class_init (SpTakeOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_take_options_dispose;
  object_class->finalize = sp_take_options_finalize;

  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_take_options_init (SpTakeOptions *self)
{
  self->chosen = sp_choices_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Options"));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

/**
 * sp_take_options_begin:
 * @self: the options
 * @facts: the facts, just gathered
 * @choices: what the person chose before, if it was asked before
 * @usual: the kind to begin with, if not
 *
 * May be called again, with newer facts.
 */
void
sp_take_options_begin (SpTakeOptions *self,
                       SpFacts       *facts,
                       SpChoices     *choices,
                       SpKind         usual)
{
  SpChoices *chosen;

  g_return_if_fail (SP_IS_TAKE_OPTIONS (self));
  g_return_if_fail (SP_IS_FACTS (facts));
  g_return_if_fail (choices != NULL);

  g_set_object (&self->facts, facts);
  forget_shown (self);
  chosen = self->chosen;
  chosen->kind = choices->made ? choices->kind : usual;
  chosen->live = choices->live;
  chosen->quiesce = choices->quiesce;
  chosen->power_off = choices->power_off;
  chosen->keep_folder = choices->keep_folder;
  g_set_str (&chosen->memory_file, choices->memory_file);
  g_set_str (&chosen->layer_folder, choices->layer_folder);
  g_set_str (&chosen->usual_folder, choices->usual_folder);
  g_strfreev (chosen->left_out);
  chosen->left_out = sp_take_rows_carry (facts, choices);
  if (self->rows != NULL)
    sp_take_rows_fill (self->rows, facts);
}

/* A folder that nobody chose for this snapshot does not decide its kind. */
static void
leave_usual (SpTakeOptions *self,
             SpWish        *wish)
{
  if (wish->layer_folder == NULL || g_strcmp0 (wish->layer_folder, self->chosen->usual_folder) != 0)
    return;
  wish->layer_folder = NULL;
  sp_planner_add_usual (self->facts, wish, SP_KIND_NONE, self->chosen->usual_folder);
}

/**
 * sp_take_options_add_to:
 * @self: the options
 * @wish: what is asked for so far, with its contents
 *
 * What cannot be chosen as things are is not asked for.
 */
void
sp_take_options_add_to (SpTakeOptions *self,
                        SpWish        *wish)
{
  const SpChoices *chosen;
  gboolean active;
  gboolean external;

  g_return_if_fail (SP_IS_TAKE_OPTIONS (self));
  g_return_if_fail (wish != NULL);

  chosen = self->chosen;
  active = sp_facts_is_active (self->facts);
  external = could_be_external (self);
  wish->snapshot_kind = chosen->kind;
  wish->live = active && external && !wish->disks_only && chosen->live;
  wish->quiesce = active && wish->disks_only && chosen->quiesce;
  wish->power_off = active && chosen->power_off;
  wish->memory_file = active && external && !wish->disks_only ? chosen->memory_file : NULL;
  wish->layer_folder = external ? chosen->layer_folder : NULL;
  wish->left_out = external && chosen->left_out[0] != NULL ? (const char *const *) chosen->left_out : NULL;
  leave_usual (self, wish);
}

/**
 * sp_take_options_show:
 * @self: the options
 * @wish: what is asked for
 * @plan: (nullable): what became of it
 */
void
sp_take_options_show (SpTakeOptions *self,
                      const SpWish  *wish,
                      SpPlan        *plan)
{
  g_return_if_fail (SP_IS_TAKE_OPTIONS (self));
  g_return_if_fail (wish != NULL);

  forget_shown (self);
  self->wish = sp_wish_copy (wish);
  g_set_object (&self->plan, plan);
  if (is_nowhere (plan))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  show (self);
}

/**
 * sp_take_options_choose:
 * @self: the options
 * @kind: the kind to be chosen
 *
 * Opens itself, for the files of that kind may be wanted elsewhere.
 */
void
sp_take_options_choose (SpTakeOptions *self,
                        SpKind         kind)
{
  g_return_if_fail (SP_IS_TAKE_OPTIONS (self));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  sp_take_rows_choose (self->rows, kind);
}

/**
 * sp_take_options_keep:
 * @self: the options
 * @choices: where to keep what the person chose
 */
void
sp_take_options_keep (SpTakeOptions *self,
                      SpChoices     *choices)
{
  const SpChoices *chosen;

  g_return_if_fail (SP_IS_TAKE_OPTIONS (self));
  g_return_if_fail (choices != NULL);

  chosen = self->chosen;
  choices->kind = chosen->kind;
  choices->live = chosen->live;
  choices->quiesce = chosen->quiesce;
  choices->power_off = chosen->power_off;
  g_set_str (&choices->memory_file, chosen->memory_file);
  g_set_str (&choices->layer_folder, chosen->layer_folder);
  choices->keep_folder = chosen->keep_folder;
  g_strfreev (choices->left_out);
  choices->left_out = g_strdupv (chosen->left_out);
}
