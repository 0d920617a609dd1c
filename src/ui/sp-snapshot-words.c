/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snapshot in words and marks, the same in every row and tile: how it is called, how old it is, what it kept, how it is spoken. */

#include "config.h"

#include "sp-snapshot-words.h"

#include "sp-count.h"
#include "sp-doctor.h"
#include "sp-edit.h"
#include "sp-join.h"
#include "sp-when.h"
#include "sp-words.h"

#include <glib/gi18n-lib.h>

/**
 * sp_snapshot_words_title:
 *
 * Returns: (transfer none): what stands largest in the row
 */
const char *
sp_snapshot_words_title (SpTimelineRow *row)
{
  SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);

  return snapshot != NULL ? sp_snapshot_get_title (snapshot) : C_ ("timeline", "Now");
}

/* Bytes that it takes, or of Now, that came since; -1: not known. */
static gint64
find_size (SpSnapshot       *snapshot,
           const SpRowStyle *style)
{
  if (style->sizes == NULL)
    return -1;
  return snapshot != NULL ? sp_sizes_get (style->sizes, sp_snapshot_get_name (snapshot)) : sp_sizes_get_written (style->sizes);
}

/* A machine that runs writes. */
static gboolean
is_unwritten (const SpRowStyle *style)
{
  return style->sizes != NULL && sp_sizes_is_unwritten (style->sizes) && style->machine != NULL && !sp_machine_is_active (style->machine);
}

/**
 * sp_snapshot_words_size:
 *
 * Returns: (transfer full) (nullable): how much it takes, or of Now, how much came since, where there is hardly any room: "1.2 GB",
 *   "+1.2 GB"; %NULL: not known
 */
char *
sp_snapshot_words_size (SpTimelineRow    *row,
                        const SpRowStyle *style)
{
  g_autofree char *size = NULL;
  gint64 bytes;

  g_return_val_if_fail (SP_IS_TIMELINE_ROW (row), NULL);
  g_return_val_if_fail (style != NULL, NULL);

  bytes = find_size (sp_timeline_row_get_snapshot (row), style);
  if (bytes < 0 || (sp_timeline_row_is_now (row) && is_unwritten (style)))
    return NULL;
  size = g_format_size ((guint64) bytes);
  return sp_timeline_row_is_now (row) ? g_strconcat ("+", size, NULL) : g_steal_pointer (&size);
}

/* The same in a sentence. */
static char *
dup_size (SpSnapshot       *snapshot,
          const SpRowStyle *style)
{
  gint64 bytes = find_size (snapshot, style);
  g_autofree char *size = NULL;

  /* An empty layer takes some room, too. */
  if (snapshot == NULL && is_unwritten (style))
    return g_strdup (_ ("Nothing written since"));
  if (bytes < 0)
    return NULL;
  size = g_format_size ((guint64) bytes);
  /* Translators: of the machine as it is: what was written to its disks since the snapshot that it grew from */
  return snapshot != NULL ? g_steal_pointer (&size) : g_strdup_printf (_ ("%s written since"), size);
}

/**
 * sp_snapshot_words_age:
 *
 * Returns: (transfer full): when it was; of Now, how the machine is
 */
char *
sp_snapshot_words_age (SpTimelineRow    *row,
                       const SpRowStyle *style)
{
  SpSnapshot *snapshot = sp_timeline_row_get_snapshot (row);

  if (snapshot != NULL)
    return sp_when_age (sp_snapshot_get_created (snapshot), style->now);
  if (style->machine != NULL)
    return g_strdup (sp_words_machine_state (sp_machine_get_state (style->machine)));
  return g_strdup (_ ("The machine as it is"));
}

/**
 * sp_snapshot_words_more:
 *
 * Returns: (transfer full): when it was, and its size, where that is known
 */
char *
sp_snapshot_words_more (SpTimelineRow    *row,
                        const SpRowStyle *style)
{
  g_autofree char *age = NULL;
  g_autofree char *size = NULL;

  g_return_val_if_fail (SP_IS_TIMELINE_ROW (row), NULL);
  g_return_val_if_fail (style != NULL, NULL);

  age = sp_snapshot_words_age (row, style);
  size = dup_size (sp_timeline_row_get_snapshot (row), style);

  return sp_join (SP_JOIN_FACTS, age, size);
}

/* What most snapshots are need not be said of each. */
static gboolean
has_whole_machine (SpSnapshot *snapshot)
{
  SpSnapshotState state = sp_snapshot_get_state (snapshot);

  return state != SP_SNAPSHOT_STATE_OFF && state != SP_SNAPSHOT_STATE_PAUSED && sp_snapshot_get_memory (snapshot) != SP_MEMORY_NONE;
}

/**
 * sp_snapshot_words_trouble:
 * @snapshot: (nullable): the snapshot
 * @badge: (out caller-allocates): tells it
 *
 * Returns: whether something is wrong with it, so that nobody can go back there
 */
gboolean
sp_snapshot_words_trouble (SpSnapshot       *snapshot,
                           const SpRowStyle *style,
                           SpBadge          *badge)
{
  g_return_val_if_fail (style != NULL && badge != NULL, FALSE);

  if (snapshot != NULL && sp_snapshot_peek (snapshot)->damaged)
    *badge = (SpBadge){ "dialog-warning-symbolic", C_ ("snapshot", "Damaged"), _ ("What libvirt tells of it makes no sense: nothing is known but its name") };
  else if (snapshot != NULL && style->history != NULL && sp_doctor_is_half_deleted (style->history, snapshot))
    *badge = (SpBadge){ "dialog-warning-symbolic", C_ ("snapshot", "Half deleted"),
                        _ ("Its deletion was interrupted, so nobody can go back there. Check Files finishes the deletion.") };
  else
    return FALSE;
  return TRUE;
}

/* What the snapshot kept; what is usual needs no word. */
static SpBadge
find_contents (SpSnapshot *snapshot)
{
  SpSnapshotState state = sp_snapshot_get_state (snapshot);

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

/**
 * sp_snapshot_words_icon:
 * @snapshot: (nullable): NULL: the machine as it is
 *
 * Returns: (transfer none): what stands where there is no picture of the screen
 */
const char *
sp_snapshot_words_icon (SpSnapshot       *snapshot,
                        const SpRowStyle *style)
{
  g_return_val_if_fail (style != NULL, NULL);

  if (snapshot == NULL)
    return style->machine == NULL || sp_machine_is_active (style->machine) ? "video-display-symbolic" : "system-shutdown-symbolic";
  /* Of such a one there is no picture. */
  if (sp_snapshot_peek (snapshot)->damaged)
    return "dialog-warning-symbolic";
  return has_whole_machine (snapshot) ? "video-display-symbolic" : find_contents (snapshot).icon;
}

/**
 * sp_snapshot_words_badges:
 * @snapshot: (nullable): the snapshot
 * @badges: (out caller-allocates): room for %SP_BADGES_MOST
 *
 * What is wrong with it, or what it kept, and where.
 *
 * Returns: how many there are
 */
guint
sp_snapshot_words_badges (SpSnapshot       *snapshot,
                          const SpRowStyle *style,
                          SpBadge          *badges)
{
  guint n = 0;
  gboolean trouble;

  g_return_val_if_fail (style != NULL && badges != NULL, 0);

  if (snapshot == NULL)
    return 0;
  trouble = sp_snapshot_words_trouble (snapshot, style, &badges[n]);
  if (!trouble)
    badges[n] = find_contents (snapshot);
  n++;
  if (sp_snapshot_peek (snapshot)->quiesced)
    badges[n++] = (SpBadge){ "object-select-symbolic", C_ ("snapshot", "Quiesced"), _ ("The guest’s file systems were at rest") };
  badges[n] = find_place (snapshot, style);
  /* The room is that word's. */
  if (trouble)
    badges[n].word = NULL;
  return n + (badges[n].icon != NULL);
}

/**
 * sp_snapshot_words_marks:
 * @snapshot: (nullable): the snapshot
 * @marks: (out caller-allocates): room for %SP_BADGES_MOST
 *
 * What people made of it.
 *
 * Returns: how many there are
 */
guint
sp_snapshot_words_marks (SpSnapshot       *snapshot,
                         const SpRowStyle *style,
                         SpBadge          *marks)
{
  const SpSnapshotInit *init = snapshot != NULL ? sp_snapshot_peek (snapshot) : NULL;
  guint n = 0;

  g_return_val_if_fail (style != NULL && marks != NULL, 0);

  if (init != NULL && init->safety)
    marks[n++] = (SpBadge){ "security-high-symbolic", NULL, _ ("Safety snapshot, taken before a revert") };
  if (init != NULL && init->baseline > 0 && style->history != NULL && sp_baseline_find (style->history) == snapshot)
    marks[n++] = (SpBadge){ "starred-symbolic", NULL, C_ ("badge", "Baseline") };
  if (init != NULL && init->pinned)
    marks[n++] = (SpBadge){ "view-pin-symbolic", NULL, C_ ("badge", "Pinned") };
  return n;
}

/* The words that are looked for in @text, which begins there in what is written. */
static PangoAttrList *
mark (SpSearch   *search,
      const char *text,
      guint       from)
{
  PangoAttrList *marks = pango_attr_list_new ();
  g_autoptr (GArray) ranges = sp_search_mark (search, text);

  for (guint i = 0; i < ranges->len; i++)
    {
      const SpSearchRange *range = &g_array_index (ranges, SpSearchRange, i);
      PangoAttribute *attributes[] = { pango_attr_weight_new (PANGO_WEIGHT_BOLD), pango_attr_underline_new (PANGO_UNDERLINE_SINGLE) };

      for (gsize j = 0; j < G_N_ELEMENTS (attributes); j++)
        {
          attributes[j]->start_index = from + range->start;
          attributes[j]->end_index = from + range->end;
          pango_attr_list_insert (marks, attributes[j]);
        }
    }
  return marks;
}

/**
 * sp_snapshot_words_found:
 * @snapshot: (nullable): the snapshot
 *
 * Returns: (transfer full) (nullable): marks the words of its title that are looked for
 */
PangoAttrList *
sp_snapshot_words_found (SpSnapshot       *snapshot,
                         const SpRowStyle *style)
{
  g_return_val_if_fail (style != NULL, NULL);

  return style->search != NULL && snapshot != NULL ? mark (style->search, sp_snapshot_get_title (snapshot), 0) : NULL;
}

/* Of one that is found. */
static char *
dup_excerpt (SpSnapshot       *snapshot,
             const SpRowStyle *style)
{
  return style->search != NULL && snapshot != NULL && sp_search_matches (style->search, snapshot)
           ? sp_search_excerpt (style->search, snapshot)
           : NULL;
}

/**
 * sp_snapshot_words_why:
 * @snapshot: (nullable): the snapshot
 * @marks: (out): gets what marks the words that are looked for
 *
 * Returns: (transfer full) (nullable): when it was, and why it was found, where its title does not tell that
 */
char *
sp_snapshot_words_why (SpSnapshot       *snapshot,
                       const SpRowStyle *style,
                       PangoAttrList   **marks)
{
  g_autofree char *excerpt = NULL;
  g_autofree char *age = NULL;
  char *why;

  g_return_val_if_fail (style != NULL, NULL);

  excerpt = dup_excerpt (snapshot, style);
  if (excerpt == NULL)
    return NULL;
  age = sp_when_age (sp_snapshot_get_created (snapshot), style->now);
  why = sp_join (SP_JOIN_FACTS, age, excerpt);
  *marks = mark (style->search, excerpt, (guint) (g_strrstr (why, excerpt) - why));
  return why;
}

/**
 * sp_snapshot_words_steps_back:
 * @snapshot: (nullable): the snapshot
 *
 * Returns: whether something is looked for that it is not
 */
gboolean
sp_snapshot_words_steps_back (SpSnapshot       *snapshot,
                              const SpRowStyle *style)
{
  g_return_val_if_fail (style != NULL, FALSE);

  return style->search != NULL && snapshot != NULL && !sp_search_matches (style->search, snapshot);
}

/* What a row says by badges and marks. */
static void
say_marks (GString          *said,
           SpSnapshot       *snapshot,
           gboolean          current,
           const SpRowStyle *style)
{
  const SpSnapshotInit *init = sp_snapshot_peek (snapshot);
  SpBadge trouble;

  if (current)
    sp_join_append (said, SP_JOIN_LIST, C_ ("spoken, of a snapshot", "current"));
  if (sp_snapshot_words_trouble (snapshot, style, &trouble))
    sp_join_append (said, SP_JOIN_LIST, trouble.word);
  else if (!has_whole_machine (snapshot))
    sp_join_append (said, SP_JOIN_LIST, find_contents (snapshot).word);
  if (init->quiesced)
    sp_join_append (said, SP_JOIN_LIST, C_ ("snapshot", "Quiesced"));
  if (init->safety)
    sp_join_append (said, SP_JOIN_LIST, C_ ("spoken, of a snapshot", "safety snapshot"));
  if (init->pinned)
    sp_join_append (said, SP_JOIN_LIST, C_ ("spoken, of a snapshot", "pinned"));
  if (init->baseline > 0 && sp_baseline_find (style->history) == snapshot)
    sp_join_append (said, SP_JOIN_LIST, C_ ("spoken, of a snapshot", "baseline"));
  if (style->search != NULL && sp_search_matches (style->search, snapshot))
    {
      g_autofree char *excerpt = sp_search_excerpt (style->search, snapshot);

      sp_join_append (said, SP_JOIN_LIST, C_ ("spoken, of a snapshot", "found"));
      sp_join_append (said, SP_JOIN_LIST, excerpt);
    }
}

/**
 * sp_snapshot_words_say:
 *
 * Returns: (transfer full): the row as it is spoken: "Clean install, 3 days ago, current, 2 branches"
 */
char *
sp_snapshot_words_say (SpTimelineRow    *row,
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
  age = sp_snapshot_words_age (row, style);
  said = g_string_new (sp_snapshot_words_title (row));
  sp_join_append (said, SP_JOIN_LIST, age);
  size = dup_size (snapshot, style);
  sp_join_append (said, SP_JOIN_LIST, size);
  if (snapshot == NULL)
    return g_string_free_and_steal (g_steal_pointer (&said));

  say_marks (said, snapshot, sp_timeline_row_get_current (row), style);
  sp_history_get_children (style->history, sp_timeline_row_get_index (row), &n);
  if (n > 1)
    {
      g_autofree char *branches = sp_count_printf (ngettext ("%d branch", "%d branches", (gulong) n), n);

      sp_join_append (said, SP_JOIN_LIST, branches);
    }

  return g_string_free_and_steal (g_steal_pointer (&said));
}

/**
 * sp_snapshot_words_say_of:
 *
 * Returns: (transfer full): a row of many machines as it is spoken: "Clean install, Workstation, 3 days ago, current"
 */
char *
sp_snapshot_words_say_of (SpEveryRow       *row,
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
  sp_join_append (said, SP_JOIN_LIST, style->place);
  sp_join_append (said, SP_JOIN_LIST, age);
  say_marks (said, snapshot, sp_snapshot_get_current (snapshot), style);
  return g_string_free_and_steal (g_steal_pointer (&said));
}

/**
 * sp_snapshot_words_tell:
 *
 * Returns: (transfer full) (nullable): what a screen reader tells on request: where the row comes from
 */
char *
sp_snapshot_words_tell (SpTimelineRow    *row,
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
