/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the timeline: lanes, picture, title, age, badges. */

#include "config.h"

#include "sp-snapshot-row.h"

#include "sp-badges.h"
#include "sp-edit.h"
#include "sp-screen-view.h"
#include "sp-when.h"
#include "sp-words.h"

#include <glib/gi18n-lib.h>

struct _SpSnapshotRow
{
  GtkBox parent_instance;

  SpTimelineRow *row;
  gint64         created; /* 0: Now */

  SpLaneCell   *lanes;
  SpScreenView *screen;
  GtkWidget    *text;
  GtkLabel     *title;
  GtkLabel     *current;
  GtkWidget    *place;  /* a button with the machine's name, where many are shown; or NULL */
  GtkLabel     *more;
  SpBadges     *badges; /* what the snapshot kept, and where */
  SpBadges     *marks;  /* what somebody made of it */
};

G_DEFINE_FINAL_TYPE (SpSnapshotRow, sp_snapshot_row, GTK_TYPE_BOX)

/**
 * sp_snapshot_row_title:
 *
 * Returns: (transfer none): what stands largest in the row
 */
const char *
sp_snapshot_row_title (SpTimelineRow *row)
{
  SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);

  return snapshot != NULL ? sp_snapshot_get_title (snapshot) : C_ ("timeline", "Now");
}

/* How much it takes, or of Now, how much came since; NULL: not known. */
static char *
dup_size (SpSnapshot       *snapshot,
          const SpRowStyle *style)
{
  gint64 bytes = -1;
  g_autofree char *size = NULL;

  if (style->sizes != NULL)
    bytes = snapshot != NULL ? sp_sizes_get (style->sizes, sp_snapshot_get_name (snapshot)) : sp_sizes_get_written (style->sizes);
  if (bytes < 0)
    return NULL;
  size = g_format_size ((guint64) bytes);
  /* Translators: of the machine as it is: what was written to its disks since the snapshot that it grew from */
  return snapshot != NULL ? g_steal_pointer (&size) : g_strdup_printf (_ ("%s written since"), size);
}

/**
 * sp_snapshot_row_age:
 *
 * Returns: (transfer full): when it was; of Now, how the machine is
 */
char *
sp_snapshot_row_age (SpTimelineRow    *row,
                     const SpRowStyle *style)
{
  SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);

  if (snapshot != NULL)
    return sp_when_age (sp_snapshot_get_created (snapshot), style->now);
  if (style->machine != NULL)
    return g_strdup (sp_words_machine_state (sp_machine_get_state (style->machine)));
  return g_strdup (_ ("The machine as it is"));
}

/* With its size, where that is known. */
static char *
dup_more (SpTimelineRow    *row,
          const SpRowStyle *style)
{
  g_autofree char *age = sp_snapshot_row_age (row, style);
  g_autofree char *size = dup_size (sp_timeline_row_get_snapshot (row), style);

  return size != NULL ? g_strdup_printf ("%s · %s", age, size) : g_steal_pointer (&age);
}

/* What most snapshots are need not be said of each. */
static gboolean
has_whole_machine (SpSnapshot *snapshot)
{
  SpSnapshotState state = sp_snapshot_get_state (snapshot);

  return state != SP_SNAPSHOT_STATE_OFF && state != SP_SNAPSHOT_STATE_PAUSED && sp_snapshot_get_memory (snapshot) != SP_MEMORY_NONE;
}

/* What the snapshot kept; what is usual needs no word. */
static SpBadge
find_contents (SpSnapshot *snapshot)
{
  SpSnapshotState state = sp_snapshot_get_state (snapshot);

  if (sp_snapshot_peek (snapshot)->damaged)
    return (SpBadge){ "dialog-warning-symbolic", C_ ("snapshot", "Damaged"), _ ("What libvirt tells of it makes no sense: nothing is known but its name") };
  if (state == SP_SNAPSHOT_STATE_OFF)
    return (SpBadge){ "system-shutdown-symbolic", C_ ("snapshot", "Powered off"),
                      _ ("The machine was off: it keeps the disks, and there was no memory") };
  if (sp_snapshot_get_memory (snapshot) == SP_MEMORY_NONE)
    return (SpBadge){ "drive-harddisk-symbolic", C_ ("snapshot", "Disks only"),
                      _ ("The machine ran, and its memory was not kept: going back to it is like turning it on after a power cut") };
  if (state == SP_SNAPSHOT_STATE_PAUSED)
    return (SpBadge){ "media-playback-pause-symbolic", C_ ("snapshot", "Paused"),
                      _ ("The machine was paused: it keeps the memory and the disks") };
  return (SpBadge){ "sp-memory-symbolic", NULL, _ ("It keeps the memory of the running machine, and the disks") };
}

/* Where all snapshots of a history are of one kind, the icon says enough. */
static SpBadge
find_place (SpSnapshot       *snapshot,
            const SpRowStyle *style)
{
  gboolean worded = style->history != NULL && sp_history_get_kind (style->history) == SP_KIND_MIXED;

  switch (sp_snapshot_get_kind (snapshot))
    {
    case SP_KIND_INTERNAL:
      return (SpBadge){ "sp-inside-symbolic", worded ? C_ ("snapshot", "Inside") : NULL, _ ("Kept inside the disk files") };
    case SP_KIND_EXTERNAL:
      return (SpBadge){ "sp-layers-symbolic", worded ? C_ ("snapshot", "Separate") : NULL, _ ("Kept in separate files") };
    case SP_KIND_MIXED:
      return (SpBadge){ "sp-layers-symbolic", C_ ("snapshot", "Mixed"), _ ("Kept inside disk files and in separate files") };
    case SP_KIND_NONE:
    default:
      return (SpBadge){ NULL, NULL, NULL };
    }
}

/* What stands where there is no picture of the screen. */
static const char *
find_icon (SpSnapshot       *snapshot,
           const SpRowStyle *style)
{
  if (snapshot == NULL)
    return style->machine == NULL || sp_machine_is_active (style->machine) ? "video-display-symbolic" : "system-shutdown-symbolic";
  return has_whole_machine (snapshot) ? "video-display-symbolic" : find_contents (snapshot).icon;
}

/**
 * sp_snapshot_row_icon:
 *
 * Returns: (transfer none): what stands where there is no picture of the screen
 */
const char *
sp_snapshot_row_icon (SpTimelineRow    *row,
                      const SpRowStyle *style)
{
  return find_icon (sp_timeline_row_get_snapshot (row), style);
}

/* The date. Made when somebody points there: to set a tooltip asks the display server where the pointer is, and waits. */
static gboolean
query_tooltip_cb (SpSnapshotRow *self,
                  int            x,
                  int            y,
                  gboolean       keyboard,
                  GtkTooltip    *tooltip)
{
  g_autofree char *when = self->created != 0 ? sp_when_full (self->created) : NULL;

  gtk_tooltip_set_text (tooltip, when);
  return when != NULL;
}

static void
sp_snapshot_row_dispose (GObject *object)
{
  g_clear_object (&((SpSnapshotRow *) object)->row);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_SNAPSHOT_ROW);

  G_OBJECT_CLASS (sp_snapshot_row_parent_class)->dispose (object);
}

static void
sp_snapshot_row_class_init (SpSnapshotRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_snapshot_row_dispose;

  g_type_ensure (SP_TYPE_BADGES);
  g_type_ensure (SP_TYPE_LANE_CELL);
  g_type_ensure (SP_TYPE_SCREEN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-snapshot-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotRow, lanes);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotRow, title);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotRow, current);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotRow, more);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotRow, screen);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotRow, text);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotRow, badges);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotRow, marks);
}

static void
sp_snapshot_row_init (SpSnapshotRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sp_snapshot_row_new (void)
{
  return g_object_new (SP_TYPE_SNAPSHOT_ROW, NULL);
}

static void
show_badges (SpSnapshotRow    *self,
             SpSnapshot       *snapshot,
             const SpRowStyle *style)
{
  SpBadge badges[SP_BADGES_MOST];
  guint n = 0;

  if (snapshot != NULL)
    {
      badges[n++] = find_contents (snapshot);
      if (sp_snapshot_peek (snapshot)->quiesced)
        badges[n++] = (SpBadge){ "object-select-symbolic", C_ ("snapshot", "Quiesced"), _ ("The guest’s file systems were at rest") };
      badges[n] = find_place (snapshot, style);
      n += badges[n].icon != NULL;
    }
  sp_badges_set (self->badges, badges, n);
}

/**
 * sp_snapshot_row_show_marks:
 * @marks: shows them
 * @snapshot: (nullable): the snapshot
 *
 * What people made of it.
 */
void
sp_snapshot_row_show_marks (SpBadges         *marks,
                            SpSnapshot       *snapshot,
                            const SpRowStyle *style)
{
  const SpSnapshotInit *init = snapshot != NULL ? sp_snapshot_peek (snapshot) : NULL;
  SpBadge badges[SP_BADGES_MOST];
  guint n = 0;

  if (init != NULL && init->safety)
    badges[n++] = (SpBadge){ "security-high-symbolic", NULL, _ ("Safety snapshot, taken before a revert") };
  if (init != NULL && init->baseline > 0 && style->history != NULL && sp_baseline_find (style->history) == snapshot)
    badges[n++] = (SpBadge){ "starred-symbolic", NULL, _ ("Baseline") };
  if (init != NULL && init->pinned)
    badges[n++] = (SpBadge){ "view-pin-symbolic", NULL, _ ("Pinned") };
  sp_badges_set (marks, badges, n);
}

/**
 * sp_snapshot_row_show_search:
 * @widget: what stands for a snapshot
 * @title: its title
 * @snapshot: (nullable): the snapshot
 *
 * The words that are looked for are marked; where nothing was found @widget steps back.
 */
void
sp_snapshot_row_show_search (GtkWidget        *widget,
                             GtkLabel         *title,
                             SpSnapshot       *snapshot,
                             const SpRowStyle *style)
{
  g_autoptr (PangoAttrList) marks = NULL;
  g_autoptr (GArray) ranges = NULL;

  if (style->search != NULL && snapshot != NULL && !sp_search_matches (style->search, snapshot))
    gtk_widget_add_css_class (widget, "not-found");
  else
    gtk_widget_remove_css_class (widget, "not-found");

  if (style->search != NULL && snapshot != NULL)
    {
      marks = pango_attr_list_new ();
      ranges = sp_search_mark (style->search, sp_snapshot_get_title (snapshot));
      for (guint i = 0; i < ranges->len; i++)
        {
          const SpSearchRange *range = &g_array_index (ranges, SpSearchRange, i);
          PangoAttribute *attributes[] = { pango_attr_weight_new (PANGO_WEIGHT_BOLD),
                                           pango_attr_underline_new (PANGO_UNDERLINE_SINGLE) };

          for (gsize j = 0; j < G_N_ELEMENTS (attributes); j++)
            {
              attributes[j]->start_index = range->start;
              attributes[j]->end_index = range->end;
              pango_attr_list_insert (marks, attributes[j]);
            }
        }
    }
  gtk_label_set_attributes (title, marks);
}

/* Compact: all in one line, and no picture. */
static void
show_density (SpSnapshotRow *self,
              gboolean       compact)
{
  GtkOrientation wanted = compact ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL;

  if (gtk_orientable_get_orientation (GTK_ORIENTABLE (self->text)) == wanted)
    return;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->text), wanted);
  gtk_box_set_spacing (GTK_BOX (self->text), compact ? 9 : 2);
  if (compact)
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "compact");
}

/* All but the lanes and the picture. */
static void
fill (SpSnapshotRow    *self,
      const char       *title,
      const char       *age,
      SpSnapshot       *snapshot,
      gboolean          current,
      const SpRowStyle *style)
{
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->more, age);
  self->created = snapshot != NULL ? sp_snapshot_get_created (snapshot) : 0;
  gtk_widget_set_visible (GTK_WIDGET (self->current), current);
  show_density (self, style->compact);
  show_badges (self, snapshot, style);
  sp_snapshot_row_show_marks (self->marks, snapshot, style);
  sp_snapshot_row_show_search (GTK_WIDGET (self), self->title, snapshot, style);
  sp_screen_view_set_icon (self->screen, style->compact ? NULL : find_icon (snapshot, style));
}

/**
 * sp_snapshot_row_set:
 * @row: (nullable): what it shows
 * @style: what it shares with the other rows, and outlives them; not needed without @row
 */
void
sp_snapshot_row_set (SpSnapshotRow    *self,
                     SpTimelineRow    *row,
                     const SpRowStyle *style)
{
  SpSnapshot *snapshot;
  g_autofree char *age = NULL;

  g_return_if_fail (SP_IS_SNAPSHOT_ROW (self));
  g_return_if_fail (row == NULL || (SP_IS_TIMELINE_ROW (row) && style != NULL));

  g_set_object (&self->row, row);
  if (row == NULL)
    {
      sp_lane_cell_clear (self->lanes);
      sp_screen_view_set (self->screen, NULL, NULL);
      return;
    }

  snapshot = sp_timeline_row_get_snapshot (row);
  age = dup_more (row, style);
  sp_lane_cell_set_row (self->lanes, row, &style->lanes);
  if (sp_timeline_row_is_now (row))
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->title), "heading");
  fill (self, sp_snapshot_row_title (row), age, snapshot, sp_timeline_row_get_current (row) && !sp_timeline_row_is_now (row), style);
  if (snapshot == NULL)
    sp_screen_view_set_live (self->screen, style->compact ? NULL : style->screen);
  else
    sp_screen_view_set (self->screen, style->machine != NULL && !style->compact ? sp_machine_get_uuid (style->machine) : NULL, snapshot);
}

static void
show_place (SpSnapshotRow *self,
            const char    *machine)
{
  if (self->place == NULL)
    {
      self->place = gtk_button_new ();
      gtk_widget_add_css_class (self->place, "flat");
      gtk_widget_add_css_class (self->place, "place");
      gtk_widget_add_css_class (self->place, "caption-heading");
      gtk_widget_set_valign (self->place, GTK_ALIGN_CENTER);
      gtk_button_set_can_shrink (GTK_BUTTON (self->place), TRUE);
      gtk_box_prepend (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->more))), self->place);
      gtk_widget_set_visible (GTK_WIDGET (self->lanes), FALSE);
    }
  gtk_button_set_label (GTK_BUTTON (self->place), machine);
}

/**
 * sp_snapshot_row_set_of:
 * @row: what it shows
 * @style: its machine, its history, and what it shares with the others
 *
 * A row of many machines: without lanes, and with its machine's name, a button.
 *
 * Returns: (transfer none): the button
 */
GtkWidget *
sp_snapshot_row_set_of (SpSnapshotRow    *self,
                        SpEveryRow       *row,
                        const SpRowStyle *style)
{
  SpSnapshot *snapshot;
  g_autofree char *age = NULL;

  g_return_val_if_fail (SP_IS_SNAPSHOT_ROW (self), NULL);
  g_return_val_if_fail (SP_IS_EVERY_ROW (row), NULL);
  g_return_val_if_fail (style != NULL, NULL);

  snapshot = sp_every_row_get_snapshot (row);
  age = sp_when_age (sp_snapshot_get_created (snapshot), style->now);
  show_place (self, sp_machine_get_title (sp_every_row_get_machine (row)));
  fill (self, sp_snapshot_get_title (snapshot), age, snapshot, sp_snapshot_get_current (snapshot), style);
  sp_screen_view_set (self->screen, style->compact ? NULL : sp_machine_get_uuid (sp_every_row_get_machine (row)), snapshot);
  return self->place;
}

/**
 * sp_snapshot_row_get:
 *
 * Returns: (transfer none) (nullable): what it shows
 */
SpTimelineRow *
sp_snapshot_row_get (SpSnapshotRow *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT_ROW (self), NULL);

  return self->row;
}

/* What a row says by badges and marks. */
static void
say_marks (GString          *said,
           SpSnapshot       *snapshot,
           gboolean          current,
           const SpRowStyle *style)
{
  const SpSnapshotInit *init = sp_snapshot_peek (snapshot);

  if (current)
    g_string_append_printf (said, ", %s", C_ ("spoken, of a snapshot", "current"));
  if (!has_whole_machine (snapshot))
    g_string_append_printf (said, ", %s", find_contents (snapshot).word);
  if (init->quiesced)
    g_string_append_printf (said, ", %s", C_ ("snapshot", "Quiesced"));
  if (init->safety)
    g_string_append_printf (said, ", %s", C_ ("spoken, of a snapshot", "safety snapshot"));
  if (init->pinned)
    g_string_append_printf (said, ", %s", C_ ("spoken, of a snapshot", "pinned"));
  if (init->baseline > 0 && sp_baseline_find (style->history) == snapshot)
    g_string_append_printf (said, ", %s", C_ ("spoken, of a snapshot", "baseline"));
  if (style->search != NULL && sp_search_matches (style->search, snapshot))
    g_string_append_printf (said, ", %s", C_ ("spoken, of a snapshot", "found"));
}

/**
 * sp_snapshot_row_say:
 *
 * Returns: (transfer full): the row as it is spoken: "Clean install, 3 days ago, current, 2 branches"
 */
char *
sp_snapshot_row_say (SpTimelineRow    *row,
                     const SpRowStyle *style)
{
  SpSnapshot *snapshot;
  g_autofree char *age = NULL;
  g_autofree char *size = NULL;
  g_autoptr (GString) said = NULL;
  int n = 0;

  g_return_val_if_fail (SP_IS_TIMELINE_ROW (row), NULL);
  g_return_val_if_fail (style != NULL, NULL);

  snapshot = sp_timeline_row_get_snapshot (row);
  age = sp_snapshot_row_age (row, style);
  said = g_string_new (sp_snapshot_row_title (row));
  g_string_append_printf (said, ", %s", age);
  size = dup_size (snapshot, style);
  if (size != NULL)
    g_string_append_printf (said, ", %s", size);
  if (snapshot == NULL)
    return g_string_free_and_steal (g_steal_pointer (&said));

  say_marks (said, snapshot, sp_timeline_row_get_current (row), style);
  sp_history_get_children (style->history, sp_timeline_row_get_index (row), &n);
  if (n > 1)
    {
      g_autofree char *branches = g_strdup_printf (ngettext ("%d branch", "%d branches", (gulong) n), n);

      g_string_append_printf (said, ", %s", branches);
    }

  return g_string_free_and_steal (g_steal_pointer (&said));
}

/**
 * sp_snapshot_row_say_of:
 *
 * Returns: (transfer full): a row of many machines as it is spoken: "Clean install, Workstation, 3 days ago, current"
 */
char *
sp_snapshot_row_say_of (SpEveryRow       *row,
                        const SpRowStyle *style)
{
  SpSnapshot *snapshot;
  g_autofree char *age = NULL;
  g_autoptr (GString) said = NULL;

  g_return_val_if_fail (SP_IS_EVERY_ROW (row), NULL);
  g_return_val_if_fail (style != NULL, NULL);

  snapshot = sp_every_row_get_snapshot (row);
  age = sp_when_age (sp_snapshot_get_created (snapshot), style->now);
  said = g_string_new (sp_snapshot_get_title (snapshot));
  g_string_append_printf (said, ", %s, %s", sp_machine_get_title (sp_every_row_get_machine (row)), age);
  say_marks (said, snapshot, sp_snapshot_get_current (snapshot), style);
  return g_string_free_and_steal (g_steal_pointer (&said));
}

/**
 * sp_snapshot_row_tell:
 *
 * Returns: (transfer full) (nullable): what a screen reader tells on request: where the row comes from
 */
char *
sp_snapshot_row_tell (SpTimelineRow    *row,
                      const SpRowStyle *style)
{
  int index;
  int parent;

  g_return_val_if_fail (SP_IS_TIMELINE_ROW (row), NULL);
  g_return_val_if_fail (style != NULL, NULL);

  index = sp_timeline_row_get_index (row);
  parent = index >= 0 ? sp_history_get_parent (style->history, index) : sp_history_get_current (style->history);
  if (parent < 0)
    return NULL;
  return g_strdup_printf (_ ("Grew from “%s”"), sp_snapshot_get_title (sp_history_get (style->history, parent)));
}
