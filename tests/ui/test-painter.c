/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the painters of lanes and of the map draw for fixed histories, against what somebody has looked at and found right. */

#include "config.h"

#include "../model/forest.h"
#include "sp-lane-cell.h"
#include "sp-map-painter.h"
#include "stored-nodes.h"

#include <math.h>

#define EM 12
#define HEIGHT 44

typedef struct
{
  const char    *name;
  int            n; /* snapshots */
  int            fork; /* one in so many grows from an old one; 0: none */
  gboolean       rtl;
  gboolean       dark;
  AdwAccentColor accent;
  gboolean       high_contrast;
  gboolean       dashed; /* every second one lies in separate files */
  double         zoom; /* of a map; 0: rows */
  gboolean       moving; /* a path stands out, nodes come and go, and Now is on its way */
  float          left;   /* of that */
} Case;

static const Case cases[] = {
  { .name = "three", .n = 3 },
  { .name = "three-dark", .n = 3, .dark = TRUE },
  { .name = "thirty", .n = 30, .fork = 4 },
  { .name = "thirty-right-to-left", .n = 30, .fork = 4, .rtl = TRUE },
  { .name = "thirty-high-contrast", .n = 30, .fork = 4, .high_contrast = TRUE },
  { .name = "thirty-mixed", .n = 30, .fork = 4, .dashed = TRUE },
  { .name = "crowded", .n = 24, .fork = 1 },
  { .name = "map-three", .n = 3, .zoom = 1 },
  { .name = "map-thirty", .n = 30, .fork = 4, .zoom = 0.3 },
  { .name = "map-thirty-dark", .n = 30, .fork = 4, .dark = TRUE, .zoom = 0.6 },
  { .name = "map-thirty-right-to-left", .n = 30, .fork = 4, .rtl = TRUE, .zoom = 0.3 },
  { .name = "map-thirty-high-contrast", .n = 30, .fork = 4, .high_contrast = TRUE, .zoom = 0.3 },
  { .name = "map-thirty-mixed", .n = 30, .fork = 4, .dashed = TRUE, .zoom = 0.3 },
  { .name = "map-runs", .n = 60, .fork = 8, .zoom = 0.05 },
  { .name = "moving", .n = 12, .fork = 3, .moving = TRUE, .left = 0.8f },
  { .name = "moving-on", .n = 12, .fork = 3, .moving = TRUE, .left = 0.25f },
};

static SpTimeline *
make_timeline (const Case *drawn)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);
  g_autoptr (GPtrArray) snapshots = NULL;
  g_autoptr (SpHistory) history = NULL;

  if (drawn->fork > 0)
    snapshots = forest_random (rand, drawn->n, drawn->fork, FALSE);
  else
    {
      snapshots = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (snapshots, forest_snapshot ("a", NULL, 1, FALSE));
      g_ptr_array_add (snapshots, forest_snapshot ("b", "a", 2, FALSE));
      g_ptr_array_add (snapshots, forest_snapshot ("c", "a", 3, TRUE));
    }
  history = sp_history_new (snapshots);
  return sp_timeline_new (history);
}

static const guint8 every_second[] = { 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0 };

/* All of a map; the way of a node in its middle is followed. The history is of minutes: its gap is one before Now. */
static void
paint_map (GtkSnapshot       *snapshot,
           const Case        *drawn,
           const SpLaneStyle *style,
           const SpPalette   *palette,
           SpTimeline        *timeline)
{
  SpMapShape shape;
  g_autoptr (SpMap) map = NULL;
  g_autoptr (SpMapPlaces) places = NULL;
  g_autofree guint8 *followed = NULL;
  const SpMapNode *nodes;
  double width, height;
  int n;

  sp_map_shape_init (&shape, drawn->zoom, EM);
  map = sp_map_new (timeline, shape.grain, 3000000);
  places = sp_map_places_new (map, &shape);
  nodes = sp_map_get_nodes (map, &n);
  followed = g_new0 (guint8, n);
  for (int i = n / 2; i >= 0; i = nodes[i].parent)
    followed[i] = TRUE;
  sp_map_shape_measure (&shape, map, &width, &height);
  sp_map_painter_paint (snapshot, &(SpMapPicture) {
    .map = map,
    .places = places,
    .shape = &shape,
    .palette = palette,
    .dashed = style->dashed,
    .n_dashed = style->n_dashed,
    .followed = followed,
    .in_sight = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height),
    .width = (float) width,
    .rtl = drawn->rtl,
  });
}

static void
paint_row (GtkSnapshot       *snapshot,
           const Case        *drawn,
           const SpLaneStyle *style,
           const SpPalette   *palette,
           SpTimeline        *timeline,
           SpTimelineRow     *row)
{
  const guint8 traced[] = { 1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0 };
  const SpLaneMove moves[] = {
    [1] = { .kind = SP_LANE_MOVE_TAKES_IN, .node = SP_NODE_MEMORY, .from = SP_AT_BOTTOM, .chain = 1 },
    [4] = { .kind = SP_LANE_MOVE_TAKES_IN, .node = SP_NODE_DISKS, .from = SP_AT_TOP, .side = 1, .chain = 3 },
    [6] = { .kind = SP_LANE_MOVE_RISES, .node = SP_NODE_DISKS },
    [9] = { .kind = SP_LANE_MOVE_GROWS, .node = SP_NODE_DISKS },
    [10] = { .kind = SP_LANE_MOVE_GROWS, .node = SP_NODE_MEMORY },
    [11] = { .kind = SP_LANE_MOVE_APPEARS },
  };
  gboolean now = sp_timeline_row_is_now (row);
  SpLaneRow lanes = {
    .n_lanes = sp_timeline_get_n_lanes (timeline),
    .lane = sp_timeline_row_get_lane (row),
    .chain = sp_timeline_row_get_chain (row),
    .node = now ? SP_NODE_LIVE : sp_timeline_row_get_index (row) % 3 == 0 ? SP_NODE_DISKS : SP_NODE_MEMORY,
    .on_path = now || sp_timeline_row_get_on_path (row),
    .current = !now && sp_timeline_row_get_current (row),
    .dashed = style->dashed,
    .n_dashed = style->n_dashed,
    .traced = drawn->moving ? traced : NULL,
    .n_traced = drawn->moving ? G_N_ELEMENTS (traced) : 0,
    .shift = drawn->moving && now ? 0.7f : 0,
    .index = sp_timeline_row_get_index (row),
    .moving = { drawn->moving ? moves : NULL, G_N_ELEMENTS (moves), drawn->left },
  };
  SpLaneSize size = { sp_lane_painter_measure (lanes.n_lanes, EM), HEIGHT, EM, drawn->rtl };

  lanes.segments = sp_timeline_row_get_segments (row, &lanes.n_segments);
  sp_lane_painter_paint (snapshot, &lanes, palette, &size);
}

static GskRenderNode *
paint (const Case *drawn)
{
  const GdkRGBA foreground = drawn->dark ? (GdkRGBA){ 1, 1, 1, 1 } : (GdkRGBA){ 0, 0, 0, 1 };
  g_autoptr (SpTimeline) timeline = make_timeline (drawn);
  const SpLaneStyle style = { .dashed = every_second, .n_dashed = drawn->dashed ? G_N_ELEMENTS (every_second) : 0 };
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  SpPalette palette;

  sp_palette_init (&palette, drawn->accent, drawn->dark, drawn->high_contrast, &foreground);
  if (drawn->zoom > 0)
    paint_map (snapshot, drawn, &style, &palette, timeline);
  for (guint i = 0; drawn->zoom == 0 && i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr (SpTimelineRow) row = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) i * HEIGHT));
      paint_row (snapshot, drawn, &style, &palette, timeline, row);
      gtk_snapshot_restore (snapshot);
    }

  return gtk_snapshot_free_to_node (snapshot);
}

static void
test_case (gconstpointer data)
{
  const Case *drawn = data;
  g_autoptr (GskRenderNode) node = paint (drawn);

  stored_nodes_compare (drawn->name, node);
}

/* One chain: a and c inside, b between them in separate files; of d, that grew from c, nothing is known. */
static SpTimeline *
make_mixed (void)
{
  static const char *const names[] = { "a", "b", "c", "d" };
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;

  for (int i = 0; i < 4; i++)
    {
      const SpSnapshotDisk disk = { .target = "vda", .kind = i == 1 ? SP_KIND_EXTERNAL : SP_KIND_INTERNAL, .source = i == 1 ? "/b.qcow2" : NULL };

      g_ptr_array_add (snapshots, sp_snapshot_new (&(SpSnapshotInit){ .name = names[i], .parent = i > 0 ? names[i - 1] : NULL, .created = 1 + i,
                                                                      .current = i == 3, .disks = &disk, .n_disks = i < 3 }));
    }
  history = sp_history_new (snapshots);
  return sp_timeline_new (history);
}

static int
count_dashed (GtkSnapshot *snapshot)
{
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  g_autofree char *text = stored_nodes_write (node);
  g_auto (GStrv) parts = g_strsplit (text, "dash:", -1);

  return (int) g_strv_length (parts) - 1;
}

/* How the edge to its parent is drawn is a snapshot's own: its neighbours in the chain have theirs. */
static void
test_dashed_edges (void)
{
  /* From Now down: above the node and below it. */
  static const int wanted[] = { 0, 0, 0, 1, 1 };
  const Case drawn = { .zoom = 1 };
  g_autoptr (SpTimeline) timeline = make_mixed ();
  g_autoptr (GArray) dashed = g_array_new (FALSE, TRUE, sizeof (guint8));
  GtkSnapshot *map = gtk_snapshot_new ();
  SpLaneStyle style = { 0 };
  SpPalette palette;

  sp_lane_style_take (&style, timeline, dashed);
  sp_palette_init (&palette, ADW_ACCENT_COLOR_BLUE, FALSE, FALSE, &(GdkRGBA){ 0, 0, 0, 1 });
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (SpTimelineRow) row = g_list_model_get_item (G_LIST_MODEL (timeline), i);
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      paint_row (snapshot, &drawn, &style, &palette, timeline, row);
      g_assert_cmpint (count_dashed (snapshot), ==, wanted[i]);
    }
  paint_map (map, &drawn, &style, &palette, timeline);
  g_assert_cmpint (count_dashed (map), ==, 1);
}

/* --- Every accent colour --- */

/* What a list lies on, as libadwaita has it: of a view, and of a window. */
static const char *const light_grounds[] = { "#ffffff", "#fafafb" };
static const char *const dark_grounds[] = { "#1d1d20", "#222226" };

static double
get_luminance (const GdkRGBA *colour)
{
  const double parts[] = { colour->red, colour->green, colour->blue };
  const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (int i = 0; i < 3; i++)
    sum += weights[i] * (parts[i] <= 0.04045 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4));
  return sum;
}

/* As WCAG has it: from 1 to 21. */
static double
get_contrast (const GdkRGBA *a,
              const GdkRGBA *b)
{
  double one = get_luminance (a);
  double other = get_luminance (b);

  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

/* Lines alone: what is round is a node. */
static void
find_widths (GskRenderNode *node,
             const GdkRGBA *path,
             float         *thinnest_path,
             float         *thickest_branch)
{
  GskRenderNodeType type = gsk_render_node_get_node_type (node);
  GskRenderNode *filled = type == GSK_STROKE_NODE ? gsk_stroke_node_get_child (node) : node;
  graphene_rect_t bounds;
  float width;

  if (type == GSK_TRANSFORM_NODE)
    find_widths (gsk_transform_node_get_child (node), path, thinnest_path, thickest_branch);
  for (guint i = 0; type == GSK_CONTAINER_NODE && i < gsk_container_node_get_n_children (node); i++)
    find_widths (gsk_container_node_get_child (node, i), path, thinnest_path, thickest_branch);
  if (type != GSK_STROKE_NODE && type != GSK_COLOR_NODE)
    return;
  gsk_render_node_get_bounds (node, &bounds);
  width = type == GSK_STROKE_NODE ? gsk_stroke_get_line_width (gsk_stroke_node_get_stroke (node)) : bounds.size.width;
  if (gdk_rgba_equal (gsk_color_node_get_color (filled), path))
    *thinnest_path = MIN (*thinnest_path, width);
  else
    *thickest_branch = MAX (*thickest_branch, width);
}

/* Lines are seen on their ground, whatever the accent is; and the path is thicker, so that nobody has to tell colours apart. */
static void
test_accents (void)
{
  for (int accent = ADW_ACCENT_COLOR_BLUE; accent <= ADW_ACCENT_COLOR_SLATE; accent++)
    for (int dark = 0; dark < 2; dark++)
      {
        const Case drawn = { .n = 30, .fork = 4, .dark = dark, .accent = accent };
        const char *const *grounds = dark ? dark_grounds : light_grounds;
        g_autoptr (GskRenderNode) node = paint (&drawn);
        float thinnest_path = G_MAXFLOAT;
        float thickest_branch = 0;
        SpPalette palette;

        sp_palette_init (&palette, accent, dark, FALSE, &(GdkRGBA){ 0, 0, 0, 1 });
        for (int i = 0; i < 2; i++)
          {
            GdkRGBA ground;

            g_assert_true (gdk_rgba_parse (&ground, grounds[i]));
            g_assert_cmpfloat (get_contrast (&palette.accent, &ground), >=, 3);
            for (int chain = 0; chain < SP_PALETTE_N_CHAINS; chain++)
              g_assert_cmpfloat (get_contrast (&palette.chains[chain], &ground), >=, 3);
          }
        for (int chain = 0; chain < SP_PALETTE_N_CHAINS; chain++)
          g_assert_false (gdk_rgba_equal (&palette.accent, &palette.chains[chain]));
        find_widths (node, &palette.accent, &thinnest_path, &thickest_branch);
        g_assert_cmpfloat (thickest_branch, >, 0);
        g_assert_cmpfloat (thinnest_path, >, thickest_branch);
      }
}

/* The comparison would see it. */
static void
test_differs (void)
{
  g_autoptr (GskRenderNode) one = paint (&cases[0]);
  g_autoptr (GskRenderNode) other = paint (&cases[1]);
  g_autofree char *text = stored_nodes_write (one);
  g_autofree char *other_text = stored_nodes_write (other);

  g_assert_cmpstr (text, !=, other_text);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  gtk_init_check (); /* without a display nodes can be made all the same */
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/painter/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/painter/dashed-edges", test_dashed_edges);
  g_test_add_func ("/painter/accents", test_accents);
  g_test_add_func ("/painter/differs", test_differs);
  return g_test_run ();
}
