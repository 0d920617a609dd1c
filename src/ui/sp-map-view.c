/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map: the same history as the timeline, the whole tree at a glance. */

#include "config.h"

#include "sp-map-view.h"

#include "sp-map-axis.h"
#include "sp-map-camera.h"
#include "sp-map-hand.h"
#include "sp-map-overview.h"
#include "sp-map-pick.h"
#include "sp-map-tile.h"
#include "sp-map-walk.h"
#include "sp-picked.h"
#include "sp-timeline-menu.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>

#define TICK_SECONDS 20
#define STEP 1.5 /* of zoom, by a key or a button */

struct _SpMapView
{
  AdwBin parent_instance;

  SpMapCanvas *canvas;
  GtkWidget   *axis;
  SpTimeline  *timeline; /* or NULL */
  SpRowStyle   style;
  GArray      *dashed; /* of guint8, by snapshot */
  GtkPopover  *menu;
  GArray      *picked; /* of int: indexes in the history */
  guint        tick;
  int          zoom;    /* a SpMapZoom that waits until there is a map to be zoomed; -1: none does */
  guint        zooming; /* a source */
};

/* What a key or a click does with the selection. */
typedef enum
{
  PICK_ONLY,   /* this alone */
  PICK_TO,     /* this, and what lies on the way to it */
  PICK_TOGGLE, /* this, or no longer */
  PICK_NOTHING, /* only the focus goes there */
} Pick;

enum
{
  PROP_0,
  PROP_PICKED,
  PROP_SCREEN,
  PROP_SIZES,
  N_PROPS,
};

enum
{
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpMapView, sp_map_view, ADW_TYPE_BIN)

/* --- Selection --- */

static void
set_picked (SpMapView *self,
            GArray    *picked)
{
  g_array_unref (self->picked);
  self->picked = picked;
  sp_map_canvas_set_picked (self->canvas, picked);
}

static void
take_picked (SpMapView *self,
             GArray    *picked)
{
  SpMapSight sight;

  if (sp_map_canvas_look (self->canvas, &sight))
    sp_map_pick_sort (sight.map, picked);
  if (sp_picked_equal (self->picked, picked))
    {
      g_array_unref (picked);
      return;
    }
  set_picked (self, picked);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICKED]);
}

static gboolean
go_to (SpMapView *self,
       int        node,
       Pick       pick)
{
  g_autoptr (GArray) picked = NULL;
  SpMapSight sight;
  int from;

  if (!sp_map_canvas_look (self->canvas, &sight))
    return GDK_EVENT_PROPAGATE;
  from = sp_map_canvas_find_at (self->canvas);
  picked = pick == PICK_ONLY ? sp_picked_new (-1) : g_array_copy (self->picked);
  if (pick == PICK_TO)
    sp_map_pick_way (sight.map, from, node, picked);
  else if (pick == PICK_TOGGLE)
    sp_map_pick_toggle (sight.map, node, picked);
  else if (pick == PICK_ONLY)
    sp_map_pick_add (sight.map, node, picked);
  sp_map_camera_reveal (self->canvas, node);
  sp_map_canvas_focus_node (self->canvas, node);
  take_picked (self, g_steal_pointer (&picked));
  return GDK_EVENT_STOP;
}

static void
activate (SpMapView *self,
          int        node)
{
  SpMapSight sight;
  int n;

  if (!sp_map_canvas_look (self->canvas, &sight))
    return;
  if (sp_map_get_nodes (sight.map, &n)[node].n > 1)
    sp_map_camera_open (self->canvas, node, FALSE);
  else
    g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

/* --- Keys --- */

static void
pick_all (SpMapView *self)
{
  GArray *all = sp_picked_new (-1);

  for (int i = 0; i < sp_history_get_n (self->style.history); i++)
    g_array_append_val (all, i);
  take_picked (self, all);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        SpMapView             *self)
{
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();
  SpMapSight sight;
  int node, target;

  if (!sp_map_canvas_look (self->canvas, &sight))
    return GDK_EVENT_PROPAGATE;
  node = sp_map_canvas_find_at (self->canvas);
  if (held == 0 && (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter))
    {
      activate (self, node);
      return GDK_EVENT_STOP;
    }
  if (held == GDK_CONTROL_MASK && key == GDK_KEY_a)
    {
      pick_all (self);
      return GDK_EVENT_STOP;
    }
  target = sp_map_walk_key (&sight, node, sp_map_canvas_get_at (self->canvas), key, held);
  if (target < 0)
    return GDK_EVENT_PROPAGATE;
  if (held == GDK_CONTROL_MASK)
    return go_to (self, target, target == node ? PICK_TOGGLE : PICK_NOTHING);
  if (held == GDK_SHIFT_MASK)
    return go_to (self, target, PICK_TO);
  return held == 0 || held == GDK_ALT_MASK ? go_to (self, target, PICK_ONLY) : GDK_EVENT_PROPAGATE;
}

static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             SpMapView       *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  int node = sp_map_hand_find (self->canvas, x, y);

  if (node < 0)
    return;
  if (n_press == 2)
    activate (self, node);
  else
    go_to (self, node, (state & GDK_CONTROL_MASK) != 0 ? PICK_TOGGLE : (state & GDK_SHIFT_MASK) != 0 ? PICK_TO : PICK_ONLY);
}

/* --- The menu of a node --- */

/* A node that is one of several keeps them; any other is selected alone. */
static gboolean
pick_for_menu (GtkWidget *widget,
               GtkWidget *row)
{
  SpMapView *self = SP_MAP_VIEW (widget);
  int node = row != NULL ? sp_map_tile_get_node (SP_MAP_TILE (row)) : -1;
  SpMapSight sight;

  if (node >= 0 && sp_map_canvas_look (self->canvas, &sight) && !sp_map_pick_has (sight.map, node, self->picked))
    go_to (self, node, PICK_ONLY);
  return self->picked->len > 0;
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  sp_timeline_menu_open (SP_MAP_VIEW (widget)->menu, root != NULL ? gtk_root_get_focus (root) : NULL);
}

/* --- Time --- */

static gboolean
tick_cb (gpointer data)
{
  SpMapView *self = data;

  self->style.now = sp_when_now ();
  sp_map_canvas_restyle (self->canvas);
  gtk_widget_queue_draw (self->axis);
  return G_SOURCE_CONTINUE;
}

/* Nobody looks: nothing has to be counted. */
static void
sp_map_view_map (GtkWidget *widget)
{
  SpMapView *self = SP_MAP_VIEW (widget);

  GTK_WIDGET_CLASS (sp_map_view_parent_class)->map (widget);

  tick_cb (self);
  self->tick = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

static void
sp_map_view_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SP_MAP_VIEW (widget)->tick, g_source_remove);

  GTK_WIDGET_CLASS (sp_map_view_parent_class)->unmap (widget);
}

static void
zoom_cb (gpointer data)
{
  SpMapView *self = data;
  int zoom = self->zoom;

  self->zooming = 0;
  self->zoom = -1;
  sp_map_view_zoom (self, (SpMapZoom) zoom);
}

/* What was asked for before the map had a size is done when it has: after it has got that. */
static void
moved_cb (SpMapView *self)
{
  if (self->zoom >= 0 && self->zooming == 0)
    self->zooming = g_idle_add_once (zoom_cb, self);
}

static gboolean
sp_map_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SP_MAP_VIEW (widget)->canvas));
}

static void
sp_map_view_dispose (GObject *object)
{
  SpMapView *self = (SpMapView *) object;

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->zooming, g_source_remove);
  g_clear_pointer ((GtkWidget **) &self->menu, gtk_widget_unparent);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->timeline);
  g_clear_object (&self->style.history);
  g_clear_object (&self->style.machine);
  g_clear_object (&self->style.screen);
  g_clear_object (&self->style.sizes);
  g_clear_pointer (&self->dashed, g_array_unref);
  g_clear_pointer (&self->picked, g_array_unref);

  G_OBJECT_CLASS (sp_map_view_parent_class)->dispose (object);
}

static void
sp_map_view_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (id == PROP_PICKED)
    g_value_set_boxed (value, SP_MAP_VIEW (object)->picked);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sp_map_view_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  SpMapView *self = SP_MAP_VIEW (object);

  switch (id)
    {
    case PROP_PICKED:
      if (sp_picked_equal (self->picked, g_value_get_boxed (value)))
        break;
      set_picked (self, g_array_copy (g_value_get_boxed (value)));
      sp_map_canvas_set_at (self->canvas, sp_picked_get_only (self->picked));
      sp_map_camera_reveal (self->canvas, sp_map_canvas_find_at (self->canvas));
      break;
    case PROP_SCREEN:
      if (g_set_object (&self->style.screen, g_value_get_object (value)))
        sp_map_canvas_restyle_now (self->canvas);
      break;
    case PROP_SIZES:
      if (g_set_object (&self->style.sizes, g_value_get_object (value)))
        sp_map_canvas_restyle (self->canvas);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sp_map_view_class_init (SpMapViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_map_view_dispose;
  object_class->get_property = sp_map_view_get_property;
  object_class->set_property = sp_map_view_set_property;
  widget_class->map = sp_map_view_map;
  widget_class->unmap = sp_map_view_unmap;
  widget_class->grab_focus = sp_map_view_grab_focus;

  properties[PROP_PICKED] =
    g_param_spec_boxed ("picked", NULL, NULL, G_TYPE_ARRAY, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SCREEN] =
    g_param_spec_object ("screen", NULL, NULL, GDK_TYPE_TEXTURE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIZES] =
    g_param_spec_object ("sizes", NULL, NULL, SP_TYPE_SIZES, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "map.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "map.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "map.menu", NULL);
}

static GtkWidget *
make_zoom_buttons (void)
{
  static const struct
  {
    const char *icon;
    const char *action;
    const char *name;
  } buttons[] = {
    { "zoom-out-symbolic", "view.zoom-out", N_ ("Zoom Out") },
    { "zoom-fit-best-symbolic", "view.fit", N_ ("Show the Whole Map") },
    { "zoom-in-symbolic", "view.zoom-in", N_ ("Zoom In") },
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = gtk_button_new_from_icon_name (buttons[i].icon);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), buttons[i].action);
      gtk_widget_set_tooltip_text (button, _ (buttons[i].name));
      gtk_widget_add_css_class (button, "flat");
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_widget_add_css_class (box, "map-zoom");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_widget_set_valign (box, GTK_ALIGN_END);
  return box;
}

static void
sp_map_view_init (SpMapView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *canvas = sp_map_canvas_new (&self->style);
  GtkWidget *overview = sp_map_overview_new (SP_MAP_CANVAS (canvas));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->canvas = SP_MAP_CANVAS (canvas);
  self->picked = sp_picked_new (-1);
  self->zoom = -1;
  self->dashed = g_array_new (FALSE, TRUE, sizeof (guint8));
  self->axis = sp_map_axis_new (self->canvas, &self->style);
  self->style.now = sp_when_now ();
  sp_map_hand_attach (self->canvas);
  g_signal_connect_object (canvas, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, 0);
  gtk_widget_add_controller (canvas, keys);
  gtk_widget_add_controller (canvas, GTK_EVENT_CONTROLLER (click));

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), canvas);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_halign (overview, GTK_ALIGN_END);
  gtk_widget_set_valign (overview, GTK_ALIGN_END);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), scroller);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), make_zoom_buttons ());
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), overview);
  gtk_box_append (GTK_BOX (box), self->axis);
  gtk_box_append (GTK_BOX (box), overlay);
  adw_bin_set_child (ADW_BIN (self), box);
  self->menu = sp_timeline_menu_attach (GTK_WIDGET (self), SP_TYPE_MAP_TILE, pick_for_menu);
}

GtkWidget *
sp_map_view_new (void)
{
  return g_object_new (SP_TYPE_MAP_VIEW, NULL);
}

/**
 * sp_map_view_set_timeline:
 * @timeline: (nullable): what it shows
 *
 * What was selected stays so while it is there; what is in sight stays where it is.
 */
void
sp_map_view_set_timeline (SpMapView  *self,
                          SpTimeline *timeline)
{
  SpHistory *history = timeline != NULL ? sp_timeline_get_history (timeline) : NULL;
  GArray *picked;

  g_return_if_fail (SP_IS_MAP_VIEW (self));

  if (self->timeline == timeline)
    return;

  picked = sp_picked_carry (self->picked, self->style.history, history);
  g_array_unref (self->picked);
  self->picked = picked;
  g_set_object (&self->timeline, timeline);
  g_set_object (&self->style.history, history);
  self->style.now = sp_when_now ();
  sp_lane_style_take (&self->style.lanes, timeline, self->dashed);
  sp_map_canvas_set_timeline (self->canvas, timeline);
  gtk_widget_queue_draw (self->axis);
}

void
sp_map_view_set_machine (SpMapView *self,
                         SpMachine *machine)
{
  g_return_if_fail (SP_IS_MAP_VIEW (self));

  if (!g_set_object (&self->style.machine, machine))
    return;
  self->style.lanes.live = machine != NULL && sp_machine_get_state (machine) == SP_MACHINE_STATE_RUNNING;
  sp_map_canvas_restyle (self->canvas);
}

/**
 * sp_map_view_set_search:
 * @search: (nullable): what is looked for: where it stands is marked, other nodes are dimmed
 */
void
sp_map_view_set_search (SpMapView *self,
                        SpSearch  *search)
{
  g_return_if_fail (SP_IS_MAP_VIEW (self));

  if (self->style.search == NULL && search == NULL)
    return;
  self->style.search = search;
  sp_map_canvas_restyle (self->canvas);
}

void
sp_map_view_show (SpMapView *self,
                  int        index)
{
  SpMapSight sight;
  int node, n;

  g_return_if_fail (SP_IS_MAP_VIEW (self));

  if (!sp_map_canvas_look (self->canvas, &sight))
    return;
  node = sp_map_find (sight.map, index);
  /* What is shown is to be seen by itself. */
  if (sp_map_get_nodes (sight.map, &n)[node].n > 1)
    {
      sp_map_camera_open (self->canvas, node, TRUE);
      sp_map_canvas_look (self->canvas, &sight);
      node = sp_map_find (sight.map, index);
    }
  sp_map_canvas_set_at (self->canvas, index);
  sp_map_camera_reveal (self->canvas, node);
  take_picked (self, sp_picked_new (index));
}

/**
 * sp_map_view_zoom:
 * @zoom: how
 *
 * Before there is a map to be zoomed, the last that was asked for waits until there is.
 */
void
sp_map_view_zoom (SpMapView *self,
                  SpMapZoom  zoom)
{
  SpMapSight sight;

  g_return_if_fail (SP_IS_MAP_VIEW (self));

  if (!sp_map_canvas_look (self->canvas, &sight))
    {
      self->zoom = (int) zoom;
      return;
    }
  if (zoom == SP_MAP_ZOOM_FIT)
    sp_map_canvas_set_zoom (self->canvas, 0);
  else
    sp_map_camera_step (self->canvas, zoom == SP_MAP_ZOOM_IN ? STEP : zoom == SP_MAP_ZOOM_OUT ? 1 / STEP : 1 / sight.shape->zoom);
}
