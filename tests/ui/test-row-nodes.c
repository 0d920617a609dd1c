/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a whole row draws, lanes, picture, words, badges and marks, against what somebody has looked at and found right.
 *
 * In one font, in which letters are as wide as it says; of words only where they are, how wide and in which colour, and of icons where
 * they are: what they look like is not ours. */

#include "config.h"

#include "sp-snapshot-row.h"
#include "stored-nodes.h"

#include <adwaita.h>
#include <math.h>

#define NOW 1764230400
#define DAY (24 * 3600)
#define LINE 10 /* stands for the height of letters */

typedef struct
{
  const char *name;
  const char *row; /* of which snapshot; NULL: Now */
  int         width;
  gboolean    rtl;
  gboolean    dark;
  gboolean    compact;
  gboolean    half_deleted;
  gboolean    partial;
  gboolean    large; /* letters twice as high */
  gboolean    live;  /* the machine's screen is seen */
  const char *search;
  const char *place; /* in a list of all machines: whose it is */
} Case;

static const Case cases[] = {
  { .name = "row-now", .width = 560 },
  { .name = "row-now-live", .width = 560, .live = TRUE },
  { .name = "row-now-dark", .width = 560, .dark = TRUE },
  { .name = "row-memory", .row = "memory", .width = 560 },
  { .name = "row-current", .row = "current", .width = 560 },
  { .name = "row-current-right-to-left", .row = "current", .width = 560, .rtl = TRUE },
  { .name = "row-current-dark", .row = "current", .width = 560, .dark = TRUE },
  { .name = "row-current-compact", .row = "current", .width = 560, .compact = TRUE },
  { .name = "row-current-narrow", .row = "current", .width = 300 },
  { .name = "row-off", .row = "off", .width = 560 },
  { .name = "row-safety", .row = "safety", .width = 560 },
  { .name = "row-half-deleted", .row = "memory", .width = 560, .half_deleted = TRUE },
  { .name = "row-found", .row = "memory", .width = 560, .search = "clean" },
  { .name = "row-not-found", .row = "off", .width = 560, .search = "clean" },
  { .name = "row-partial", .row = "safety", .width = 560, .partial = TRUE },
  { .name = "row-least", .row = "current", .width = 200 },
  { .name = "row-large", .row = "current", .width = 560, .large = TRUE },
  { .name = "row-large-narrow", .row = "current", .width = 340, .large = TRUE },
  { .name = "row-of-machine", .row = "current", .width = 560, .place = "Web Shop" },
  { .name = "row-of-machine-right-to-left", .row = "memory", .width = 560, .rtl = TRUE, .place = "Web Shop" },
  { .name = "row-of-machine-narrow", .row = "safety", .width = 300, .place = "Web Shop, on the other host" },
};

static GtkWidget *window;
static GtkWidget *box;

/* Two kinds, so that they are told; a branch; all that can be marked. */
static SpTimeline *
make_timeline (gboolean half_deleted)
{
  const SpSnapshotDisk inside[] = { { .target = "vda", .kind = SP_KIND_INTERNAL } };
  const SpSnapshotDisk separate[] = { { .target = "vda", .kind = SP_KIND_EXTERNAL, .source = "/images/a.2", .format = "qcow2", .is_file = TRUE } };
  const SpSnapshotInit all[] = {
    { .name = "off", .title = "An empty disk", .created = NOW - 40 * DAY, .state = SP_SNAPSHOT_STATE_OFF, .disks = inside, .n_disks = 1 },
    { .name = "memory", .title = "Clean install", .parent = "off", .created = NOW - 9 * DAY, .state = SP_SNAPSHOT_STATE_RUNNING,
      .memory = SP_MEMORY_INTERNAL, .disks = inside, .n_disks = 1, .baseline = NOW - 8 * DAY, .pinned = TRUE, .half_merged = half_deleted },
    { .name = "safety", .title = "Before reverting to “Clean install”", .parent = "memory", .created = NOW - 2 * DAY,
      .state = SP_SNAPSHOT_STATE_RUNNING, .disks = separate, .n_disks = 1, .safety = TRUE },
    { .name = "current", .title = "Updated, with a title that is longer than most", .parent = "memory", .created = NOW - 3 * 3600,
      .state = SP_SNAPSHOT_STATE_RUNNING, .disks = separate, .n_disks = 1, .quiesced = TRUE, .current = TRUE },
  };
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SpHistory) history = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    g_ptr_array_add (snapshots, sp_snapshot_new (&all[i]));
  history = sp_history_new (snapshots);
  return sp_timeline_new (history);
}

static GskRenderNode *simplify (GskRenderNode *node);

static GskRenderNode *
simplify_all (GskRenderNode *node)
{
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);

  for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
    g_ptr_array_add (children, simplify (gsk_container_node_get_child (node, i)));
  return gsk_container_node_new ((GskRenderNode **) children->pdata, children->len);
}

/* GTK 4.18 tells no colour of a text but where it writes it. */
static char *
dup_colour (GskRenderNode *text)
{
  g_autofree char *written = stored_nodes_write (text);
  const char *colour = strstr (written, "color: ");

  return colour != NULL ? g_strndup (colour, strcspn (colour, ";")) : g_strdup ("color: rgb(0,0,0)");
}

static GskRenderNode *
simplify_text (GskRenderNode *node)
{
  const graphene_point_t *at = gsk_text_node_get_offset (node);
  g_autofree char *colour = dup_colour (node);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const PangoGlyphInfo *glyphs;
  guint n = 0;
  double width = 0;

  glyphs = gsk_text_node_get_glyphs (node, &n);
  for (guint i = 0; i < n; i++)
    width += (double) glyphs[i].geometry.width / PANGO_SCALE;
  text = g_strdup_printf ("color { bounds: %.0f %.0f %.0f %d; %s; }", at->x, at->y - LINE, width, LINE, colour);
  bytes = g_bytes_new (text, strlen (text));
  return gsk_render_node_deserialize (bytes, NULL, NULL);
}

/* Returns: (transfer full): @node around another child */
static GskRenderNode *
put_around (GskRenderNode *node,
            GskRenderNode *child)
{
  GskRenderNodeType type = gsk_render_node_get_node_type (node);

  if (type == GSK_TRANSFORM_NODE)
    return gsk_transform_node_new (child, gsk_transform_node_get_transform (node));
  if (type == GSK_CLIP_NODE)
    return gsk_clip_node_new (child, gsk_clip_node_get_clip (node));
  if (type == GSK_ROUNDED_CLIP_NODE)
    return gsk_rounded_clip_node_new (child, gsk_rounded_clip_node_get_clip (node));
  return gsk_opacity_node_new (child, gsk_opacity_node_get_opacity (node));
}

/* Returns: (transfer none) (nullable): what is in it, where it may have words in it */
static GskRenderNode *
get_child (GskRenderNode *node)
{
  GskRenderNodeType type = gsk_render_node_get_node_type (node);

  if (type == GSK_TRANSFORM_NODE)
    return gsk_transform_node_get_child (node);
  if (type == GSK_CLIP_NODE)
    return gsk_clip_node_get_child (node);
  if (type == GSK_ROUNDED_CLIP_NODE)
    return gsk_rounded_clip_node_get_child (node);
  return type == GSK_OPACITY_NODE ? gsk_opacity_node_get_child (node) : NULL;
}

/* Returns: (transfer full): the same with a bar for words, and a square for a picture */
static GskRenderNode *
simplify (GskRenderNode *node)
{
  GskRenderNodeType type = gsk_render_node_get_node_type (node);
  g_autoptr (GskRenderNode) child = NULL;
  graphene_rect_t bounds;

  if (type == GSK_CONTAINER_NODE)
    return simplify_all (node);
  if (type == GSK_TEXT_NODE)
    return simplify_text (node);
  if (type == GSK_TEXTURE_NODE || type == GSK_TEXTURE_SCALE_NODE)
    {
      gsk_render_node_get_bounds (node, &bounds);
      return gsk_color_node_new (&(GdkRGBA){ 1, 0, 1, 1 }, &bounds);
    }
  if (get_child (node) == NULL)
    return gsk_render_node_ref (node);
  child = simplify (get_child (node));
  return put_around (node, child);
}

/* Returns: (transfer full): what is in sight of the only widget in the box */
static GskRenderNode *
draw (GtkWidget *widget)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gtk_test_widget_wait_for_draw (window);
  gtk_widget_snapshot_child (box, widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  return simplify (node);
}

/* As the list of all machines would. */
static void
set_of_machine (GtkWidget  *row,
                SpRowStyle *style,
                const Case *drawn)
{
  g_autoptr (SpEverywhere) all = sp_everywhere_new ();
  g_autoptr (SpMachine) machine = sp_machine_new (&(SpMachineInit){ .uuid = "6695eb01-f6a4-8304-79aa-97f2502e193f", .name = "shop" });
  int n = sp_history_get_n (style->history);

  style->place = drawn->place;
  style->machine = machine;
  sp_everywhere_set (all, machine, style->history);
  for (int i = 0; i < n; i++)
    {
      g_autoptr (SpEveryRow) one = g_list_model_get_item (G_LIST_MODEL (all), (guint) i);

      if (g_str_equal (sp_snapshot_get_name (sp_every_row_get_snapshot (one)), drawn->row))
        sp_snapshot_row_set_of (SP_SNAPSHOT_ROW (row), one, style);
    }
  style->machine = NULL;
}

static GdkTexture *
make_screen (void)
{
  static const guchar pixels[4 * 64 * 40];
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);

  return gdk_memory_texture_new (64, 40, GDK_MEMORY_R8G8B8A8, bytes, 4 * 64);
}

static void
set_class (const char *name,
           gboolean    on)
{
  if (on)
    gtk_widget_add_css_class (window, name);
  else
    gtk_widget_remove_css_class (window, name);
}

static GskRenderNode *
draw_row (const Case *drawn)
{
  g_autoptr (SpTimeline) timeline = make_timeline (drawn->half_deleted);
  SpHistory *history = sp_timeline_get_history (timeline);
  g_autoptr (GArray) dashed = g_array_new (FALSE, TRUE, sizeof (guint8));
  SpSearch *search = drawn->search != NULL ? sp_search_new (drawn->search, NULL, NOW) : NULL;
  SpRowStyle style = { .history = history, .now = NOW, .compact = drawn->compact, .search = search };
  int index = drawn->row != NULL ? sp_history_find (history, drawn->row) : -1;
  g_autoptr (GdkTexture) screen = drawn->live ? make_screen () : NULL;
  g_autoptr (SpTimelineRow) shown = g_list_model_get_item (G_LIST_MODEL (timeline), (guint) sp_timeline_find_row (timeline, index));
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *row = sp_snapshot_row_new ();
  GskRenderNode *node;

  sp_lane_style_take (&style.lanes, timeline, dashed);
  style.lanes.partial = drawn->partial;
  style.screen = screen;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), drawn->dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  set_class ("dark", drawn->dark);
  set_class ("large", drawn->large);
  gtk_widget_set_direction (row, drawn->rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_direction (child, gtk_widget_get_direction (row));
  /* As wide as that, and no wider. */
  adw_clamp_set_child (ADW_CLAMP (clamp), row);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), drawn->width);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), drawn->width);
  gtk_widget_set_size_request (row, drawn->width, -1);
  gtk_box_append (GTK_BOX (box), clamp);
  if (drawn->place != NULL)
    set_of_machine (row, &style, drawn);
  else
    sp_snapshot_row_set (SP_SNAPSHOT_ROW (row), shown, &style);
  node = draw (clamp);
  sp_snapshot_row_set (SP_SNAPSHOT_ROW (row), NULL, NULL);
  gtk_box_remove (GTK_BOX (box), clamp);
  g_clear_pointer (&search, sp_search_free);
  return node;
}

static void
test_case (gconstpointer data)
{
  const Case *drawn = data;
  gboolean contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  g_autofree char *name = g_strconcat (drawn->name, contrast ? "-contrast" : NULL, NULL);
  g_autoptr (GskRenderNode) node = draw_row (drawn);

  stored_nodes_compare (name, node);
}

/* The same each time, and the comparison would see another. */
static void
test_differs (void)
{
  Case mirrored = cases[4];
  g_autoptr (GskRenderNode) one = draw_row (&cases[4]);
  g_autoptr (GskRenderNode) same = draw_row (&cases[4]);
  g_autoptr (GskRenderNode) other = NULL;
  g_autofree char *text = stored_nodes_write (one);
  g_autofree char *same_text = stored_nodes_write (same);
  g_autofree char *other_text = NULL;

  mirrored.rtl = TRUE;
  other = draw_row (&mirrored);
  other_text = stored_nodes_write (other);
  g_assert_cmpstr (text, ==, same_text);
  g_assert_cmpstr (text, !=, other_text);
}

/* Nothing of the desktop's: no fonts but one, no colours but these. */
static void
set_up (void)
{
  static const char css[] = "* { color: black; transition: none; } .dark * { color: white; } .large { font-size: 20pt; }";
  g_autoptr (GtkCssProvider) ours = gtk_css_provider_new ();
  g_autoptr (GtkCssProvider) plain = gtk_css_provider_new ();

  g_object_set (gtk_settings_get_default (), "gtk-font-rendering", GTK_FONT_RENDERING_MANUAL, "gtk-font-name", "DejaVu Sans 10", "gtk-xft-dpi",
                96 * 1024, "gtk-xft-antialias", 1, "gtk-xft-hinting", 0, "gtk-xft-hintstyle", "hintnone", "gtk-xft-rgba", "none",
                "gtk-hint-font-metrics", FALSE, "gtk-enable-animations", FALSE, NULL);
  gtk_css_provider_load_from_resource (ours, "/io/github/savepoint/Savepoint/style.css");
  gtk_css_provider_load_from_string (plain, css);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (ours), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (plain), GTK_STYLE_PROVIDER_PRIORITY_USER);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 600, 300);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  set_up ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/row-nodes/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/row-nodes/differs", test_differs);
  status = g_test_run ();
  gtk_window_destroy (GTK_WINDOW (window));
  return status;
}
