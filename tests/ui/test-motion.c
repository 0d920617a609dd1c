/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn while a history changes, in the middle of the motion, and that nothing moves where people want it so. */

#include "config.h"

#include "../model/forest.h"
#include "sp-reduced-motion.h"
#include "sp-snapshot-row.h"
#include "sp-timeline-motion.h"
#include "stored-nodes.h"

#include <adwaita.h>
#include <math.h>

#define MOST_DOTS 8

/* What a row has drawn, from top to bottom. */
typedef struct
{
  float dots[MOST_DOTS]; /* how high their middles are: of rings, and of discs */
  float widths[MOST_DOTS];
  int   n_dots;
  float line;            /* how much of its height has a line in it */
  gboolean fades;        /* its words are not all there */
  float height;
} Drawn;

static GtkWidget *window;
static GtkWidget *box;
static GtkListView *list;
static SpRowStyle style;
static SpLaneStyle *lanes = &style.lanes;
static SpLaneMoves at_first; /* what moved at first: a motion may be over before all of it has been looked at */

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

static void
look_at (GskRenderNode *node,
         float          y,
         Drawn         *drawn)
{
  graphene_rect_t bounds;

  gsk_render_node_get_bounds (node, &bounds);
  switch ((int) gsk_render_node_get_node_type (node))
    {
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        look_at (gsk_container_node_get_child (node, i), y, drawn);
      break;
    case GSK_TRANSFORM_NODE:
      {
        float dx = 0, dy = 0;

        gsk_transform_to_translate (gsk_transform_node_get_transform (node), &dx, &dy);
        look_at (gsk_transform_node_get_child (node), y + dy, drawn);
      }
      break;
    case GSK_BORDER_NODE:
    case GSK_ROUNDED_CLIP_NODE:
      g_assert_cmpint (drawn->n_dots, <, MOST_DOTS);
      drawn->widths[drawn->n_dots] = bounds.size.width;
      drawn->dots[drawn->n_dots++] = y + bounds.origin.y + bounds.size.height / 2;
      break;
    case GSK_COLOR_NODE:
    case GSK_STROKE_NODE:
      drawn->line += bounds.size.height;
      break;
    default:
      break;
    }
}

static GskRenderNode *
draw_child (GtkWidget *child)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gtk_widget_queue_draw (child);
  gtk_widget_snapshot_child (gtk_widget_get_parent (child), child, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

/* The row of a snapshot as it is drawn when so much is left of the motion. */
static Drawn
draw (SpTimeline *timeline,
      const char *name,
      float       left)
{
  int index = sp_history_find (sp_timeline_get_history (timeline), name);
  g_autoptr (SpTimelineRow) shown = g_list_model_get_item (G_LIST_MODEL (timeline), (guint) sp_timeline_find_row (timeline, index));
  g_autoptr (GArray) dashed = g_array_new (FALSE, TRUE, sizeof (guint8));
  GtkWidget *row = sp_snapshot_row_new ();
  g_autoptr (GskRenderNode) lanes_node = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autofree char *text = NULL;
  Drawn drawn = { 0 };
  SpLaneMoves moving;

  style.history = sp_timeline_get_history (timeline);
  style.compact = TRUE;
  sp_lane_style_take (lanes, timeline, dashed);
  gtk_box_append (GTK_BOX (box), row);
  sp_snapshot_row_set (SP_SNAPSHOT_ROW (row), shown, &style);
  gtk_test_widget_wait_for_draw (window);
  moving = lanes->moving;
  lanes->moving = at_first;
  lanes->moving.left = left;
  lanes_node = draw_child (gtk_widget_get_first_child (row));
  look_at (lanes_node, 0, &drawn);
  node = draw_child (row);
  text = stored_nodes_write (node);
  drawn.fades = strstr (text, "opacity {") != NULL || strstr (text, "text {") == NULL;
  drawn.height = (float) gtk_widget_get_height (row);
  lanes->moving = moving;
  sp_snapshot_row_set (SP_SNAPSHOT_ROW (row), NULL, NULL);
  gtk_box_remove (GTK_BOX (box), row);
  return drawn;
}

static void
await_end (void)
{
  while (lanes->moving.moves != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (lanes->moving.left, ==, 0);
  g_assert_cmpfloat (lanes->shift, ==, 0);
}

static SpTimelineMotion *
go (SpTimeline *before,
    SpTimeline *after)
{
  SpTimelineMotion *motion = sp_timeline_motion_new (list, lanes);

  sp_timeline_motion_go (motion, before, after);
  at_first = lanes->moving;
  return motion;
}

/* As it is drawn once all has come to rest. */
static void
assert_at_rest (SpTimeline *timeline,
                const char *name)
{
  Drawn drawn = draw (timeline, name, 0);
  float middle = roundf (drawn.height / 2);

  for (int i = 0; i < drawn.n_dots; i++)
    g_assert_cmpfloat_with_epsilon (drawn.dots[i], middle, 0.6f);
  g_assert_false (drawn.fades);
}

/* Another branch: it leaves the node that it grows from, draws its line out, and comes in from below, its words with it. */
static void
test_grows (void)
{
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a");
  g_autoptr (SpTimeline) after = MAKE ("a", "d<a", "b<a");
  g_autoptr (SpTimelineMotion) motion = go (before, after);
  Drawn parent = draw (after, "a", 0.8f);
  Drawn later = draw (after, "a", 0.3f);
  Drawn child = draw (after, "d", 0.8f);
  Drawn halfway = draw (after, "d", 0.3f);
  Drawn there = draw (after, "d", 0);
  float middle = roundf (there.height / 2);

  /* In its parent's row, on the way up; in its own it is not there yet. */
  g_assert_cmpint (parent.n_dots, ==, later.n_dots + 1);
  g_assert_cmpfloat (parent.dots[0], <, middle);
  g_assert_cmpfloat (parent.line, <, later.line);
  g_assert_cmpint (child.n_dots, ==, 0);
  g_assert_cmpfloat (child.line, <, halfway.line);
  g_assert_true (child.fades);
  /* In its own, between the edge and its place, with the line behind it. */
  g_assert_cmpint (halfway.n_dots, ==, 1);
  g_assert_cmpfloat (halfway.dots[0], >, middle);
  g_assert_cmpfloat (halfway.dots[0], <, there.height);
  g_assert_cmpfloat (halfway.line, <, there.line);
  g_assert_true (halfway.fades);
  assert_at_rest (after, "a");
  assert_at_rest (after, "b");
  assert_at_rest (after, "d");
  await_end ();
}

/* Between its parent and Now there was a line: it stays whole, and the node goes along it. */
static void
test_rises (void)
{
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a");
  g_autoptr (SpTimeline) after = MAKE ("a", "b<a", "c<b");
  g_autoptr (SpTimelineMotion) motion = go (before, after);
  Drawn parent = draw (after, "b", 0.8f);
  Drawn later = draw (after, "b", 0.3f);
  Drawn child = draw (after, "c", 0.8f);
  Drawn halfway = draw (after, "c", 0.3f);
  Drawn other = draw (after, "a", 0.8f);

  g_assert_cmpint (parent.n_dots, ==, later.n_dots + 1);
  g_assert_cmpfloat (parent.line, ==, later.line);
  g_assert_cmpint (child.n_dots, ==, 0);
  g_assert_cmpfloat (child.line, ==, child.height);
  g_assert_cmpint (halfway.n_dots, ==, 2);
  g_assert_cmpfloat (halfway.dots[0], >, roundf (halfway.height / 2));
  g_assert_cmpint (other.n_dots, ==, 1);
  g_assert_false (other.fades);
  await_end ();
}

/* A root has nothing to grow from. */
static void
test_appears (void)
{
  g_autoptr (SpTimeline) before = MAKE ("a");
  g_autoptr (SpTimeline) after = MAKE ("b", "a");
  g_autoptr (SpTimelineMotion) motion = go (before, after);
  Drawn halfway = draw (after, "b", 0.3f);
  Drawn there = draw (after, "b", 0);

  g_assert_cmpint (halfway.n_dots, ==, 1);
  g_assert_cmpfloat (halfway.widths[0], <, there.widths[0]);
  g_assert_true (halfway.fades);
  assert_at_rest (after, "b");
  await_end ();
}

/* One in the middle flows into those that grew from it, from below. */
static void
test_flows_up (void)
{
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a", "c<b", "d<b");
  g_autoptr (SpTimeline) after = MAKE ("a", "c<a", "d<a");
  g_autoptr (SpTimelineMotion) motion = go (before, after);
  const char *const takers[] = { "c", "d" };

  g_assert_cmpint (draw (after, "a", 0.8f).n_dots, ==, draw (after, "a", 0).n_dots);
  for (gsize i = 0; i < G_N_ELEMENTS (takers); i++)
    {
      Drawn begun = draw (after, takers[i], 0.9f);
      Drawn near = draw (after, takers[i], 0.5f);
      Drawn swollen = draw (after, takers[i], 0.18f);
      Drawn there = draw (after, takers[i], 0);

      g_assert_cmpint (begun.n_dots, ==, there.n_dots + 1);
      g_assert_cmpfloat (begun.dots[0], >, there.dots[0]);
      g_assert_cmpfloat (near.dots[0], <, begun.dots[0]);
      g_assert_cmpfloat (near.dots[0], >, there.dots[0]);
      g_assert_cmpint (swollen.n_dots, ==, there.n_dots);
      g_assert_cmpfloat (swollen.widths[0], >, there.widths[0]);
      assert_at_rest (after, takers[i]);
    }
  await_end ();
}

/* The last one of a branch flows into the one that it grew from, from above, and its line closes behind it. */
static void
test_flows_down (void)
{
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a", "c<b", "d<a");
  g_autoptr (SpTimeline) after = MAKE ("a", "b<a", "d<a");
  g_autoptr (SpTimelineMotion) motion = go (before, after);
  Drawn begun = draw (after, "b", 0.9f);
  Drawn near = draw (after, "b", 0.5f);
  Drawn there = draw (after, "b", 0);

  g_assert_cmpint (begun.n_dots, ==, there.n_dots + 1);
  g_assert_cmpfloat (begun.dots[0], <, near.dots[0]);
  g_assert_cmpfloat (near.dots[0], <, there.dots[0]);
  g_assert_cmpfloat (begun.line, >, near.line);
  g_assert_cmpfloat (near.line, >, there.line);
  g_assert_cmpint (draw (after, "d", 0.9f).n_dots, ==, draw (after, "d", 0).n_dots);
  await_end ();
}

/* Now goes from one branch to the other. */
static void
test_now_travels (void)
{
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a", "c<a");
  g_autoptr (SpTimeline) after = MAKE ("a", "c<a", "b<a");
  g_autoptr (SpTimelineMotion) motion = go (before, after);

  g_assert_cmpfloat (ABS (lanes->shift), >, 0);
  await_end ();
}

/* What a refresh tells comes in pieces: a new one first, then that it is the current one, then all once more. */
static void
test_in_pieces (void)
{
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a");
  g_autoptr (SpTimeline) taken = MAKE ("a", "c<b", "b<a");
  g_autoptr (SpTimeline) current = MAKE ("a", "b<a", "c<b");
  g_autoptr (SpTimeline) again = MAKE ("a", "b<a", "c<b");
  g_autoptr (SpTimeline) gone = MAKE ("a", "c<a");
  g_autoptr (SpTimelineMotion) motion = go (before, taken);
  Drawn parent, child;

  g_assert_cmpfloat (ABS (lanes->shift), >, 0.9f);
  sp_timeline_motion_go (motion, taken, current);
  g_assert_cmpfloat (ABS (lanes->shift), <, 0.1f);
  sp_timeline_motion_go (motion, current, again);
  g_assert_cmpfloat (lanes->moving.left, >, 0.9f);
  at_first = lanes->moving;
  parent = draw (again, "b", 0.8f);
  child = draw (again, "c", 0.8f);
  g_assert_cmpint (parent.n_dots, ==, draw (again, "b", 0).n_dots + 1);
  g_assert_cmpint (child.n_dots, ==, 0);
  await_end ();
  /* What was deleted, too. */
  sp_timeline_motion_go (motion, again, gone);
  sp_timeline_motion_go (motion, gone, gone);
  at_first = lanes->moving;
  g_assert_cmpint (draw (gone, "c", 0.8f).n_dots, ==, draw (gone, "c", 0).n_dots + 1);
  await_end ();
}

/* A history that comes in is not something that happened. */
static void
test_many (void)
{
  g_autoptr (SpTimeline) before = MAKE ("a");
  g_autoptr (SpTimeline) after = MAKE ("a", "b<a", "c<b", "d<c", "e<d");
  g_autoptr (SpTimelineMotion) motion = go (before, after);

  g_assert_null (lanes->moving.moves);
}

/* --- Less motion --- */

typedef struct
{
  GObject  parent_instance;
  gboolean reduced;
} NewerSettings;

typedef GObjectClass NewerSettingsClass;

GType newer_settings_get_type (void);
G_DEFINE_TYPE (NewerSettings, newer_settings, G_TYPE_OBJECT)

static void
newer_settings_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *spec)
{
  g_value_set_enum (value, ((NewerSettings *) object)->reduced);
}

static void
newer_settings_class_init (NewerSettingsClass *klass)
{
  static const GEnumValue values[] = { { 0, "NO_PREFERENCE", "no-preference" }, { 1, "REDUCE", "reduce" }, { 0 } };
  GType type = g_enum_register_static ("NewerReducedMotion", values);

  klass->get_property = newer_settings_get_property;
  g_object_class_install_property (klass, 1,
                                   g_param_spec_enum ("gtk-interface-reduced-motion", NULL, NULL, type, 0, G_PARAM_READABLE));
}

static void
newer_settings_init (NewerSettings *self)
{
}

/* A newer GTK tells of it; one that does not leaves it to the animations. */
static void
test_newer_settings (void)
{
  g_autoptr (GObject) newer = g_object_new (newer_settings_get_type (), NULL);
  g_autoptr (GObject) older = g_object_new (G_TYPE_OBJECT, NULL);

  g_assert_false (sp_reduced_motion_get_in (older));
  g_assert_false (sp_reduced_motion_get_in (newer));
  ((NewerSettings *) newer)->reduced = TRUE;
  g_assert_true (sp_reduced_motion_get_in (newer));
  g_assert_false (sp_reduced_motion_get (window));
}

static void
assert_still (void)
{
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a", "c<a");
  g_autoptr (SpTimeline) after = MAKE ("a", "c<a", "b<a", "d<b");
  g_autoptr (SpTimelineMotion) motion = go (before, after);

  g_assert_null (lanes->moving.moves);
  g_assert_cmpfloat (lanes->shift, ==, 0);
  assert_at_rest (after, "d");
  assert_at_rest (after, "b");
}

/* Where people want less motion, there is none: not for one frame. */
static void
test_reduced (void)
{
  GtkSettings *settings = gtk_widget_get_settings (window);
  g_autoptr (SpTimeline) before = MAKE ("a", "b<a");
  g_autoptr (SpTimeline) after = MAKE ("a", "b<a", "c<b");
  g_autoptr (SpTimelineMotion) motion = NULL;

  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  assert_still ();
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (settings), "gtk-interface-reduced-motion") != NULL)
    {
      g_object_set (settings, "gtk-interface-reduced-motion", 1, NULL);
      assert_still ();
      g_object_set (settings, "gtk-interface-reduced-motion", 0, NULL);
    }
  motion = go (before, after);
  g_assert_nonnull (lanes->moving.moves);
  await_end ();
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
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (list));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (list)))
    g_main_context_iteration (NULL, TRUE);
  g_test_add_func ("/motion/grows", test_grows);
  g_test_add_func ("/motion/rises", test_rises);
  g_test_add_func ("/motion/appears", test_appears);
  g_test_add_func ("/motion/flows-up", test_flows_up);
  g_test_add_func ("/motion/flows-down", test_flows_down);
  g_test_add_func ("/motion/now-travels", test_now_travels);
  g_test_add_func ("/motion/in-pieces", test_in_pieces);
  g_test_add_func ("/motion/many", test_many);
  g_test_add_func ("/motion/newer-settings", test_newer_settings);
  g_test_add_func ("/motion/reduced", test_reduced);
  status = g_test_run ();
  gtk_window_destroy (GTK_WINDOW (window));
  return status;
}
