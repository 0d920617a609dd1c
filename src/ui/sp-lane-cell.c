/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lanes beside one row or one day's header. */

#include "config.h"

#include "sp-lane-cell.h"

#include "sp-drawn.h"

struct _SpLaneCell
{
  GtkWidget parent_instance;

  SpLaneRow row;
  GArray   *segments; /* of SpSegment */
  gboolean  alone;    /* a node and nothing else */
  const SpLaneStyle *style; /* of the row, or NULL */
  float     em;
};

G_DEFINE_FINAL_TYPE (SpLaneCell, sp_lane_cell, GTK_TYPE_WIDGET)

static float
get_em (SpLaneCell *self)
{
  if (self->em <= 0)
    self->em = self->style != NULL && self->style->em > 0 ? self->style->em : sp_drawn_em (GTK_WIDGET (self));

  return self->em;
}

static SpNode
get_node (SpTimelineRow *row,
          gboolean       live)
{
  if (sp_timeline_row_is_now (row))
    return live ? SP_NODE_LIVE : SP_NODE_NOW;

  return sp_snapshot_get_memory (sp_timeline_row_get_snapshot (row)) != SP_MEMORY_NONE ? SP_NODE_MEMORY : SP_NODE_DISKS;
}

static void
take_node (SpLaneCell        *self,
           SpTimelineRow     *row,
           const SpLaneStyle *style)
{
  self->row.chain = sp_timeline_row_get_chain (row);
  self->row.node = get_node (row, style->live);
  self->row.on_path = sp_timeline_row_is_now (row) || sp_timeline_row_get_on_path (row);
  self->row.current = !sp_timeline_row_is_now (row) && sp_timeline_row_get_current (row);
}

static void
take_style (SpLaneCell        *self,
            const SpLaneStyle *style)
{
  if (self->row.n_lanes != style->n_lanes)
    gtk_widget_queue_resize (GTK_WIDGET (self));

  self->style = style;
  self->row.n_lanes = style->n_lanes;
  self->row.dashed = style->dashed;
  self->row.n_dashed = style->n_dashed;
  self->row.segments = (const SpSegment *) (gpointer) self->segments->data;
  self->row.n_segments = (int) self->segments->len;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sp_lane_cell_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  SpLaneCell *self = SP_LANE_CELL (widget);
  float em = get_em (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL && !self->alone)
    {
      *minimum = (int) sp_lane_painter_least (self->row.n_lanes, em);
      *natural = (int) sp_lane_painter_measure (self->row.n_lanes, em);
      return;
    }
  *minimum = *natural = self->row.node == SP_NODE_NONE && !self->alone ? 0 : (int) sp_lane_painter_height (em);
}

static void
sp_lane_cell_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  SpLaneCell *self = SP_LANE_CELL (widget);
  SpPalette palette;
  SpLaneSize size = {
    .width = (float) gtk_widget_get_width (widget),
    .height = (float) gtk_widget_get_height (widget),
    .em = get_em (self),
    .rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
  };

  self->row.traced = self->style != NULL ? self->style->traced : NULL;
  self->row.n_traced = self->style != NULL ? self->style->n_traced : 0;
  self->row.moving = self->style != NULL ? self->style->moving : (SpLaneMoves){ 0 };
  self->row.shift = self->style != NULL && (self->row.node == SP_NODE_NOW || self->row.node == SP_NODE_LIVE) ? self->style->shift : 0;
  sp_palette_init_for (&palette, widget);
  if (self->style != NULL && self->style->partial)
    sp_palette_mute (&palette);
  sp_lane_painter_paint (snapshot, &self->row, &palette, &size);
}

static void
sp_lane_cell_css_changed (GtkWidget         *widget,
                          GtkCssStyleChange *change)
{
  SpLaneCell *self = SP_LANE_CELL (widget);
  float before = self->em;

  GTK_WIDGET_CLASS (sp_lane_cell_parent_class)->css_changed (widget, change);

  self->em = 0;
  if (before > 0 && before != get_em (self))
    gtk_widget_queue_resize (widget);
  gtk_widget_queue_draw (widget);
}

static void
sp_lane_cell_finalize (GObject *object)
{
  SpLaneCell *self = SP_LANE_CELL (object);

  g_array_unref (self->segments);

  G_OBJECT_CLASS (sp_lane_cell_parent_class)->finalize (object);
}

static void
sp_lane_cell_class_init (SpLaneCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sp_lane_cell_finalize;

  widget_class->measure = sp_lane_cell_measure;
  widget_class->snapshot = sp_lane_cell_snapshot;
  widget_class->css_changed = sp_lane_cell_css_changed;

  gtk_widget_class_set_css_name (widget_class, "lanes");
  /* The row's own words say what the lanes show. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sp_lane_cell_init (SpLaneCell *self)
{
  self->segments = g_array_new (FALSE, FALSE, sizeof (SpSegment));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  /* Dark or light, and contrast, are a change of style; the accent is not. */
  g_signal_connect_object (adw_style_manager_get_default (), "notify::accent-color", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * sp_lane_style_take:
 * @timeline: (nullable): whose lanes they are
 * @dashed: (element-type guint8): filled: by snapshot, whether the edge to its parent is dashed; the last one: Now's
 *
 * Where both kinds of snapshot are mixed, the edges of those in separate files are dashed. Now stands on a layer of its own where
 * the current one is such a one.
 */
void
sp_lane_style_take (SpLaneStyle *self,
                    SpTimeline  *timeline,
                    GArray      *dashed)
{
  SpHistory *history = timeline != NULL ? sp_timeline_get_history (timeline) : NULL;
  int n = history != NULL && sp_history_get_kind (history) == SP_KIND_MIXED ? sp_history_get_n (history) : 0;
  int current = n > 0 ? sp_history_get_current (history) : -1;

  g_return_if_fail (self != NULL && dashed != NULL);

  g_array_set_size (dashed, 0);
  g_array_set_size (dashed, n > 0 ? (guint) n + 1 : 0);
  for (int i = 0; i < n; i++)
    {
      SpKind kind = sp_snapshot_get_kind (sp_history_get (history, i));

      g_array_index (dashed, guint8, i) = kind == SP_KIND_EXTERNAL || kind == SP_KIND_MIXED;
    }
  if (current >= 0)
    g_array_index (dashed, guint8, n) = g_array_index (dashed, guint8, current);
  self->n_lanes = timeline != NULL ? sp_timeline_get_n_lanes (timeline) : 0;
  self->dashed = (const guint8 *) (gpointer) dashed->data;
  self->n_dashed = (int) dashed->len;
}

/**
 * sp_lane_cell_set_row:
 * @row: the row to draw
 * @style: what it shares with its neighbours
 */
void
sp_lane_cell_set_row (SpLaneCell        *self,
                      SpTimelineRow     *row,
                      const SpLaneStyle *style)
{
  const SpSegment *segments;
  int n = 0;

  g_return_if_fail (SP_IS_LANE_CELL (self));
  g_return_if_fail (SP_IS_TIMELINE_ROW (row));
  g_return_if_fail (style != NULL);

  segments = sp_timeline_row_get_segments (row, &n);
  g_array_set_size (self->segments, 0);
  if (n > 0)
    g_array_append_vals (self->segments, segments, (guint) n);

  self->row.index = sp_timeline_row_get_index (row);
  self->row.lane = sp_timeline_row_get_lane (row);
  take_node (self, row, style);
  take_style (self, style);
}

/**
 * sp_lane_cell_set_node:
 * @row: whose node is drawn
 * @style: what it shares with others
 *
 * The node alone: no lane, no line.
 */
void
sp_lane_cell_set_node (SpLaneCell        *self,
                       SpTimelineRow     *row,
                       const SpLaneStyle *style)
{
  SpLaneStyle alone = *style;

  g_return_if_fail (SP_IS_LANE_CELL (self));
  g_return_if_fail (SP_IS_TIMELINE_ROW (row));

  g_array_set_size (self->segments, 0);
  alone.n_lanes = 1;
  self->alone = TRUE;
  self->row.index = -1;
  self->row.lane = 0;
  take_node (self, row, style);
  take_style (self, &alone);
  self->style = NULL; /* it ends here */
}

/**
 * sp_lane_cell_set_header:
 * @below: the first row under the header
 * @style: what it shares with its neighbours
 *
 * The lanes that enter @below from above pass through the header.
 */
void
sp_lane_cell_set_header (SpLaneCell        *self,
                         SpTimelineRow     *below,
                         const SpLaneStyle *style)
{
  const SpSegment *segments;
  int n = 0;

  g_return_if_fail (SP_IS_LANE_CELL (self));
  g_return_if_fail (SP_IS_TIMELINE_ROW (below));
  g_return_if_fail (style != NULL);

  segments = sp_timeline_row_get_segments (below, &n);
  g_array_set_size (self->segments, 0);
  for (int i = 0; i < n; i++)
    if (segments[i].from == SP_AT_TOP)
      {
        SpSegment through = segments[i];

        through.to = SP_AT_BOTTOM;
        through.to_lane = through.from_lane;
        g_array_append_val (self->segments, through);
      }

  self->row.index = -1;
  self->row.node = SP_NODE_NONE;
  self->row.current = FALSE;
  take_style (self, style);
}

/**
 * sp_lane_cell_fit:
 * @width: of the whole row
 * @least: what the words beside the lanes need at least
 *
 * Where there is not room for both, lanes come closer. In all rows of a list they come as close.
 *
 * Returns: how wide the cell is to be
 */
int
sp_lane_cell_fit (SpLaneCell *self,
                  int         width,
                  int         least)
{
  int minimum;
  int natural;

  g_return_val_if_fail (SP_IS_LANE_CELL (self), 0);

  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return CLAMP (width - least, minimum, natural);
}

/**
 * sp_lane_cell_clear:
 *
 * Forgets the row.
 */
void
sp_lane_cell_clear (SpLaneCell *self)
{
  g_return_if_fail (SP_IS_LANE_CELL (self));

  g_array_set_size (self->segments, 0);
  self->style = NULL;
  self->row.node = SP_NODE_NONE;
  self->row.n_segments = 0;
  self->row.dashed = NULL;
  self->row.n_dashed = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Whether anything in it is on its way: its node, or what a line leads to. Now may travel whenever something moves. */
static gboolean
moves (SpLaneCell *self)
{
  const SpLaneMoves *moving = self->style != NULL ? &self->style->moving : NULL;
  gboolean found;

  if (moving == NULL || moving->moves == NULL)
    return FALSE;
  found = self->row.node == SP_NODE_NOW || self->row.node == SP_NODE_LIVE || sp_lane_moves_get (moving, self->row.index) != NULL;
  for (int i = 0; i < self->row.n_segments && !found; i++)
    found = sp_lane_moves_get (moving, self->row.segments[i].child) != NULL;
  return found;
}

static gboolean
fades_in (SpLaneCell *self)
{
  return self->style != NULL && sp_lane_moves_is_new (&self->style->moving, self->row.index);
}

static void
redraw (GtkListView *list,
        gboolean     all)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (list)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);
      GtkWidget *cell = row != NULL ? gtk_widget_get_first_child (row) : NULL;

      if (cell == NULL || !SP_IS_LANE_CELL (cell))
        continue;
      if (all || moves (SP_LANE_CELL (cell)))
        gtk_widget_queue_draw (cell);
      /* Its words come with it. */
      if (!all && fades_in (SP_LANE_CELL (cell)))
        gtk_widget_queue_draw (row);
    }
}

/**
 * sp_lane_cell_redraw_all:
 * @list: a list whose rows and headers begin with a cell
 *
 * What all cells share has changed.
 */
void
sp_lane_cell_redraw_all (GtkListView *list)
{
  g_return_if_fail (GTK_IS_LIST_VIEW (list));

  redraw (list, TRUE);
}

/**
 * sp_lane_cell_redraw_moving:
 * @list: a list whose rows and headers begin with a cell
 *
 * What moves is further on.
 */
void
sp_lane_cell_redraw_moving (GtkListView *list)
{
  g_return_if_fail (GTK_IS_LIST_VIEW (list));

  redraw (list, FALSE);
}
