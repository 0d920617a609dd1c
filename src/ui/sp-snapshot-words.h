/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snapshot in words and marks, the same in every row and tile: how it is called, how old it is, what it kept, how it is spoken. */

#pragma once

#include "sp-badge-line.h"
#include "sp-everywhere.h"
#include "sp-lane-cell.h"
#include "sp-machine.h"
#include "sp-search.h"

G_BEGIN_DECLS

/* What all rows of a list, and all tiles of a map, share. */
typedef struct
{
  SpLaneStyle lanes;
  SpHistory  *history;
  SpMachine  *machine; /* or NULL: not known */
  const char *place; /* what the machine is called in a list of many */
  gint64      now;
  SpSizes    *sizes; /* or NULL: not known */
  GdkTexture *screen; /* of the machine as it is; or NULL */
  SpSearch   *search; /* or NULL: nothing is looked for */
  gboolean    compact;
} SpRowStyle;

const char    *sp_snapshot_words_title      (SpTimelineRow *row);
char          *sp_snapshot_words_age        (SpTimelineRow *row, const SpRowStyle *style);
char          *sp_snapshot_words_size       (SpTimelineRow *row, const SpRowStyle *style);
char          *sp_snapshot_words_more       (SpTimelineRow *row, const SpRowStyle *style);

/* Of a snapshot, or of Now, which is NULL. */
const char    *sp_snapshot_words_icon       (SpSnapshot *snapshot, const SpRowStyle *style);
gboolean       sp_snapshot_words_trouble    (SpSnapshot *snapshot, const SpRowStyle *style, SpBadge *badge);
guint          sp_snapshot_words_badges     (SpSnapshot *snapshot, const SpRowStyle *style, SpBadge *badges);
guint          sp_snapshot_words_marks      (SpSnapshot *snapshot, const SpRowStyle *style, SpBadge *marks);
PangoAttrList *sp_snapshot_words_found      (SpSnapshot *snapshot, const SpRowStyle *style);
char          *sp_snapshot_words_why        (SpSnapshot *snapshot, const SpRowStyle *style, PangoAttrList **marks); /* it was found; or NULL */
gboolean       sp_snapshot_words_steps_back (SpSnapshot *snapshot, const SpRowStyle *style);

char          *sp_snapshot_words_say        (SpTimelineRow *row, const SpRowStyle *style);
char          *sp_snapshot_words_tell       (SpTimelineRow *row, const SpRowStyle *style);
char          *sp_snapshot_words_say_of     (SpEveryRow *row, const SpRowStyle *style); /* in a list of many machines */

G_END_DECLS
