/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One node of the map: a picture, title and age, or a mark alone; of a run, how many it is. */

#include "config.h"

#include "sp-map-tile.h"

#include "sp-badges.h"
#include "sp-count.h"
#include "sp-join.h"
#include "sp-screen-view.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A new one is never quite nothing. */
#define SMALLEST 0.2

struct _SpMapTile
{
  GtkBox parent_instance;

  int      node;
  char    *said;
  gboolean partly; /* selected */

  GtkWidget    *frame;
  SpScreenView *screen;
  SpLaneCell   *mark;
  GtkLabel     *size; /* where there is room for it: not beside the age */
  GtkWidget    *trouble;
  SpLaneCell   *dot;
  GtkWidget    *trouble_dot;
  GtkLabel     *count;
  GtkLabel     *title;
  GtkWidget    *about;
  GtkLabel     *age;
  SpBadges     *marks;
};

G_DEFINE_FINAL_TYPE (SpMapTile, sp_map_tile, GTK_TYPE_BOX)

static void
sp_map_tile_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_MAP_TILE);

  G_OBJECT_CLASS (sp_map_tile_parent_class)->dispose (object);
}

static void
sp_map_tile_finalize (GObject *object)
{
  g_free (((SpMapTile *) object)->said);

  G_OBJECT_CLASS (sp_map_tile_parent_class)->finalize (object);
}

static void
sp_map_tile_class_init (SpMapTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_map_tile_dispose;
  G_OBJECT_CLASS (klass)->finalize = sp_map_tile_finalize;

  g_type_ensure (SP_TYPE_BADGES);
  g_type_ensure (SP_TYPE_LANE_CELL);
  g_type_ensure (SP_TYPE_SCREEN_VIEW);
  gtk_widget_class_set_css_name (widget_class, "maptile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-map-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, frame);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, screen);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, mark);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, size);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, dot);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, count);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, title);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, trouble);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, trouble_dot);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, about);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, age);
  gtk_widget_class_bind_template_child (widget_class, SpMapTile, marks);
}

static void
sp_map_tile_init (SpMapTile *self)
{
  self->node = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
sp_map_tile_new (void)
{
  return g_object_new (SP_TYPE_MAP_TILE, NULL);
}

/* Which of its parts a form has. */
static void
show_form (SpMapTile *self,
           SpMapForm  form,
           gboolean   run)
{
  gboolean pictures = form != SP_MAP_DOTS;

  gtk_widget_set_visible (self->frame, pictures);
  gtk_widget_set_visible (GTK_WIDGET (self->title), pictures);
  gtk_widget_set_visible (self->about, form == SP_MAP_CARDS);
  gtk_widget_set_visible (GTK_WIDGET (self->dot), !pictures && !run);
  gtk_widget_set_visible (self->trouble_dot, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->count), !pictures && run);
  if (pictures)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "dot");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "dot");
  if (form == SP_MAP_SMALL)
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "caption");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->title), "caption");
}

/* Where it is not what is looked for, it steps back. */
static void
show_found (SpMapTile *self,
            gboolean   found)
{
  if (found)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "not-found");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "not-found");
}

/* In a corner of the picture, or in place of the dot; where it is called so, the pointer tells why. */
static void
show_trouble (SpMapTile        *self,
              SpSnapshot       *snapshot,
              SpMapForm         form,
              const SpRowStyle *style)
{
  SpBadge trouble = { 0 };
  gboolean any = sp_snapshot_words_trouble (snapshot, style, &trouble);

  /* Once is enough. */
  gtk_widget_set_visible (self->trouble, any && !g_str_equal (sp_snapshot_words_icon (snapshot, style), trouble.icon));
  gtk_widget_set_tooltip_text (self->trouble, trouble.hint);
  gtk_widget_set_visible (self->trouble_dot, any && form == SP_MAP_DOTS);
  if (any)
    gtk_widget_set_visible (GTK_WIDGET (self->dot), FALSE);
}

static void
show_snapshot (SpMapTile        *self,
               SpTimelineRow    *row,
               SpMapForm         form,
               const SpRowStyle *style)
{
  SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);
  g_autofree char *age = sp_snapshot_words_age (row, style);
  g_autofree char *size = form == SP_MAP_CARDS ? sp_snapshot_words_size (row, style) : NULL;
  g_autoptr (PangoAttrList) found = sp_snapshot_words_found (snapshot, style);
  SpBadge marks[SP_BADGES_MOST];

  sp_screen_view_set_icon (self->screen, sp_snapshot_words_icon (snapshot, style));
  if (snapshot == NULL)
    sp_screen_view_set_live (self->screen, style->screen);
  else
    sp_screen_view_set (self->screen, style->machine != NULL ? sp_machine_get_uuid (style->machine) : NULL, snapshot);
  sp_lane_cell_set_node (self->mark, row, &style->lanes);
  sp_lane_cell_set_node (self->dot, row, &style->lanes);
  gtk_label_set_label (self->title, sp_snapshot_words_title (row));
  gtk_label_set_label (self->age, age);
  gtk_label_set_label (self->size, size != NULL ? size : "");
  gtk_widget_set_visible (GTK_WIDGET (self->size), size != NULL);
  gtk_label_set_attributes (self->title, found);
  sp_badges_set (self->marks, marks, sp_snapshot_words_marks (snapshot, style, marks));
  show_trouble (self, snapshot, form, style);
  if (snapshot == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->title), "heading");
  show_found (self, !sp_snapshot_words_steps_back (snapshot, style));
}

/* A run is found where one of it is. */
static gboolean
finds_any (SpMap            *map,
           int               node,
           const SpRowStyle *style)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (int));

  if (style->search == NULL)
    return FALSE;
  sp_map_append_members (map, node, members);
  for (guint i = 0; i < members->len; i++)
    if (sp_search_matches (style->search, sp_history_get (style->history, g_array_index (members, int, i))))
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): "12 snapshots, from “Clean install” to “Before lunch”" */
static char *
say_run (const SpMapNode  *run,
         gboolean          found,
         const SpRowStyle *style)
{
  g_autofree char *many = sp_count_printf (ngettext ("%d snapshot", "%d snapshots", (gulong) run->n), run->n);
  g_autoptr (GString) said = g_string_new (NULL);

  /* Translators: "12 snapshots, from “Clean install” to “Before lunch”" */
  g_string_append_printf (said, _ ("%s, from “%s” to “%s”"), many, sp_snapshot_get_title (sp_history_get (style->history, run->first)),
                          sp_snapshot_get_title (sp_history_get (style->history, run->last)));
  if (found)
    sp_join_append (said, SP_JOIN_LIST, C_ ("spoken, of a snapshot", "found"));
  return g_string_free_and_steal (g_steal_pointer (&said));
}

static void
show_run (SpMapTile        *self,
          const SpMapNode  *run,
          gboolean          found,
          const SpRowStyle *style)
{
  g_autofree char *count = sp_count_printf ("%d", run->n);

  gtk_label_set_label (self->count, count);
  if (run->on_path)
    gtk_widget_add_css_class (GTK_WIDGET (self->count), "on-path");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->count), "on-path");
  show_found (self, found || style->search == NULL);
}

/* What is not written there is told by the pointer: all of it in a form without words, and always the date. */
static char *
dup_hint (SpTimelineRow *row,
          const char    *said)
{
  SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);
  g_autofree char *date = snapshot != NULL && sp_snapshot_get_created (snapshot) != 0 ? sp_when_full (sp_snapshot_get_created (snapshot)) : NULL;

  return date != NULL ? g_strdup_printf ("%s\n%s", said, date) : g_strdup (said);
}

/* Of most nothing is to be said anew: many are set at once. */
static void
set_partly (SpMapTile *self,
            gboolean   partly)
{
  g_autoptr (GString) said = NULL;

  if (self->partly == partly)
    return;
  self->partly = partly;
  if (partly)
    gtk_widget_add_css_class (GTK_WIDGET (self), "partly");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "partly");
  said = g_string_new (self->said);
  if (partly)
    sp_join_append (said, SP_JOIN_LIST, C_ ("spoken, of several snapshots", "some of them selected"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, said->str, -1);
}

/**
 * sp_map_tile_set:
 * @map: the map
 * @node: number of the node that it shows
 * @form: how much of it
 * @style: what it shares with the others
 */
void
sp_map_tile_set (SpMapTile        *self,
                 SpMap            *map,
                 int               node,
                 SpMapForm         form,
                 const SpRowStyle *style)
{
  SpTimeline *timeline;
  const SpMapNode *shown;
  g_autoptr (SpTimelineRow) row = NULL;
  g_autofree char *said = NULL;
  g_autofree char *told = NULL;
  g_autofree char *hint = NULL;
  gboolean run;
  int n;

  g_return_if_fail (SP_IS_MAP_TILE (self));
  g_return_if_fail (SP_IS_MAP (map));
  g_return_if_fail (style != NULL);

  timeline = sp_map_get_timeline (map);
  shown = &sp_map_get_nodes (map, &n)[node];
  run = shown->n > 1;
  row = g_list_model_get_item (G_LIST_MODEL (timeline), (guint) sp_timeline_find_row (timeline, shown->first));
  self->node = node;
  show_form (self, form, run);
  if (run)
    {
      gboolean found = finds_any (map, node, style);

      show_run (self, shown, found, style);
      said = say_run (shown, found, style);
      hint = g_strdup (said);
    }
  else
    {
      show_snapshot (self, row, form, style);
      said = sp_snapshot_words_say (row, style);
      hint = dup_hint (row, said);
    }
  told = sp_snapshot_words_tell (row, style);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, said, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  told != NULL ? told : "", GTK_ACCESSIBLE_PROPERTY_LEVEL, shown->level, -1);
  g_set_str (&self->said, said);
  set_partly (self, FALSE);
}

void
sp_map_tile_clear (SpMapTile *self)
{
  g_return_if_fail (SP_IS_MAP_TILE (self));

  self->node = -1;
  sp_lane_cell_clear (self->mark);
  sp_lane_cell_clear (self->dot);
  sp_screen_view_set (self->screen, NULL, NULL);
}

/**
 * sp_map_tile_place:
 * @point: where lines meet it, in its parent
 * @shape: how large it is
 * @growth: 1: it is grown
 *
 * To be called where its parent is allocated.
 */
void
sp_map_tile_place (SpMapTile        *self,
                   graphene_point_t  point,
                   const SpMapShape *shape,
                   double            growth)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GskTransform *transform;
  int width, height;

  g_return_if_fail (SP_IS_MAP_TILE (self));

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  width = MAX (width, (int) shape->width);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  height = MAX (height, (int) shape->height);
  transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (roundf (point.x - (float) width / 2), roundf (point.y - (float) shape->line)));
  if (growth < 1)
    {
      graphene_point_t middle = GRAPHENE_POINT_INIT ((float) width / 2, (float) shape->line);
      float scale = (float) (SMALLEST + (1 - SMALLEST) * growth);

      transform = gsk_transform_translate (transform, &middle);
      transform = gsk_transform_scale (transform, scale, scale);
      transform = gsk_transform_translate (transform, &GRAPHENE_POINT_INIT (-middle.x, -middle.y));
    }
  gtk_widget_allocate (widget, width, height, -1, transform);
}

int
sp_map_tile_get_node (SpMapTile *self)
{
  g_return_val_if_fail (SP_IS_MAP_TILE (self), -1);

  return self->node;
}

/**
 * sp_map_tile_set_selected:
 * @selected: whether it is, or of a run some
 *
 * To be called after sp_map_tile_set().
 */
void
sp_map_tile_set_selected (SpMapTile     *self,
                          SpMapSelected  selected)
{
  g_return_if_fail (SP_IS_MAP_TILE (self));

  if (selected != SP_MAP_NOT_SELECTED)
    gtk_widget_set_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected != SP_MAP_NOT_SELECTED, -1);
  set_partly (self, selected == SP_MAP_PARTLY_SELECTED);
}
