/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deeds under way, at the bottom of the window: never in front of it. */

#include "config.h"

#include "sp-operation-bar.h"

#include "sp-notify.h"

#include <glib/gi18n-lib.h>

#define PULSE_MS 80

struct _SpOperationBar
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkBox      *box;
  GListStore  *operations;
};

/* One deed's line; lives as data of its widget. */
typedef struct
{
  SpOperation    *operation;
  SpOperationBar *bar; /* not owned: the bar holds the line */
  GtkWidget      *widget;
  GtkLabel       *title;
  GtkLabel       *sentence;
  GtkProgressBar *progress;
  GtkWidget      *cancel;
  GtkWidget      *to_its_end; /* in its place */
  guint           pulse_id;
  gint64          began; /* microseconds, steady */
} Line;

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpOperationBar, sp_operation_bar, ADW_TYPE_BIN)

static void
line_free (gpointer data)
{
  Line *line = data;

  g_signal_handlers_disconnect_by_data (line->operation, line);
  g_clear_handle_id (&line->pulse_id, g_source_remove);
  g_object_unref (line->operation);
  g_free (line);
}

static gboolean
pulse_cb (gpointer data)
{
  Line *line = data;

  gtk_progress_bar_pulse (line->progress);
  return G_SOURCE_CONTINUE;
}

static void
end_line (Line *line)
{
  SpOperationBar *self = line->bar;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  guint position;

  if (GTK_IS_WINDOW (root))
    sp_notify_ended (GTK_WINDOW (root), line->operation, (g_get_monotonic_time () - line->began) / G_USEC_PER_SEC);

  if (g_list_store_find (self->operations, line->operation, &position))
    g_list_store_remove (self->operations, position);
  gtk_revealer_set_reveal_child (self->revealer, sp_operation_bar_has_any (self));
  gtk_box_remove (self->box, line->widget); /* frees the line */
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
update_line (Line *line)
{
  const char *sentence = sp_operation_get_sentence (line->operation);
  double fraction = sp_operation_get_fraction (line->operation);
  gboolean can_cancel = sp_operation_get_can_cancel (line->operation);

  if (!sp_operation_get_running (line->operation))
    {
      end_line (line);
      return;
    }

  gtk_label_set_label (line->title, sp_operation_get_title (line->operation));
  gtk_label_set_label (line->sentence, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (line->sentence), sentence != NULL && *sentence != '\0');
  /* A button that does nothing is worse than none. */
  gtk_widget_set_visible (line->cancel, can_cancel);
  gtk_widget_set_visible (line->to_its_end, !can_cancel);

  if (fraction < 0)
    {
      if (line->pulse_id == 0)
        line->pulse_id = g_timeout_add (PULSE_MS, pulse_cb, line);
    }
  else
    {
      g_clear_handle_id (&line->pulse_id, g_source_remove);
      gtk_progress_bar_set_fraction (line->progress, MIN (fraction, 1.0));
    }
}

static void
cancel_cb (Line *line)
{
  gtk_widget_set_sensitive (line->cancel, FALSE);
  sp_operation_cancel (line->operation);
}

static void
sp_operation_bar_dispose (GObject *object)
{
  SpOperationBar *self = (SpOperationBar *) object;
  GtkWidget *child;

  if (self->box != NULL)
    {
      while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
        gtk_box_remove (self->box, child);
    }
  self->box = NULL;
  g_clear_object (&self->operations);

  G_OBJECT_CLASS (sp_operation_bar_parent_class)->dispose (object);
}

static void
sp_operation_bar_class_init (SpOperationBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_operation_bar_dispose;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_operation_bar_init (SpOperationBar *self)
{
  self->operations = g_list_store_new (SP_TYPE_OPERATION);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "operations");

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_transition_type (self->revealer, GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_revealer_set_child (self->revealer, GTK_WIDGET (self->box));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
}

/**
 * sp_operation_bar_add:
 * @self: the bar
 * @operation: a deed that runs
 *
 * Shows @operation until it has ended.
 */
void
sp_operation_bar_add (SpOperationBar *self,
                      SpOperation    *operation)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  Line *line;

  g_return_if_fail (SP_IS_OPERATION_BAR (self));
  g_return_if_fail (SP_IS_OPERATION (operation));

  line = g_new0 (Line, 1);
  line->operation = g_object_ref (operation);
  line->bar = self;
  line->began = g_get_monotonic_time ();
  line->widget = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  line->title = GTK_LABEL (gtk_label_new (NULL));
  line->sentence = GTK_LABEL (gtk_label_new (NULL));
  line->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  line->cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  gtk_label_set_xalign (line->title, 0);
  gtk_label_set_wrap (line->title, TRUE);
  gtk_label_set_wrap_mode (line->title, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (line->title), "heading");
  gtk_label_set_xalign (line->sentence, 0);
  gtk_label_set_wrap (line->sentence, TRUE);
  gtk_label_set_wrap_mode (line->sentence, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (line->sentence), "caption");
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sp_operation_get_title (operation), -1);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (line->cancel, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (line->title));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (line->sentence));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (line->progress));
  gtk_box_append (GTK_BOX (line->widget), texts);
  gtk_box_append (GTK_BOX (line->widget), line->cancel);
  line->to_its_end = gtk_label_new (_ ("Runs to its end"));
  gtk_widget_set_tooltip_text (line->to_its_end, _ ("The host cannot stop this once it has begun"));
  gtk_widget_add_css_class (line->to_its_end, "caption");
  gtk_widget_add_css_class (line->to_its_end, "dim-label");
  gtk_box_append (GTK_BOX (line->widget), line->to_its_end);
  g_signal_connect_swapped (line->cancel, "clicked", G_CALLBACK (cancel_cb), line);

  g_object_set_data_full (G_OBJECT (line->widget), "sp-line", line, line_free);
  gtk_box_append (self->box, line->widget);
  g_list_store_append (self->operations, operation);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  g_signal_connect_swapped (operation, "notify", G_CALLBACK (update_line), line);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  update_line (line);
}

gboolean
sp_operation_bar_is_busy (SpOperationBar *self,
                          SpMachine      *machine)
{
  g_return_val_if_fail (SP_IS_OPERATION_BAR (self), FALSE);

  for (guint i = 0; machine != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->operations)); i++)
    {
      g_autoptr (SpOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->operations), i);

      if (sp_machine_same (sp_operation_get_machine (operation), machine))
        return TRUE;
    }

  return FALSE;
}

gboolean
sp_operation_bar_has_any (SpOperationBar *self)
{
  g_return_val_if_fail (SP_IS_OPERATION_BAR (self), FALSE);

  return self->operations != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->operations)) > 0;
}
