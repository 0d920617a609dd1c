/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what a revert or a delete will do, before it does it. Cancel is the default. */

#include "config.h"

#include "sp-plan-dialog.h"

#include "sp-accessible.h"
#include "sp-ask-plan.h"
#include "sp-plan-view.h"
#include "sp-turn.h"

#include <glib/gi18n-lib.h>

struct _SpPlanDialog
{
  AdwDialog parent_instance;

  GtkLabel            *heading;
  GtkLabel            *subject;
  GtkLabel            *notice;
  SpPlanView          *plan_view;
  AdwPreferencesGroup *options;
  AdwSwitchRow        *safety_row;
  AdwSwitchRow        *memory_row;
  AdwComboRow         *then_row;
  AdwSwitchRow        *pinned_row;
  AdwSwitchRow        *descendants_row;
  AdwSwitchRow        *firmware_row;
  AdwSwitchRow        *force_row;
  AdwActionRow        *keep_row;
  GtkSpinButton       *keep_button;
  GtkButton           *cancel_button;
  GtkButton           *do_button;

  SpFacts    *facts;
  SpWishKind  kind;
  gboolean    undo, baseline, all_but;
  char      **targets;
  char       *finding;
  SpPlan     *plan; /* NULL while it is made */
  SpChoices  *choices;
  DexPromise *promise;
  GtkWidget  *parent;  /* what it comes up over; weak */
  gboolean    set_up;  /* from then on a choice is a person's */
  gboolean    noticed; /* there is a sentence to tell first */
  gboolean    up;      /* until then it holds itself */
};

G_DEFINE_FINAL_TYPE (SpPlanDialog, sp_plan_dialog, ADW_TYPE_DIALOG)

/* What the safety snapshot costs, and whether its memory is a choice: inside the disk file there is none. */
static void
show_memory (SpPlanDialog *self)
{
  const SpStep *first = sp_plan_get_n_steps (self->plan) > 0 ? sp_plan_get_step (self->plan, 0) : NULL;
  gint64 bytes = sp_facts_peek (self->facts)->memory_bytes;
  g_autofree char *size = g_format_size_full (bytes > 0 ? (guint64) bytes : 0, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *cost = bytes > 0 ? g_strdup_printf (_ ("Takes up to %s on the host, and the machine stands still meanwhile"), size)
                                    : g_strdup (_ ("The machine stands still while it is saved"));
  gboolean separate = first != NULL && first->kind == SP_STEP_TAKE && first->safety && first->snapshot_kind == SP_KIND_EXTERNAL;

  gtk_widget_set_visible (GTK_WIDGET (self->memory_row),
                          separate && sp_facts_is_active (self->facts)
                            && (first->memory || !adw_switch_row_get_active (self->memory_row)));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->memory_row), cost);
}

static gboolean
has_pinned (SpHistory *history)
{
  for (int i = 0; i < sp_history_get_n (history); i++)
    if (sp_snapshot_peek (sp_history_get (history, i))->pinned)
      return TRUE;
  return FALSE;
}

/* The second time of asking. */
static void
show_pinned (SpPlanDialog *self)
{
  gboolean stands_in_the_way = g_strcmp0 (sp_plan_get_rule (self->plan), "delete-pinned") == 0 ||
                               (self->all_but && has_pinned (sp_facts_get_history (self->facts)));

  if (!stands_in_the_way && !adw_switch_row_get_active (self->pinned_row))
    {
      gtk_widget_set_visible (GTK_WIDGET (self->pinned_row), FALSE);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->pinned_row), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->options), TRUE);
}

/* Only where nothing else leads on. */
static void
show_force (SpPlanDialog *self)
{
  const char *rule = sp_plan_get_rule (self->plan);

  gtk_widget_set_visible (GTK_WIDGET (self->force_row),
                          adw_switch_row_get_active (self->force_row) || g_strcmp0 (rule, "revert-managed-save") == 0 ||
                            g_strcmp0 (rule, "mine-12-start") == 0);
}

/* Only where it can be done, so that most people need not think of it. */
static void
show_firmware (SpPlanDialog *self)
{
  gboolean can = FALSE;

  if (self->kind == SP_WISH_REVERT)
    can = sp_planner_can_reset_firmware (self->facts, self->targets[0], (SpThen) adw_combo_row_get_selected (self->then_row));
  if (!can)
    adw_switch_row_set_active (self->firmware_row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->firmware_row), can);
}

static void
keep_choices (SpPlanDialog *self)
{
  self->choices->made = TRUE;
  self->choices->no_safety = !adw_switch_row_get_active (self->safety_row);
  self->choices->safety_disks_only = !adw_switch_row_get_active (self->memory_row);
  self->choices->then = (SpThen) adw_combo_row_get_selected (self->then_row);
  self->choices->with_descendants = adw_switch_row_get_active (self->descendants_row);
  self->choices->keep_newest = gtk_spin_button_get_value_as_int (self->keep_button);
}

/* Once: whoever is first, the button or the closing, says how it ended. */
static void
settle (SpPlanDialog *self,
        gboolean      agreed)
{
  DexPromise *promise = g_steal_pointer (&self->promise);

  if (promise == NULL)
    return;

  if (agreed)
    keep_choices (self);
  sp_choices_answer (promise, agreed ? self->plan : NULL);
}

static gboolean
has_note (SpPlan    *plan,
          SpNoteKind kind)
{
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    if (sp_plan_get_note (plan, i)->kind == kind)
      return TRUE;
  return FALSE;
}

/* Where the person wants it so: a revert that can be undone, loses nothing and warns of nothing. */
static gboolean
needs_no_word (SpPlanDialog *self)
{
  const char *const *going = sp_plan_get_going (self->plan);

  return self->choices->unasked && self->kind == SP_WISH_REVERT && !sp_plan_is_refused (self->plan) &&
         has_note (self->plan, SP_NOTE_UNDO) && !has_note (self->plan, SP_NOTE_LOSS) && !has_note (self->plan, SP_NOTE_WARNING) &&
         (going == NULL || going[0] == NULL);
}

/* Once: with its plan, or to wait for one; not at all where there is nothing to ask. */
static void
come_up (SpPlanDialog *self)
{
  if (self->up)
    return;

  self->up = TRUE;
  if (self->parent == NULL || (self->plan != NULL && !self->noticed && needs_no_word (self)))
    settle (self, self->parent != NULL);
  else
    {
      adw_dialog_set_default_widget (ADW_DIALOG (self), GTK_WIDGET (self->cancel_button));
      sp_accessible_begin_at (ADW_DIALOG (self), GTK_WIDGET (self->cancel_button));
      adw_dialog_present (ADW_DIALOG (self), self->parent);
    }
  g_clear_weak_pointer (&self->parent);
  g_object_unref (self);
}

static void
show_plan (SpPlanDialog *self,
           SpStack      *after)
{
  gboolean refused = sp_plan_is_refused (self->plan);

  gtk_label_set_label (self->heading, sp_plan_get_title (self->plan));
  adw_dialog_set_title (ADW_DIALOG (self), sp_plan_get_title (self->plan));
  sp_plan_view_set_plan (self->plan_view, self->plan, after);
  show_memory (self);
  show_pinned (self);
  show_force (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->do_button), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->do_button), !refused);
  gtk_button_set_label (self->cancel_button, refused ? _ ("_Close") : _ ("_Cancel"));
}

static void
planned (GObject *asker,
         SpPlan  *plan,
         SpStack *after)
{
  SpPlanDialog *self = SP_PLAN_DIALOG (asker);

  g_set_object (&self->plan, plan);
  show_plan (self, after);
  come_up (self);
}

static void
update (SpPlanDialog *self)
{
  SpWish wish = { 0 };

  show_firmware (self);
  wish.kind = self->kind;
  wish.finding = self->finding;
  if (self->kind == SP_WISH_REVERT)
    {
      wish.target = self->targets[0];
      wish.undo = self->undo;
      wish.baseline = self->baseline;
      wish.no_safety = !adw_switch_row_get_active (self->safety_row);
      wish.safety_disks_only = !adw_switch_row_get_active (self->memory_row);
      wish.reset_firmware = adw_switch_row_get_active (self->firmware_row);
      wish.force = adw_switch_row_get_active (self->force_row);
      wish.then = (SpThen) adw_combo_row_get_selected (self->then_row);
    }
  else
    {
      wish.targets = self->all_but ? NULL : (const char *const *) self->targets;
      wish.all_but = self->all_but;
      wish.keep_newest = (guint) gtk_spin_button_get_value_as_int (self->keep_button);
      wish.with_descendants = adw_switch_row_get_active (self->descendants_row);
      wish.pinned_too = adw_switch_row_get_active (self->pinned_row);
    }

  g_clear_object (&self->plan);
  sp_ask_plan (G_OBJECT (self), self->facts, &wish, planned);
  if (self->plan != NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->do_button), FALSE);
  sp_plan_view_wait (self->plan_view);
  if (adw_dialog_get_title (ADW_DIALOG (self))[0] == '\0')
    {
      gtk_label_set_label (self->heading, _ ("Looking at the files…"));
      adw_dialog_set_title (ADW_DIALOG (self), _ ("Looking at the files…"));
    }
}

static void
option_changed_cb (SpPlanDialog *self)
{
  if (self->set_up)
    update (self);
}

static void
cancel_clicked_cb (SpPlanDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
do_clicked_cb (SpPlanDialog *self)
{
  if (self->plan == NULL)
    return;

  settle (self, TRUE);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
sp_plan_dialog_closed (AdwDialog *dialog)
{
  settle (SP_PLAN_DIALOG (dialog), FALSE);
}

static void
sp_plan_dialog_dispose (GObject *object)
{
  SpPlanDialog *self = (SpPlanDialog *) object;

  settle (self, FALSE);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_PLAN_DIALOG);
  g_clear_weak_pointer (&self->parent);
  g_clear_object (&self->facts);
  g_clear_object (&self->plan);
  g_clear_pointer (&self->choices, sp_choices_unref);

  G_OBJECT_CLASS (sp_plan_dialog_parent_class)->dispose (object);
}

static void
sp_plan_dialog_finalize (GObject *object)
{
  SpPlanDialog *self = (SpPlanDialog *) object;

  g_strfreev (self->targets);
  g_free (self->finding);

  G_OBJECT_CLASS (sp_plan_dialog_parent_class)->finalize (object);
}

static void
sp_plan_dialog_class_init (SpPlanDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_plan_dialog_dispose;
  object_class->finalize = sp_plan_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = sp_plan_dialog_closed;

  g_type_ensure (SP_TYPE_PLAN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-plan-dialog.ui");
  /* The window's keys do not reach into a dialog. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F1, 0, "app.help", NULL);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, descendants_row);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, do_button);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, force_row);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, keep_button);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, keep_row);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, memory_row);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, notice);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, options);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, pinned_row);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, plan_view);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, safety_row);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, subject);
  gtk_widget_class_bind_template_child (widget_class, SpPlanDialog, then_row);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, do_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, option_changed_cb);
}

static void
sp_plan_dialog_init (SpPlanDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static const char *
get_do_label (SpPlanDialog *self)
{
  if (self->undo)
    return C_ ("a revert", "_Undo");
  if (self->kind == SP_WISH_REPAIR)
    return _ ("_Repair");
  return self->kind == SP_WISH_REVERT ? _ ("_Revert") : _ ("_Delete");
}

/* Which choices make sense for the deed. */
static void
set_up_options (SpPlanDialog *self)
{
  SpHistory *history = sp_facts_get_history (self->facts);
  int n_children = 0;

  gtk_widget_set_visible (GTK_WIDGET (self->safety_row), self->kind == SP_WISH_REVERT);
  gtk_widget_set_visible (GTK_WIDGET (self->then_row), self->kind == SP_WISH_REVERT);

  gtk_widget_set_visible (GTK_WIDGET (self->keep_row), self->all_but);
  /* Its plan grows and shrinks with the number. */
  if (self->all_but)
    adw_dialog_set_content_height (ADW_DIALOG (self), 600);
  for (gsize i = 0; self->kind == SP_WISH_DELETE && !self->all_but && self->targets[i] != NULL; i++)
    {
      int found = sp_history_find (history, self->targets[i]);
      int n = 0;

      if (found >= 0)
        sp_history_get_children (history, found, &n);
      n_children += n;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->descendants_row), n_children > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->options), self->kind == SP_WISH_REVERT || self->all_but || n_children > 0);

  adw_switch_row_set_active (self->safety_row, !self->choices->no_safety);
  adw_switch_row_set_active (self->memory_row, !self->choices->safety_disks_only);
  adw_combo_row_set_selected (self->then_row, self->choices->then);
  adw_switch_row_set_active (self->descendants_row, self->choices->with_descendants);
  gtk_spin_button_set_value (self->keep_button, self->choices->keep_newest);
  gtk_button_set_label (self->do_button, get_do_label (self));
}

/**
 * sp_plan_dialog_ask:
 * @parent: a widget of the window
 * @facts: the facts, just gathered
 * @wish: a revert, a delete or a repair
 * @choices: what the person chose before, if it was asked before; filled when the person agrees
 * @subject: (nullable): whose snapshots they are, where that is not plain
 * @notice: (nullable): a sentence to tell first
 *
 * To be called by a fiber of the main thread: it is made piece by piece, and between them the window goes on.
 *
 * Returns: (transfer full): a future [class@Plan], rejected with %G_IO_ERROR_CANCELLED if the person does not want it
 */
DexFuture *
sp_plan_dialog_ask (GtkWidget    *parent,
                    SpFacts      *facts,
                    const SpWish *wish,
                    SpChoices    *choices,
                    const char   *subject,
                    const char   *notice)
{
  g_autoptr (SpPlanDialog) self = NULL;
  DexPromise *promise;

  g_return_val_if_fail (GTK_IS_WIDGET (parent), NULL);
  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);
  g_return_val_if_fail (wish->kind != SP_WISH_TAKE, NULL);

  self = g_object_ref_sink (g_object_new (SP_TYPE_PLAN_DIALOG, NULL));
  promise = dex_promise_new ();
  self->promise = dex_ref (promise);
  self->kind = wish->kind;
  self->undo = wish->undo;
  self->baseline = wish->baseline;
  self->all_but = wish->all_but;
  self->finding = g_strdup (wish->finding);
  self->choices = sp_choices_ref (choices);
  if (wish->kind == SP_WISH_REVERT)
    {
      const char *one[] = { wish->target, NULL };

      self->targets = g_strdupv ((char **) one);
    }
  else
    self->targets = g_strdupv ((char **) wish->targets);

  self->facts = g_object_ref (facts);
  gtk_label_set_label (self->subject, subject != NULL ? subject : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subject), subject != NULL);
  gtk_label_set_label (self->notice, notice != NULL ? notice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), notice != NULL);
  self->noticed = notice != NULL;
  g_set_weak_pointer (&self->parent, parent);
  g_object_ref (self);
  dex_await (sp_turn_next (), NULL);
  set_up_options (self);
  self->set_up = TRUE;
  update (self);
  dex_await (sp_turn_next (), NULL);
  if (!self->choices->unasked)
    come_up (self);

  return DEX_FUTURE (promise);
}
