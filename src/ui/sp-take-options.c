/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What few people choose when they take a snapshot, folded away: a row that opens. */

#include "config.h"

#include "sp-take-options.h"

#include "sp-forecast.h"

#include <glib/gi18n-lib.h>

struct _SpTakeOptions
{
  AdwExpanderRow parent_instance;

  SpFacts   *facts;
  SpChoices *chosen; /* the options of it, as they are chosen now */
  SpWish    *wish;   /* what was shown last; NULL: nothing yet */
  SpPlan    *plan;   /* and what became of it; or NULL */

  /* Made when somebody opens it: most people never do, and the dialog is there sooner. NULL: not yet. */
  AdwComboRow  *kind_row;
  AdwSwitchRow *live_row;
  AdwSwitchRow *quiesce_row;
  AdwSwitchRow *power_row;
  AdwEntryRow  *memory_row;
  AdwEntryRow  *folder_row;
  AdwSwitchRow *keep_row;
  GPtrArray    *disk_rows; /* of AdwSwitchRow, borrowed; the name of each is its disk */
  guint         writing : 1; /* we fill the rows ourselves */
};

/* As the row of kinds lists them. */
static const SpKind kinds[] = { SP_KIND_NONE, SP_KIND_INTERNAL, SP_KIND_EXTERNAL };

G_DEFINE_FINAL_TYPE (SpTakeOptions, sp_take_options, ADW_TYPE_EXPANDER_ROW)

static const char *
get_text (AdwEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  return text != NULL && *text != '\0' ? text : NULL;
}

static void
set_error (AdwEntryRow *row,
           gboolean     wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* The disks that were switched off. */
static char **
dup_left_out (SpTakeOptions *self)
{
  g_autoptr (GStrvBuilder) left_out = g_strv_builder_new ();

  for (guint i = 0; i < self->disk_rows->len; i++)
    if (!adw_switch_row_get_active (ADW_SWITCH_ROW (self->disk_rows->pdata[i])))
      g_strv_builder_add (left_out, gtk_widget_get_name (GTK_WIDGET (self->disk_rows->pdata[i])));
  return g_strv_builder_end (left_out);
}

static void
changed_cb (SpTakeOptions *self)
{
  SpChoices *chosen = self->chosen;

  if (self->writing)
    return;

  chosen->kind = kinds[MIN (adw_combo_row_get_selected (self->kind_row), G_N_ELEMENTS (kinds) - 1)];
  chosen->live = adw_switch_row_get_active (self->live_row);
  chosen->quiesce = adw_switch_row_get_active (self->quiesce_row);
  chosen->power_off = adw_switch_row_get_active (self->power_row);
  chosen->keep_folder = adw_switch_row_get_active (self->keep_row);
  g_set_str (&chosen->layer_folder, get_text (self->folder_row));
  g_strfreev (chosen->left_out);
  chosen->left_out = dup_left_out (self);
  g_signal_emit_by_name (self, "changed");
}

/* Emptied, it is the plan's own place again. */
static void
memory_changed_cb (SpTakeOptions *self)
{
  if (self->writing)
    return;

  g_set_str (&self->chosen->memory_file, get_text (self->memory_row));
  changed_cb (self);
}

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

/* What the chosen kind means; and the one that this machine should have, and why, where another is chosen. */
static void
show_kind (SpTakeOptions *self)
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
  if (self->kind_row != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->kind_row), meaning != NULL ? meaning : "");

  if (asked != SP_KIND_NONE && asked != kind && reason != NULL && !is_automatic_cramped (self, wish))
    /* Translators: %s is a sentence, such as "Inside the disk file, as this machine’s other snapshots." */
    told = g_strdup_printf (_ ("Automatic would be better. %s"), reason);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), told != NULL ? told : "");
}

static void
show_switches (SpTakeOptions *self)
{
  const SpWish *wish = self->wish;
  gboolean active = sp_facts_is_active (self->facts);
  gboolean agent = sp_facts_peek (self->facts)->agent == SP_YES;
  gboolean external = could_be_external (self);

  gtk_widget_set_visible (GTK_WIDGET (self->live_row), active && !wish->disks_only);
  gtk_widget_set_sensitive (GTK_WIDGET (self->live_row), external);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->live_row),
                               external ? _ ("While its memory is saved") : _ ("Only where the memory is saved into a file of its own"));
  gtk_widget_set_visible (GTK_WIDGET (self->quiesce_row), active && wish->disks_only);
  gtk_widget_set_sensitive (GTK_WIDGET (self->quiesce_row), agent);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->quiesce_row),
                               agent ? _ ("The guest agent has everything written first") : _ ("The guest agent does not answer"));
  gtk_widget_set_visible (GTK_WIDGET (self->power_row), active);
  for (guint i = 0; i < self->disk_rows->len; i++)
    gtk_widget_set_sensitive (GTK_WIDGET (self->disk_rows->pdata[i]), external);
}

static const SpStep *
find_take (SpPlan *plan)
{
  for (guint i = 0; plan != NULL && i < sp_plan_get_n_steps (plan); i++)
    if (sp_plan_get_step (plan, i)->kind == SP_STEP_TAKE)
      return sp_plan_get_step (plan, i);

  return NULL;
}

/* The memory has no place, and one is to be named. */
static gboolean
is_nowhere (SpPlan *plan)
{
  return plan != NULL && g_strcmp0 (sp_plan_get_rule (plan), "take-memory-nowhere") == 0;
}

/* Where the memory goes: the plan's own place, to be changed; asked where the disks give none. */
static void
show_places (SpTakeOptions *self)
{
  const SpStep *step = find_take (self->plan);
  const char *file = step != NULL ? step->memory_file : NULL;
  const char *rule = self->plan != NULL ? sp_plan_get_rule (self->plan) : NULL;
  gboolean asked = is_nowhere (self->plan) || g_strcmp0 (rule, "take-memory-place") == 0;
  gboolean folder = g_strcmp0 (rule, "take-folder") == 0;

  /* A plan that something else stands in the way of says nothing of places. */
  if (step != NULL || asked || folder)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->memory_row), file != NULL || asked);
      gtk_widget_set_visible (GTK_WIDGET (self->folder_row), asked || folder || step->snapshot_kind == SP_KIND_EXTERNAL);
    }
  set_error (self->memory_row, asked);
  set_error (self->folder_row, folder);
  if (self->chosen->memory_file != NULL || file == NULL)
    return;

  self->writing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->memory_row), file);
  self->writing = FALSE;
}

static void
show_all (SpTakeOptions *self)
{
  show_kind (self);
  if (self->kind_row == NULL)
    return;
  show_switches (self);
  show_places (self);
}

static gboolean
can_be_left_out (const SpFactsDisk *disk)
{
  return disk->is_disk && !disk->read_only && !disk->empty;
}

/* Where there is one disk alone, there is nothing to leave out. Returns: (transfer container): of SpFactsDisk */
static GPtrArray *
find_disks (SpFacts *facts)
{
  const SpFactsInit *f = sp_facts_peek (facts);
  GPtrArray *disks = g_ptr_array_new ();

  for (gsize i = 0; i < f->n_disks; i++)
    if (can_be_left_out (&f->disks[i]))
      g_ptr_array_add (disks, &f->disks[i]);
  if (disks->len == 1)
    g_ptr_array_set_size (disks, 0);
  return disks;
}

static gboolean
is_left_out (const SpChoices   *choices,
             const SpFactsDisk *disk)
{
  return choices->left_out != NULL && g_strv_contains ((const char *const *) choices->left_out, disk->target);
}

static void
add_disk (SpTakeOptions     *self,
          const SpFactsDisk *disk)
{
  g_autofree char *title = g_strdup_printf (_ ("Keep the Disk “%s”"), disk->target);
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), disk->source != NULL ? disk->source : "");
  gtk_widget_set_name (row, disk->target);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), !is_left_out (self->chosen, disk));
  g_signal_connect_object (row, "notify::active", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->disk_rows, row);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
fill_disks (SpTakeOptions *self)
{
  g_autoptr (GPtrArray) disks = find_disks (self->facts);

  for (guint i = 0; i < self->disk_rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->disk_rows->pdata[i]);
  g_ptr_array_set_size (self->disk_rows, 0);
  for (guint i = 0; i < disks->len; i++)
    add_disk (self, disks->pdata[i]);
}

static void
set_text (AdwEntryRow *row,
          const char  *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static void
select_kind (SpTakeOptions *self,
             SpKind         kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i] == kind)
      adw_combo_row_set_selected (self->kind_row, i);
}

/* What is chosen, in rows that are there. */
static void
fill_rows (SpTakeOptions *self)
{
  const SpChoices *chosen = self->chosen;

  self->writing = TRUE;
  select_kind (self, chosen->kind);
  adw_switch_row_set_active (self->live_row, chosen->live);
  adw_switch_row_set_active (self->quiesce_row, chosen->quiesce);
  adw_switch_row_set_active (self->power_row, chosen->power_off);
  set_text (self->memory_row, chosen->memory_file);
  set_text (self->folder_row, chosen->layer_folder);
  adw_switch_row_set_active (self->keep_row, chosen->keep_folder);
  fill_disks (self);
  self->writing = FALSE;
}

/* Returns: (transfer none): a row of the builder's, the next one in this */
static gpointer
add_row (SpTakeOptions *self,
         GtkBuilder    *builder,
         const char    *name)
{
  gpointer row = gtk_builder_get_object (builder, name);

  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  return row;
}

static void
make_rows (SpTakeOptions *self)
{
  g_autoptr (GtkBuilderScope) scope = gtk_builder_cscope_new ();
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;

  gtk_builder_cscope_add_callback (scope, changed_cb);
  gtk_builder_cscope_add_callback (scope, memory_changed_cb);
  gtk_builder_set_scope (builder, scope);
  gtk_builder_set_current_object (builder, G_OBJECT (self));
  if (!gtk_builder_add_from_resource (builder, "/io/github/savepoint/Savepoint/ui/sp-take-options.ui", &error))
    g_error ("%s", error->message);
  self->kind_row = add_row (self, builder, "kind_row");
  self->live_row = add_row (self, builder, "live_row");
  self->quiesce_row = add_row (self, builder, "quiesce_row");
  self->power_row = add_row (self, builder, "power_row");
  self->memory_row = add_row (self, builder, "memory_row");
  self->folder_row = add_row (self, builder, "folder_row");
  self->keep_row = add_row (self, builder, "keep_row");
}

static void
expanded_cb (SpTakeOptions *self)
{
  if (self->kind_row != NULL || self->wish == NULL)
    return;

  self->writing = TRUE;
  make_rows (self);
  fill_rows (self);
  show_all (self);
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

  /* Rows that go one after the other tell nothing more. */
  self->writing = TRUE;
  g_clear_object (&self->facts);
  forget_shown (self);

  G_OBJECT_CLASS (sp_take_options_parent_class)->dispose (object);
}

static void
sp_take_options_finalize (GObject *object)
{
  SpTakeOptions *self = SP_TAKE_OPTIONS (object);

  g_ptr_array_unref (self->disk_rows);
  sp_choices_unref (self->chosen);

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
  self->disk_rows = g_ptr_array_new ();
  self->chosen = sp_choices_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Options"));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

/* Of disks that are there still. */
static char **
carry_left_out (SpFacts         *facts,
                const SpChoices *choices)
{
  g_autoptr (GStrvBuilder) left_out = g_strv_builder_new ();
  g_autoptr (GPtrArray) disks = find_disks (facts);

  for (guint i = 0; i < disks->len; i++)
    if (is_left_out (choices, disks->pdata[i]))
      g_strv_builder_add (left_out, ((const SpFactsDisk *) disks->pdata[i])->target);
  return g_strv_builder_end (left_out);
}

/**
 * sp_take_options_begin:
 * @self: the options
 * @facts: the facts, just gathered
 * @choices: what the person chose before, if it was asked before
 * @disks_only: the contents to begin with
 *
 * May be called again, with newer facts.
 */
void
sp_take_options_begin (SpTakeOptions *self,
                       SpFacts       *facts,
                       SpChoices     *choices,
                       gboolean       disks_only)
{
  SpWish usual = { .kind = SP_WISH_TAKE, .disks_only = disks_only };
  SpChoices *chosen;

  g_return_if_fail (SP_IS_TAKE_OPTIONS (self));
  g_return_if_fail (SP_IS_FACTS (facts));
  g_return_if_fail (choices != NULL);

  g_set_object (&self->facts, facts);
  forget_shown (self);
  if (choices->made)
    usual.snapshot_kind = choices->kind;
  else
    sp_planner_add_usual (facts, &usual, choices->kind, NULL);
  chosen = self->chosen;
  chosen->kind = usual.snapshot_kind;
  chosen->live = choices->live;
  chosen->quiesce = choices->quiesce;
  chosen->power_off = choices->power_off;
  chosen->keep_folder = choices->keep_folder;
  g_set_str (&chosen->memory_file, choices->memory_file);
  g_set_str (&chosen->layer_folder, choices->layer_folder);
  g_set_str (&chosen->usual_folder, choices->usual_folder);
  g_strfreev (chosen->left_out);
  chosen->left_out = carry_left_out (facts, choices);
  if (self->kind_row != NULL)
    fill_rows (self);
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
  show_all (self);
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
  select_kind (self, kind);
  gtk_widget_grab_focus (GTK_WIDGET (self->kind_row));
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
