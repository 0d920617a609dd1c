/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan in sentences: losses first, what goes, the steps, how to undo it; or why it is refused. */

#include "config.h"

#include "sp-plan-view.h"

#include "sp-guide.h"
#include "sp-stack-view.h"
#include "sp-waiting.h"
#include "sp-wrapped.h"

#include <glib/gi18n-lib.h>

struct _SpPlanView
{
  AdwBin parent_instance;

  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (SpPlanView, sp_plan_view, ADW_TYPE_BIN)

/* An icon or a number, and a sentence. */
static GtkWidget *
new_line (GtkWidget  *start,
          const char *text,
          const char *css_class)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = sp_wrapped_new (text, css_class);

  gtk_widget_set_valign (start, GTK_ALIGN_START);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (start, css_class);
  gtk_box_append (GTK_BOX (line), start);
  gtk_box_append (GTK_BOX (line), label);

  return line;
}

static GtkWidget *
new_icon (const char *name)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (name);

  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  return icon;
}

static void
add_heading (SpPlanView *self,
             const char *text)
{
  gtk_box_append (self->box, sp_wrapped_new (text, "heading"));
}

static void
add_notes (SpPlanView *self,
           SpPlan     *plan,
           SpNoteKind  kind,
           const char *icon,
           const char *css_class)
{
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    {
      const SpNote *note = sp_plan_get_note (plan, i);

      if (note->kind == kind)
        gtk_box_append (self->box, new_line (new_icon (icon), note->text, css_class));
    }
}

static void
add_going (SpPlanView *self,
           SpPlan     *plan)
{
  const char *const *going = sp_plan_get_going (plan);
  SpHistory *history = sp_facts_get_history (sp_plan_get_facts (plan));

  if (going == NULL || going[0] == NULL)
    return;

  add_heading (self, _ ("These Snapshots Will Be Gone"));
  for (gsize i = 0; going[i] != NULL; i++)
    {
      int found = sp_history_find (history, going[i]);
      const char *title = found >= 0 ? sp_snapshot_get_title (sp_history_get (history, found)) : going[i];

      gtk_box_append (self->box, new_line (new_icon ("user-trash-symbolic"), title, NULL));
    }
}

static void
add_steps (SpPlanView *self,
           SpPlan     *plan)
{
  guint n = sp_plan_get_n_steps (plan);

  if (n == 0)
    return;

  add_heading (self, ngettext ("The Step", "The Steps", n));
  for (guint i = 0; i < n; i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      GtkWidget *label = gtk_label_new (number);

      gtk_widget_add_css_class (label, "step-number");
      gtk_box_append (self->box, new_line (label, step->sentence != NULL ? step->sentence : "", NULL));
    }
}

/* What becomes of the files: last, for it is long. Nothing in it takes the focus, which would scroll the losses away. */
static void
add_layers (SpPlanView *self,
            SpStack    *stack)
{
  GtkWidget *view;

  if (stack == NULL || sp_stack_get_n (stack) == 0)
    return;
  add_heading (self, _ ("Layers Before and After"));
  view = sp_stack_view_new ();
  sp_stack_view_set_stack (SP_STACK_VIEW (view), stack);
  gtk_box_append (self->box, view);
}

static void
help_clicked_cb (GtkWidget *button,
                 gpointer   topic)
{
  sp_guide_present_at (button, (SpGuideTopic) GPOINTER_TO_INT (topic));
}

static void
add_help (SpPlanView *self,
          SpPlan     *plan)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_What Does This Mean?"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "plan-help");
  g_signal_connect (button, "clicked", G_CALLBACK (help_clicked_cb), GINT_TO_POINTER (sp_guide_find_topic (plan)));
  gtk_box_append (self->box, button);
}

static void
sp_plan_view_class_init (SpPlanViewClass *klass)
{
}

static void
sp_plan_view_init (SpPlanView *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "plan");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

GtkWidget *
sp_plan_view_new (void)
{
  return g_object_new (SP_TYPE_PLAN_VIEW, NULL);
}

/**
 * sp_plan_view_wait:
 * @self: the view
 *
 * A plan is being made. The one before stays in sight; where there is none, something turns.
 */
void
sp_plan_view_wait (SpPlanView *self)
{
  GtkWidget *waiting = NULL;

  g_return_if_fail (SP_IS_PLAN_VIEW (self));

  if (gtk_widget_get_first_child (GTK_WIDGET (self->box)) != NULL)
    return;
  waiting = sp_waiting_new ();
  gtk_widget_set_margin_top (waiting, 24);
  gtk_widget_set_margin_bottom (waiting, 24);
  gtk_box_append (self->box, waiting);
}

/**
 * sp_plan_view_set_plan:
 * @self: the view
 * @plan: (nullable): what it shows
 * @after: (nullable): the files as the plan leaves them
 */
void
sp_plan_view_set_plan (SpPlanView *self,
                       SpPlan     *plan,
                       SpStack    *after)
{
  GtkWidget *child;

  g_return_if_fail (SP_IS_PLAN_VIEW (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  if (plan == NULL)
    return;

  if (sp_plan_is_refused (plan))
    {
      gtk_box_append (self->box, new_line (new_icon ("action-unavailable-symbolic"), sp_plan_get_reason (plan), "error"));
      if (sp_plan_get_way_out (plan) != NULL)
        gtk_box_append (self->box, new_line (new_icon ("go-jump-symbolic"), sp_plan_get_way_out (plan), NULL));
      add_help (self, plan);
      return;
    }

  add_notes (self, plan, SP_NOTE_LOSS, "dialog-warning-symbolic", "error");
  add_going (self, plan);
  add_notes (self, plan, SP_NOTE_WARNING, "dialog-warning-symbolic", "warning");
  add_steps (self, plan);
  add_notes (self, plan, SP_NOTE_INFO, "dialog-information-symbolic", "dimmed");
  add_notes (self, plan, SP_NOTE_UNDO, "edit-undo-symbolic", "dimmed");
  add_help (self, plan);
  add_layers (self, after);
}
