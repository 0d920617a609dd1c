/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days above the rows of the timeline, with the lanes that pass through them. */

#include "config.h"

#include "sp-timeline-headers.h"

#include "sp-drawn.h"
#include "sp-row-text.h"
#include "sp-when.h"

#include <math.h>

/* A long time takes more room, but not in proportion. */
#define GAP_ROOM 6 /* pixels, each time that it doubles */

typedef struct
{
  SpTimelineDays    *days;
  const SpLaneStyle *lanes;
} Shared;

static void
shared_free (gpointer  data,
             GClosure *closure)
{
  Shared *shared = data;

  g_object_unref (shared->days);
  g_free (shared);
}

/* Where nothing was kept for long, it is said, and the lanes are longer. */
static void
show_gap (GtkWidget *day,
          GtkWidget *label,
          gint64     seconds)
{
  g_autofree char *words = sp_when_gap (seconds);
  int room = words != NULL ? (int) (log2 ((double) seconds / SP_WHEN_LEAST_GAP) + 1) * GAP_ROOM : 0;

  gtk_label_set_label (GTK_LABEL (label), words != NULL ? words : "");
  gtk_widget_set_visible (label, words != NULL);
  gtk_widget_set_margin_top (day, room);
  gtk_widget_set_margin_top (label, room);
}

/* A month is named once, however often nothing was kept in it for long. */
static gboolean
is_named_above (SpTimelineDays *days,
                guint           position,
                const char     *name)
{
  g_autofree char *above = position > 0 ? sp_timeline_days_name (days, position - 1) : NULL;

  return g_strcmp0 (above, name) == 0;
}

static void
show_header (GtkListHeader *header,
             const Shared  *shared)
{
  GtkWidget *cell = gtk_widget_get_first_child (gtk_list_header_get_child (header));
  guint position = gtk_list_header_get_start (header);
  g_autoptr (SpTimelineRow) below = g_list_model_get_item (G_LIST_MODEL (shared->days), position);
  g_autofree char *name = NULL;

  if (below == NULL)
    return;

  name = sp_timeline_days_name (shared->days, position);
  gtk_widget_set_visible (gtk_list_header_get_child (header), name != NULL);
  if (name == NULL)
    return;
  sp_lane_cell_set_header (SP_LANE_CELL (cell), below, shared->lanes);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (cell)), is_named_above (shared->days, position, name) ? "" : name);
  show_gap (gtk_widget_get_next_sibling (cell), gtk_widget_get_last_child (gtk_list_header_get_child (header)),
            sp_timeline_days_get_gap (shared->days, position));
}

/* As the rows do it: their lanes go on in it. */
static void
measure_header (GtkWidget      *header,
                GtkOrientation  orientation,
                int             for_size,
                int            *minimum,
                int            *natural,
                int            *minimum_baseline,
                int            *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (header); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int least;
      int best;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &least, &best, NULL, NULL);
      *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? *minimum + least : MAX (*minimum, least);
      *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? *natural + best : MAX (*natural, best);
    }
}

/* @x: from where writing begins */
static void
allocate_part (GtkWidget *header,
               GtkWidget *part,
               int        x,
               int        width,
               int        height)
{
  gboolean rtl = gtk_widget_get_direction (header) == GTK_TEXT_DIR_RTL;

  if (gtk_widget_should_layout (part))
    gtk_widget_size_allocate (part, &(GtkAllocation){ rtl ? gtk_widget_get_width (header) - x - width : x, 0, width, height }, -1);
}

/* The day has what is left, and the gap at the end is cut first. */
static void
allocate_header (GtkWidget *header,
                 int        width,
                 int        height,
                 int        baseline)
{
  GtkWidget *cell = gtk_widget_get_first_child (header);
  GtkWidget *day = gtk_widget_get_next_sibling (cell);
  GtkWidget *gap = gtk_widget_get_last_child (header);
  int lanes = sp_lane_cell_fit (SP_LANE_CELL (cell), width, sp_row_text_wish (sp_drawn_em (header), width));
  int room = width - lanes;
  int day_least;
  int day_best;
  int gap_least = 0;
  int gap_best = 0;

  gtk_widget_measure (day, GTK_ORIENTATION_HORIZONTAL, -1, &day_least, &day_best, NULL, NULL);
  if (gtk_widget_should_layout (gap))
    gtk_widget_measure (gap, GTK_ORIENTATION_HORIZONTAL, -1, &gap_least, &gap_best, NULL, NULL);
  gap_best = CLAMP (room - day_best, gap_least, gap_best);
  allocate_part (header, cell, 0, lanes, height);
  allocate_part (header, day, lanes, MAX (day_least, room - gap_best), height);
  allocate_part (header, gap, width - gap_best, gap_best, height);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListHeader            *header)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *day = gtk_label_new (NULL);
  GtkWidget *gap = gtk_label_new (NULL);

  gtk_widget_set_layout_manager (box, gtk_custom_layout_new (NULL, measure_header, allocate_header));
  gtk_widget_add_css_class (box, "timeline-day");
  gtk_widget_add_css_class (day, "caption-heading");
  gtk_widget_add_css_class (day, "dimmed");
  gtk_label_set_xalign (GTK_LABEL (day), 0);
  gtk_label_set_ellipsize (GTK_LABEL (day), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (day, TRUE);
  gtk_box_append (GTK_BOX (box), g_object_new (SP_TYPE_LANE_CELL, NULL));
  gtk_widget_add_css_class (gap, "caption");
  gtk_widget_add_css_class (gap, "dimmed");
  gtk_label_set_ellipsize (GTK_LABEL (gap), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), day);
  gtk_box_append (GTK_BOX (box), gap);
  gtk_list_header_set_child (header, box);
}

static void
relaid_cb (GtkListHeader *header)
{
  const Shared *shared = g_object_get_data (G_OBJECT (header), "sp-shared");

  if (shared != NULL)
    show_header (header, shared);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListHeader            *header,
         Shared                   *shared)
{
  show_header (header, shared);
  g_object_set_data (G_OBJECT (header), "sp-shared", shared);
  g_signal_connect_object (shared->days, "relaid", G_CALLBACK (relaid_cb), header, G_CONNECT_SWAPPED);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListHeader            *header,
           Shared                   *shared)
{
  g_signal_handlers_disconnect_by_func (shared->days, relaid_cb, header);
  g_object_set_data (G_OBJECT (header), "sp-shared", NULL);
  sp_lane_cell_clear (SP_LANE_CELL (gtk_widget_get_first_child (gtk_list_header_get_child (header))));
}

static Shared *
share (SpTimelineDays    *days,
       const SpLaneStyle *lanes)
{
  Shared *shared = g_new (Shared, 1);

  *shared = (Shared){ g_object_ref (days), lanes };
  return shared;
}

/**
 * sp_timeline_headers_new:
 * @days: the rows and their sections
 * @lanes: how the lanes look; outlives the rows
 *
 * Returns: (transfer full): what makes the headers of a list of @days
 */
GtkListItemFactory *
sp_timeline_headers_new (SpTimelineDays    *days,
                         const SpLaneStyle *lanes)
{
  GtkListItemFactory *factory;

  g_return_val_if_fail (SP_IS_TIMELINE_DAYS (days), NULL);
  g_return_val_if_fail (lanes != NULL, NULL);

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_data (factory, "bind", G_CALLBACK (bind_cb), share (days, lanes), shared_free, 0);
  g_signal_connect_data (factory, "unbind", G_CALLBACK (unbind_cb), share (days, lanes), shared_free, 0);
  return factory;
}
