/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows in which the options of a take are chosen. */

#include "config.h"

#include "sp-take-rows.h"

#include <glib/gi18n-lib.h>

struct _SpTakeRows
{
  GObject parent_instance;

  AdwExpanderRow *expander; /* not owned: it owns this */
  SpChoices      *chosen;
  GPtrArray      *disk_rows; /* of AdwSwitchRow, borrowed; the name of each is its disk */
  gboolean        writing;   /* we fill the rows ourselves */

  AdwComboRow  *kind_row;
  AdwActionRow *meaning_row; /* of the kind */
  AdwSwitchRow *live_row;
  AdwSwitchRow *quiesce_row;
  AdwSwitchRow *power_row;
  AdwEntryRow  *memory_row;
  AdwEntryRow  *folder_row;
  AdwSwitchRow *keep_row;
};

/* As the row of kinds lists them. */
static const SpKind kinds[] = { SP_KIND_NONE, SP_KIND_INTERNAL, SP_KIND_EXTERNAL };

static guint signal_changed;

G_DEFINE_FINAL_TYPE (SpTakeRows, sp_take_rows, G_TYPE_OBJECT)

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
dup_left_out (SpTakeRows *self)
{
  g_autoptr (GStrvBuilder) left_out = g_strv_builder_new ();

  for (guint i = 0; i < self->disk_rows->len; i++)
    if (!adw_switch_row_get_active (ADW_SWITCH_ROW (self->disk_rows->pdata[i])))
      g_strv_builder_add (left_out, gtk_widget_get_name (GTK_WIDGET (self->disk_rows->pdata[i])));
  return g_strv_builder_end (left_out);
}

static void
changed_cb (SpTakeRows *self)
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
  g_signal_emit (self, signal_changed, 0);
}

/* Emptied, it is the plan's own place again. */
static void
memory_changed_cb (SpTakeRows *self)
{
  if (self->writing)
    return;

  g_set_str (&self->chosen->memory_file, get_text (self->memory_row));
  changed_cb (self);
}

static void
show_switches (SpTakeRows   *self,
               SpFacts      *facts,
               const SpWish *wish,
               gboolean      external)
{
  gboolean active = sp_facts_is_active (facts);
  gboolean agent = sp_facts_peek (facts)->agent == SP_YES;

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
show_places (SpTakeRows *self,
             SpPlan     *plan)
{
  const SpStep *step = find_take (plan);
  const char *file = step != NULL ? step->memory_file : NULL;
  const char *rule = plan != NULL ? sp_plan_get_rule (plan) : NULL;
  gboolean asked = g_strcmp0 (rule, "take-memory-nowhere") == 0 || g_strcmp0 (rule, "take-memory-place") == 0;
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
      g_ptr_array_add (disks, (gpointer) &f->disks[i]);
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
add_disk (SpTakeRows        *self,
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
  adw_expander_row_add_row (self->expander, row);
}

static void
fill_disks (SpTakeRows *self,
            SpFacts    *facts)
{
  g_autoptr (GPtrArray) disks = find_disks (facts);

  for (guint i = 0; i < self->disk_rows->len; i++)
    adw_expander_row_remove (self->expander, self->disk_rows->pdata[i]);
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
select_kind (SpTakeRows *self,
             SpKind      kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i] == kind)
      adw_combo_row_set_selected (self->kind_row, i);
}

/* Returns: (transfer none): a row of the builder's, the next one in this */
static gpointer
add_row (SpTakeRows *self,
         GtkBuilder *builder,
         const char *name)
{
  gpointer row = gtk_builder_get_object (builder, name);

  adw_expander_row_add_row (self->expander, row);
  return row;
}

static void
make_rows (SpTakeRows *self)
{
  g_autoptr (GtkBuilderScope) scope = gtk_builder_cscope_new ();
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;

  gtk_builder_cscope_add_callback (scope, changed_cb);
  gtk_builder_cscope_add_callback (scope, memory_changed_cb);
  gtk_builder_set_scope (builder, scope);
  gtk_builder_set_current_object (builder, G_OBJECT (self));
  if (!gtk_builder_add_from_resource (builder, "/io/github/savepoint/Savepoint/ui/sp-take-rows.ui", &error))
    g_error ("%s", error->message);
  self->kind_row = add_row (self, builder, "kind_row");
  self->meaning_row = add_row (self, builder, "meaning_row");
  self->live_row = add_row (self, builder, "live_row");
  self->quiesce_row = add_row (self, builder, "quiesce_row");
  self->power_row = add_row (self, builder, "power_row");
  self->memory_row = add_row (self, builder, "memory_row");
  self->folder_row = add_row (self, builder, "folder_row");
  self->keep_row = add_row (self, builder, "keep_row");
}

static void
sp_take_rows_finalize (GObject *object)
{
  SpTakeRows *self = SP_TAKE_ROWS (object);

  g_ptr_array_unref (self->disk_rows);
  sp_choices_unref (self->chosen);

  G_OBJECT_CLASS (sp_take_rows_parent_class)->finalize (object);
}

static void
sp_take_rows_class_init (SpTakeRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_take_rows_finalize;
  signal_changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_take_rows_init (SpTakeRows *self)
{
  self->disk_rows = g_ptr_array_new ();
}

/**
 * sp_take_rows_new:
 * @expander: gets the rows, and outlives them
 * @chosen: is changed by them
 *
 * Returns: (transfer full): the rows, not filled yet
 */
SpTakeRows *
sp_take_rows_new (AdwExpanderRow *expander,
                  SpChoices      *chosen)
{
  SpTakeRows *self;

  g_return_val_if_fail (ADW_IS_EXPANDER_ROW (expander), NULL);
  g_return_val_if_fail (chosen != NULL, NULL);

  self = g_object_new (SP_TYPE_TAKE_ROWS, NULL);
  self->expander = expander;
  self->chosen = sp_choices_ref (chosen);
  self->writing = TRUE;
  make_rows (self);
  self->writing = FALSE;
  return self;
}

/**
 * sp_take_rows_fill:
 * @facts: of the machine
 *
 * Shows what is chosen.
 */
void
sp_take_rows_fill (SpTakeRows *self,
                   SpFacts    *facts)
{
  const SpChoices *chosen;

  g_return_if_fail (SP_IS_TAKE_ROWS (self));
  g_return_if_fail (SP_IS_FACTS (facts));

  chosen = self->chosen;
  self->writing = TRUE;
  select_kind (self, chosen->kind);
  adw_switch_row_set_active (self->live_row, chosen->live);
  adw_switch_row_set_active (self->quiesce_row, chosen->quiesce);
  adw_switch_row_set_active (self->power_row, chosen->power_off);
  set_text (self->memory_row, chosen->memory_file);
  set_text (self->folder_row, chosen->layer_folder);
  adw_switch_row_set_active (self->keep_row, chosen->keep_folder);
  fill_disks (self, facts);
  self->writing = FALSE;
}

/**
 * sp_take_rows_show:
 * @facts: of the machine
 * @wish: what is asked for
 * @plan: (nullable): what became of it
 * @external: whether it could be in separate files
 * @meaning: (nullable): what the chosen kind means
 *
 * Shows what can be chosen as things are.
 */
void
sp_take_rows_show (SpTakeRows   *self,
                   SpFacts      *facts,
                   const SpWish *wish,
                   SpPlan       *plan,
                   gboolean      external,
                   const char   *meaning)
{
  g_return_if_fail (SP_IS_TAKE_ROWS (self));
  g_return_if_fail (SP_IS_FACTS (facts));
  g_return_if_fail (wish != NULL);

  adw_action_row_set_subtitle (self->meaning_row, meaning != NULL ? meaning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->meaning_row), meaning != NULL);
  show_switches (self, facts, wish, external);
  show_places (self, plan);
}

/**
 * sp_take_rows_choose:
 * @kind: the kind to be chosen, as a person does it
 */
void
sp_take_rows_choose (SpTakeRows *self,
                     SpKind      kind)
{
  g_return_if_fail (SP_IS_TAKE_ROWS (self));

  select_kind (self, kind);
  gtk_widget_grab_focus (GTK_WIDGET (self->kind_row));
}

/**
 * sp_take_rows_carry:
 * @facts: of the machine
 * @choices: what was chosen when other facts were known
 *
 * Returns: (transfer full): the disks that were left out, of those that are there still
 */
char **
sp_take_rows_carry (SpFacts         *facts,
                    const SpChoices *choices)
{
  g_autoptr (GStrvBuilder) left_out = g_strv_builder_new ();
  g_autoptr (GPtrArray) disks = NULL;

  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);
  g_return_val_if_fail (choices != NULL, NULL);

  disks = find_disks (facts);
  for (guint i = 0; i < disks->len; i++)
    if (is_left_out (choices, disks->pdata[i]))
      g_strv_builder_add (left_out, ((const SpFactsDisk *) disks->pdata[i])->target);
  return g_strv_builder_end (left_out);
}
