/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two points of a history side by side: their screens, what is set up otherwise, which files they stand on. */

#include "config.h"

#include "sp-compare-dialog.h"

#include "sp-ask-facts.h"
#include "sp-compare-layers.h"
#include "sp-host-settings.h"
#include "sp-screen-view.h"
#include "sp-snapshot-words.h"
#include "sp-waiting.h"

#include <glib/gi18n-lib.h>

#define SCREEN_HEIGHT 110

struct _SpCompareDialog
{
  AdwDialog parent_instance;

  SpHost     *host;
  SpMachine  *machine;
  SpTimeline *timeline;
  SpHistory  *history; /* of timeline */
  SpLiveScreen *live; /* what Now shows */
  SpStack    *files;   /* NULL: not known yet */
  guint       serial;  /* late answers are dropped */

  AdwComboRow *from;
  AdwComboRow *to;
  GtkWidget   *list;
  GtkStack    *stack;
  GtkLabel    *problem;
  SpScreenView    *screens[2];
  SpCompareLayers *layers;
};

G_DEFINE_FINAL_TYPE (SpCompareDialog, sp_compare_dialog, ADW_TYPE_DIALOG)

typedef struct
{
  SpCompareDialog *self;
  guint            serial;
} Asking;

static void
asking_free (gpointer data)
{
  g_object_unref (((Asking *) data)->self);
  g_free (data);
}

static void
say_failed (SpCompareDialog *self,
            const char      *text)
{
  gtk_label_set_label (self->problem, text);
  gtk_stack_set_visible_child_name (self->stack, "problem");
}

static void
show_differences (SpCompareDialog *self,
                  GArray          *differences)
{
  gtk_list_box_remove_all (GTK_LIST_BOX (self->list));
  for (guint i = 0; i < differences->len; i++)
    {
      g_autofree char *words = sp_difference_describe (&g_array_index (differences, SpDifference, i));
      GtkWidget *row = adw_action_row_new ();

      /* It comes from a host: no markup. */
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
      gtk_list_box_append (GTK_LIST_BOX (self->list), row);
    }
  if (differences->len == 0)
    say_failed (self, _ ("The machine is set up the same at both."));
  else
    gtk_stack_set_visible_child_name (self->stack, "differences");
}

static DexFuture *
loaded_cb (DexFuture *both,
           gpointer   data)
{
  Asking *asking = data;
  SpCompareDialog *self = asking->self;
  g_autoptr (GError) error = NULL;
  const GValue *from;
  const GValue *to;
  g_autoptr (GArray) differences = NULL;

  if (asking->serial != self->serial)
    return dex_future_new_true ();

  from = dex_future_get_value (dex_future_set_get_future_at (DEX_FUTURE_SET (both), 0), &error);
  to = from != NULL ? dex_future_get_value (dex_future_set_get_future_at (DEX_FUTURE_SET (both), 1), &error) : NULL;
  if (to == NULL)
    {
      say_failed (self, error->message);
      return dex_future_new_true ();
    }
  differences = sp_settings_compare (g_value_get_object (from), g_value_get_object (to));
  show_differences (self, differences);
  return dex_future_new_true ();
}

/* The newest stands first, behind Now, as in the timeline. */
static int
find_index (SpCompareDialog *self,
            AdwComboRow     *row)
{
  guint at = adw_combo_row_get_selected (row);
  int n = sp_history_get_n (self->history);

  return at == 0 || at > (guint) n ? -1 : n - (int) at;
}

static SpSnapshot *
find_snapshot (SpCompareDialog *self,
               AdwComboRow     *row)
{
  int index = find_index (self, row);

  return index >= 0 ? sp_history_get (self->history, index) : NULL;
}

static const char *
find_name (SpCompareDialog *self,
           AdwComboRow     *row)
{
  SpSnapshot *snapshot = find_snapshot (self, row);

  return snapshot != NULL ? sp_snapshot_get_name (snapshot) : NULL;
}

static void
show_screen (SpCompareDialog *self,
             SpScreenView    *screen,
             AdwComboRow     *point)
{
  const SpRowStyle style = { .history = self->history, .machine = self->machine };
  SpSnapshot *snapshot = find_snapshot (self, point);
  g_autoptr (GdkTexture) texture = NULL;

  sp_screen_view_set_icon (screen, sp_snapshot_words_icon (snapshot, &style));
  if (snapshot != NULL)
    {
      sp_screen_view_set (screen, sp_machine_get_uuid (self->machine), snapshot);
      return;
    }
  g_object_get (self->live, "texture", &texture, NULL);
  sp_screen_view_set_live (screen, texture);
}

static void
show_screens (SpCompareDialog *self)
{
  show_screen (self, self->screens[0], self->from);
  show_screen (self, self->screens[1], self->to);
}

static void
show_layers (SpCompareDialog *self)
{
  if (self->files != NULL)
    sp_compare_layers_show (self->layers, self->files, find_snapshot (self, self->from), find_snapshot (self, self->to));
}

static void
facts_cb (GObject      *asker,
          SpFacts      *facts,
          const GError *error)
{
  SpCompareDialog *self = SP_COMPARE_DIALOG (asker);

  if (facts == NULL)
    {
      sp_compare_layers_say (self->layers, error->message);
      return;
    }
  g_clear_pointer (&self->files, sp_stack_free);
  self->files = sp_stack_new (facts);
  show_layers (self);
}

static void
compare (SpCompareDialog *self)
{
  Asking *asking = g_new (Asking, 1);

  show_screens (self);
  show_layers (self);
  self->serial++;
  *asking = (Asking){ g_object_ref (self), self->serial };
  gtk_stack_set_visible_child_name (self->stack, "loading");
  dex_future_disown (dex_future_finally (dex_future_all (sp_host_load_settings (self->host, sp_machine_get_uuid (self->machine), find_name (self, self->from)),
                                                         sp_host_load_settings (self->host, sp_machine_get_uuid (self->machine), find_name (self, self->to)), NULL),
                                         loaded_cb, asking, asking_free));
}

static void
sp_compare_dialog_dispose (GObject *object)
{
  SpCompareDialog *self = (SpCompareDialog *) object;

  self->serial++;
  g_clear_object (&self->host);
  g_clear_object (&self->history);
  g_clear_object (&self->live);
  g_clear_object (&self->machine);
  g_clear_object (&self->timeline);
  g_clear_pointer (&self->files, sp_stack_free);

  G_OBJECT_CLASS (sp_compare_dialog_parent_class)->dispose (object);
}

static void
sp_compare_dialog_class_init (SpCompareDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_compare_dialog_dispose;
}

static AdwComboRow *
make_choice (const char *title)
{
  AdwComboRow *row = ADW_COMBO_ROW (adw_combo_row_new ());

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  return row;
}

/* Side by side, in the order of the choices above them. */
static GtkWidget *
make_screens (SpCompareDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_set_margin_top (box, 12);
  for (gsize i = 0; i < G_N_ELEMENTS (self->screens); i++)
    {
      self->screens[i] = g_object_new (SP_TYPE_SCREEN_VIEW, "small", TRUE, "height-request", SCREEN_HEIGHT, NULL);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->screens[i]));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->screens[0]), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Screen of the first"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->screens[1]), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Screen of the second"), -1);
  return box;
}

static void
sp_compare_dialog_init (SpCompareDialog *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *points = adw_preferences_group_new ();
  GtkWidget *results = adw_preferences_group_new ();
  GtkWidget *files = adw_preferences_group_new ();

  self->from = make_choice (C_ ("compare", "From"));
  self->to = make_choice (C_ ("compare", "To"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (points), GTK_WIDGET (self->from));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (points), GTK_WIDGET (self->to));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (points), make_screens (self));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (points));

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, C_ ("compare", "Differences"), -1);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "dimmed");
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, sp_waiting_new (), "loading");
  gtk_stack_add_named (self->stack, self->list, "differences");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->problem), "problem");
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (results), C_ ("compare", "Settings"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (results), GTK_WIDGET (self->stack));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (results));

  self->layers = SP_COMPARE_LAYERS (sp_compare_layers_new ());
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (files), C_ ("compare", "Files"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (files), GTK_WIDGET (self->layers));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (files));

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Compare"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 480);
  adw_dialog_set_content_height (ADW_DIALOG (self), 620);
  adw_dialog_set_child (ADW_DIALOG (self), view);
}

/* Two that are selected, the older first, or the only one with Now. */
static void
fill (SpCompareDialog *self,
      GArray          *picked)
{
  int n = sp_history_get_n (self->history);
  g_autoptr (GtkStringList) points = gtk_string_list_new (NULL);

  gtk_string_list_append (points, C_ ("timeline", "Now"));
  for (int i = n - 1; i >= 0; i--)
    gtk_string_list_append (points, sp_snapshot_get_title (sp_history_get (self->history, i)));
  adw_combo_row_set_model (self->from, G_LIST_MODEL (points));
  adw_combo_row_set_model (self->to, G_LIST_MODEL (points));
  adw_combo_row_set_selected (self->from, (guint) (n - g_array_index (picked, int, 0)));
  adw_combo_row_set_selected (self->to, picked->len > 1 ? (guint) (n - g_array_index (picked, int, 1)) : 0);
  g_signal_connect_object (self->from, "notify::selected", G_CALLBACK (compare), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->to, "notify::selected", G_CALLBACK (compare), self, G_CONNECT_SWAPPED);
}

static void
open_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  GtkWidget *window = data;
  SpSession *session = g_object_get_data (G_OBJECT (action), "sp-session");
  SpHistory *history = sp_session_get_history (session);
  SpMachine *machine = sp_session_get_machine (session);
  GArray *picked = sp_session_get_picked (session);
  SpCompareDialog *self;

  if (history == NULL || machine == NULL || picked->len < 1 || picked->len > 2)
    return;

  self = g_object_new (SP_TYPE_COMPARE_DIALOG, NULL);
  self->host = g_object_ref (sp_session_get_host (session));
  self->machine = g_object_ref (machine);
  self->timeline = g_object_ref (sp_session_get_timeline (session));
  self->history = g_object_ref (history);
  self->live = g_object_ref (g_object_get_data (G_OBJECT (action), "sp-live"));
  g_signal_connect_object (self->live, "notify::texture", G_CALLBACK (show_screens), self, G_CONNECT_SWAPPED);
  fill (self, picked);
  compare (self);
  sp_ask_facts (G_OBJECT (self), self->host, machine, facts_cb);
  adw_dialog_present (ADW_DIALOG (self), window);
}

static void
enable (GSimpleAction *action)
{
  SpSession *session = g_object_get_data (G_OBJECT (action), "sp-session");
  guint n = sp_session_get_picked (session)->len;

  g_simple_action_set_enabled (action, n == 1 || n == 2);
}

/**
 * sp_compare_attach:
 * @window: gets the action
 * @session: what is selected there is compared
 * @live: what the machine shows now
 */
void
sp_compare_attach (GtkWidget    *window,
                   SpSession    *session,
                   SpLiveScreen *live)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("open", NULL);

  g_return_if_fail (GTK_IS_WIDGET (window));
  g_return_if_fail (SP_IS_SESSION (session));
  g_return_if_fail (SP_IS_LIVE_SCREEN (live));

  g_object_set_data_full (G_OBJECT (action), "sp-session", g_object_ref (session), g_object_unref);
  g_object_set_data_full (G_OBJECT (action), "sp-live", g_object_ref (live), g_object_unref);
  g_signal_connect_object (action, "activate", G_CALLBACK (open_action), window, 0);
  g_signal_connect_object (session, "notify::picked", G_CALLBACK (enable), action, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::timeline", G_CALLBACK (enable), action, G_CONNECT_SWAPPED);
  enable (action);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (window, "compare", G_ACTION_GROUP (group));
}
