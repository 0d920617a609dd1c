/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All about what is selected: the machine as it is, a snapshot, or several. */

#include "config.h"

#include "sp-inspector.h"

#include "sp-layers-pane.h"
#include "sp-several-pane.h"
#include "sp-snapshot-pane.h"
#include "sp-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SpInspector
{
  AdwBin parent_instance;

  SpSession      *session;
  SpOverview     *overview; /* or NULL */
  SpSnapshotPane *pane;    /* made when a snapshot is selected first: it has many rows, and a window is to be there at once */
  SpSeveralPane  *several; /* made when several are */
  char           *words;   /* that are looked for; or NULL */

  GtkStack       *stack;
  AdwStatusPage  *now_page;
  SpLayersPane   *now_layers;
};

enum
{
  PROP_0,
  PROP_WORDS,
};

enum
{
  SIGNAL_EDIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpInspector, sp_inspector, ADW_TYPE_BIN)

static void
edit_cb (SpInspector *self,
         SpSnapshot  *snapshot,
         SpSnapshot  *wanted)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, snapshot, wanted);
}

static void
show_none (SpInspector *self)
{
  gtk_stack_set_visible_child_name (self->stack, "none");
}

static void
show_nothing (SpInspector *self)
{
  if (gtk_stack_get_child_by_name (self->stack, "nothing") == NULL)
    {
      GtkWidget *page = adw_status_page_new ();

      adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "sidebar-show-right-symbolic");
      adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Nothing Selected"));
      adw_status_page_set_description (ADW_STATUS_PAGE (page), _ ("Select a snapshot to see its details."));
      gtk_widget_add_css_class (page, "compact");
      gtk_stack_add_named (self->stack, page, "nothing");
    }
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

/* Where nothing is said yet, the machines come first, and what there is to say of one with its history: both at once would
 * take their time from the first frames of the program. */
static gboolean
has_time (SpInspector *self)
{
  return sp_session_get_loading (self->session) && sp_session_get_history (self->session) == NULL &&
         strcmp (gtk_stack_get_visible_child_name (self->stack), "none") == 0;
}

static void
show_now (SpInspector *self)
{
  SpMachine *machine = sp_session_get_machine (self->session);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (self->overview != NULL && sp_overview_get_shown (self->overview))
    {
      /* What is selected is there as soon as its machine's history is. */
      (sp_overview_has_subject (self->overview) ? show_none : show_nothing) (self);
      return;
    }
  if (machine == NULL || has_time (self))
    {
      show_none (self);
      return;
    }

  name = g_markup_escape_text (sp_machine_get_title (machine), -1);
  /* Translators: a machine's name, and its state: "web-server: Running" */
  text = g_strdup_printf (_ ("%s: %s"), name, sp_words_machine_state (sp_machine_get_state (machine)));
  adw_status_page_set_icon_name (self->now_page, sp_words_machine_icon (sp_machine_get_state (machine)));
  adw_status_page_set_description (self->now_page, text);
  gtk_stack_set_visible_child_name (self->stack, "now");
}

static void
show_snapshot (SpInspector *self,
               SpSnapshot  *snapshot)
{
  if (self->pane == NULL)
    {
      self->pane = SP_SNAPSHOT_PANE (sp_snapshot_pane_new (self->session));
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->pane), "snapshot");
      g_signal_connect_object (self->pane, "edit", G_CALLBACK (edit_cb), self, G_CONNECT_SWAPPED);
    }
  sp_snapshot_pane_show (self->pane, snapshot);
  sp_snapshot_pane_mark (self->pane, self->words);
  gtk_stack_set_visible_child_name (self->stack, "snapshot");
}

static void
show_several (SpInspector *self)
{
  if (self->several == NULL)
    {
      self->several = g_object_new (SP_TYPE_SEVERAL_PANE, NULL);
      sp_several_pane_set_session (self->several, self->session);
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->several), "several");
    }
  gtk_stack_set_visible_child_name (self->stack, "several");
}

static void
update (SpInspector *self)
{
  gboolean several = sp_session_get_picked (self->session)->len > 1;
  SpSnapshot *snapshot = sp_session_get_snapshot (self->session);

  if (several)
    show_several (self);
  else if (snapshot != NULL)
    show_snapshot (self, snapshot);
  else
    show_now (self);
  if (self->pane != NULL && (several || snapshot == NULL))
    sp_snapshot_pane_show (self->pane, NULL);
}

static void
sp_inspector_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpInspector *self = SP_INSPECTOR (object);

  if (id != PROP_WORDS)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (g_set_str (&self->words, g_value_get_string (value)) && self->pane != NULL)
    sp_snapshot_pane_mark (self->pane, self->words);
}

static void
sp_inspector_dispose (GObject *object)
{
  g_clear_object (&SP_INSPECTOR (object)->session);
  g_clear_object (&SP_INSPECTOR (object)->overview);
  /* Its own child is of the template, too: gone with that, the bin would let go of it once more. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_INSPECTOR);

  G_OBJECT_CLASS (sp_inspector_parent_class)->dispose (object);
}

static void
sp_inspector_finalize (GObject *object)
{
  g_free (SP_INSPECTOR (object)->words);

  G_OBJECT_CLASS (sp_inspector_parent_class)->finalize (object);
}

static void
sp_inspector_class_init (SpInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_inspector_dispose;
  G_OBJECT_CLASS (klass)->finalize = sp_inspector_finalize;
  G_OBJECT_CLASS (klass)->set_property = sp_inspector_set_property;

  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_WORDS,
                                   g_param_spec_string ("words", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));

  signals[SIGNAL_EDIT] =
    g_signal_new ("edit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, SP_TYPE_SNAPSHOT, SP_TYPE_SNAPSHOT);

  g_type_ensure (SP_TYPE_LAYERS_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, SpInspector, now_layers);
  gtk_widget_class_bind_template_child (widget_class, SpInspector, now_page);
  gtk_widget_class_bind_template_child (widget_class, SpInspector, stack);
}

static void
sp_inspector_init (SpInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_inspector_set_session:
 * @self: the inspector
 * @session: whose selection it shows
 *
 * To be called once.
 */
void
sp_inspector_set_session (SpInspector *self,
                          SpSession   *session)
{
  g_return_if_fail (SP_IS_INSPECTOR (self));
  g_return_if_fail (SP_IS_SESSION (session));

  g_set_object (&self->session, session);
  sp_layers_pane_set_session (self->now_layers, session);
  g_signal_connect_object (session, "notify::picked", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::timeline", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::machine", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::loading", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * sp_inspector_follow:
 * @overview: all machines
 *
 * While they are shown, nothing may be selected: no machine as it is stands in its place.
 */
void
sp_inspector_follow (SpInspector *self,
                     SpOverview  *overview)
{
  g_return_if_fail (SP_IS_INSPECTOR (self));
  g_return_if_fail (SP_IS_OVERVIEW (overview));

  g_set_object (&self->overview, overview);
  g_signal_connect_object (overview, "notify::shown", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (overview, "notify::chosen", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

void
sp_inspector_edit_title (SpInspector *self)
{
  g_return_if_fail (SP_IS_INSPECTOR (self));

  if (self->pane != NULL)
    sp_snapshot_pane_edit_title (self->pane);
}
