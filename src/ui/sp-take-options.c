/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What few people choose when they take a snapshot, folded away: a row that opens. */

#include "config.h"

#include "sp-take-options.h"

#include "sp-forecast.h"

#include <glib/gi18n-lib.h>

struct _SpTakeOptions
{
  AdwExpanderRow parent_instance;

  AdwComboRow  *kind_row;
  AdwActionRow *meaning_row; /* of the kind */
  AdwSwitchRow *live_row;
  AdwSwitchRow *quiesce_row;
  AdwSwitchRow *power_row;
  AdwEntryRow  *memory_row;
  AdwEntryRow  *folder_row;
  AdwSwitchRow *keep_row;

  SpFacts   *facts;
  char      *usual;     /* this host's folder for new files, or NULL */
  GPtrArray *disk_rows; /* of AdwSwitchRow, borrowed; the name of each is its disk */
  GPtrArray *left_out;  /* of char *, NULL-terminated; lent to wishes */
  guint      placed : 1;  /* the person typed where the memory goes */
  guint      writing : 1; /* we fill the rows ourselves */
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

static void
changed_cb (SpTakeOptions *self)
{
  if (!self->writing)
    g_signal_emit_by_name (self, "changed");
}

/* Emptied, it is the plan's own place again. */
static void
memory_changed_cb (SpTakeOptions *self)
{
  if (self->writing)
    return;

  self->placed = get_text (self->memory_row) != NULL;
  changed_cb (self);
}

static SpKind
get_kind (SpTakeOptions *self)
{
  return kinds[MIN (adw_combo_row_get_selected (self->kind_row), G_N_ELEMENTS (kinds) - 1)];
}

static void
set_kind (SpTakeOptions *self,
          SpKind         kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i] == kind)
      adw_combo_row_set_selected (self->kind_row, i);
}

static gboolean
could_be_external (SpTakeOptions *self)
{
  return get_kind (self) != SP_KIND_INTERNAL && sp_history_get_kind (sp_facts_get_history (self->facts)) != SP_KIND_INTERNAL;
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
show_kind (SpTakeOptions *self,
           const SpWish  *wish)
{
  g_autofree char *reason = NULL;
  g_autofree char *told = NULL;
  SpKind asked = get_kind (self);
  SpKind kind = sp_planner_choose_kind (self->facts, wish, &reason);
  const char *meaning = reason;

  if (asked == SP_KIND_INTERNAL)
    meaning = _ ("One tidy file, which can only grow; a running machine pauses while its memory is saved");
  else if (asked == SP_KIND_EXTERNAL)
    meaning = _ ("A chain of files, on any kind of disk; without the memory there is no pause");
  adw_action_row_set_subtitle (self->meaning_row, meaning != NULL ? meaning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->meaning_row), meaning != NULL);

  if (asked != SP_KIND_NONE && asked != kind && reason != NULL && !is_automatic_cramped (self, wish))
    /* Translators: %s is a sentence, such as "Inside the disk file, as this machine’s other snapshots." */
    told = g_strdup_printf (_ ("Automatic would be better. %s"), reason);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), told != NULL ? told : "");
}

static void
show_switches (SpTakeOptions *self,
               const SpWish  *wish)
{
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

/* Where the memory goes: the plan's own place, to be changed; asked where the disks give none. */
static void
show_places (SpTakeOptions *self,
             SpPlan        *plan)
{
  const SpStep *step = find_take (plan);
  const char *file = step != NULL ? step->memory_file : NULL;
  const char *rule = plan != NULL ? sp_plan_get_rule (plan) : NULL;
  gboolean nowhere = g_strcmp0 (rule, "take-memory-nowhere") == 0;
  gboolean asked = nowhere || g_strcmp0 (rule, "take-memory-place") == 0;
  gboolean folder = g_strcmp0 (rule, "take-folder") == 0;

  /* A plan that something else stands in the way of says nothing of places. */
  if (step != NULL || asked || folder)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->memory_row), file != NULL || asked);
      gtk_widget_set_visible (GTK_WIDGET (self->folder_row), asked || folder || step->snapshot_kind == SP_KIND_EXTERNAL);
    }
  set_error (self->memory_row, asked);
  set_error (self->folder_row, folder);
  if (nowhere)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  if (self->placed || file == NULL)
    return;

  self->writing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->memory_row), file);
  self->writing = FALSE;
}

static gboolean
can_be_left_out (const SpFactsDisk *disk)
{
  return disk->is_disk && !disk->read_only && !disk->empty;
}

/* Where there is one disk alone, there is nothing to leave out. */
static void
add_disks (SpTakeOptions *self,
           SpChoices     *choices)
{
  const SpFactsInit *f = sp_facts_peek (self->facts);
  guint n = 0;

  for (guint i = 0; i < self->disk_rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->disk_rows->pdata[i]);
  g_ptr_array_set_size (self->disk_rows, 0);
  for (gsize i = 0; i < f->n_disks; i++)
    n += can_be_left_out (&f->disks[i]) ? 1 : 0;
  for (gsize i = 0; i < f->n_disks && n > 1; i++)
    {
      const SpFactsDisk *disk = &f->disks[i];
      g_autofree char *title = g_strdup_printf (_ ("Keep the Disk “%s”"), disk->target);
      GtkWidget *row = NULL;

      if (!can_be_left_out (disk))
        continue;
      row = adw_switch_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), disk->source != NULL ? disk->source : "");
      gtk_widget_set_name (row, disk->target);
      adw_switch_row_set_active (ADW_SWITCH_ROW (row), choices->left_out == NULL ||
                                                           !g_strv_contains ((const char *const *) choices->left_out, disk->target));
      g_signal_connect_object (row, "notify::active", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->disk_rows, row);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
    }
}

static void
sp_take_options_dispose (GObject *object)
{
  SpTakeOptions *self = SP_TAKE_OPTIONS (object);

  g_clear_object (&self->facts);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_TAKE_OPTIONS);

  G_OBJECT_CLASS (sp_take_options_parent_class)->dispose (object);
}

static void
sp_take_options_finalize (GObject *object)
{
  SpTakeOptions *self = SP_TAKE_OPTIONS (object);

  g_ptr_array_unref (self->disk_rows);
  g_ptr_array_unref (self->left_out);
  g_free (self->usual);

  G_OBJECT_CLASS (sp_take_options_parent_class)->finalize (object);
}

static void
sp_take_options_class_init (SpTakeOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_take_options_dispose;
  object_class->finalize = sp_take_options_finalize;

  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-take-options.ui");
  gtk_widget_class_bind_template_child (widget_class, SpTakeOptions, folder_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeOptions, keep_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeOptions, kind_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeOptions, live_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeOptions, meaning_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeOptions, memory_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeOptions, power_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeOptions, quiesce_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, memory_changed_cb);
}

static void
sp_take_options_init (SpTakeOptions *self)
{
  self->disk_rows = g_ptr_array_new ();
  self->left_out = g_ptr_array_new_null_terminated (1, g_free, TRUE);
  gtk_widget_init_template (GTK_WIDGET (self));
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

  g_return_if_fail (SP_IS_TAKE_OPTIONS (self));
  g_return_if_fail (SP_IS_FACTS (facts));
  g_return_if_fail (choices != NULL);

  g_set_object (&self->facts, facts);
  self->writing = TRUE;
  self->placed = choices->memory_file != NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->memory_row), choices->memory_file != NULL ? choices->memory_file : "");
  gtk_editable_set_text (GTK_EDITABLE (self->folder_row), choices->layer_folder != NULL ? choices->layer_folder : "");
  adw_switch_row_set_active (self->keep_row, choices->keep_folder);
  g_set_str (&self->usual, choices->usual_folder);
  adw_switch_row_set_active (self->live_row, choices->live);
  adw_switch_row_set_active (self->quiesce_row, choices->quiesce);
  adw_switch_row_set_active (self->power_row, choices->power_off);
  if (choices->made)
    usual.snapshot_kind = choices->kind;
  else
    sp_planner_add_usual (facts, &usual, choices->kind, NULL);
  set_kind (self, usual.snapshot_kind);
  add_disks (self, choices);
  self->writing = FALSE;
}

/* A folder that nobody chose for this snapshot does not decide its kind. */
static void
leave_usual (SpTakeOptions *self,
             SpWish        *wish)
{
  if (wish->layer_folder == NULL || g_strcmp0 (wish->layer_folder, self->usual) != 0)
    return;
  wish->layer_folder = NULL;
  sp_planner_add_usual (self->facts, wish, SP_KIND_NONE, self->usual);
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
  gboolean active;
  gboolean external;

  g_return_if_fail (SP_IS_TAKE_OPTIONS (self));
  g_return_if_fail (wish != NULL);

  active = sp_facts_is_active (self->facts);
  external = could_be_external (self);
  wish->snapshot_kind = get_kind (self);
  wish->live = active && external && !wish->disks_only && adw_switch_row_get_active (self->live_row);
  wish->quiesce = active && wish->disks_only && adw_switch_row_get_active (self->quiesce_row);
  wish->power_off = active && adw_switch_row_get_active (self->power_row);
  wish->memory_file = active && external && !wish->disks_only && self->placed ? get_text (self->memory_row) : NULL;
  wish->layer_folder = external ? get_text (self->folder_row) : NULL;
  g_ptr_array_set_size (self->left_out, 0);
  for (guint i = 0; external && i < self->disk_rows->len; i++)
    if (!adw_switch_row_get_active (ADW_SWITCH_ROW (self->disk_rows->pdata[i])))
      g_ptr_array_add (self->left_out, g_strdup (gtk_widget_get_name (GTK_WIDGET (self->disk_rows->pdata[i]))));
  wish->left_out = self->left_out->len > 0 ? (const char *const *) self->left_out->pdata : NULL;
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

  show_kind (self, wish);
  show_switches (self, wish);
  show_places (self, plan);
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

  set_kind (self, kind);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
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
  g_return_if_fail (SP_IS_TAKE_OPTIONS (self));
  g_return_if_fail (choices != NULL);

  choices->kind = get_kind (self);
  choices->live = adw_switch_row_get_active (self->live_row);
  choices->quiesce = adw_switch_row_get_active (self->quiesce_row);
  choices->power_off = adw_switch_row_get_active (self->power_row);
  g_set_str (&choices->memory_file, self->placed ? get_text (self->memory_row) : NULL);
  g_set_str (&choices->layer_folder, get_text (self->folder_row));
  choices->keep_folder = adw_switch_row_get_active (self->keep_row);
  g_clear_pointer (&choices->left_out, g_strfreev);
  if (self->left_out->len > 0)
    choices->left_out = g_strdupv ((char **) self->left_out->pdata);
}
