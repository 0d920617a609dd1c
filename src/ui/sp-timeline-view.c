/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline: one row a snapshot, newest on top, Now first. */

#include "config.h"

#include "sp-timeline-view.h"

#include "sp-lane-cell.h"
#include "sp-when.h"
#include "sp-words.h"

#include <glib/gi18n-lib.h>

struct _SpTimelineView
{
  AdwBin parent_instance;

  GtkListView        *list;
  GtkSingleSelection *selection;
  SpTimeline         *timeline;
  SpLaneStyle         style;
  int                 selected;
  guint               syncing : 1; /* the rows are being exchanged */
};

enum
{
  PROP_0,
  PROP_SELECTED,
  N_PROPS,
};

enum
{
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpTimelineView, sp_timeline_view, ADW_TYPE_BIN)

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *more = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (more), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (more), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (more, "caption");
  gtk_widget_add_css_class (more, "dimmed");
  gtk_widget_add_css_class (box, "timeline-row");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), more);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (line), g_object_new (SP_TYPE_LANE_CELL, NULL));
  gtk_box_append (GTK_BOX (line), box);
  gtk_list_item_set_child (item, line);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  sp_lane_cell_clear (SP_LANE_CELL (gtk_widget_get_first_child (gtk_list_item_get_child (item))));
}

static char *
dup_second_line (SpTimelineRow *row)
{
  SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);
  g_autofree char *age = NULL;

  if (snapshot == NULL)
    return g_strdup (_ ("The machine as it is"));

  age = sp_when_age (sp_snapshot_get_created (snapshot), g_get_real_time () / G_USEC_PER_SEC);
  return g_strdup_printf ("%s · %s", age, sp_words_snapshot_state (sp_snapshot_get_state (snapshot)));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         SpTimelineView           *self)
{
  SpTimelineRow *row = gtk_list_item_get_item (item);
  SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);
  const char *title = snapshot != NULL ? sp_snapshot_get_title (snapshot) : C_ ("timeline", "Now");
  g_autofree char *more = dup_second_line (row);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", title, more);
  GtkWidget *cell = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *label = gtk_widget_get_first_child (gtk_widget_get_next_sibling (cell));

  sp_lane_cell_set_row (SP_LANE_CELL (cell), row, &self->style);
  gtk_label_set_label (GTK_LABEL (label), title);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (label)), more);
  gtk_list_item_set_accessible_label (item, spoken);
}

static void
selected_cb (SpTimelineView *self)
{
  SpTimelineRow *row = gtk_single_selection_get_selected_item (self->selection);
  int selected = row != NULL ? sp_timeline_row_get_index (row) : -1;

  if (self->syncing || self->selected == selected)
    return;

  self->selected = selected;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
select_row (SpTimelineView *self)
{
  if (self->timeline == NULL)
    return;

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, (guint) sp_timeline_find_row (self->timeline, self->selected));
  self->syncing = FALSE;
}

static void
activate_cb (SpTimelineView *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

static void
sp_timeline_view_dispose (GObject *object)
{
  SpTimelineView *self = (SpTimelineView *) object;

  g_clear_object (&self->selection);
  g_clear_object (&self->timeline);

  G_OBJECT_CLASS (sp_timeline_view_parent_class)->dispose (object);
}

static void
sp_timeline_view_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SELECTED:
      g_value_set_int (value, SP_TIMELINE_VIEW (object)->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_timeline_view_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SpTimelineView *self = SP_TIMELINE_VIEW (object);

  switch (prop_id)
    {
    case PROP_SELECTED:
      self->selected = g_value_get_int (value);
      if (self->timeline == NULL || self->selected >= sp_history_get_n (sp_timeline_get_history (self->timeline)))
        self->selected = -1;
      select_row (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_timeline_view_class_init (SpTimelineViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_timeline_view_dispose;
  object_class->get_property = sp_timeline_view_get_property;
  object_class->set_property = sp_timeline_view_set_property;

  properties[PROP_SELECTED] =
    g_param_spec_int ("selected", NULL, NULL, -1, G_MAXINT, -1, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_timeline_view_init (SpTimelineView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->selected = -1;
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "timeline");
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Timeline"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GtkWidget *
sp_timeline_view_new (void)
{
  return g_object_new (SP_TYPE_TIMELINE_VIEW, NULL);
}

/**
 * sp_timeline_view_set_timeline:
 * @self: the view
 * @timeline: (nullable): its rows
 */
void
sp_timeline_view_set_timeline (SpTimelineView *self,
                               SpTimeline     *timeline)
{
  g_return_if_fail (SP_IS_TIMELINE_VIEW (self));

  if (!g_set_object (&self->timeline, timeline))
    return;

  self->syncing = TRUE;
  if (timeline == NULL || self->selected >= sp_history_get_n (sp_timeline_get_history (timeline)))
    self->selected = -1;
  self->style = (SpLaneStyle){ .n_lanes = timeline != NULL ? sp_timeline_get_n_lanes (timeline) : 0 };
  gtk_single_selection_set_model (self->selection, timeline != NULL ? G_LIST_MODEL (timeline) : NULL);
  self->syncing = FALSE;
  select_row (self);
}
