/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to do where a machine's memory may not fit into its disk file: ways on, to be pressed. */

#include "config.h"

#include "sp-take-advice.h"

#include "sp-ask-facts.h"
#include "sp-forecast.h"

#include <glib/gi18n-lib.h>

/* Most guests are off by then; of the others it is said that they are not. */
#define PATIENCE_SECONDS 15

struct _SpTakeAdvice
{
  AdwBin parent_instance;

  GtkLabel  *label;
  GtkWidget *separate_button;
  GtkWidget *shut_down_button;
  GtkWidget *stop_button;

  SpHost    *host;
  SpMachine *machine;
  char      *sentence; /* where there may not be room */
  guint      patience;
  guint      separate : 1; /* the machine's history allows separate files */
  guint      waiting : 1;  /* for the guest to shut down */
};

G_DEFINE_FINAL_TYPE (SpTakeAdvice, sp_take_advice, ADW_TYPE_BIN)

/* A machine that is not defined would be gone, and a paused guest hears nothing. */
static gboolean
can_shut_down (SpTakeAdvice *self)
{
  return sp_machine_get_state (self->machine) == SP_MACHINE_STATE_RUNNING && sp_machine_peek (self->machine)->persistent;
}

static void
show_buttons (SpTakeAdvice *self)
{
  gtk_widget_set_visible (self->separate_button, !self->waiting && self->separate);
  gtk_widget_set_visible (self->shut_down_button, !self->waiting && can_shut_down (self));
  gtk_widget_set_visible (self->stop_button, self->waiting);
}

static void
tell (SpTakeAdvice *self,
      const char   *text)
{
  gtk_label_set_label (self->label, text);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static gboolean
patience_cb (gpointer data)
{
  SpTakeAdvice *self = data;

  self->patience = 0;
  tell (self, _ ("The guest has not shut down yet. It may be asking something on its screen."));
  return G_SOURCE_REMOVE;
}

static void
set_waiting (SpTakeAdvice *self,
             gboolean      waiting)
{
  self->waiting = waiting;
  g_clear_handle_id (&self->patience, g_source_remove);
  if (waiting)
    self->patience = g_timeout_add_seconds (PATIENCE_SECONDS, patience_cb, self);
  else
    sp_ask_nothing (G_OBJECT (self));
}

/* What the person pressed is gone: what came in its place has the focus. */
static void
stop (SpTakeAdvice *self,
      const char   *why)
{
  set_waiting (self, FALSE);
  g_signal_emit_by_name (self, "changed");
  if (why != NULL)
    tell (self, why);
  gtk_widget_grab_focus (self->shut_down_button);
}

static void
gathered_cb (GObject      *asker,
             SpFacts      *facts,
             const GError *error)
{
  SpTakeAdvice *self = SP_TAKE_ADVICE (asker);

  if (facts == NULL)
    {
      stop (self, error->message);
      return;
    }
  set_waiting (self, FALSE);
  g_signal_emit_by_name (self, "off", facts);
}

static void
machines_cb (SpTakeAdvice *self)
{
  SpMachine *now = self->waiting ? sp_host_find_machine (self->host, sp_machine_get_uuid (self->machine)) : NULL;

  if (now != NULL && sp_machine_get_state (now) == SP_MACHINE_STATE_OFF)
    sp_ask_facts (G_OBJECT (self), self->host, now, gathered_cb);
}

static DexFuture *
asked_cb (DexFuture *future,
          gpointer   data)
{
  SpTakeAdvice *self = data;
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  if (error != NULL && self->waiting)
    stop (self, error->message);
  return NULL;
}

static void
shut_down_clicked_cb (SpTakeAdvice *self)
{
  g_autoptr (SpOperation) operation = NULL;

  set_waiting (self, TRUE);
  tell (self, _ ("Waiting for the guest to shut down…"));
  show_buttons (self);
  gtk_widget_grab_focus (self->stop_button);
  g_signal_emit_by_name (self, "changed");
  operation = sp_host_power (self->host, sp_machine_get_uuid (self->machine), SP_POWER_SHUT_DOWN);
  dex_future_disown (dex_future_finally (sp_operation_await (operation), asked_cb, g_object_ref (self), g_object_unref));
}

static void
stop_clicked_cb (SpTakeAdvice *self)
{
  stop (self, NULL);
}

static void
separate_clicked_cb (SpTakeAdvice *self)
{
  g_signal_emit_by_name (self, "separate");
}

static void
sp_take_advice_dispose (GObject *object)
{
  SpTakeAdvice *self = SP_TAKE_ADVICE (object);

  set_waiting (self, FALSE);
  g_clear_object (&self->host);
  g_clear_object (&self->machine);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_TAKE_ADVICE);

  G_OBJECT_CLASS (sp_take_advice_parent_class)->dispose (object);
}

static void
sp_take_advice_finalize (GObject *object)
{
  g_free (SP_TAKE_ADVICE (object)->sentence);

  G_OBJECT_CLASS (sp_take_advice_parent_class)->finalize (object);
}

static void
sp_take_advice_class_init (SpTakeAdviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_take_advice_dispose;
  object_class->finalize = sp_take_advice_finalize;

  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("separate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("off", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, SP_TYPE_FACTS);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-take-advice.ui");
  gtk_widget_class_bind_template_child (widget_class, SpTakeAdvice, label);
  gtk_widget_class_bind_template_child (widget_class, SpTakeAdvice, separate_button);
  gtk_widget_class_bind_template_child (widget_class, SpTakeAdvice, shut_down_button);
  gtk_widget_class_bind_template_child (widget_class, SpTakeAdvice, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, separate_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, shut_down_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
}

static void
sp_take_advice_init (SpTakeAdvice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The first snapshot decides: after it there is no choice, and before it a plan is made in no time. */
static gboolean
could_be_separate (SpFacts      *facts,
                   const SpWish *wish)
{
  SpWish separate = *wish;
  g_autoptr (SpPlan) plan = NULL;

  if (sp_history_get_kind (sp_facts_get_history (facts)) != SP_KIND_NONE)
    return FALSE;
  separate.snapshot_kind = SP_KIND_EXTERNAL;
  plan = sp_planner_plan (facts, &separate);
  return !sp_plan_is_refused (plan);
}

/**
 * sp_take_advice_begin:
 * @self: the advice
 * @host: the machine's host
 * @facts: the facts of the machine
 *
 * To be called once.
 */
void
sp_take_advice_begin (SpTakeAdvice *self,
                      SpHost       *host,
                      SpFacts      *facts)
{
  g_return_if_fail (SP_IS_TAKE_ADVICE (self));
  g_return_if_fail (SP_IS_HOST (host));
  g_return_if_fail (SP_IS_FACTS (facts));

  g_set_object (&self->host, host);
  g_set_object (&self->machine, sp_facts_get_machine (facts));
  g_signal_connect_object (sp_host_get_machines (host), "items-changed", G_CALLBACK (machines_cb), self, G_CONNECT_SWAPPED);
}

/**
 * sp_take_advice_show:
 * @self: the advice
 * @wish: what is asked for
 * @plan: (nullable): what became of it
 *
 * Is seen where the memory would go into the disk file, there may not be room for it, and there is a way on.
 */
void
sp_take_advice_show (SpTakeAdvice *self,
                     const SpWish *wish,
                     SpPlan       *plan)
{
  g_autoptr (SpForecast) forecast = NULL;

  g_return_if_fail (SP_IS_TAKE_ADVICE (self));
  g_return_if_fail (wish != NULL);

  if (self->waiting)
    return;
  forecast = plan != NULL ? sp_forecast_of (plan) : NULL;
  g_clear_pointer (&self->sentence, g_free);
  if (forecast != NULL && forecast->inside)
    self->sentence = sp_forecast_say_tight (forecast);
  self->separate = self->sentence != NULL && could_be_separate (sp_plan_get_facts (plan), wish);
  /* The plan warns, too: where there is no way on there is nothing to add. */
  gtk_widget_set_visible (GTK_WIDGET (self), self->sentence != NULL && (self->separate || can_shut_down (self)));
  if (self->sentence == NULL)
    return;

  gtk_label_set_label (self->label, self->sentence);
  show_buttons (self);
}

gboolean
sp_take_advice_get_waiting (SpTakeAdvice *self)
{
  g_return_val_if_fail (SP_IS_TAKE_ADVICE (self), FALSE);

  return self->waiting;
}
