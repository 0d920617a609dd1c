/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen to move where a history has changed, and that nothing does where people want it so. */

#include "config.h"

#include "../model/forest.h"
#include "sp-timeline-motion.h"

#include <adwaita.h>

static GtkWidget *window;
static GtkListView *list;
static SpLaneStyle lanes;

/* @names: "b<a" grows from a; the last one is the current one. */
static SpTimeline *
make (const char *const *names)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;

  for (int i = 0; names[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (names[i], "<", 2);

      g_ptr_array_add (all, forest_snapshot (parts[0], parts[1], 1000 + 60 * (parts[0][0] - 'a'), names[i + 1] == NULL));
    }
  history = sp_history_new (all);
  return sp_timeline_new (history);
}

#define MAKE(...) make ((const char *const[]){ __VA_ARGS__, NULL })

static SpLaneMove
get_move (SpTimeline *timeline,
          const char *name)
{
  int index = sp_history_find (sp_timeline_get_history (timeline), name);

  g_assert_cmpint (index, >=, 0);
  return lanes.moves != NULL && index < lanes.n_moves ? lanes.moves[index] : SP_LANE_MOVE_NONE;
}

static void
await_end (void)
{
  while (lanes.moves != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (lanes.left, ==, 0);
  g_assert_cmpfloat (lanes.shift, ==, 0);
}

/* A new one grows, and comes to rest. */
static void
test_grows (void)
{
  SpTimelineMotion *motion = sp_timeline_motion_new (list, &lanes);
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a");
  g_autoptr (SpTimeline) after = MAKE ("a", "b<a", "c<b");

  sp_timeline_motion_go (motion, before, after);
  g_assert_cmpint (get_move (after, "c"), ==, SP_LANE_MOVE_GROWS);
  g_assert_cmpint (get_move (after, "b"), ==, SP_LANE_MOVE_NONE);
  g_assert_cmpfloat (lanes.left, >, 0.5);
  await_end ();
  sp_timeline_motion_free (motion);
}

/* One in the middle flows into those that grew from it; the last one into the one that it grew from. */
static void
test_takes_in (void)
{
  SpTimelineMotion *motion = sp_timeline_motion_new (list, &lanes);
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a", "c<b", "d<b");
  g_autoptr (SpTimeline) without_middle = MAKE ("a", "c<a", "d<a");
  g_autoptr (SpTimeline) without_end = MAKE ("a", "b<a", "d<b");

  sp_timeline_motion_go (motion, before, without_middle);
  g_assert_cmpint (get_move (without_middle, "a"), ==, SP_LANE_MOVE_NONE);
  g_assert_cmpint (get_move (without_middle, "c"), ==, SP_LANE_MOVE_TAKES_IN);
  g_assert_cmpint (get_move (without_middle, "d"), ==, SP_LANE_MOVE_TAKES_IN);
  await_end ();
  sp_timeline_motion_go (motion, before, without_end);
  g_assert_cmpint (get_move (without_end, "b"), ==, SP_LANE_MOVE_TAKES_IN);
  g_assert_cmpint (get_move (without_end, "d"), ==, SP_LANE_MOVE_NONE);
  await_end ();
  sp_timeline_motion_free (motion);
}

/* Now goes from one branch to the other. */
static void
test_now_travels (void)
{
  SpTimelineMotion *motion = sp_timeline_motion_new (list, &lanes);
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a", "c<a");
  g_autoptr (SpTimeline) after = MAKE ("a", "c<a", "b<a");

  sp_timeline_motion_go (motion, before, after);
  g_assert_cmpfloat (ABS (lanes.shift), >, 0);
  await_end ();
  sp_timeline_motion_free (motion);
}

/* A history that comes in is not something that happened. */
static void
test_many (void)
{
  SpTimelineMotion *motion = sp_timeline_motion_new (list, &lanes);
  g_autoptr (SpTimeline) before = MAKE ("a");
  g_autoptr (SpTimeline) after = MAKE ("a", "b<a", "c<b", "d<c", "e<d");

  sp_timeline_motion_go (motion, before, after);
  g_assert_null (lanes.moves);
  sp_timeline_motion_free (motion);
}

/* Where people want less motion, there is none: not for one frame. */
static void
test_reduced (void)
{
  GtkSettings *settings = gtk_widget_get_settings (window);
  SpTimelineMotion *motion = sp_timeline_motion_new (list, &lanes);
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a", "c<a");
  g_autoptr (SpTimeline) after = MAKE ("a", "c<a", "b<a", "d<b");

  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  sp_timeline_motion_go (motion, before, after);
  g_assert_null (lanes.moves);
  g_assert_cmpfloat (lanes.left, ==, 0);
  g_assert_cmpfloat (lanes.shift, ==, 0);
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  sp_timeline_motion_go (motion, before, after);
  g_assert_nonnull (lanes.moves);
  await_end ();
  sp_timeline_motion_free (motion);
}

int
main (int    argc,
      char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  window = gtk_window_new ();
  list = GTK_LIST_VIEW (gtk_list_view_new (NULL, NULL));
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (list));
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (list)))
    g_main_context_iteration (NULL, TRUE);
  g_test_add_func ("/motion/grows", test_grows);
  g_test_add_func ("/motion/takes-in", test_takes_in);
  g_test_add_func ("/motion/now-travels", test_now_travels);
  g_test_add_func ("/motion/many", test_many);
  g_test_add_func ("/motion/reduced", test_reduced);
  status = g_test_run ();
  gtk_window_destroy (GTK_WINDOW (window));
  return status;
}
