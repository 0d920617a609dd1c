/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which snapshots people look for: by words of their titles, descriptions and dates, and by what they are. */

#include "config.h"

#include "sp-search.h"

#include "sp-when.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HOUR (60 * 60)
#define DAY (24 * HOUR)
/* When summer begins. */
#define LEAST_DAY (23 * HOUR)
#define MAX_WORDS 16
/* A host may tell descriptions of any length: what stands further back is not looked at. */
#define MAX_LOOKED_AT 16384
/* Shorter, a word is of a date only as a whole: "to" is not looked for in "today". */
#define MIN_DATE_PREFIX 3
/* Characters of a description that are told before and behind a word in it. */
#define TOLD_BEFORE 24
#define TOLD_BEHIND 80

struct _SpSearch
{
  GPtrArray  *words; /* folded */
  SpFilter    filter;
  gint64      now;
  SpSizes    *sizes; /* or NULL: none is known */
  GHashTable *days; /* local day -> its words, folded */
  GTimeZone  *zone; /* GLib reads a link each time that it is asked for one */
  gint64      day_from; /* the day that was asked for last, and before which it ends, or an hour earlier */
  gint64      day_to;
  const char *day; /* its words */
};

/* Without case and accents; @sources (nullable) gets the place in @text that each byte comes from, and its end. */
static char *
fold (const char *text,
      GArray     *sources)
{
  gsize left = strnlen (text, MAX_LOOKED_AT);
  GString *folded = g_string_sized_new (left + 1);
  const char *p = text;

  for (; left > 0 && sources == NULL && (guchar) *p < 0x80; left--)
    g_string_append_c (folded, g_ascii_tolower (*p++));
  while (left > 0)
    {
      gunichar c = g_utf8_get_char_validated (p, (gssize) left);
      gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
      gboolean valid = c != (gunichar) -1 && c != (gunichar) -2;
      gsize length = valid ? (gsize) g_utf8_skip[(guchar) *p] : 1;
      gsize n = 1;

      parts[0] = valid ? c : 0xfffd;
      if (parts[0] >= 0x80)
        n = g_unichar_fully_decompose (parts[0], TRUE, parts, G_N_ELEMENTS (parts));
      for (gsize i = 0; i < n; i++)
        {
          guint before = (guint) folded->len;
          guint at = (guint) (p - text);

          /* Accents alone: the marks of other scripts are letters. */
          if (parts[i] >= 0x300 && parts[i] <= 0x36f)
            continue;
          g_string_append_unichar (folded, g_unichar_tolower (parts[i]));
          for (; sources != NULL && before < folded->len; before++)
            g_array_append_val (sources, at);
        }
      p += length;
      left -= length;
    }
  if (sources != NULL)
    {
      guint end = (guint) (p - text);

      g_array_append_val (sources, end);
    }

  return g_string_free_and_steal (folded);
}

/**
 * sp_search_new:
 * @text: (nullable): words; a snapshot matches that has all of them, in whatever order
 * @filter: (nullable): what is let pass
 * @now: seconds since 1970
 *
 * Returns: (transfer full): what is looked for
 */
SpSearch *
sp_search_new (const char     *text,
               const SpFilter *filter,
               gint64          now)
{
  SpSearch *self = g_new0 (SpSearch, 1);
  g_autofree char *folded = fold (text != NULL ? text : "", NULL);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\n\r,", -1);

  self->words = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; words[i] != NULL && self->words->len < MAX_WORDS; i++)
    {
      if (*words[i] != '\0')
        g_ptr_array_add (self->words, g_strdup (words[i]));
    }
  if (filter != NULL)
    self->filter = *filter;
  self->now = now;
  self->days = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  self->zone = g_time_zone_new_local ();

  return self;
}

void
sp_search_free (SpSearch *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->words);
  g_hash_table_unref (self->days);
  g_time_zone_unref (self->zone);
  g_clear_object (&self->sizes);
  g_free (self);
}

/**
 * sp_search_set_sizes:
 * @sizes: (nullable): how much the snapshots take; %NULL: not known
 */
void
sp_search_set_sizes (SpSearch *self,
                     SpSizes  *sizes)
{
  g_return_if_fail (self != NULL);

  g_set_object (&self->sizes, sizes);
}

/**
 * sp_search_is_idle:
 *
 * Returns: whether nothing is looked for, so that all snapshots match
 */
gboolean
sp_search_is_idle (SpSearch *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->words->len == 0 && !self->filter.memory && !self->filter.pinned && !self->filter.safety &&
         self->filter.kind == SP_KIND_NONE && self->filter.older <= 0 && self->filter.bigger <= 0;
}

/* Its words, made once. */
static const char *
describe_day (SpSearch  *self,
              GDateTime *then,
              gint64     created)
{
  gpointer key = GINT_TO_POINTER (g_date_time_get_year (then) * 400 + g_date_time_get_day_of_year (then));
  char *words = g_hash_table_lookup (self->days, key);
  g_autofree char *named = NULL;
  g_autofree char *said = NULL;
  g_autofree char *all = NULL;

  if (words != NULL)
    return words;
  named = sp_when_day (created, self->now);
  /* Translators: words by which a day is found, as strftime writes them: weekday, day, month, year; the last is ISO 8601 */
  said = g_date_time_format (then, C_ ("search", "%A %-d %B %Y %x %F"));
  all = g_strconcat (named, " ", said, NULL);
  words = fold (all, NULL);
  g_hash_table_insert (self->days, key, words);
  return words;
}

/* What people call a day. Many snapshots are of one day, most of them beside each other, and dates are slow to work out and to write. */
static const char *
find_day (SpSearch *self,
          gint64    created)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) then = NULL;
  g_autoptr (GDateTime) midnight = NULL;
  int year, month, day;

  if (created >= self->day_from && created < self->day_to)
    return self->day;
  utc = g_date_time_new_from_unix_utc (created);
  then = utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;
  if (then == NULL)
    return "";
  g_date_time_get_ymd (then, &year, &month, &day);
  midnight = g_date_time_new (self->zone, year, month, day, 0, 0, 0);
  self->day_from = midnight != NULL ? MIN (g_date_time_to_unix (midnight), created) : created;
  self->day_to = MAX (self->day_from + LEAST_DAY, created + 1);
  self->day = describe_day (self, then, created);
  return self->day;
}

static gboolean
is_date_word (const char *day,
              const char *word)
{
  gsize length = strlen (word);
  const char *p = day;

  while ((p = strstr (p, word)) != NULL)
    {
      gboolean begins = p == day || p[-1] == ' ';
      gboolean ends = p[length] == '\0' || p[length] == ' ';

      if (begins && (ends || length >= MIN_DATE_PREFIX))
        return TRUE;
      p += length;
    }

  return FALSE;
}

static gboolean
passes (SpSearch   *self,
        SpSnapshot *snapshot)
{
  const SpSnapshotInit *init = sp_snapshot_peek (snapshot);
  SpKind kind = sp_snapshot_get_kind (snapshot);

  if (self->filter.memory && init->memory == SP_MEMORY_NONE)
    return FALSE;
  if (self->filter.pinned && !init->pinned)
    return FALSE;
  if (self->filter.safety && !init->safety)
    return FALSE;
  if (self->filter.kind != SP_KIND_NONE && kind != self->filter.kind && kind != SP_KIND_MIXED)
    return FALSE;
  if (self->filter.bigger > 0 && (self->sizes == NULL || sp_sizes_get (self->sizes, init->name) < self->filter.bigger))
    return FALSE;
  return self->filter.older <= 0 || self->now - init->created > (gint64) self->filter.older * DAY;
}

/* @folded: made when it is first needed */
static gboolean
is_in (const char  *text,
       char       **folded,
       const char  *word)
{
  if (text == NULL)
    return FALSE;
  if (*folded == NULL)
    *folded = fold (text, NULL);
  return strstr (*folded, word) != NULL;
}

/**
 * sp_search_matches:
 *
 * Returns: whether @snapshot has all the words, and passes the filter
 */
gboolean
sp_search_matches (SpSearch   *self,
                   SpSnapshot *snapshot)
{
  const SpSnapshotInit *init;
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), FALSE);

  if (!passes (self, snapshot))
    return FALSE;

  init = sp_snapshot_peek (snapshot);
  for (guint i = 0; i < self->words->len; i++)
    {
      const char *word = g_ptr_array_index (self->words, i);

      if (!is_in (init->title, &title, word) && !is_in (init->name, &name, word) && !is_in (init->description, &description, word)
          && !is_date_word (find_day (self, init->created), word))
        return FALSE;
    }

  return TRUE;
}

/**
 * sp_search_mark:
 * @text: of a snapshot
 *
 * Returns: (transfer full): where the words that are looked for stand in @text, whole characters, in no order
 */
GArray *
sp_search_mark (SpSearch   *self,
                const char *text)
{
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (SpSearchRange));
  g_autofree char *folded = NULL;

  g_return_val_if_fail (self != NULL, ranges);
  g_return_val_if_fail (text != NULL, ranges);

  folded = fold (text, sources);
  for (guint i = 0; i < self->words->len; i++)
    {
      const char *word = g_ptr_array_index (self->words, i);
      gsize length = strlen (word);

      for (const char *p = strstr (folded, word); p != NULL; p = strstr (p + length, word))
        {
          SpSearchRange range = { g_array_index (sources, guint, p - folded), 0 };
          guint last = g_array_index (sources, guint, p - folded + (gssize) length - 1);
          gsize after = (gsize) (p - folded) + length;

          /* To where the next character begins that the fold kept: an accent is marked with its letter. */
          while (g_array_index (sources, guint, after) == last && after + 1 < sources->len)
            after++;
          range.end = g_array_index (sources, guint, after);
          g_array_append_val (ranges, range);
        }
    }

  return ranges;
}

/* In one line, from a word a little before on. */
static char *
cut_around (const char *text,
            const char *word)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_LOOKED_AT));
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *folded = fold (valid, sources);
  const char *found = strstr (folded, word);
  const char *at = valid + (found != NULL ? g_array_index (sources, guint, found - folded) : 0);
  const char *from = at;
  const char *to = at;
  const char *space;
  g_autofree char *piece = NULL;

  for (guint i = 0; i < TOLD_BEFORE && from > valid; i++)
    from = g_utf8_prev_char (from);
  space = from > valid ? strpbrk (from, " \t\n\r") : NULL;
  if (space != NULL && space < at)
    from = space + 1;
  for (guint i = 0; i < TOLD_BEHIND && *to != '\0'; i++)
    to = g_utf8_next_char (to);
  piece = g_strndup (from, (gsize) (to - from));
  g_strdelimit (piece, "\t\n\r", ' ');
  return g_strconcat (from > valid ? "…" : "", piece, NULL);
}

/* The way of writing a day in which the word stands. */
static char *
write_day (SpSearch   *self,
           gint64      created,
           const char *word)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (created);
  g_autoptr (GDateTime) then = utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;
  g_autofree char *format = g_strdup (C_ ("search", "%A %-d %B %Y %x %F"));
  char *numbers = strstr (format, "%x");
  g_autofree char *words = NULL;
  g_autofree char *folded = NULL;

  if (then == NULL)
    return NULL;
  /* What the language has before the numbers is how it writes a day in words. */
  if (numbers != NULL)
    *numbers = '\0';
  words = g_date_time_format (then, g_strstrip (format));
  folded = fold (words != NULL ? words : "", NULL);
  if (is_date_word (folded, word))
    return g_steal_pointer (&words);
  for (const char *const *way = (const char *const[]){ "%x", "%F", NULL }; *way != NULL; way++)
    {
      g_autofree char *written = g_date_time_format (then, *way);
      g_autofree char *plain = fold (written != NULL ? written : "", NULL);

      if (is_date_word (plain, word))
        return g_steal_pointer (&written);
    }
  return sp_when_day (created, self->now);
}

/**
 * sp_search_excerpt:
 * @snapshot: one that matches
 *
 * Where a word does not stand in the title, a title alone does not tell why the snapshot was found.
 *
 * Returns: (transfer full) (nullable): what it stands in: the name, a piece of the description, or the day; %NULL: the title tells all
 */
char *
sp_search_excerpt (SpSearch   *self,
                   SpSnapshot *snapshot)
{
  const SpSnapshotInit *init;
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), NULL);

  init = sp_snapshot_peek (snapshot);
  for (guint i = 0; i < self->words->len; i++)
    {
      const char *word = g_ptr_array_index (self->words, i);

      if (is_in (sp_snapshot_get_title (snapshot), &title, word))
        continue;
      if (is_in (init->description, &description, word))
        return cut_around (init->description, word);
      if (is_in (init->name, &name, word))
        return cut_around (init->name, word);
      return write_day (self, init->created, word);
    }
  return NULL;
}

/**
 * sp_search_run:
 *
 * Returns: (transfer full): the snapshots of @timeline that match, newest first; none where nothing is looked for
 */
GArray *
sp_search_run (SpSearch   *self,
               SpTimeline *timeline)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (int));
  guint n;

  g_return_val_if_fail (self != NULL, found);
  g_return_val_if_fail (SP_IS_TIMELINE (timeline), found);

  n = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  for (guint i = 0; i < n && !sp_search_is_idle (self); i++)
    {
      int index = sp_timeline_get_index (timeline, i);

      if (index >= 0 && sp_search_matches (self, sp_history_get (sp_timeline_get_history (timeline), index)))
        g_array_append_val (found, index);
    }

  return found;
}

/**
 * sp_search_step:
 * @found: of sp_search_run()
 * @from: index in the history of what is selected; -1: Now
 * @direction: 1 goes to the next below, -1 to the next above, 0 stays where @from itself was found; all go around
 *
 * Returns: where in @found the next one stands, or -1: nothing was found
 */
int
sp_search_step (SpTimeline *timeline,
                GArray     *found,
                int         from,
                int         direction)
{
  int row;
  int n;

  g_return_val_if_fail (SP_IS_TIMELINE (timeline), -1);
  g_return_val_if_fail (found != NULL, -1);

  row = sp_timeline_find_row (timeline, from);
  n = (int) found->len;
  for (int i = 0; i < n; i++)
    {
      int at = direction < 0 ? n - 1 - i : i;
      int own = sp_timeline_find_row (timeline, g_array_index (found, int, at));

      if (direction < 0 ? own < row : own > row || (direction == 0 && own == row))
        return at;
    }

  return n > 0 ? (direction < 0 ? n - 1 : 0) : -1;
}
