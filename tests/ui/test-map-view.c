/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map in a window: what is asked of it before it has a size, and what a refresh leaves where it is. */

#include "config.h"

#include "../model/forest.h"
#include "sp-map-canvas.h"
#include "sp-map-view.h"

#include <adwaita.h>
#include <math.h>

#define NOW 2000000000
#define WIDTH 360
#define HEIGHT 500

static SpTimeline *
make_chain (int n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03d", i);
      g_autofree char *parent = g_strdup_printf ("%03d", i - 1);

      g_ptr_array_add (all, forest_snapshot (name, i > 0 ? parent : NULL, NOW - 100000 + 60 * i, i == n - 1));
    }
  history = sp_history_new (all);
  return sp_timeline_new (history);
}

static GtkWidget *
find_canvas (GtkWidget *widget)
{
  GtkWidget *found = SP_IS_MAP_CANVAS (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_canvas (child);
  return found;
}

static GtkWidget *
open_window (GtkWidget *view)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  return window;
}

/* Until nothing is left to be done. */
static void
rest (GtkWidget *view)
{
  gtk_test_widget_wait_for_draw (view);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static SpMapSight
look (GtkWidget *view)
{
  SpMapSight sight = { 0 };

  g_assert_true (sp_map_canvas_look (SP_MAP_CANVAS (find_canvas (view)), &sight));
  return sight;
}

/* Whoever opens the map and at once wants it in its normal size presses the keys faster than it is laid out. */
static void
test_zoom_waits (void)
{
  g_autoptr (SpTimeline) timeline = make_chain (12);
  g_autoptr (SpTimeline) after = make_chain (13);
  GtkWidget *view = sp_map_view_new ();
  GtkWidget *window = open_window (view);
  SpMapSight sight;
  graphene_point_t now;

  sp_map_view_set_timeline (SP_MAP_VIEW (view), timeline);
  sp_map_view_zoom (SP_MAP_VIEW (view), SP_MAP_ZOOM_FIT);
  sp_map_view_zoom (SP_MAP_VIEW (view), SP_MAP_ZOOM_NORMAL);
  gtk_window_present (GTK_WINDOW (window));
  rest (view);
  sight = look (view);
  g_assert_cmpfloat (sight.shape->zoom, ==, 1);

  /* Now is in sight, since it is what the keys go on from, and stays there. */
  now = sp_map_sight_find_node (&sight, sp_map_find (sight.map, -1));
  g_assert_cmpfloat (now.x, >, 0);
  g_assert_cmpfloat (now.x, <, WIDTH);
  sp_map_view_set_timeline (SP_MAP_VIEW (view), after);
  rest (view);
  sight = look (view);
  g_assert_cmpfloat (sight.shape->zoom, ==, 1);
  g_assert_cmpfloat_with_epsilon (sp_map_sight_find_node (&sight, sp_map_find (sight.map, -1)).x, now.x, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Gone before it ever had a size. */
static void
test_zoom_waits_in_vain (void)
{
  g_autoptr (SpTimeline) timeline = make_chain (3);
  GtkWidget *view = g_object_ref_sink (sp_map_view_new ());

  sp_map_view_set_timeline (SP_MAP_VIEW (view), timeline);
  sp_map_view_zoom (SP_MAP_VIEW (view), SP_MAP_ZOOM_IN);
  g_assert_finalize_object (view);
}

/* All is in sight at first; what waited for one machine is not done again for another. */
static void
test_fits (void)
{
  g_autoptr (SpTimeline) timeline = make_chain (12);
  GtkWidget *view = sp_map_view_new ();
  GtkWidget *window = open_window (view);
  SpMapSight sight;

  sp_map_view_zoom (SP_MAP_VIEW (view), SP_MAP_ZOOM_NORMAL);
  gtk_window_present (GTK_WINDOW (window));
  sp_map_view_set_timeline (SP_MAP_VIEW (view), timeline);
  rest (view);
  sight = look (view);
  g_assert_cmpfloat (sight.shape->zoom, ==, 1);
  sp_map_view_set_timeline (SP_MAP_VIEW (view), NULL);
  sp_map_view_set_timeline (SP_MAP_VIEW (view), timeline);
  rest (view);
  sight = look (view);
  g_assert_cmpfloat (sight.shape->zoom, <, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* How much stands in the picture of the map as it is now with an opacity of its own: what goes, among it. */
static guint
count_fading (GtkWidget *view)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (find_canvas (view));
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (paintable);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  gdk_paintable_snapshot (image, snapshot, WIDTH, HEIGHT);
  node = gtk_snapshot_free_to_node (snapshot);
  bytes = gsk_render_node_serialize (node);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  parts = g_strsplit (text, "opacity {", -1);
  return g_strv_length (parts) - 1;
}

typedef struct
{
  GtkWidget *view;
  guint      most;
  gboolean   moved;
  float      x; /* of Now */
} Watch;

static void
watch_cb (Watch *self)
{
  SpMapSight sight = look (self->view);
  float x = sp_map_places_get (sight.places, sp_map_find (sight.map, -1)).x;

  self->most = MAX (self->most, count_fading (self->view));
  self->moved |= x != self->x;
}

static void
watch_deletion (Watch      *watch,
                SpTimeline *before,
                SpTimeline *after)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (watch->view);
  SpMapSight sight;

  sp_map_view_set_timeline (SP_MAP_VIEW (watch->view), NULL);
  sp_map_view_set_timeline (SP_MAP_VIEW (watch->view), before);
  rest (watch->view);
  sp_map_view_set_timeline (SP_MAP_VIEW (watch->view), after);
  sight = look (watch->view);
  watch->x = sp_map_places_get (sight.places, sp_map_find (sight.map, -1)).x;
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (watch_cb), watch);
  /* Longer than it takes. */
  for (gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2; g_get_monotonic_time () < until;)
    g_main_context_iteration (NULL, FALSE);
  g_signal_handlers_disconnect_by_data (clock, watch);
}

/* The last of a chain is deleted: it is seen to go, and Now comes nearer; at once, where people want less motion. */
static void
test_deletion (void)
{
  for (int animated = 0; animated < 2; animated++)
    {
      g_autoptr (SpTimeline) before = make_chain (4);
      g_autoptr (SpTimeline) after = make_chain (3);
      GtkWidget *view = sp_map_view_new ();
      GtkWidget *window = open_window (view);
      Watch watch = { .view = view };

      g_object_set (gtk_settings_get_default (), "gtk-enable-animations", animated, NULL);
      sp_map_view_set_timeline (SP_MAP_VIEW (view), before);
      gtk_window_present (GTK_WINDOW (window));
      rest (view);
      /* A computer that is busy may paint no frame of it. */
      for (int i = 0; i < (animated ? 8 : 1) && !watch.moved; i++)
        watch_deletion (&watch, before, after);
      g_assert_cmpint (watch.moved, ==, animated);
      g_assert_cmpint (watch.most > count_fading (view), ==, animated);
      gtk_window_destroy (GTK_WINDOW (window));
    }
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static float
find_now (GtkWidget *view)
{
  SpMapSight sight = look (view);

  return sp_map_places_get (sight.places, sp_map_find (sight.map, -1)).x;
}

/* A refresh brings a history in several pieces: what moves goes on from where it is, and ends where it belongs. */
static void
test_in_pieces (void)
{
  g_autoptr (SpTimeline) before = make_chain (4);
  g_autoptr (SpTimeline) after = make_chain (3);
  g_autoptr (SpTimeline) again = make_chain (3);
  GtkWidget *view = sp_map_view_new ();
  GtkWidget *window = open_window (view);
  float at_first;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  sp_map_view_set_timeline (SP_MAP_VIEW (view), before);
  gtk_window_present (GTK_WINDOW (window));
  rest (view);
  sp_map_view_set_timeline (SP_MAP_VIEW (view), after);
  at_first = find_now (view);
  sp_map_view_set_timeline (SP_MAP_VIEW (view), again);
  g_assert_cmpfloat_with_epsilon (find_now (view), at_first, 0.5);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  rest (view);
  sp_map_view_set_timeline (SP_MAP_VIEW (view), after);
  g_assert_cmpfloat (fabsf (find_now (view) - at_first), >, 0.5);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/map-view/zoom-waits", test_zoom_waits);
  g_test_add_func ("/map-view/zoom-waits-in-vain", test_zoom_waits_in_vain);
  g_test_add_func ("/map-view/fits", test_fits);
  g_test_add_func ("/map-view/deletion", test_deletion);
  g_test_add_func ("/map-view/in-pieces", test_in_pieces);
  return g_test_run ();
}
