/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ground of the map: it scrolls and zooms, and has a widget for each node in sight. */

#include "config.h"

#include "sp-map-canvas.h"

#include "sp-drawn.h"
#include "sp-map-anchor.h"
#include "sp-map-motion.h"
#include "sp-map-painter.h"
#include "sp-map-pool.h"
#include "sp-map-scene.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _SpMapCanvas
{
  SpScrollArea parent_instance;

  const SpRowStyle *style;
  SpMapScene       *scene;
  SpMapPool        *pool;
  SpMapMotion      *motion;
  int               width;
  int               height;
  guint             focusing; /* a source */
  guint             waits : 1; /* for the focus */
  guint             held;      /* so often */
};

static guint signal_moved;

G_DEFINE_FINAL_TYPE (SpMapCanvas, sp_map_canvas, SP_TYPE_SCROLL_AREA)

static SpMapSight
look (SpMapCanvas *self)
{
  return (SpMapSight) {
    .map = self->scene->map,
    .shape = &self->scene->shape,
    .places = self->scene->places,
    .across = sp_scroll_area_get_value (SP_SCROLL_AREA (self), GTK_ORIENTATION_HORIZONTAL),
    .down = sp_scroll_area_get_value (SP_SCROLL_AREA (self), GTK_ORIENTATION_VERTICAL),
    .width = self->width,
    .height = self->height,
    .rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL,
  };
}

/* --- Which nodes are in sight --- */

static void
fill_tile (SpMapCanvas *self,
           SpMapTile   *tile,
           int          node)
{
  sp_map_tile_set (tile, self->scene->map, node, self->scene->shape.form, self->style);
  sp_map_tile_set_selected (tile, self->scene->selected[node]);
}

static void
take_tile (SpMapCanvas *self,
           int          node)
{
  gboolean fresh;
  SpMapTile *tile = sp_map_pool_take (self->pool, node, &fresh);

  if (fresh)
    fill_tile (self, tile, node);
}

/* A widget for each node in sight. */
static void
populate (SpMapCanvas *self)
{
  SpMapSight sight = look (self);
  SpMapRange range;

  if (self->scene->map == NULL || self->width == 0 || self->held > 0)
    return;

  range = sp_map_sight_find_range (&sight);
  sp_map_pool_trim (self->pool, self->scene->map, &range);
  for (int lane = range.from_lane; lane <= range.to_lane; lane++)
    {
      int found;
      const int *in = sp_map_find_between (self->scene->map, lane, range.from_column, range.to_column, &found);

      for (int i = 0; i < found; i++)
        take_tile (self, in[i]);
    }
  sp_map_pool_settle (self->pool);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_signal_emit (self, signal_moved, 0);
}

/* Widgets for what is in sight wait until it is let go: however often one scrolls meanwhile, they are filled once. */
void
sp_map_canvas_hold (SpMapCanvas *self,
                    gboolean     hold)
{
  g_return_if_fail (SP_IS_MAP_CANVAS (self));

  self->held += hold ? 1 : -1;
  populate (self);
}

/* --- Layout --- */

static void
configure (SpMapCanvas *self)
{
  double width, height;

  if (self->scene->map == NULL)
    return;
  sp_map_shape_measure (&self->scene->shape, self->scene->map, &width, &height);
  sp_scroll_area_configure (SP_SCROLL_AREA (self), width, height, self->width, self->height);
}

/* The node that has the focus keeps it, whatever number it has now. */
static void
exchange_tiles (SpMapCanvas *self)
{
  int at = sp_map_scene_get_at (self->scene);
  SpMapTile *kept = sp_map_pool_exchange (self->pool, at);

  if (kept != NULL)
    fill_tile (self, kept, at);
}

/* What an anchor holds stays where it is seen. */
static void
lay_out_around (SpMapCanvas       *self,
                const SpMapAnchor *anchor)
{
  g_autoptr (SpMap) before = self->scene->map != NULL ? g_object_ref (self->scene->map) : NULL;
  SpMapForm form = self->scene->shape.form;

  if (self->scene->timeline == NULL || self->width == 0)
    return;

  sp_map_scene_lay_out (self->scene, self->style->now, sp_drawn_em (GTK_WIDGET (self)), self->width, self->height);
  /* Where the same nodes look the same, they only stand elsewhere. */
  if (self->scene->map != before || self->scene->shape.form != form)
    exchange_tiles (self);
  sp_map_canvas_hold (self, TRUE);
  configure (self);
  if (anchor != NULL)
    {
      SpMapSight sight = look (self);
      graphene_point_t drift = sp_map_anchor_drift (anchor, &sight);

      sp_scroll_area_move_by (SP_SCROLL_AREA (self), drift.x, drift.y);
    }
  sp_map_canvas_hold (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What has the focus, or would get it, is in sight. */
static void
lay_out_afresh (SpMapCanvas *self)
{
  SpMapSight sight;
  graphene_point_t way;

  lay_out_around (self, NULL);
  if (!sp_map_canvas_look (self, &sight))
    return;
  way = sp_map_sight_find_way (&sight, sp_map_scene_get_at (self->scene));
  sp_scroll_area_move_by (SP_SCROLL_AREA (self), way.x, way.y);
}

static void
sp_map_canvas_scrolled (SpScrollArea *area)
{
  SpMapCanvas *self = SP_MAP_CANVAS (area);

  /* Not while all is made, or taken down. */
  if (self->pool == NULL || self->scene->map == NULL)
    return;
  populate (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- The widget --- */

static void
sp_map_canvas_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  /* As much as there is. */
  *minimum = 0;
  *natural = 200;
}

static void
place_tile (gpointer key,
            gpointer value,
            gpointer data)
{
  SpMapCanvas *self = data;
  SpMapSight sight = look (self);
  int node = GPOINTER_TO_INT (key);

  sp_map_tile_place (value, sp_map_sight_find_node (&sight, node), sight.shape, sp_map_places_get_growth (sight.places, node));
}

static void
focus_cb (gpointer data)
{
  SpMapCanvas *self = data;

  self->focusing = 0;
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
sp_map_canvas_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  SpMapCanvas *self = SP_MAP_CANVAS (widget);
  gboolean first = self->width == 0;

  if (self->width != width || self->height != height)
    {
      self->width = width;
      self->height = height;
      sp_map_scene_resize (self->scene);
      if (self->scene->fits || self->scene->begins || first)
        lay_out_afresh (self);
      else
        {
          configure (self);
          populate (self);
        }
    }
  if (self->scene->places == NULL)
    return;
  sp_map_pool_foreach (self->pool, place_tile, self);
  if (self->waits && self->focusing == 0)
    self->focusing = g_idle_add_once (focus_cb, self);
}

static void
sp_map_canvas_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  SpMapCanvas *self = SP_MAP_CANVAS (widget);
  SpMapSight sight = look (self);
  graphene_point_t origin;
  SpPalette palette;
  double width, height;

  if (self->scene->map == NULL)
    return;

  origin = sp_map_sight_find_origin (&sight);
  sp_map_shape_measure (&self->scene->shape, self->scene->map, &width, &height);
  sp_palette_init_for (&palette, widget);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &origin);
  sp_map_painter_paint (snapshot, &(SpMapPicture) {
    .map = self->scene->map,
    .places = self->scene->places,
    .shape = &self->scene->shape,
    .palette = &palette,
    .dashed = self->style->lanes.dashed,
    .n_dashed = self->style->lanes.n_dashed,
    .followed = self->scene->followed,
    .in_sight = GRAPHENE_RECT_INIT (-origin.x, -origin.y, (float) self->width, (float) self->height),
    .width = (float) width,
    .rtl = sight.rtl,
  });
  sp_map_motion_paint (self->motion, snapshot, &sight);
  gtk_snapshot_restore (snapshot);
  GTK_WIDGET_CLASS (sp_map_canvas_parent_class)->snapshot (widget, snapshot);
}

static void
sp_map_canvas_css_changed (GtkWidget         *widget,
                           GtkCssStyleChange *change)
{
  SpMapCanvas *self = SP_MAP_CANVAS (widget);
  double before = self->scene->shape.em;

  GTK_WIDGET_CLASS (sp_map_canvas_parent_class)->css_changed (widget, change);

  if (before == 0 || before == sp_drawn_em (widget))
    return;
  sp_map_scene_resize (self->scene);
  lay_out_around (self, NULL);
}

/* One stop on the way of the Tab key: the arrows go on from there. */
static gboolean
sp_map_canvas_focus (GtkWidget        *widget,
                     GtkDirectionType  direction)
{
  SpMapCanvas *self = SP_MAP_CANVAS (widget);

  if (self->scene->map == NULL || gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return sp_map_canvas_focus_node (self, sp_map_scene_get_at (self->scene));
}

/* Before it has a size there is no node to get it: it waits. */
static gboolean
sp_map_canvas_grab_focus (GtkWidget *widget)
{
  SpMapCanvas *self = SP_MAP_CANVAS (widget);

  self->waits = self->scene->map == NULL;
  return self->waits || sp_map_canvas_focus_node (self, sp_map_scene_get_at (self->scene));
}

static void
sp_map_canvas_dispose (GObject *object)
{
  SpMapCanvas *self = (SpMapCanvas *) object;

  g_clear_handle_id (&self->focusing, g_source_remove);
  g_clear_pointer (&self->motion, sp_map_motion_free);
  g_clear_pointer (&self->pool, sp_map_pool_free);
  G_OBJECT_CLASS (sp_map_canvas_parent_class)->dispose (object);
}

static void
sp_map_canvas_finalize (GObject *object)
{
  SpMapCanvas *self = (SpMapCanvas *) object;

  sp_map_scene_free (self->scene);

  G_OBJECT_CLASS (sp_map_canvas_parent_class)->finalize (object);
}

static void
sp_map_canvas_class_init (SpMapCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_map_canvas_dispose;
  object_class->finalize = sp_map_canvas_finalize;
  widget_class->measure = sp_map_canvas_measure;
  widget_class->size_allocate = sp_map_canvas_size_allocate;
  widget_class->snapshot = sp_map_canvas_snapshot;
  widget_class->css_changed = sp_map_canvas_css_changed;
  widget_class->focus = sp_map_canvas_focus;
  widget_class->grab_focus = sp_map_canvas_grab_focus;

  SP_SCROLL_AREA_CLASS (klass)->scrolled = sp_map_canvas_scrolled;

  signal_moved =
    g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "map");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
sp_map_canvas_init (SpMapCanvas *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->pool = sp_map_pool_new (GTK_WIDGET (self));
  self->scene = sp_map_scene_new ();
  self->motion = sp_map_motion_new (GTK_WIDGET (self), self->scene);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self), "map-ground");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, C_ ("view", "Map"),
                                  GTK_ACCESSIBLE_PROPERTY_MULTI_SELECTABLE, TRUE, -1);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::accent-color", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
sp_map_canvas_new (const SpRowStyle *style)
{
  SpMapCanvas *self = g_object_new (SP_TYPE_MAP_CANVAS, NULL);

  self->style = style;
  return GTK_WIDGET (self);
}

/**
 * sp_map_canvas_set_timeline:
 * @timeline: (nullable): what it shows
 *
 * What has the focus stays where it is in sight, or else what is in the middle. Around it, what was there goes to where it
 * is now, and what is new grows from its parent, unless motion is reduced.
 */
void
sp_map_canvas_set_timeline (SpMapCanvas *self,
                            SpTimeline  *timeline)
{
  g_autoptr (SpMapPlaces) before = NULL; /* has the history, too */
  SpMapSight sight;
  SpMapAnchor anchor;
  gboolean held;

  g_return_if_fail (SP_IS_MAP_CANVAS (self));

  if (self->scene->timeline == timeline)
    return;

  sp_map_motion_begin (self->motion, self->pool, timeline != NULL ? sp_timeline_get_history (timeline) : NULL);
  held = timeline != NULL && sp_map_canvas_look (self, &sight) &&
         sp_map_anchor_drop (&anchor, &sight, self->scene->at, sp_timeline_get_history (timeline));
  before = g_steal_pointer (&self->scene->places);
  sp_map_scene_set_timeline (self->scene, timeline);
  if (timeline == NULL)
    {
      sp_map_pool_exchange (self->pool, -1);
      sp_map_pool_settle (self->pool);
      g_signal_emit (self, signal_moved, 0);
      return;
    }

  if (held)
    lay_out_around (self, &anchor);
  else
    lay_out_afresh (self);
  if (held && sp_map_canvas_look (self, &sight))
    sp_map_motion_play (self->motion, before, sp_map_anchor_shift (&anchor, &sight));
  else
    sp_map_motion_end (self->motion);
}

static void
fill_again (gpointer key,
            gpointer value,
            gpointer data)
{
  fill_tile (data, value, GPOINTER_TO_INT (key));
}

void
sp_map_canvas_restyle (SpMapCanvas *self)
{
  g_return_if_fail (SP_IS_MAP_CANVAS (self));

  if (self->scene->map != NULL)
    sp_map_pool_foreach (self->pool, fill_again, self);
}

void
sp_map_canvas_restyle_now (SpMapCanvas *self)
{
  int node;
  SpMapTile *tile;

  g_return_if_fail (SP_IS_MAP_CANVAS (self));

  if (self->scene->map == NULL)
    return;
  node = sp_map_find (self->scene->map, -1);
  tile = sp_map_pool_find (self->pool, node);
  if (tile != NULL)
    fill_tile (self, tile, node);
}

static void
select_again (gpointer key,
              gpointer value,
              gpointer data)
{
  sp_map_tile_set_selected (value, ((SpMapCanvas *) data)->scene->selected[GPOINTER_TO_INT (key)]);
}

/**
 * sp_map_canvas_set_picked:
 * @picked: (element-type int): indexes in the history; none: Now
 */
void
sp_map_canvas_set_picked (SpMapCanvas *self,
                          GArray      *picked)
{
  g_return_if_fail (SP_IS_MAP_CANVAS (self));
  g_return_if_fail (picked != NULL);

  sp_map_scene_select (self->scene, picked);
  if (self->scene->map != NULL)
    sp_map_pool_foreach (self->pool, select_again, self);
}

/**
 * sp_map_canvas_set_zoom:
 * @zoom: 1: comfortable; 0: all is to be in sight, also as it grows, until somebody zooms
 */
void
sp_map_canvas_set_zoom (SpMapCanvas *self,
                        double       zoom)
{
  g_return_if_fail (SP_IS_MAP_CANVAS (self));

  sp_map_scene_set_zoom (self->scene, zoom);
  lay_out_around (self, NULL);
}

/**
 * sp_map_canvas_hover:
 * @node: number of the node under the pointer; -1: none
 *
 * Shows the way from it to its root, or that of the node with the focus.
 */
void
sp_map_canvas_hover (SpMapCanvas *self,
                     int          node)
{
  g_return_if_fail (SP_IS_MAP_CANVAS (self));

  if (node < 0 && gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    node = sp_map_scene_get_at (self->scene);
  sp_map_scene_follow (self->scene, node);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * sp_map_canvas_focus_node:
 * @node: number of a node
 *
 * It gets the focus, wherever it stands.
 */
gboolean
sp_map_canvas_focus_node (SpMapCanvas *self,
                          int          node)
{
  int n;

  g_return_val_if_fail (SP_IS_MAP_CANVAS (self), FALSE);
  g_return_val_if_fail (self->scene->map != NULL, FALSE);

  self->scene->at = sp_map_get_nodes (self->scene->map, &n)[node].first;
  take_tile (self, node);
  sp_map_pool_keep (self->pool, node);
  sp_map_scene_follow (self->scene, node);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return gtk_widget_grab_focus (GTK_WIDGET (sp_map_pool_find (self->pool, node)));
}

gboolean
sp_map_canvas_look (SpMapCanvas *self,
                    SpMapSight  *sight)
{
  g_return_val_if_fail (SP_IS_MAP_CANVAS (self), FALSE);

  if (self->scene->map != NULL)
    *sight = look (self);
  return self->scene->map != NULL;
}

/**
 * sp_map_canvas_find_at:
 *
 * Returns: the number of the node that has the focus, or would get it; -1: there is none
 */
int
sp_map_canvas_find_at (SpMapCanvas *self)
{
  g_return_val_if_fail (SP_IS_MAP_CANVAS (self), -1);

  return sp_map_scene_get_at (self->scene);
}

int
sp_map_canvas_get_at (SpMapCanvas *self)
{
  g_return_val_if_fail (SP_IS_MAP_CANVAS (self), -1);

  return self->scene->at;
}

/* Where the keys go on from; the focus stays where it is. */
void
sp_map_canvas_set_at (SpMapCanvas *self,
                      int          index)
{
  g_return_if_fail (SP_IS_MAP_CANVAS (self));

  self->scene->at = index;
  sp_map_pool_keep (self->pool, sp_map_scene_get_at (self->scene));
}
