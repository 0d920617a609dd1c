/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a new snapshot: name, description, contents and kind, with the plan shown while they are chosen. */

#include "config.h"

#include "sp-take-dialog.h"

#include "sp-accessible.h"
#include "sp-ask-plan.h"
#include "sp-forecast.h"
#include "sp-name.h"
#include "sp-plan-view.h"
#include "sp-take-advice.h"
#include "sp-take-options.h"
#include "sp-turn.h"

#include <glib/gi18n-lib.h>

/* Plans want more than a fiber's usual stack. */
#define STACK_SIZE (1024 * 1024)

struct _SpTakeDialog
{
  AdwDialog parent_instance;

  AdwEntryRow *name_row;
  AdwWindowTitle *window_title;
  AdwEntryRow *title_row;
  AdwEntryRow *description_row;
  GtkLabel    *notice;
  GtkLabel    *name_problem;
  AdwPreferencesGroup *contents_group;
  AdwComboRow *contents_row;
  SpTakeOptions *options;
  AdwPreferencesGroup *advice_group;
  SpTakeAdvice *advice;
  GtkWidget   *forecast_group;
  AdwActionRow *consistency_row;
  AdwActionRow *pause_row;
  AdwActionRow *space_row;
  AdwPreferencesGroup *plan_group;
  SpPlanView  *plan_view;
  GtkWidget   *take_button;

  SpFacts    *facts;
  SpPlan     *plan; /* NULL while the name is not good */
  SpChoices  *choices;
  SpKind      usual; /* the kind to begin with */
  DexPromise *promise;
  guint       named : 1;  /* the person typed a name: the title no longer makes it */
  guint       writing : 1; /* we fill the rows ourselves */
};

G_DEFINE_FINAL_TYPE (SpTakeDialog, sp_take_dialog, ADW_TYPE_DIALOG)

static const char *
get_text (AdwEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  return text != NULL && *text != '\0' ? text : NULL;
}

static void
show_name_problem (SpTakeDialog *self,
                   const GError *problem)
{
  gtk_label_set_label (self->name_problem, problem != NULL ? problem->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->name_problem), problem != NULL);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->name_row), GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
show_forecast (SpTakeDialog *self)
{
  g_autoptr (SpForecast) forecast = self->plan != NULL ? sp_forecast_of (self->plan) : NULL;
  g_autofree char *consistency = NULL;
  g_autofree char *pause = NULL;
  g_autofree char *space = NULL;

  gtk_widget_set_visible (self->forecast_group, forecast != NULL);
  if (forecast == NULL)
    return;

  consistency = sp_forecast_say_consistency (forecast);
  pause = sp_forecast_say_pause (forecast);
  space = sp_forecast_say_space (forecast);
  adw_action_row_set_subtitle (self->consistency_row, consistency);
  adw_action_row_set_subtitle (self->pause_row, pause);
  adw_action_row_set_subtitle (self->space_row, space);
}

/* Lent by the rows, until one of them is changed. */
static SpWish
make_wish (SpTakeDialog *self)
{
  SpWish wish = { .kind = SP_WISH_TAKE, .name = get_text (self->name_row) };

  wish.title = get_text (self->title_row);
  wish.description = get_text (self->description_row);
  wish.disks_only = !sp_facts_is_active (self->facts) || adw_combo_row_get_selected (self->contents_row) == 1;
  sp_take_options_add_to (self->options, &wish);
  return wish;
}

static void
show_plan (SpTakeDialog *self,
           const SpWish *wish,
           SpStack      *after)
{
  sp_plan_view_set_plan (self->plan_view, self->plan, after);
  show_forecast (self);
  sp_take_options_show (self->options, wish, self->plan);
  sp_take_advice_show (self->advice, wish, self->plan);
  gtk_widget_set_sensitive (self->take_button, self->plan != NULL && !sp_plan_is_refused (self->plan) &&
                                                 !sp_take_advice_get_waiting (self->advice));
  /* The reason stands below, perhaps out of sight. */
  gtk_widget_set_tooltip_text (self->take_button, self->plan != NULL ? sp_plan_get_reason (self->plan) : NULL);
}

static void
planned (GObject *asker,
         SpPlan  *plan,
         SpStack *after)
{
  SpTakeDialog *self = SP_TAKE_DIALOG (asker);
  SpWish wish = make_wish (self);

  g_set_object (&self->plan, plan);
  show_plan (self, &wish, after);
}

static void
update (SpTakeDialog *self)
{
  const char *name = get_text (self->name_row);
  g_autoptr (GError) problem = NULL;
  SpWish wish = { 0 };

  if (self->facts == NULL)
    return;

  g_clear_object (&self->plan);
  sp_ask_no_plan (G_OBJECT (self));
  sp_name_check (name != NULL ? name : "", sp_facts_get_history (self->facts), &problem);
  show_name_problem (self, problem);

  wish = make_wish (self);
  if (problem != NULL)
    {
      wish.name = NULL;
      show_plan (self, &wish, NULL);
      return;
    }
  sp_ask_plan (G_OBJECT (self), self->facts, &wish, planned);
  if (self->plan != NULL)
    return;
  gtk_widget_set_sensitive (self->take_button, FALSE);
  sp_plan_view_wait (self->plan_view);
}

static void
changed_cb (SpTakeDialog *self)
{
  if (!self->writing)
    update (self);
}

static void
name_changed_cb (SpTakeDialog *self)
{
  if (self->writing)
    return;

  self->named = get_text (self->name_row) != NULL;
  update (self);
}

static void
fill_name (SpTakeDialog *self)
{
  const char *title = get_text (self->title_row);
  SpHistory *history = sp_facts_get_history (self->facts);
  g_autofree char *name = title != NULL ? sp_name_from_title (title, history)
                                        : sp_name_from_pattern (self->choices->name_pattern,
                                                                sp_machine_get_name (sp_facts_get_machine (self->facts)),
                                                                g_get_real_time () / G_USEC_PER_SEC, history);

  self->writing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  self->writing = FALSE;
}

/* A title makes the name, as long as the person has not made one. */
static void
title_changed_cb (SpTakeDialog *self)
{
  if (self->writing)
    return;

  if (!self->named && self->facts != NULL)
    fill_name (self);
  update (self);
}

/* So that nothing has to be typed twice if the machine changed meanwhile. */
static void
keep_choices (SpTakeDialog *self)
{
  SpChoices *choices = self->choices;

  choices->made = TRUE;
  choices->named = self->named;
  g_set_str (&choices->name, get_text (self->name_row));
  g_set_str (&choices->title, get_text (self->title_row));
  g_set_str (&choices->description, get_text (self->description_row));
  choices->disks_only = adw_combo_row_get_selected (self->contents_row) == 1;
  sp_take_options_keep (self->options, choices);
}

static void
set_text (AdwEntryRow *row,
          const char  *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static gboolean
begins_without_memory (SpFacts   *facts,
                       SpChoices *choices)
{
  return choices->disks_only || !sp_facts_is_active (facts) || (sp_planner_doubt_memory (facts) != NULL && !choices->made);
}

static void
fill (SpTakeDialog *self)
{
  SpChoices *choices = self->choices;
  const char *doubt = sp_planner_doubt_memory (self->facts);

  self->writing = TRUE;
  adw_combo_row_set_selected (self->contents_row, begins_without_memory (self->facts, choices) ? 1 : 0);
  if (doubt != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->contents_row), doubt);
  if (choices->made)
    {
      self->named = choices->named;
      set_text (self->name_row, choices->name);
      set_text (self->title_row, choices->title);
      set_text (self->description_row, choices->description);
    }
  if (!sp_facts_is_active (self->facts))
    {
      /* A machine that is off has no memory to keep. */
      gtk_widget_set_sensitive (GTK_WIDGET (self->contents_row), FALSE);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->contents_row), _ ("The machine is off: it has no memory to keep"));
    }
  sp_take_options_begin (self->options, self->facts, choices, self->usual);
  self->writing = FALSE;
  if (!self->named)
    fill_name (self);
  update (self);
}

static void
separate_cb (SpTakeDialog *self)
{
  sp_take_options_choose (self->options, SP_KIND_EXTERNAL);
}

/* All that was chosen stays, but for the memory. */
static void
off_cb (SpTakeDialog *self,
        SpFacts      *facts)
{
  keep_choices (self);
  g_set_object (&self->facts, facts);
  fill (self);
  gtk_widget_grab_focus (self->take_button);
}

static void
settle (SpTakeDialog *self,
        gboolean      agreed)
{
  DexPromise *promise = g_steal_pointer (&self->promise);

  if (promise == NULL)
    return;

  if (agreed)
    keep_choices (self);
  sp_choices_answer (promise, agreed ? self->plan : NULL);
}

static void
cancel_clicked_cb (SpTakeDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
take_clicked_cb (SpTakeDialog *self)
{
  if (self->plan == NULL || sp_plan_is_refused (self->plan))
    return;

  settle (self, TRUE);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
sp_take_dialog_closed (AdwDialog *dialog)
{
  settle (SP_TAKE_DIALOG (dialog), FALSE);
}

static void
sp_take_dialog_dispose (GObject *object)
{
  SpTakeDialog *self = (SpTakeDialog *) object;

  settle (self, FALSE);
  g_clear_object (&self->facts);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_TAKE_DIALOG);
  g_clear_object (&self->plan);
  g_clear_pointer (&self->choices, sp_choices_unref);

  G_OBJECT_CLASS (sp_take_dialog_parent_class)->dispose (object);
}

static void
sp_take_dialog_class_init (SpTakeDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_take_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = sp_take_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-take-dialog.ui");
  /* The window's keys do not reach into a dialog. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F1, 0, "app.help", NULL);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, advice_group);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, consistency_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, contents_group);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, contents_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, description_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, forecast_group);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, name_problem);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, notice);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, pause_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, plan_group);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, space_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, take_button);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, SpTakeDialog, window_title);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, title_changed_cb);
}

static void
sp_take_dialog_init (SpTakeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

typedef struct
{
  SpFacts *facts;
  SpKind   kind; /* what is set once for all */
  gboolean disks_only;
} Usual;

static void
usual_free (gpointer data)
{
  g_object_unref (((Usual *) data)->facts);
  g_free (data);
}

/* Whether it can be done here is found out by a plan. */
static DexFuture *
usual_fiber (gpointer data)
{
  Usual *usual = data;
  SpWish wish = { .kind = SP_WISH_TAKE, .disks_only = usual->disks_only };

  sp_planner_add_usual (usual->facts, &wish, usual->kind, NULL);
  return dex_future_new_for_int ((int) wish.snapshot_kind);
}

/* By a thread. */
static SpKind
await_usual (SpTakeDialog *self)
{
  Usual *usual;

  if (self->choices->made || self->choices->kind == SP_KIND_NONE)
    return SP_KIND_NONE;
  usual = g_new (Usual, 1);
  *usual = (Usual){ g_object_ref (self->facts), self->choices->kind, begins_without_memory (self->facts, self->choices) };
  return (SpKind) dex_await_int (dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), STACK_SIZE, usual_fiber, usual, usual_free), NULL);
}

/* What the template leaves out. */
static void
make_rest (SpTakeDialog *self)
{
  self->options = g_object_new (SP_TYPE_TAKE_OPTIONS, NULL);
  g_signal_connect_object (self->options, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->contents_group, GTK_WIDGET (self->options));

  self->advice = g_object_new (SP_TYPE_TAKE_ADVICE, "visible", FALSE, NULL);
  g_signal_connect_object (self->advice, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->advice, "separate", G_CALLBACK (separate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->advice, "off", G_CALLBACK (off_cb), self, G_CONNECT_SWAPPED);
  g_object_bind_property (self->advice, "visible", self->advice_group, "visible", G_BINDING_SYNC_CREATE);
  adw_preferences_group_add (self->advice_group, GTK_WIDGET (self->advice));

  self->plan_view = g_object_new (SP_TYPE_PLAN_VIEW, NULL);
  adw_preferences_group_add (self->plan_group, GTK_WIDGET (self->plan_view));
}

/**
 * sp_take_dialog_ask:
 * @parent: a widget of the window
 * @host: the machine's host
 * @facts: the facts, just gathered
 * @choices: what the person chose before, if it was asked before; filled when the person agrees
 * @subject: (nullable): whose snapshot it will be, where that is not plain
 * @notice: (nullable): a sentence to tell first
 *
 * To be called by a fiber of the main thread: it is made piece by piece, and between them the window goes on.
 *
 * Returns: (transfer full): a future [class@Plan], rejected with %G_IO_ERROR_CANCELLED if the person does not want it
 */
DexFuture *
sp_take_dialog_ask (GtkWidget  *parent,
                    SpHost     *host,
                    SpFacts    *facts,
                    SpChoices  *choices,
                    const char *subject,
                    const char *notice)
{
  g_autoptr (SpTakeDialog) self = NULL;
  DexPromise *promise;

  g_return_val_if_fail (GTK_IS_WIDGET (parent), NULL);
  g_return_val_if_fail (SP_IS_HOST (host), NULL);
  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);

  self = g_object_ref_sink (g_object_new (SP_TYPE_TAKE_DIALOG, NULL));
  promise = dex_promise_new ();
  self->promise = dex_ref (promise);
  self->facts = g_object_ref (facts);
  self->choices = sp_choices_ref (choices);
  adw_window_title_set_subtitle (self->window_title, subject != NULL ? subject : "");
  gtk_label_set_label (self->notice, notice != NULL ? notice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), notice != NULL);
  self->usual = await_usual (self);
  dex_await (sp_turn_next (), NULL);
  make_rest (self);
  dex_await (sp_turn_next (), NULL);
  sp_take_advice_begin (self->advice, host, facts);
  fill (self);
  dex_await (sp_turn_next (), NULL);
  sp_accessible_begin_at (ADW_DIALOG (self), GTK_WIDGET (self->name_row));
  adw_dialog_present (ADW_DIALOG (self), parent);

  return DEX_FUTURE (promise);
}
