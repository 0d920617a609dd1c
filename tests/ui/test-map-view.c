/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map in a window: what is asked of it before it has a size, and what a refresh leaves where it is. */

#include "config.h"

#include "../model/forest.h"
#include "sp-map-canvas.h"
#include "sp-map-view.h"

#include <adwaita.h>

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
  return g_test_run ();
}
