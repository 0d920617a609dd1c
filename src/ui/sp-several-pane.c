/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several snapshots are selected. The host is asked only while this is in sight. */

#include "config.h"

#include "sp-several-pane.h"

#include "sp-ask-facts.h"
#include "sp-ask-plan.h"
#include "sp-count.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>

struct _SpSeveralPane
{
  AdwBin parent_instance;

  SpSession     *session;
  SpFacts       *facts;  /* of the machine as it was looked at last */
  AdwStatusPage *page;
  GtkLabel      *space;
};

G_DEFINE_FINAL_TYPE (SpSeveralPane, sp_several_pane, ADW_TYPE_BIN)

static void
planned (GObject *asker,
         SpPlan  *plan,
         SpStack *after)
{
  SpSeveralPane *self = SP_SEVERAL_PANE (asker);
  g_autofree char *freed = sp_plan_is_refused (plan) ? g_strdup (sp_plan_get_reason (plan)) : sp_plan_say_freed (plan);

  gtk_label_set_label (self->space, freed != NULL ? freed : "");
}

/* What a plan for them would say; asked for in full when it is wanted. */
static void
show_space (SpSeveralPane *self)
{
  SpHistory *history = sp_session_get_history (self->session);
  GArray *picked = sp_session_get_picked (self->session);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < picked->len; i++)
    g_ptr_array_add (names, (gpointer) sp_snapshot_get_name (sp_history_get (history, g_array_index (picked, int, i))));
  g_ptr_array_add (names, NULL);
  sp_ask_plan (G_OBJECT (self), self->facts, &(SpWish){ .kind = SP_WISH_DELETE, .targets = (const char *const *) names->pdata }, planned);
}

static void
answered (GObject      *asker,
          SpFacts      *facts,
          const GError *error)
{
  SpSeveralPane *self = SP_SEVERAL_PANE (asker);

  if (facts == NULL)
    gtk_label_set_label (self->space, error->message);
  else
    {
      g_set_object (&self->facts, facts);
      show_space (self);
    }
}

static void
ask (SpSeveralPane *self)
{
  gtk_label_set_label (self->space, _ ("Looking at the files…"));
  sp_ask_facts (G_OBJECT (self), sp_session_get_host (self->session), sp_session_get_machine (self->session), answered);
}

static void
show_names (SpSeveralPane *self)
{
  SpHistory *history = sp_session_get_history (self->session);
  GArray *picked = sp_session_get_picked (self->session);
  SpSnapshot *oldest = sp_history_get (history, g_array_index (picked, int, 0));
  SpSnapshot *newest = sp_history_get (history, g_array_index (picked, int, picked->len - 1));
  gint64 now = sp_when_now ();
  g_autofree char *title = sp_count_printf (ngettext ("%u Snapshot", "%u Snapshots", picked->len), picked->len);
  g_autofree char *first = sp_when_age (sp_snapshot_get_created (oldest), now);
  g_autofree char *last = sp_when_age (sp_snapshot_get_created (newest), now);
  /* Translators: the titles of two snapshots */
  g_autofree char *names = g_strdup_printf (_ ("From “%s” to “%s”"), sp_snapshot_get_title (oldest), sp_snapshot_get_title (newest));
  /* Translators: how long ago the oldest of several and the newest were taken */
  g_autofree char *ages = g_strcmp0 (first, last) == 0 ? g_strdup (first) : g_strdup_printf (_ ("%s – %s"), first, last);
  g_autofree char *text = g_strconcat (names, "\n", ages, NULL);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, escaped);
}

/* Facts of the same history answer for any choice in it. */
static void
update (SpSeveralPane *self)
{
  SpHistory *history = sp_session_get_history (self->session);

  sp_ask_nothing (G_OBJECT (self));
  sp_ask_no_plan (G_OBJECT (self));
  if (history == NULL || sp_session_get_picked (self->session)->len < 2)
    {
      g_clear_object (&self->facts);
      return;
    }
  show_names (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->facts != NULL && sp_machine_same (sp_facts_get_machine (self->facts), sp_session_get_machine (self->session)))
    show_space (self);
  else
    ask (self);
}

static void
history_changed_cb (SpSeveralPane *self)
{
  g_clear_object (&self->facts);
  update (self);
}

static void
sp_several_pane_dispose (GObject *object)
{
  SpSeveralPane *self = (SpSeveralPane *) object;

  g_clear_object (&self->session);
  g_clear_object (&self->facts);

  G_OBJECT_CLASS (sp_several_pane_parent_class)->dispose (object);
}

static void
sp_several_pane_class_init (SpSeveralPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_several_pane_dispose;
}

static GtkWidget *
make_button (void)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Delete…"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "snapshot.delete");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "destructive-action");
  return button;
}

static void
sp_several_pane_init (SpSeveralPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->page = ADW_STATUS_PAGE (adw_status_page_new ());
  self->space = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->space, TRUE);
  gtk_label_set_wrap_mode (self->space, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (self->space, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->page), "compact");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->space));
  gtk_box_append (GTK_BOX (box), make_button ());
  adw_status_page_set_icon_name (self->page, "edit-select-all-symbolic");
  adw_status_page_set_child (self->page, box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->page));
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
}

/**
 * sp_several_pane_set_session:
 * @self: the pane
 * @session: whose selection it tells of
 *
 * To be called once.
 */
void
sp_several_pane_set_session (SpSeveralPane *self,
                             SpSession     *session)
{
  g_return_if_fail (SP_IS_SEVERAL_PANE (self));
  g_return_if_fail (SP_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_connect_object (session, "notify::picked", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::timeline", G_CALLBACK (history_changed_cb), self, G_CONNECT_SWAPPED);
}
