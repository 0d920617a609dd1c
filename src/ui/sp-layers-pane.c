/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for all files takes many questions: nobody is asked until a person unfolds it. */

#include "config.h"

#include "sp-layers-pane.h"

#include "sp-ask-facts.h"
#include "sp-ask-plan.h"
#include "sp-stack-view.h"

#include <glib/gi18n-lib.h>

struct _SpLayersPane
{
  AdwBin parent_instance;

  SpSession      *session;
  SpFacts        *facts;   /* of the machine as it was looked at last */
  AdwExpanderRow *row;
  GtkLabel       *said;
  SpStackView    *view;
};

G_DEFINE_FINAL_TYPE (SpLayersPane, sp_layers_pane, ADW_TYPE_BIN)

/* What deleting the snapshot would free. */
static void
planned (GObject *asker,
         SpPlan  *plan,
         SpStack *after)
{
  SpLayersPane *self = SP_LAYERS_PANE (asker);
  g_autofree char *freed = sp_plan_say_deleting (plan);
  g_autofree char *text = NULL;

  if (freed == NULL)
    return;
  text = g_strdup_printf ("%s\n%s", gtk_label_get_label (self->said), freed);
  gtk_label_set_label (self->said, text);
}

static void
show (SpLayersPane *self)
{
  SpSnapshot *snapshot = sp_session_get_snapshot (self->session);
  g_autoptr (SpStack) stack = sp_stack_new (self->facts);
  g_autofree char *total = sp_stack_say_total (stack);

  gtk_label_set_label (self->said, total);
  sp_stack_view_set_stack (self->view, stack);
  gtk_widget_set_visible (GTK_WIDGET (self->view), TRUE);
  if (snapshot != NULL && sp_history_find (sp_facts_get_history (self->facts), sp_snapshot_get_name (snapshot)) >= 0)
    {
      const char *const names[] = { sp_snapshot_get_name (snapshot), NULL };
      g_autofree char *own = sp_stack_say_own (stack, names[0]);
      g_autofree char *text = g_strdup_printf ("%s\n%s", total, own);

      gtk_label_set_label (self->said, text);
      sp_ask_plan (G_OBJECT (self), self->facts, &(SpWish){ .kind = SP_WISH_DELETE, .targets = names, .pinned_too = TRUE }, planned);
    }
}

static void
answered (GObject      *asker,
          SpFacts      *facts,
          const GError *error)
{
  SpLayersPane *self = SP_LAYERS_PANE (asker);

  if (facts != NULL)
    {
      g_set_object (&self->facts, facts);
      show (self);
    }
  else
    {
      gtk_widget_set_visible (GTK_WIDGET (self->view), FALSE);
      gtk_label_set_label (self->said, error->message);
    }
}

/* Where nothing is shown, nothing is asked. */
static void
ask (SpLayersPane *self)
{
  SpHost *host = self->session != NULL ? sp_session_get_host (self->session) : NULL;
  SpMachine *machine = self->session != NULL ? sp_session_get_machine (self->session) : NULL;

  sp_ask_nothing (G_OBJECT (self));
  sp_ask_no_plan (G_OBJECT (self));
  if (host == NULL || machine == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) || !adw_expander_row_get_expanded (self->row))
    return;
  if (self->facts == NULL || !sp_machine_same (machine, sp_facts_get_machine (self->facts)))
    {
      gtk_label_set_label (self->said, _ ("Looking at the files…"));
      gtk_widget_set_visible (GTK_WIDGET (self->view), FALSE);
    }
  sp_ask_facts (G_OBJECT (self), host, machine, answered);
}

static void
sp_layers_pane_dispose (GObject *object)
{
  SpLayersPane *self = (SpLayersPane *) object;

  g_clear_object (&self->session);
  g_clear_object (&self->facts);

  G_OBJECT_CLASS (sp_layers_pane_parent_class)->dispose (object);
}

static void
sp_layers_pane_class_init (SpLayersPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_layers_pane_dispose;
}

static void
sp_layers_pane_init (SpLayersPane *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *inner = adw_preferences_row_new ();

  self->row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ ("Files and Space"));
  self->said = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->said, TRUE);
  gtk_label_set_wrap_mode (self->said, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->said, 0);
  self->view = SP_STACK_VIEW (sp_stack_view_new ());
  gtk_widget_add_css_class (box, "layers-pane");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->said));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->view));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (inner), _ ("Files and Space"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (inner), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (inner), box);
  adw_expander_row_add_row (self->row, inner);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->row));
  adw_bin_set_child (ADW_BIN (self), group);
  g_signal_connect_swapped (self->row, "notify::expanded", G_CALLBACK (ask), self);
  g_signal_connect (self, "map", G_CALLBACK (ask), NULL);
}

/**
 * sp_layers_pane_set_session:
 * @self: the pane
 * @session: whose machine it shows
 *
 * To be called once.
 */
void
sp_layers_pane_set_session (SpLayersPane *self,
                            SpSession    *session)
{
  g_return_if_fail (SP_IS_LAYERS_PANE (self));
  g_return_if_fail (SP_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_connect_object (session, "notify::selected", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::timeline", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::machine", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
}
